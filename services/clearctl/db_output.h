// What the commands over the ledger's file say while they run and when they end.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/base/stop_signals.h"
#include "db/backup.h"

namespace clearance {

// A line that is written over, on a terminal only, and not faster than one can read.
class ProgressLine {
 public:
  ~ProgressLine();
  void Show(std::string_view step, std::uint64_t done, std::uint64_t total);

 private:
  std::string step_;
  std::chrono::steady_clock::time_point last_;
  bool shown_ = false;
};

// The line must outlive what is returned.
BackupProgressTold ToldTo(ProgressLine& line);

void PrintLogs(const std::vector<LogRoot>& logs);

// Whether the tables that follow from the entries were compared with them.
void PrintDerived(const BackupChecked& checked);

// "DAMAGED: …"; kExitDifference.
int SayFault(const std::string& fault, std::string_view word = "DAMAGED");

// As Fail; after a signal the exit code that shells know.
int FailOrInterrupted(const Status& status, const StopSignals& signals);

}  // namespace clearance
