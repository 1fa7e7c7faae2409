// What every command of face-eval says to whoever started it, and how it hears that it should stop.
#pragma once

#include <cstddef>
#include <string>

#include "common/base/status.h"

namespace clearance {

inline constexpr int kExitFailure = 1;
inline constexpr int kExitUnsupported = 2;    // done, and the data do not support what was asked for
inline constexpr int kExitInterrupted = 130;  // as a shell reports an interrupted program

// Says on standard error, in one line, why a command could not do what it was asked; the exit code for it.
int Fail(const Status& status);

// A line on standard error that is written over: on a terminal all along, elsewhere at each tenth.
class ProgressLine {
 public:
  explicit ProgressLine(std::string what) : what_(std::move(what)) {}
  // Not thread-safe.
  void Show(std::size_t done, std::size_t total);

 private:
  const std::string what_;
  int shown_tenths_ = -1;
};

// From here on SIGINT and SIGTERM only ask: long loops look, stop, and leave no file behind.
void AskInsteadOfDying();
bool AskedToStop();

}  // namespace clearance
