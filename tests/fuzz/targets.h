// Every parser that bytes from outside reach, each behind one function that feeds it anything and stops the process
// (CHECK) when its answer breaks its contract. The smoke test runs all of them in every ctest; with clang and
// CLEARANCE_FUZZ=ON each becomes a libFuzzer program (CMakeLists.txt says how).
//
// A new parser: a file target_NAME.cc that defines `FuzzTarget NameTarget()`, and nothing else: the files are the list.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clearance {

struct FuzzTarget {
  std::string_view name;
  // Returns when the parser has kept its contract on `input`. The same for the same input.
  void (*run)(std::string_view input);
  // Inputs worth changing: at least one that is accepted. The same in every run.
  std::vector<std::string> (*seeds)();
};

// The target of each file, in the order of their names (made by CMakeLists.txt).
std::vector<FuzzTarget> AllFuzzTargets();

}  // namespace clearance
