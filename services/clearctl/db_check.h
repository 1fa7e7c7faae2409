// `clearctl db check`: a backup, with the keys that go with it, or a ledger's file reread.
#pragma once

#include <string>

namespace clearance {

// A backup's folder or a ledger's file, the other empty.
struct CheckArguments {
  std::string database;
  std::string backup;
  std::string keys;  // of the backup; empty: none
  bool quick = false;
  bool json = false;
};

// Says what was found; the exit code.
int RunDbCheck(const CheckArguments& arguments);

}  // namespace clearance
