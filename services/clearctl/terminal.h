// What every command of clearctl says to whoever started it.
#pragma once

#include <iostream>

#include "common/base/status.h"

namespace clearance {

inline constexpr int kExitFailure = 1;

// Says on standard error why a command could not do what it was asked; kExitFailure.
inline int Fail(const Status& status) {
  std::cerr << "clearctl: " << MessageOf(status) << "\n";
  return kExitFailure;
}

}  // namespace clearance
