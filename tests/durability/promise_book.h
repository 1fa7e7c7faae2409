// PromiseBook: the work of a durability run, what was told about each piece of it, and whether a store keeps to that.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "db/store.h"

namespace clearance {

// One try of one piece of work. Written by the store's threads before `told`, read after it.
struct Attempt {
  int work = 0;
  std::uint64_t position = 0;  // of the first entry, as the function saw it
  int told = 0;                // how often `done` was called
  Status status{};
};

// Single-threaded, but for the functions it gives away.
class PromiseBook {
 public:
  static constexpr std::size_t kMaxProblems = 8;

  // The number of a new piece of work. Some refuse themselves: nothing of them may stay.
  int NewWork();
  // Pieces nobody knows the end of: to be sent again.
  std::vector<int> InDoubt() const;
  // What a server would do for it: a replay by request id, else up to three entries and two derived rows. `attempt`
  // must outlive it.
  static Store::Function FunctionOf(int work, Attempt& attempt);

  // Notes what was told. UNAVAILABLE leaves the work in doubt.
  void Told(const Attempt& attempt);
  // Compares everything in the store with what was told. `reopened`: work in doubt may turn out to be there; else it
  // must not be.
  void Look(StoreReader& store, bool reopened);

  void Problem(const std::string& words);
  const std::vector<std::string>& problems() const { return problems_; }
  std::uint64_t recovered() const { return recovered_; }

 private:
  struct Work {
    bool kept = false;
    std::uint64_t position = 0;  // when kept
  };

  Status LookAt(const Snapshot& snapshot, bool reopened);
  Status LookAtWork(const Snapshot& snapshot, int number, const std::vector<StoredEntry>& entries, bool reopened);
  static bool Refuses(int work) { return work % 11 == 0; }

  std::vector<Work> work_;  // by number, from 1
  std::vector<std::string> problems_;
  std::uint64_t recovered_ = 0;
};

}  // namespace clearance
