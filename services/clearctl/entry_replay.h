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

struct EntryReplay {
  StoreReader& store;
  const RuleBook& book;
  const ZoneTable& zones;
  BookingTolerance tolerance{};  // as the centre was configured: the ledger does not say
  // Opens what the document says of its holder; without, see ReplayedEntry::taken.
  const PersonalFields* fields = nullptr;
  std::string scratch_beside{};  // a file, in whose folder the tables of then are made for the moment
  OnEntriesRead on_read = nullptr;
};

struct ReplayedEntry {
  ChangedDecision decision{};  // before: as sealed; after: made anew
  // What comes out otherwise than it was sealed, in words, without personal data; empty: it is the same.
  std::vector<std::string> differences{};
  // What was taken from the sealed decision because the ledger does not hold it, or nobody can open it.
  std::vector<std::string> taken{};
};

// The decision at `position`. NOT_FOUND for no such entry; INVALID_ARGUMENT for one of another kind; DATA_LOSS
// (STORE_CORRUPT), naming the position, where nothing follows from an entry it saw; else as ConcernedEntries, the
// store's and the scratch file's own.
StatusOr<ReplayedEntry> ReplayEntry(const EntryReplay& replay, std::uint64_t position);

}  // namespace clearance
