// What was measured before: <folder>/history.jsonl, a line for each section of each run, the oldest first. A bench adds
// to it and never takes anything away.
#pragma once

#include <string>

#include "common/base/status.h"
#include "tests/bench/bench_files.h"

namespace clearance {

// Adds the line; the folder is made. FILE_UNREADABLE.
Status AppendBenchHistory(const BenchSection& section, const BenchOrigin& origin, const std::string& folder);

// A table for people: of each figure of that section, on the machine of the newest run alone, how often it was
// measured, the median of all its values, the newest with its ratio to the bare limit, and how much that is of the
// median. What is no line of ours, such as one that a power cut has left half, is passed over. NOT_FOUND (no line of
// that section), FILE_UNREADABLE.
StatusOr<std::string> BenchHistoryTable(const std::string& section, const std::string& folder);

}  // namespace clearance
