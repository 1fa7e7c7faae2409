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
#include "services/clearctl/replay_effects.h"
#include "services/clearctl/replay_output.h"
#include "services/clearctl/sealed_facts.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
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

// What does not come from the ledger: said to whoever asked for the replay.
constexpr char kAge[] = "age: as the sealed reasons have it";
constexpr char kExpiry[] = "expiry date: as the sealed reasons have it";
constexpr char kExpiryElsewhere[] =
    "expiry date: as the sealed reasons have it; the document's fields were sealed at another showing";
constexpr char kNumber[] = "national number: it was known, and is taken as read this time";
constexpr char kCollision[] =
    "document number: that it had been another's is as the sealed reasons have it; of several parted from them it is "
    "taken for the one's by which it comes out as sealed, if it does so by any";
constexpr char kBook[] = "rule book: the one that ships; no entry before the decision names one";
constexpr char kName[] = "name: holds by name are looked for by the name of those that ever hit this document";
constexpr char kInspection[] = "inspection of the document: in order; the decision is from before there were any";
constexpr char kEverything[] =
    "everything but stays and days: as the sealed reasons have it; its form is one from which no table of the time can "
    "be "
    "made";

constexpr char kUnlessNotRead[] =
    "it would be the same if the national number, which was known, had not been read this time: its form does not tell";

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

// The keyed hashes of a name by which holds have hit a document: a later showing may say another name.
struct NamesHit {
  std::string own{};      // at this very crossing
  std::string before{};   // the nearest before it
  std::string after{};    // the first after it
  std::string perhaps{};  // at this crossing, by a hold that names a document too

  const std::string& Best() const {
    if (!own.empty()) return own;
    if (!before.empty()) return before;
    return after.empty() ? perhaps : after;
  }
};

// No entry holds a name, or a keyed hash of one, but that of a hold: whom one hit by name has that name. The hash under
// which holds by name are to be looked for; empty where none has ever hit this document.
StatusOr<std::string> NameTold(StoreReader& store, const StoredEntry& decision) {
  NamesHit names;
  const auto look = [&](const Snapshot& s, const StoredEntry& stored) -> Status {
    const auto hit = ReadHoldHitBody(stored.entry.body);
    if (!hit.ok()) return UnreadableBody(stored, hit.status());
    if (hit->match != HoldMatch::kPossible) return OkStatus();
    ASSIGN_OR_RETURN(const auto hold, s.holds().Find(hit->hold_id));
    if (!hold || hold->keys.name.empty()) return OkStatus();
    const std::string& name = hold->keys.name;
    const bool own = stored.entry.request_id == decision.entry.request_id;
    // One that names a document too may have hit by another one with the same national number.
    const bool by_name_alone = hold->keys.document.empty() && hold->keys.person.empty();
    if (!by_name_alone) {
      if (own) names.perhaps = name;
    } else if (own) {
      names.own = name;
    } else if (stored.position <= decision.position) {
      names.before = name;
    } else if (names.after.empty()) {
      names.after = name;
    }
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
  return names.Best();
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

// By which call the booking is held or was used: whoever finds it so asks at which entry that stands.
Status KeepUseOf(Transaction& t, const Seen& seen, const Booking& booking) {
  const bool redeemed = booking.state == BookingState::kRedeemed;
  const EntryKind kind = redeemed ? EntryKind::kPassage : EntryKind::kDecision;
  const std::string& request_id = redeemed ? booking.redeemed_by : booking.reserved_by;
  const auto is_it = [&](const StoredEntry& stored) {
    return stored.entry.kind == kind && stored.entry.request_id == request_id;
  };
  const auto found = std::find_if(seen.before.rbegin(), seen.before.rend(), is_it);
  if (request_id.empty() || found == seen.before.rend()) return OkStatus();
  return t.requests().Put({.request_id = request_id,
                           .rpc = std::string(EntryKindName(kind)),
                           .body_hash = found->leaf_hash,
                           .position = found->position});
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
  if (!booking) return OkStatus();
  RETURN_IF_ERROR(t.bookings().Insert(*booking));
  return KeepUseOf(t, seen, *booking);
}

// ---- who it was

// The document that had the traveller's issuing state and number before them, as entries say; empty where none does.
std::string NumberTold(const Seen& seen) {
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
  return "";
}

bool Collides(const Decision& decision) {
  return std::any_of(decision.reasons.begin(), decision.reasons.end(),
                     [](const Reason& reason) { return reason.code == ReasonCode::kIdentityCollision; });
}

// What no entry tells, and is therefore tried.
struct Assumed {
  bool known_number_read = true;  // whether a number that is known was read this time
  std::size_t number_of = 0;      // whose number it was, of those it can have been
};

struct MadeAnew {
  ReplayedEntry replayed{};
  bool number_told = true;  // else Assumed::known_number_read is an assumption
  std::size_t numbers = 1;  // whose it can have been
};

// Whose number it can have been, the likeliest first. Where no entry says it: of somebody who is parted from them,
// where the decision knows of a collision; else the traveller's own, or that of a document linked with theirs. Who
// becomes known by a passage is asked about at no crossing, a link of an officer's does not say why, and about one
// person nobody is asked twice, whichever of their documents it was.
StatusOr<std::vector<std::string>> NumbersPerhapsOf(const Snapshot& past, const Seen& seen) {
  if (std::string told = NumberTold(seen); !told.empty()) return std::vector<std::string>{std::move(told)};
  const std::string& traveller = seen.entry.entry.traveller;
  std::vector<std::string> numbers;
  if (Collides(seen.record.answer.decision)) {
    ASSIGN_OR_RETURN(numbers, PartedFrom(past, traveller));
    if (!numbers.empty()) return numbers;
  }
  ASSIGN_OR_RETURN(numbers, past.identities().DocumentsOf(traveller, kAsItStands));
  std::erase(numbers, traveller);
  numbers.insert(numbers.begin(), traveller);
  return numbers;
}

StatusOr<std::string> NumberOf(const Snapshot& past, const Seen& seen, const Assumed& assumed, MadeAnew& anew) {
  ASSIGN_OR_RETURN(const std::vector<std::string> numbers, NumbersPerhapsOf(past, seen));
  anew.numbers = numbers.size();
  const std::string& number = numbers[std::min(assumed.number_of, numbers.size() - 1)];
  if (number != seen.entry.entry.traveller && number != NumberTold(seen)) anew.replayed.taken.push_back(kCollision);
  return number;
}

struct OpenedDocument {
  Document document{};
  bool of_this_showing = false;  // else what may change from one to the next is not known: the expiry date
};

// The document as it was sealed when the person was last made known; absent where nobody can open it.
StatusOr<std::optional<OpenedDocument>> OpenDocument(const Snapshot& s, const EntryReplay& replay, const Seen& seen) {
  if (replay.fields == nullptr) return std::optional<OpenedDocument>();
  const std::string& traveller = seen.entry.entry.traveller;
  std::string sealed;
  bool of_this_showing = false;
  const auto look = [&](const StoredEntry& stored) -> Status {
    if (stored.entry.traveller != traveller) return OkStatus();
    ASSIGN_OR_RETURN(const auto shown, ShownIn(stored));
    if (!shown || shown->sealed_fields.empty()) return OkStatus();
    sealed = shown->sealed_fields;
    of_this_showing = stored.position == seen.entry.position;
    return OkStatus();
  };
  for (const StoredEntry& stored : seen.before) RETURN_IF_ERROR(look(stored));
  RETURN_IF_ERROR(look(seen.entry));
  if (sealed.empty()) return std::optional<OpenedDocument>();
  const auto opened = replay.fields->Open(s, {traveller, DataPurpose::kBorder, kDocumentFieldsContext}, sealed);
  if (!opened.ok()) {
    const bool erased = ReasonOf(opened.status()) == error_reason::kPersonalDataErased;
    if (erased || IsOfOneField(opened.status())) return std::optional<OpenedDocument>();
    return opened.status();
  }
  ASSIGN_OR_RETURN(Document document, ReadDocumentFields(opened->view()));
  return std::optional<OpenedDocument>({std::move(document), of_this_showing});
}

// What the document said of its holder, or what the sealed decision tells of that.
Status TakeHolder(const Snapshot& s, const EntryReplay& replay, const Seen& seen, CrossingFacts& facts,
                  std::vector<std::string>& taken) {
  ASSIGN_OR_RETURN(const std::optional<OpenedDocument> opened, OpenDocument(s, replay, seen));
  TakeDocument(seen.record.answer.decision, facts);
  Document& document = facts.request.document;
  // Who shows another birth date under the same number is another traveller: it is that of every showing.
  if (opened) document.birth_date = opened->document.birth_date;
  if (!opened) taken.push_back(kAge);
  if (opened && opened->of_this_showing) {
    document.expiry_date = opened->document.expiry_date;
  } else {
    taken.push_back(opened ? kExpiryElsewhere : kExpiry);
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

// What was read of the national number: what was told, else what was known. An entry that tells the very number that
// was known, as after an erasure, does so whether it was read or not (NameDocument).
std::string NumberRead(const Seen& seen, const std::optional<KnownDocument>& known, const Assumed& assumed,
                       MadeAnew& anew) {
  if (seen.record.effects->number_not_read) return "";
  const auto& shown = seen.record.effects->shown;
  const std::string known_key = known ? known->facts.national_key : std::string();
  std::string number = shown ? shown->national_key : known_key;
  anew.number_told = number.empty() || number != known_key;
  if (anew.number_told) return number;
  anew.replayed.taken.push_back(kNumber);
  return assumed.known_number_read ? number : std::string();
}

void SayTolerance(const EntryReplay& replay, const Seen& seen, std::vector<std::string>& taken) {
  if (seen.record.request.booking_id.empty()) return;
  const auto minutes = [](Duration duration) {
    return std::to_string(std::chrono::duration_cast<std::chrono::minutes>(duration).count());
  };
  taken.push_back("booking: it serves from " + minutes(replay.tolerance.early) + " minutes before its slot to " +
                  minutes(replay.tolerance.late) + " after it, as was asked for");
}

Status DecideAnew(const Snapshot& s, Transaction& past, const EntryReplay& replay, const Seen& seen,
                  const Assumed& assumed, MadeAnew& anew) {
  ReplayedEntry& replayed = anew.replayed;
  CrossingFacts holder{.request = seen.record.request, .now = seen.entry.entry.record_time};
  ASSIGN_OR_RETURN(const auto known, past.identities().FindDocument(seen.entry.entry.traveller));
  RETURN_IF_ERROR(TakeHolder(s, replay, seen, holder, replayed.taken));
  ASSIGN_OR_RETURN(std::string number, NumberOf(past, seen, assumed, anew));
  const DocumentNames names{.traveller = std::move(number),
                            .national_key = NumberRead(seen, known, assumed, anew),
                            .name_key = seen.name_key};
  SayTolerance(replay, seen, replayed.taken);
  const CrossingRequest& request = holder.request;
  NamedDocument named{
      .traveller = seen.entry.entry.traveller, .document = names.traveller, .shown_before = known.has_value()};
  ASSIGN_OR_RETURN(IdentityUse who, IdentityOf(past, std::move(named), names.national_key, request));
  RETURN_IF_ERROR(Link(past, seen, who, replayed.differences));
  ASSIGN_OR_RETURN(CrossingSight sight, SeeCrossing(past, request, who, names, replay.tolerance, holder.now));
  ASSIGN_OR_RETURN(replayed.decision.after, Judge(past, who, {replay.book, replay.zones}, sight.facts));
  ASSIGN_OR_RETURN(const std::vector<std::string> effects,
                   EffectDifferences(past.ledger(), seen.before, *seen.record.effects, holder.now, sight));
  replayed.differences.insert(replayed.differences.end(), effects.begin(), effects.end());
  return OkStatus();
}

Status DecideInThePast(const EntryReplay& replay, const Seen& seen, const Assumed& assumed, MadeAnew& anew) {
  ASSIGN_OR_RETURN(const auto scratch, SqliteScratch::Open(replay.scratch_beside));
  // Before the file is read again, which a server may be writing: no long read keeps it from its log.
  RETURN_IF_ERROR(scratch->Write([&](Transaction& t) { return DeriveAll(t, seen); }));
  return replay.store.Read([&](const Snapshot& s) {
    return scratch->Write([&](Transaction& t) -> Status {
      LedgerAsOf ledger(s.ledger(), seen.record.seen_position);
      Transaction past({ledger, t.requests(), t.stays(), t.open_decisions(), t.bookings(), t.referrals(),
                        t.lane_commands(), t.lanes(), t.checkpoints(), t.holds(), t.identities(), t.personal_keys(),
                        t.slot_holds(), t.day_closures(), t.booking_attempts(), t.rule_books(), t.lookup_key_check()});
      return DecideAnew(s, past, replay, seen, assumed, anew);
    });
  });
}

// The decision made anew, if it was as assumed.
StatusOr<MadeAnew> Anew(const EntryReplay& replay, const Seen& seen, const Assumed& assumed) {
  const StoredEntry& entry = seen.entry;
  MadeAnew anew;
  ReplayedEntry& replayed = anew.replayed;
  replayed.decision = {.position = entry.position,
                       .decided_at = entry.entry.record_time,
                       .lane_id = entry.entry.lane_id,
                       .traveller = entry.entry.traveller,
                       .before = seen.record.answer.decision};
  if (seen.record.effects) {
    RETURN_IF_ERROR(DecideInThePast(replay, seen, assumed, anew));
  } else {
    ASSIGN_OR_RETURN(const CrossingFacts facts, FactsByReasons(replay.store, entry, seen.record));
    replayed.decision.after = Decide(facts, replay.book, replay.zones);
    replayed.taken = {kEverything};
  }
  if (replay.book_from == BookFrom::kShipped) replayed.taken.push_back(kBook);
  Decision sealed = replayed.decision.before;
  if (replay.book_from == BookFrom::kGiven) sealed.rule_book_version = replayed.decision.after.rule_book_version;
  std::vector<std::string> differences = DifferencesOf(sealed, replayed.decision.after);
  differences.insert(differences.end(), replayed.differences.begin(), replayed.differences.end());
  replayed.differences = std::move(differences);
  return anew;
}

}  // namespace

StatusOr<ReplayedEntry> ReplayEntry(const EntryReplay& replay, std::uint64_t position) {
  ASSIGN_OR_RETURN(const StoredEntry entry, DecisionAt(replay.store, position));
  ASSIGN_OR_RETURN(DecisionRecord record, DecisionOf(entry));
  const bool derivable = record.effects.has_value();
  Seen seen{.entry = entry, .record = std::move(record)};
  if (derivable) {
    RETURN_IF_ERROR(ReadWhatItSaw(replay, seen));
  }
  ASSIGN_OR_RETURN(MadeAnew read, Anew(replay, seen, {}));
  ReplayedEntry& replayed = read.replayed;
  for (std::size_t other = 1; other < read.numbers && !replayed.differences.empty(); ++other) {
    ASSIGN_OR_RETURN(MadeAnew by_other, Anew(replay, seen, {.number_of = other}));
    if (by_other.replayed.differences.empty()) return std::move(by_other.replayed);
  }
  if (replayed.differences.empty() || read.number_told) return std::move(replayed);
  ASSIGN_OR_RETURN(const MadeAnew unread, Anew(replay, seen, {.known_number_read = false}));
  if (unread.replayed.differences.empty()) replayed.differences.push_back(kUnlessNotRead);
  return std::move(replayed);
}

}  // namespace clearance
