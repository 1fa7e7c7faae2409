// One decision made anew from the ledger as it stood when it was made: whether it was right, by what it could know. The
// tables of then are derived from the entries it saw, and the same code is asked as for a crossing that stands before a
// lane; what the decision says itself is asked only for what stands nowhere else, and that is told by name.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/domain/zone_table.h"
#include "common/rules/rule_book.h"
#include "db/personal_fields.h"
#include "db/store.h"
#include "services/clearance/admission.h"
#include "services/clearctl/concerned_entries.h"
#include "services/clearctl/rules_replay.h"

namespace clearance {

// Who says that a decision was to be made by this book.
enum class BookFrom {
  kEntry,    // the latest RULE_BOOK_CHANGE before it
  kShipped,  // nobody: the one that ships, for want of such an entry
  kGiven,    // whoever asks: another version than was sealed is then no difference
};

struct EntryReplay {
  StoreReader& store;
  const RuleBook& book;
  const ZoneTable& zones;
  BookFrom book_from = BookFrom::kEntry;
  BookingTolerance tolerance{};  // as the centre was configured: the ledger does not say
  // Opens what the document says of its holder; without, and of another showing of it, see ReplayedEntry::taken.
  const PersonalFields* fields = nullptr;
  std::string scratch_beside{};  // a file, in whose folder the tables of then are made for the moment
  OnEntriesRead on_read = nullptr;
};

struct ReplayedEntry {
  ChangedDecision decision{};  // before: as sealed; after: made anew
  // What comes out otherwise than it was sealed, in words, without personal data; empty: it is the same.
  std::vector<std::string> differences{};
  // What does not come from the ledger, because it does not hold it or nobody can open it; and where from.
  std::vector<std::string> taken{};
};

// The decision at `position`. NOT_FOUND for no such entry; INVALID_ARGUMENT for one of another kind; DATA_LOSS
// (STORE_CORRUPT), naming the position, where nothing follows from an entry it saw, but FAILED_PRECONDITION where that
// is for its old form; else as ConcernedEntries, the store's and the scratch file's own.
StatusOr<ReplayedEntry> ReplayEntry(const EntryReplay& replay, std::uint64_t position);

}  // namespace clearance
