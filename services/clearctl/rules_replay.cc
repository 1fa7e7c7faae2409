#include "services/clearctl/rules_replay.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "common/rules/decide.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/rule_book_file.h"
#include "common/wire/settings_bodies.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/sealed_facts.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

constexpr std::size_t kDecisionsPerRead = 250;
// How far the centre's clock may have been set back: so much earlier and later than asked is looked at.
constexpr Duration kClockSlack = std::chrono::hours(24);

// From `position` on the record of `territory` counted as complete from `from` on.
struct CompletenessChange {
  std::uint64_t position = 0;
  CompletenessRecord record{};
};
using CompletenessChanges = std::vector<CompletenessChange>;

// A ledger in which no record is complete today never had one: most need not be searched.
StatusOr<bool> AnyRecordComplete(StoreReader& store) {
  bool any = false;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    for (const Territory territory : kAllTerritories) {
      ASSIGN_OR_RETURN(const auto from, s.stays().CompleteFrom(territory));
      any = any || from.has_value();
    }
    return OkStatus();
  }));
  return any;
}

// Calls `look` with every entry that passes `filter` after `position`, in pages, until it says that it has seen enough.
Status ForEachEntry(StoreReader& store, const EntryFilter& filter, std::uint64_t after,
                    const std::function<StatusOr<bool>(const Snapshot&, const StoredEntry&)>& look,
                    const std::function<void(std::uint64_t)>& on_page) {
  std::optional<std::uint64_t> next = after;
  while (next) {
    RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const EntryPage page, s.ledger().List(filter, *next, kDecisionsPerRead));
      next = page.next_after;
      for (const StoredEntry& entry : page.entries) {
        ASSIGN_OR_RETURN(const bool more, look(s, entry));
        if (!more) next.reset();
        if (!more) break;
      }
      return OkStatus();
    }));
    if (next) on_page(*next);
  }
  return OkStatus();
}

StatusOr<CompletenessChanges> ReadCompleteness(StoreReader& store) {
  CompletenessChanges changes;
  ASSIGN_OR_RETURN(const bool any, AnyRecordComplete(store));
  if (!any) return changes;
  const auto look = [&](const Snapshot&, const StoredEntry& entry) -> StatusOr<bool> {
    const auto record = ReadCompletenessBody(entry.entry.body);
    if (!record.ok()) return UnreadableBody(entry, record.status());
    if (*record) changes.push_back({entry.position, **record});
    return true;
  };
  RETURN_IF_ERROR(
      ForEachEntry(store, {.log = std::string(kCentreLog), .kind = EntryKind::kImport}, 0, look, [](std::uint64_t) {}));
  return changes;
}

std::optional<Date> CompleteFrom(const CompletenessChanges& changes, Territory territory, std::uint64_t seen) {
  std::optional<Date> from;
  for (const CompletenessChange& change : changes) {
    if (change.position <= seen && change.record.territory == territory) from = change.record.from;
  }
  return from;
}

StatusOr<std::uint64_t> LastPosition(StoreReader& store) {
  std::uint64_t last = 0;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
    return OkStatus();
  }));
  return last;
}

// The last position recorded before `instant`. Entries are recorded in the order of the clock, but where it was set
// back.
StatusOr<std::uint64_t> PositionBefore(StoreReader& store, Instant instant, std::uint64_t last) {
  std::uint64_t low = 0;
  std::uint64_t high = last;
  while (low < high) {
    const std::uint64_t middle = low + (high - low + 1) / 2;
    RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const StoredEntry entry, s.ledger().Get(middle));
      if (entry.entry.record_time < instant) {
        low = middle;
      } else {
        high = middle - 1;
      }
      return OkStatus();
    }));
  }
  return low;
}

StatusOr<TravelHistory> HistoryOf(const Snapshot& s, const StoredEntry& entry, const DecisionRecord& record,
                                  Territory territory, const CompletenessChanges& completeness) {
  TravelHistory history;
  if (!entry.entry.traveller.empty()) {
    ASSIGN_OR_RETURN(const std::vector<std::string> documents,
                     s.identities().DocumentsOf(entry.entry.traveller, record.seen_position));
    ASSIGN_OR_RETURN(history.stays, s.stays().HistoryAsOf(documents, territory, record.seen_position, kMaxRowsPerRead));
  }
  history.complete_from = CompleteFrom(completeness, territory, record.seen_position);
  history.covers_all_ports = history.complete_from.has_value();
  history.as_of = entry.entry.record_time;
  return history;
}

StatusOr<CrossingFacts> FactsOf(const Snapshot& s, const StoredEntry& entry, const DecisionRecord& record,
                                const CompletenessChanges& completeness) {
  CrossingFacts facts;
  facts.request = record.request;
  facts.now = entry.entry.record_time;
  const Movement movement = record.request.lane.movement;
  ASSIGN_OR_RETURN(facts.exited, HistoryOf(s, entry, record, movement.from, completeness));
  ASSIGN_OR_RETURN(facts.entered, HistoryOf(s, entry, record, movement.to, completeness));
  TakeAllFromReasons(record.answer.decision, facts);
  return facts;
}

std::optional<Date> LastDay(const Decision& decision) {
  return decision.stay ? decision.stay->must_leave_by : std::nullopt;
}

Status ReplayOne(const Replay& replay, const CompletenessChanges& completeness, const Snapshot& s,
                 const StoredEntry& entry, ReplayReport& report) {
  ASSIGN_OR_RETURN(const DecisionRecord record, DecisionOf(entry));
  ASSIGN_OR_RETURN(const CrossingFacts facts, FactsOf(s, entry, record, completeness));
  ChangedDecision changed{entry.position,
                          entry.entry.record_time,
                          entry.entry.lane_id,
                          entry.entry.traveller,
                          Decide(facts, replay.before, replay.zones),
                          Decide(facts, replay.after, replay.zones)};
  ++report.decisions;
  if (!ComesOutOtherwise(changed.before, record.answer.decision)) ++report.as_sealed;
  if (!ComesOutOtherwise(changed.before, changed.after)) return OkStatus();
  ++report.changed;
  if (changed.before.verdict != changed.after.verdict)
    ++(changed.after.verdict == Verdict::kRefer ? report.to_refer : report.to_admit);
  replay.on_changed(changed);
  return OkStatus();
}

}  // namespace

bool ComesOutOtherwise(const Decision& a, const Decision& b) {
  return a.verdict != b.verdict || a.reasons != b.reasons || LastDay(a) != LastDay(b);
}

StatusOr<ReplayReport> ReplayDecisions(const Replay& replay) {
  ReplayReport report;
  ASSIGN_OR_RETURN(const CompletenessChanges completeness, ReadCompleteness(replay.store));
  ASSIGN_OR_RETURN(const std::uint64_t last, LastPosition(replay.store));
  ASSIGN_OR_RETURN(const std::uint64_t begin, PositionBefore(replay.store, replay.time.from - kClockSlack, last));
  ASSIGN_OR_RETURN(std::uint64_t end, PositionBefore(replay.store, replay.time.to + kClockSlack, last));
  end = std::max(begin, end);
  const auto look = [&](const Snapshot& s, const StoredEntry& entry) -> StatusOr<bool> {
    if (entry.position > end) return false;
    const Instant decided_at = entry.entry.record_time;
    if (decided_at >= replay.time.from && decided_at < replay.time.to)
      RETURN_IF_ERROR(ReplayOne(replay, completeness, s, entry, report));
    return true;
  };
  const auto on_page = [&](std::uint64_t position) {
    if (position < end) replay.on_progress(position - begin, end - begin);
  };
  RETURN_IF_ERROR(ForEachEntry(replay.store, {.kind = EntryKind::kDecision}, begin, look, on_page));
  replay.on_progress(end - begin, end - begin);
  return report;
}

StatusOr<std::optional<RuleBook>> BookRecordedBefore(StoreReader& store, std::uint64_t position) {
  std::optional<StoredEntry> latest;
  const auto look = [&](const Snapshot&, const StoredEntry& entry) -> StatusOr<bool> {
    if (entry.position > position) return false;
    latest = entry;
    return true;
  };
  const EntryFilter changes{.log = std::string(kCentreLog), .kind = EntryKind::kRuleBookChange};
  RETURN_IF_ERROR(ForEachEntry(store, changes, 0, look, [](std::uint64_t) {}));
  if (!latest) return std::optional<RuleBook>();
  const auto change = ReadRuleBookChangeBody(latest->entry.body);
  if (!change.ok()) return UnreadableBody(*latest, change.status());
  ASSIGN_OR_RETURN(RuleBook book,
                   ParseSealedRuleBook(change->text, "the rule book in entry " + std::to_string(latest->position)));
  return std::optional<RuleBook>(std::move(book));
}

StatusOr<RuleBook> BookInForceAt(StoreReader& store, std::uint64_t position) {
  ASSIGN_OR_RETURN(std::optional<RuleBook> book, BookRecordedBefore(store, position));
  return book ? *std::move(book) : KhorgosRuleBook();
}

StatusOr<CrossingFacts> FactsByReasons(StoreReader& store, const StoredEntry& entry, const DecisionRecord& record) {
  ASSIGN_OR_RETURN(const CompletenessChanges completeness, ReadCompleteness(store));
  CrossingFacts facts;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(facts, FactsOf(s, entry, record, completeness));
    return OkStatus();
  }));
  return facts;
}

}  // namespace clearance
