// Replay: what decisions already made would be under another rule book. Rebuilds the facts of each from the ledger
// alone and asks the same Decide as the centre. Reads only, changes nothing. Whether a decision was right is not asked
// here, where much is taken from what it said itself: entry_replay.h does.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/decision.h"
#include "common/domain/zone_table.h"
#include "common/rules/decide.h"
#include "common/rules/rule_book.h"
#include "common/wire/ledger_records.h"
#include "db/store.h"

namespace clearance {

// Decisions made from `from` on and before `to`.
struct ReplayedTime {
  Instant from{};
  Instant to{};
};

struct ChangedDecision {
  std::uint64_t position = 0;
  Instant decided_at{};
  std::string lane_id{};
  std::string traveller{};  // pseudonym
  Decision before{};        // under the book compared with
  Decision after{};         // under the draft
};

struct ReplayReport {
  std::size_t decisions = 0;
  std::size_t changed = 0;    // verdict, reasons or last permitted day
  std::size_t to_refer = 0;   // of these: admitted before, referred after
  std::size_t to_admit = 0;   // and the other way round
  std::size_t as_sealed = 0;  // come out under the book compared with as they stand in the ledger
};

struct Replay {
  StoreReader& store;
  const RuleBook& before;
  const RuleBook& after;
  const ZoneTable& zones;
  ReplayedTime time;
  std::function<void(const ChangedDecision&)> on_changed;                        // in the order of the ledger
  std::function<void(std::uint64_t done, std::uint64_t positions)> on_progress;  // now and then
};

// What the ledger does not hold, or what is not looked up for so many, is taken from what the sealed reasons tell (a
// minor, an expired document, another lane, the booking's standing, holds, another document of theirs), and else as
// nothing to remark; it is the same under both books. Errors: of the store; DATA_LOSS (STORE_CORRUPT) naming the
// position of an entry that cannot be read.
StatusOr<ReplayReport> ReplayDecisions(const Replay& replay);

// The rule book of the latest RULE_BOOK_CHANGE up to `position`, looked for among the entries: the table of books may
// have been damaged. Absent in a ledger from before there were such entries. DATA_LOSS (STORE_CORRUPT) when the entry
// holds no book.
StatusOr<std::optional<RuleBook>> BookRecordedBefore(StoreReader& store, std::uint64_t position);
// The same, and the one that ships where there is none.
StatusOr<RuleBook> BookInForceAt(StoreReader& store, std::uint64_t position);

// The facts as ReplayDecisions takes them, for a decision of a form that no view follows from.
StatusOr<CrossingFacts> FactsByReasons(StoreReader& store, const StoredEntry& entry, const DecisionRecord& record);

// True when the two differ in verdict, reasons or last permitted day: what a replay counts as a change.
bool ComesOutOtherwise(const Decision& a, const Decision& b);

}  // namespace clearance
