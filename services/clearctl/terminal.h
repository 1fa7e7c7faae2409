// What every command of clearctl says to whoever started it.
#pragma once

#include <iostream>

#include "common/base/status.h"
#include "common/base/text.h"

namespace clearance {

inline constexpr int kExitFailure = 1;

// Says on standard error, in one line, why a command could not do what it was asked; kExitFailure. The names of files
// in it are others' text.
inline int Fail(const Status& status) {
  std::cerr << "clearctl: " << ShownText(MessageOf(status)) << "\n";
  return kExitFailure;
}

}  // namespace clearance
