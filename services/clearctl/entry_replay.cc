#include "services/clearctl/entry_replay.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/wire/document_fields.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/identity_bytes.h"
#include "db/sqlite_store.h"
#include "services/clearance/crossing_sight.h"
#include "services/clearctl/booking_as_of.h"
#include "services/clearctl/ledger_as_of.h"
#include "services/clearctl/replay_output.h"
#include "services/clearctl/sealed_facts.h"
#include "services/derivation/derive.h"
#include "services/derivation/entry_records.h"
#include "services/derivation/national_keys.h"

namespace clearance {
namespace {

// A decision and everything of the ledger that it rests on.
struct Seen {
  StoredEntry entry{};
  DecisionRecord record{};
  std::vector<StoredEntry> before{};        // ConcernedEntries, without `link`
  std::optional<StoredEntry> link{};        // that the same call recorded
  std::optional<LinkRecord> sealed_link{};  // what that says
  std::string name_key{};                   // NameTold
};

// What the sealed decision stands in for: said to whoever asked for the replay.
constexpr char kAge[] = "age";
constexpr char kExpiry[] = "expiry date";
constexpr char kName[] = "name: holds by name are looked for by the name of those that ever hit this document";
constexpr char kInspection[] = "inspection of the document";
constexpr char kEverything[] =
    "everything but stays and days: its form is one from which no table of the time can be made";

constexpr char kUnlessNotRead[] =
    "it would be the same if the national number, which was known, had not been read this time: no entry tells";

// ---- reading

StatusOr<StoredEntry> DecisionAt(StoreReader& store, std::uint64_t position) {
  StoredEntry stored;
  RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
    ASSIGN_OR_RETURN(stored, s.ledger().Get(position));
    return OkStatus();
  }));
  if (stored.entry.kind != EntryKind::kDecision) return InvalidField("entry", "is no DECISION");
  return stored;
}

// No entry holds a name, or a keyed hash of one, but that of a hold: whom one hit by name has that name. The hash under
// which holds by name are to be looked for; empty where none has ever hit this document.
StatusOr<std::string> NameTold(StoreReader& store, const StoredEntry& decision) {
  std::string told;
  std::string perhaps;
  const auto look = [&](const Snapshot& s, const StoredEntry& stored) -> Status {
    const auto hit = ReadHoldHitBody(stored.entry.body);
    if (!hit.ok()) return UnreadableBody(stored, hit.status());
    if (hit->match != HoldMatch::kPossible) return OkStatus();
    ASSIGN_OR_RETURN(const auto hold, s.holds().Find(hit->hold_id));
    if (!hold || hold->keys.name.empty()) return OkStatus();
    // One that names a document too may have hit by another one with the same national number.
    const bool by_name_alone = hold->keys.document.empty() && hold->keys.person.empty();
    if (by_name_alone) told = hold->keys.name;
    if (stored.entry.request_id == decision.entry.request_id) perhaps = hold->keys.name;
    return OkStatus();
  };
  const EntryFilter hits{.kind = EntryKind::kHoldHit, .traveller = decision.entry.traveller};
  std::optional<std::uint64_t> next = 0;
  while (next) {
    RETURN_IF_ERROR(store.Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const EntryPage page, s.ledger().List(hits, *next, kMaxRowsPerRead));
      for (const StoredEntry& stored : page.entries) RETURN_IF_ERROR(look(s, stored));
      next = page.next_after;
      return OkStatus();
    }));
  }
  return told.empty() ? perhaps : told;
}

Status ReadLink(Seen& seen) {
  if (seen.before.empty()) return OkStatus();
  const StoredEntry& last = seen.before.back();
  const bool own = last.position == seen.record.seen_position && last.entry.kind == EntryKind::kIdentityLink &&
                   last.entry.request_id == seen.entry.entry.request_id;
  if (!own) return OkStatus();
  auto link = ReadIdentityLinkBody(last.entry.body);
  if (!link.ok()) return UnreadableBody(last, link.status());
  seen.sealed_link = *std::move(link);
  seen.link = std::move(seen.before.back());
  seen.before.pop_back();
  return OkStatus();
}

Status ReadWhatItSaw(const EntryReplay& replay, Seen& seen) {
  ASSIGN_OR_RETURN(seen.before, ConcernedEntries(replay.store, seen.entry, seen.record, replay.on_read));
  RETURN_IF_ERROR(ReadLink(seen));
  ASSIGN_OR_RETURN(seen.name_key, NameTold(replay.store, seen.entry));
  return OkStatus();
}

// ---- the tables of then

// What follows from an entry for a crossing; officers' answers, looks and hits change nothing it asks.
bool Matters(EntryKind kind) {
  switch (kind) {
    case EntryKind::kDecision:
    case EntryKind::kPassage:
    case EntryKind::kAbandonment:
    case EntryKind::kReturned:
    case EntryKind::kCorrection:
    case EntryKind::kImport:
    case EntryKind::kHoldChange:
    case EntryKind::kIdentityLink:
    case EntryKind::kIdentityUnlink:
      return true;
    default:
      return false;
  }
}

Status DeriveAll(Transaction& t, const Seen& seen) {
  for (const StoredEntry& stored : seen.before) {
    if (!Matters(stored.entry.kind)) continue;
    const Status derived = Derive(t, stored);
    if (!derived.ok()) {
      return Error(
          StatusCode::kDataLoss, error_reason::kStoreCorrupt,
          "position " + std::to_string(stored.position) + ": nothing follows from the entry: " + MessageOf(derived));
    }
  }
  if (seen.record.request.booking_id.empty()) return OkStatus();
  ASSIGN_OR_RETURN(const auto booking, BookingAsOf(seen.before, seen.record.request.booking_id));
  return booking ? t.bookings().Insert(*booking) : OkStatus();
}

// ---- who it was

// The pseudonym of issuing state and number: the traveller's own, but where that number had been another's.
std::string NumberOf(const Seen& seen) {
  const std::string& traveller = seen.entry.entry.traveller;
  const auto of_one_number = [&](const LinkRecord& link) {
    const auto& grounds = link.grounds;
    return link.document == traveller &&
           std::find(grounds.begin(), grounds.end(), LinkGround::kSameDocumentNumber) != grounds.end();
  };
  if (seen.sealed_link && of_one_number(*seen.sealed_link)) return seen.sealed_link->earlier;
  for (const StoredEntry& stored : seen.before) {
    if (stored.entry.kind != EntryKind::kIdentityLink) continue;
    const auto link = ReadIdentityLinkBody(stored.entry.body);
    if (link.ok() && of_one_number(*link)) return link->earlier;
  }
  return traveller;
}

// The document as it was sealed when the person was last made known; absent where nobody can open it.
StatusOr<std::optional<Document>> OpenDocument(const Snapshot& s, const EntryReplay& replay, const Seen& seen) {
  if (replay.fields == nullptr) return std::optional<Document>();
  const std::string& traveller = seen.entry.entry.traveller;
  std::string sealed;
  const auto look = [&](const StoredEntry& stored) -> Status {
    if (stored.entry.traveller != traveller) return OkStatus();
    ASSIGN_OR_RETURN(const auto shown, ShownIn(stored));
    if (shown && !shown->sealed_fields.empty()) sealed = shown->sealed_fields;
    return OkStatus();
  };
  for (const StoredEntry& stored : seen.before) RETURN_IF_ERROR(look(stored));
  RETURN_IF_ERROR(look(seen.entry));
  if (sealed.empty()) return std::optional<Document>();
  const auto opened = replay.fields->Open(s, {traveller, DataPurpose::kBorder, kDocumentFieldsContext}, sealed);
  if (!opened.ok()) {
    const bool erased = ReasonOf(opened.status()) == error_reason::kPersonalDataErased;
    if (erased || IsOfOneField(opened.status())) return std::optional<Document>();
    return opened.status();
  }
  ASSIGN_OR_RETURN(Document document, ReadDocumentFields(opened->view()));
  return std::optional<Document>(std::move(document));
}

// What the document said of its holder, or what the sealed decision tells of that.
Status TakeHolder(const Snapshot& s, const EntryReplay& replay, const Seen& seen, CrossingFacts& facts,
                  std::vector<std::string>& taken) {
  ASSIGN_OR_RETURN(const std::optional<Document> document, OpenDocument(s, replay, seen));
  if (document) {
    facts.request.document.birth_date = document->birth_date;
    facts.request.document.expiry_date = document->expiry_date;
  } else {
    TakeDocument(seen.record.answer.decision, facts);
    taken.insert(taken.end(), {kAge, kExpiry});
  }
  taken.push_back(kName);
  if (TakeInspection(seen.record.answer.decision, facts.request)) taken.push_back(kInspection);
  return OkStatus();
}

// ---- the decision

// Makes the link that should have been made, whatever was.
Status Link(Transaction& past, const Seen& seen, IdentityUse& who, std::vector<std::string>& differences) {
  const IdentityOutcome& outcome = who.outcome;
  const auto in_words = [](LinkState state, const std::string& earlier) {
    return std::string(LinkStateName(state)) + " with " + ShownPseudonym(earlier);
  };
  const std::string due = outcome.records ? in_words(*outcome.records, outcome.other) : "none";
  const std::string sealed =
      seen.sealed_link ? in_words(seen.sealed_link->state, seen.sealed_link->earlier) : std::string("none");
  if (due != sealed) differences.push_back("link: sealed " + sealed + ", made anew " + due);
  if (!outcome.records) return OkStatus();
  RETURN_IF_ERROR(
      past.identities().Link(who.named.traveller, outcome.other, *outcome.records, seen.record.seen_position));
  return SeeLink(past, who);
}

// Whether a number that is known was read this time stands in no entry.
enum class KnownNumber { kRead, kNotRead };

// What was read of the national number: what was told, else what was known.
std::string NumberRead(const Seen& seen, const std::optional<KnownDocument>& known, KnownNumber known_number) {
  const auto& shown = seen.record.effects->shown;
  if (shown) return shown->national_key;
  return known && known_number == KnownNumber::kRead ? known->facts.national_key : std::string();
}

Status DecideAnew(const Snapshot& s, Transaction& past, const EntryReplay& replay, const Seen& seen,
                  KnownNumber known_number, ReplayedEntry& replayed) {
  CrossingFacts holder{.request = seen.record.request, .now = seen.entry.entry.record_time};
  ASSIGN_OR_RETURN(const auto known, past.identities().FindDocument(seen.entry.entry.traveller));
  const DocumentNames names{
      .traveller = NumberOf(seen), .national_key = NumberRead(seen, known, known_number), .name_key = seen.name_key};
  RETURN_IF_ERROR(TakeHolder(s, replay, seen, holder, replayed.taken));
  const CrossingRequest& request = holder.request;
  NamedDocument named{
      .traveller = seen.entry.entry.traveller, .document = names.traveller, .shown_before = known.has_value()};
  ASSIGN_OR_RETURN(IdentityUse who, IdentityOf(past, std::move(named), names.national_key, request));
  RETURN_IF_ERROR(Link(past, seen, who, replayed.differences));
  ASSIGN_OR_RETURN(CrossingSight sight, SeeCrossing(past, request, who, names, replay.tolerance, holder.now));
  ASSIGN_OR_RETURN(replayed.decision.after, Judge(past, who, {replay.book, replay.zones}, sight.facts));
  const bool reserves = sight.facts.booking == BookingUse::kValid;
  if (reserves != seen.record.effects->reserves_booking) {
    replayed.differences.push_back(reserves ? "booking: sealed as of no use, made anew it serves"
                                            : "booking: sealed as reserved, made anew it serves nothing");
  }
  return OkStatus();
}

Status DecideInThePast(const EntryReplay& replay, const Seen& seen, KnownNumber known_number, ReplayedEntry& replayed) {
  ASSIGN_OR_RETURN(const auto scratch, SqliteScratch::Open(replay.scratch_beside));
  return replay.store.Read([&](const Snapshot& s) {
    return scratch->Write([&](Transaction& t) -> Status {
      RETURN_IF_ERROR(DeriveAll(t, seen));
      LedgerAsOf ledger(s.ledger(), seen.record.seen_position);
      Transaction past({ledger, t.requests(), t.stays(), t.open_decisions(), t.bookings(), t.referrals(),
                        t.lane_commands(), t.lanes(), t.checkpoints(), t.holds(), t.identities(), t.personal_keys(),
                        t.slot_holds(), t.day_closures(), t.booking_attempts(), t.rule_books()});
      return DecideAnew(s, past, replay, seen, known_number, replayed);
    });
  });
}

// The decision made anew, if the number that is known was read or if not.
StatusOr<ReplayedEntry> Anew(const EntryReplay& replay, const Seen& seen, KnownNumber known_number) {
  const StoredEntry& entry = seen.entry;
  ReplayedEntry replayed{.decision = {.position = entry.position,
                                      .decided_at = entry.entry.record_time,
                                      .lane_id = entry.entry.lane_id,
                                      .traveller = entry.entry.traveller,
                                      .before = seen.record.answer.decision}};
  if (seen.record.effects) {
    RETURN_IF_ERROR(DecideInThePast(replay, seen, known_number, replayed));
  } else {
    ASSIGN_OR_RETURN(const CrossingFacts facts, FactsByReasons(replay.store, entry, seen.record));
    replayed.decision.after = Decide(facts, replay.book, replay.zones);
    replayed.taken = {kEverything};
  }
  std::vector<std::string> differences = DifferencesOf(replayed.decision.before, replayed.decision.after);
  differences.insert(differences.end(), replayed.differences.begin(), replayed.differences.end());
  replayed.differences = std::move(differences);
  return replayed;
}

}  // namespace

StatusOr<ReplayedEntry> ReplayEntry(const EntryReplay& replay, std::uint64_t position) {
  ASSIGN_OR_RETURN(const StoredEntry entry, DecisionAt(replay.store, position));
  ASSIGN_OR_RETURN(DecisionRecord record, DecisionOf(entry));
  const bool derivable = record.effects.has_value();
  const bool number_told = derivable && record.effects->shown.has_value();
  Seen seen{.entry = entry, .record = std::move(record)};
  if (derivable) {
    RETURN_IF_ERROR(ReadWhatItSaw(replay, seen));
  }
  ASSIGN_OR_RETURN(ReplayedEntry replayed, Anew(replay, seen, KnownNumber::kRead));
  if (replayed.differences.empty() || !derivable || number_told) return replayed;
  ASSIGN_OR_RETURN(const ReplayedEntry unread, Anew(replay, seen, KnownNumber::kNotRead));
  if (unread.differences.empty()) replayed.differences.push_back(kUnlessNotRead);
  return replayed;
}

}  // namespace clearance
