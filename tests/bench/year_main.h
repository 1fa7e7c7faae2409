// `clearance-bench year`: a year of the port made and replayed while one looks on.
#pragma once

#include <string>

#include "tests/bench/bench.h"
#include "tests/bench/port_year.h"

namespace clearance {

struct YearCommand {
  YearPlan plan;
  std::string keep;  // where the ledger shall lie afterwards; empty: nowhere
};

// Prints progress, adds figures. Errors: no disk, or what a call was answered with.
Status RunYear(const YearCommand& command, BenchReport& report);

}  // namespace clearance
