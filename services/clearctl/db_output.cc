#include "services/clearctl/db_output.h"

#include <unistd.h>

#include <algorithm>
#include <iostream>

#include "common/base/bytes.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr int kExitSignal = 128;  // and the signal's number, as shells tell it
constexpr std::chrono::milliseconds kShowEvery{200};

}  // namespace

ProgressLine::~ProgressLine() {
  if (shown_) std::cerr << "\n";
}

void ProgressLine::Show(std::string_view step, std::uint64_t done, std::uint64_t total) {
  if (isatty(STDERR_FILENO) == 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (step == step_ && now - last_ < kShowEvery) return;
  step_ = step;
  last_ = now;
  shown_ = true;
  const std::uint64_t percent = total == 0 ? 0 : std::min<std::uint64_t>(100, done * 100 / total);
  std::cerr << "\r" << step << (total == 0 ? std::string() : " " + std::to_string(percent) + " %") << "        "
            << std::flush;
}

BackupProgressTold ToldTo(ProgressLine& line) {
  return [&line](std::string_view step, std::uint64_t done, std::uint64_t total) { line.Show(step, done, total); };
}

void PrintLogs(const std::vector<LogRoot>& logs) {
  for (const LogRoot& log : logs)
    std::cout << "  log " << log.log << ": " << log.size << " entries, root " << ToHex(log.root_hash) << "\n";
}

void PrintDerived(const BackupChecked& checked) {
  if (!checked.derived) {
    std::cout << "  derived tables: not compared with what follows from the entries; `clearctl ledger verify` and a "
                 "centre that has started do it\n";
  } else {
    std::cout << "  derived tables: " << checked.derived->rows << " rows as they follow from the entries\n";
  }
}

int SayFault(const std::string& fault, std::string_view word) {
  std::cout << word << ": " << ShownText(fault) << "\n";
  return kExitDifference;
}

int FailOrInterrupted(const Status& status, const StopSignals& signals) {
  if (status.code() != StatusCode::kCancelled) return Fail(status);
  std::cerr << "clearctl: interrupted; nothing was changed\n";
  return kExitSignal + signals.signal();
}

}  // namespace clearance
