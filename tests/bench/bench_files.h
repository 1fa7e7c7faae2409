// The files of a bench: a JSON object for each section, and a Markdown table made of whatever of these lies in a
// folder.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

#include "common/base/status.h"
#include "tests/bench/bench.h"

namespace clearance {

// Where and when figures were taken.
struct BenchOrigin {
  std::string machine;  // its processor
  unsigned cores = 0;
  std::string commit;  // BuiltFromCommit
  std::string at;      // UTC
};
BenchOrigin OriginOfThisRun();

// The commit that the tree stood at when this program was built, with "+" behind it when something in it was changed;
// "unknown" when it was built without git (commit.cmake).
std::string BuiltFromCommit();

// Makes the folder and tries to write into it: for who measures long before there are figures. FILE_UNREADABLE.
Status CheckBenchFolder(const std::string& folder);

// What a section has measured, where and when: the object of its file, and a line of the history.
nlohmann::json BenchSectionJson(const BenchSection& section, const BenchOrigin& origin);

// <folder>/<section>.json; the folder is made. FILE_UNREADABLE.
Status WriteBenchSection(const BenchSection& section, const BenchOrigin& origin, const std::string& folder);

// <folder>/bench.md of every section's file in it, in the order of their names. What is no such file is passed over.
Status WriteBenchTable(const std::string& folder);

}  // namespace clearance
