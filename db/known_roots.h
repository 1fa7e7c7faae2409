// Roots a ledger must have had, because somebody signed them: held against the trees as a verification recomputes them.
// This is what finds a history that was rewritten together with every hash, and an end that is gone.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/crypto/merkle.h"
#include "db/checkpoints.h"
#include "db/ledger.h"

namespace clearance {

struct KnownRoot {
  std::string source{};  // in words, for whoever reads of a difference: the file it was read from
  LogRoot root{};
};

// What is wrong when the log of the stored checkpoint has `size` entries now, in words; empty: it is long enough.
std::string CutOffBefore(const StoredCheckpoint& stored, std::uint64_t size);

// One verification's: the roots given to it and those of the checkpoints that the store itself keeps.
class KnownRoots {
 public:
  explicit KnownRoots(std::vector<KnownRoot> given);

  // To be called after each leaf of a log, none left out: what differs, in words; empty when nothing does.
  StatusOr<std::string> AfterLeaf(const Checkpoints& stored, const std::string& log, const MerkleFrontier& tree);

  // To be called when the last leaf of every log has been seen: the first root that lies beyond its log's end. A stored
  // checkpoint of entries that came meanwhile is none.
  StatusOr<std::string> AtEnd(const Ledger& ledger, const Checkpoints& stored,
                              const std::map<std::string, MerkleFrontier>& trees);

 private:
  struct OfLog {
    std::vector<KnownRoot> given{};  // by size
    std::size_t seen = 0;            // of `given`
    bool stored_looked_up = false;
    std::optional<StoredCheckpoint> next_stored{};
  };
  static Status FindNext(const Checkpoints& stored, const std::string& log, OfLog& of_log);
  std::map<std::string, OfLog> logs_;
};

}  // namespace clearance
