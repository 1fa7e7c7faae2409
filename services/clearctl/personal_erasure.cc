#include "services/clearctl/personal_erasure.h"

#include <algorithm>
#include <utility>

#include "common/wire/key_erasure.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

// Counts the entries of `subject` and finds the latest event, page by page.
Status LookThroughEntries(const Ledger& ledger, std::string_view subject, ErasurePlan& plan) {
  EntryFilter filter;
  filter.traveller = subject;
  std::optional<std::uint64_t> after = 0;
  while (after) {
    ASSIGN_OR_RETURN(const EntryPage page, ledger.List(filter, *after, kMaxRowsPerRead));
    for (const StoredEntry& stored : page.entries) {
      ++plan.entries;
      if (stored.entry.kind == EntryKind::kKeyErased) continue;
      plan.last_event = std::max(plan.last_event.value_or(stored.entry.event_time), stored.entry.event_time);
    }
    after = page.next_after;
  }
  return OkStatus();
}

// An own national who came home never leaves that stay: it tells nothing about how long to keep it.
StatusOr<std::optional<Territory>> InsideOf(const Stays& stays, std::string_view subject) {
  for (const Territory territory : kAllTerritories) {
    ASSIGN_OR_RETURN(const std::vector<Stay> last, stays.History(subject, territory, 1));
    if (last.empty()) continue;
    const Stay& stay = last.back();
    if (stay.entry && !stay.exit && !stay.exit_unknown && stay.basis != StayBasis::kOwnNational)
      return std::optional(territory);
  }
  return std::optional<Territory>();
}

// A UTC day is exact enough for a time counted in years.
std::string DayOf(Instant instant) { return FormatInstant(instant).substr(0, 10); }

}  // namespace

StatusOr<ErasurePlan> PlanErasure(const Snapshot& snapshot, std::string_view subject, Instant now) {
  ErasurePlan plan;
  ASSIGN_OR_RETURN(const std::vector<PersonalKey> keys, snapshot.personal_keys().FindAll(subject));
  for (const PersonalKey& key : keys) plan.purposes.push_back(key.purpose);
  RETURN_IF_ERROR(LookThroughEntries(snapshot.ledger(), subject, plan));
  ASSIGN_OR_RETURN(plan.inside, InsideOf(snapshot.stays(), subject));
  ASSIGN_OR_RETURN(const auto decisions, snapshot.open_decisions().FindByTraveller(subject));
  plan.decision_open = std::any_of(decisions.begin(), decisions.end(),
                                   [&](const OpenDecision& decision) { return decision.valid_until > now; });
  if (plan.last_event) plan.kept_until = *plan.last_event + (plan.inside ? kFieldsOfOpenStayKept : kFieldsKept);
  return plan;
}

std::optional<std::string> ErasureHindrance(const ErasurePlan& plan, Instant now, bool early) {
  if (plan.decision_open) return "a decision is open for this document: somebody stands in a lane with it";
  if (early || !plan.kept_until || *plan.kept_until <= now) return std::nullopt;
  std::string why = "kept until " + DayOf(*plan.kept_until) + ": the last entry is of " + DayOf(*plan.last_event);
  if (plan.inside) why += ", and the stay in " + std::string(TerritoryName(*plan.inside)) + " is open";
  return why;
}

Status ValidateErasureOrder(const ErasureOrder& order) {
  return ValidateKeyErasure({.subject = order.subject,
                             .purposes = {kAllDataPurposes.front()},
                             .author = order.author,
                             .reason = order.reason});
}

StatusOr<ErasureOutcome> ErasePersonalKeys(Store& store, const ErasureOrder& order, Instant now) {
  RETURN_IF_ERROR(ValidateErasureOrder(order));
  ErasureOutcome outcome;
  RETURN_IF_ERROR(TransactAndWait(store, [&](Transaction& t) -> Status {
    outcome = ErasureOutcome();
    ASSIGN_OR_RETURN(outcome.plan, PlanErasure(t, order.subject, now));
    if (outcome.plan.purposes.empty()) return OkStatus();
    outcome.hindrance = ErasureHindrance(outcome.plan, now, order.early);
    if (outcome.hindrance) return OkStatus();
    const KeyErasure erasure{
        .subject = order.subject, .purposes = outcome.plan.purposes, .author = order.author, .reason = order.reason};
    ASSIGN_OR_RETURN(const std::vector<PersonalKey> keys, t.personal_keys().FindAll(order.subject));
    for (const PersonalKey& key : keys) outcome.wrapped_keys.push_back(key.wrapped);
    RETURN_IF_ERROR(t.personal_keys().Erase(order.subject));
    ASSIGN_OR_RETURN(outcome.position, RecordEntry(t, {.log = std::string(kCentreLog),
                                                       .kind = EntryKind::kKeyErased,
                                                       .event_time = now,
                                                       .record_time = now,
                                                       .traveller = order.subject,
                                                       .request_id = "",
                                                       .lane_id = "",
                                                       .body = KeyErasedBody(erasure)}));
    return OkStatus();
  }));
  return outcome;
}

}  // namespace clearance
