// tests/golden/demo.csv: what each scenario must come to, at the level *full* and at *no biometrics*.
#pragma once

#include <map>
#include <string>

#include "common/base/status.h"

namespace clearance {

struct Expectation {
  std::string full;
  std::string no_biometrics;
};

// By scenario id. INVALID_ARGUMENT naming the line: a line has three cells separated by semicolons; # begins a comment.
StatusOr<std::map<std::string, Expectation>> ReadExpectations(const std::string& path);

}  // namespace clearance
