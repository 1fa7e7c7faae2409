// What every command of clearctl says to whoever started it.
#pragma once

#include <unistd.h>

#include <iostream>
#include <string>

#include "common/base/status.h"
#include "common/base/text.h"

namespace clearance {

inline constexpr int kExitFailure = 1;
inline constexpr int kExitDifference = 2;  // done, and the answer is no

// Says on standard error, in one line, why a command could not do what it was asked; kExitFailure. The names of files
// in it are others' text.
inline int Fail(const Status& status) {
  std::cerr << "clearctl: " << ShownText(MessageOf(status)) << "\n";
  return kExitFailure;
}

// A line that is written over, on a terminal only.
inline void ShowProgressLine(const std::string& line, bool last) {
  if (isatty(STDERR_FILENO) == 0) return;
  std::cerr << "\r" << line << (last ? "\n" : "") << std::flush;
}

}  // namespace clearance
