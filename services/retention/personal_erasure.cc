#include "services/retention/personal_erasure.h"

#include <algorithm>
#include <utility>

#include "common/wire/fields.h"
#include "common/wire/hold_bytes.h"
#include "common/wire/key_erasure.h"
#include "db/transact_and_wait.h"
#include "db/travel_history.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"

namespace clearance {
namespace {

// Calls `each` with every entry of `document`, page by page.
template <typename Each>
Status ForEachEntryOf(const Ledger& ledger, const std::string& document, Each each) {
  EntryFilter filter;
  filter.traveller = document;
  std::optional<std::uint64_t> after = 0;
  while (after) {
    ASSIGN_OR_RETURN(const EntryPage page, ledger.List(filter, *after, kMaxRowsPerRead));
    for (const StoredEntry& stored : page.entries) each(stored.entry);
    after = page.next_after;
  }
  return OkStatus();
}

// An own national who came home never leaves that stay: it tells nothing about how long to keep it.
StatusOr<std::optional<Territory>> InsideOf(const Snapshot& snapshot, const std::vector<std::string>& documents,
                                            Instant now) {
  for (const Territory territory : kAllTerritories) {
    ASSIGN_OR_RETURN(const TravelHistory history, ReadTravelHistory(snapshot, documents, territory, now));
    const Stay* open = OpenStay(history);
    if (open != nullptr && open->basis != StayBasis::kOwnNational) return std::optional(territory);
  }
  return std::optional<Territory>();
}

bool HasWordsOf(const Hold& hold, const std::string& subject) {
  return SubjectOfWords(hold.keys) == subject && !hold.sealed_text.empty();
}

// Whoever confirms one afterwards would confirm words that nobody can read. No lane asks for these, so no index has
// them: to be asked only where there is a key of words.
StatusOr<std::size_t> ProposedWithWordsOf(const Snapshot& snapshot, const std::string& subject, Instant now) {
  std::size_t proposed = 0;
  std::optional<HoldCursor> after;
  for (;;) {
    ASSIGN_OR_RETURN(const std::vector<Hold> page,
                     snapshot.holds().List({.state = HoldState::kProposed}, after, kMaxRowsPerRead));
    for (const Hold& hold : page) {
      const bool over = hold.terms.to && *hold.terms.to <= now;
      if (!over && HasWordsOf(hold, subject)) ++proposed;
    }
    if (page.size() < kMaxRowsPerRead) return proposed;
    after = HoldCursor{page.back().put_at, page.back().hold_id};
  }
}

// A lane acts on a hold without its words, but whoever meets its traveller there is told nothing any more.
StatusOr<std::size_t> HoldsWithWordsOf(const Snapshot& snapshot, const std::string& subject, Instant now) {
  ASSIGN_OR_RETURN(const auto binding,
                   snapshot.holds().FindFor({.documents = {subject}, .persons = {subject}, .name = subject}, now));
  ASSIGN_OR_RETURN(const std::size_t proposed, ProposedWithWordsOf(snapshot, subject, now));
  return proposed + static_cast<std::size_t>(std::count_if(binding.begin(), binding.end(), [&](const auto& match) {
           return HasWordsOf(match.hold, subject);
         }));
}

// A UTC day is exact enough for a time counted in years.
std::string DayOf(Instant instant) { return FormatInstant(instant).substr(0, 10); }

}  // namespace

StatusOr<std::string> SubjectOf(const Snapshot& snapshot, const Pseudonyms& pseudonyms, const ErasedPerson& person) {
  const Document& document = person.document;
  if (person.by == ErasedBy::kNationalNumber) return pseudonyms.NationalKey(document);
  if (person.by == ErasedBy::kName)
    return pseudonyms.NameKey(document.primary_identifier, document.secondary_identifier, document.birth_date);
  return TravellerNamed(snapshot, pseudonyms, document,
                        person.by == ErasedBy::kDocument ? NamedBy::kNumber : NamedBy::kFacts);
}

StatusOr<ErasurePlan> PlanErasure(const Snapshot& snapshot, std::string_view subject, const RetentionTimes& times,
                                  Instant now) {
  ErasurePlan plan;
  ASSIGN_OR_RETURN(const std::vector<PersonalKey> keys, snapshot.personal_keys().FindAll(subject));
  for (const PersonalKey& key : keys) plan.purposes.push_back(key.purpose);
  ASSIGN_OR_RETURN(const std::vector<std::string> documents, snapshot.identities().DocumentsOf(subject, kAsItStands));
  plan.other_documents = documents.size() - 1;
  for (const std::string& document : documents) {
    RETURN_IF_ERROR(ForEachEntryOf(snapshot.ledger(), document, [&](const LedgerEntry& entry) {
      if (document == subject) ++plan.entries;
      // Who looks at a record does not make it be kept longer.
      if (entry.kind == EntryKind::kKeyErased || entry.kind == EntryKind::kRecordViewed) return;
      plan.last_event = std::max(plan.last_event.value_or(entry.event_time), entry.event_time);
    }));
    ASSIGN_OR_RETURN(const auto decisions, snapshot.open_decisions().FindByTraveller(document));
    for (const OpenDecision& decision : decisions) plan.decision_open |= decision.valid_until > now;
  }
  if (std::find(plan.purposes.begin(), plan.purposes.end(), DataPurpose::kHold) != plan.purposes.end()) {
    ASSIGN_OR_RETURN(plan.holds, HoldsWithWordsOf(snapshot, std::string(subject), now));
  }
  ASSIGN_OR_RETURN(plan.inside, InsideOf(snapshot, documents, now));
  if (plan.last_event) plan.kept_until = *plan.last_event + (plan.inside ? times.fields_of_open_stay : times.fields);
  return plan;
}

std::optional<std::string> ErasureHindrance(const ErasurePlan& plan, Instant now, const ErasureOrder& order) {
  if (plan.decision_open) return "a decision is open for this person: they stand in a lane";
  if (plan.holds != 0 && !order.despite_hold) return "a hold binds or is proposed, and these keys open its words";
  if (order.early || !plan.kept_until || *plan.kept_until <= now) return std::nullopt;
  std::string why = "kept until " + DayOf(*plan.kept_until) + ": the last entry is of " + DayOf(*plan.last_event);
  if (plan.inside) why += ", and the stay in " + std::string(TerritoryName(*plan.inside)) + " is open";
  return why;
}

Status ValidateErasureOrder(const ErasureOrder& order) {
  RETURN_IF_ERROR(ValidateKeyErasure({.subject = std::string(kPseudonymBytes, '\0'),
                                      .purposes = {kAllDataPurposes.front()},
                                      .author = order.author,
                                      .reason = order.reason}));
  // Beyond the form, which an entry that is sealed already keeps: nobody signs with blanks any more.
  RETURN_IF_ERROR(RequireGround(order.author, "author"));
  return RequireGround(order.reason, "reason");
}

StatusOr<std::uint64_t> EraseKeys(Transaction& t, const ErasurePlan& plan, const ErasureOrder& order, Instant now) {
  const KeyErasure erasure{
      .subject = order.subject, .purposes = plan.purposes, .author = order.author, .reason = order.reason};
  RETURN_IF_ERROR(t.personal_keys().Erase(order.subject));
  return RecordEntry(t, {.log = std::string(kCentreLog),
                         .kind = EntryKind::kKeyErased,
                         .event_time = now,
                         .record_time = now,
                         .traveller = order.subject,
                         .request_id = "",
                         .lane_id = "",
                         .body = KeyErasedBody(erasure)});
}

StatusOr<ErasureOutcome> ErasePersonalKeys(Store& store, const ErasureOrder& order, const RetentionTimes& times,
                                           Instant now) {
  RETURN_IF_ERROR(ValidateErasureOrder(order));
  ErasureOutcome outcome;
  RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) -> Status {
    outcome = ErasureOutcome();
    ASSIGN_OR_RETURN(outcome.plan, PlanErasure(t, order.subject, times, now));
    if (outcome.plan.purposes.empty()) return OkStatus();
    outcome.hindrance = ErasureHindrance(outcome.plan, now, order);
    if (outcome.hindrance) return OkStatus();
    ASSIGN_OR_RETURN(const std::vector<PersonalKey> keys, t.personal_keys().FindAll(order.subject));
    for (const PersonalKey& key : keys) outcome.wrapped_keys.push_back(key.wrapped);
    ASSIGN_OR_RETURN(outcome.position, EraseKeys(t, outcome.plan, order, now));
    return OkStatus();
  }));
  return outcome;
}

}  // namespace clearance
