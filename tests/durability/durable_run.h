// A SQLite store lives through a seeded life on a disk with faults: bursts of transactions, calls that fail, power
// cuts, reopening. A book kept outside says what was promised, and everything found in the file is held against it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/sqlite/fault_disk.h"

namespace clearance {

struct RunOptions {
  std::uint64_t seed = 1;
  std::uint64_t faults = 50;  // the life ends when so many have happened
  // 0: what is sent together waits together, and the same seed gives the same life. Otherwise so many threads send,
  // each waiting for its answers, and another reads all the while.
  int threads = 0;
  bool lies = false;  // the disk says that a sync is done, and does nothing
};

struct RunOutcome {
  // What was found broken, in words; the first few. Empty: nothing acknowledged was lost or doubled, nobody was told
  // wrongly, the ledger was in order at each look.
  std::vector<std::string> problems{};
  sqlite::DiskStatistics disk{};
  std::uint64_t acknowledged = 0;    // functions told OK
  std::uint64_t refused = 0;         // told their own error
  std::uint64_t failed = 0;          // told UNAVAILABLE
  std::uint64_t failed_batches = 0;  // bursts in which somebody was told so
  std::uint64_t recovered = 0;       // told UNAVAILABLE and yet there after a power cut: a failed flush
  std::uint64_t failed_openings = 0;
  std::uint64_t looks = 0;  // at the whole content
};

RunOutcome LiveOnFaultyDisk(const RunOptions& options);

}  // namespace clearance
