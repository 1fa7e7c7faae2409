// The ledger desk: what auditors and gates may ask of the ledger, as use cases. Looking at entries, and taking them
// away, is itself an entry and happens only once that is durable. Never changes what is recorded.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "common/base/clock.h"
#include "common/crypto/signature.h"
#include "db/store.h"
#include "services/ledger/ledger_export.h"

namespace clearance {

// Who looks, why, and the id under which the same look goes on over several pages.
struct Look {
  std::string request_id{};  // UUID
  std::string viewer{};      // "auditor/auditor-1"
  std::string reason{};
};

// That an entry stands in its log at a size.
struct InclusionAnswer {
  std::string log{};
  std::uint64_t leaf_index = 0;
  std::string leaf_hash{};
  std::uint64_t tree_size = 0;
  std::string root_hash{};
  std::vector<std::string> hashes{};
};

// That a log at `old` is the beginning of the log at `now`.
struct ConsistencyAnswer {
  LogRoot old{};
  LogRoot now{};
  std::vector<std::string> hashes{};
};

struct LedgerDeskParts {
  Store& store;
  const SigningKey& key;  // of checkpoints
  std::string site{};     // begins the name of each log in checkpoints
  const Clock& clock;
};

// Thread-safe. Every `done` runs once, after the commit, on the store's executor. Owns nothing it is given.
class LedgerDesk {
 public:
  explicit LedgerDesk(LedgerDeskParts parts) : parts_(std::move(parts)) {}

  // Entries as Ledger::List gives them, without those that auditors do not see (shown_entries.h): a page may be shorter
  // than there is more. The first call with `look`'s request id is an entry, the next ones, its further pages or the
  // same again, are not; all show what stood before that entry, and read it on `done`'s thread once the entry is
  // durable. ALREADY_EXISTS (REQUEST_ID_REUSED) for another filter, viewer or reason; NOT_FOUND, and no look, for a log
  // that has no entry and is no port of a lane that has ever reported.
  void List(const EntryFilter& filter, std::uint64_t after, std::size_t limit, const Look& look,
            std::function<void(StatusOr<EntryPage>)> done);

  // The signed note of the log as it stands; the last one again when it has not grown. NOT_FOUND for a log without
  // entries; DATA_LOSS (STORE_CORRUPT) when it is shorter than what was signed of it, or does not begin with that.
  // `known`, a note that somebody outside has kept, counts as signed when this desk's key has signed it; where the
  // store has lost it, it is kept again and the log tells. INVALID_ARGUMENT (field known_note) for no note of this log.
  void Checkpoint(const std::string& log, const std::string& known, std::function<void(StatusOr<std::string>)> done);

  // `tree_size` 0: the present one. NOT_FOUND for no such entry; INVALID_ARGUMENT (field tree_size) for a size the log
  // does not have, or at which the entry was not yet in it.
  StatusOr<InclusionAnswer> ProveInclusion(std::uint64_t position, std::uint64_t tree_size);
  // `new_size` 0: the present one. NOT_FOUND for a log without entries; INVALID_ARGUMENT for sizes the log does not
  // have, or in the wrong order.
  StatusOr<ConsistencyAnswer> ProveConsistency(const std::string& log, std::uint64_t old_size, std::uint64_t new_size);

  // Records that the entries are taken away, signs the checkpoints they are proved under, and gives the export. A
  // replay gives the same entries, under the checkpoints as they are then. NOT_FOUND as List.
  void Export(const EntryFilter& filter, const Look& look,
              std::function<void(StatusOr<std::shared_ptr<LedgerExport>>)> done);

 private:
  // The page as it stood before the entry at `looked_at`, which is durable.
  StatusOr<EntryPage> PageBefore(std::uint64_t looked_at, const EntryFilter& filter, std::uint64_t after,
                                 std::size_t limit);
  // The latest note of the log, or a new one, kept.
  StatusOr<std::string> SignedNote(Transaction& t, const std::string& log) const;
  // Holds the log against a note that was kept outside.
  Status TakeBack(Transaction& t, const std::string& log, const std::string& known) const;
  bool IsOurs(const std::string& note) const;

  LedgerDeskParts parts_;
};

}  // namespace clearance
