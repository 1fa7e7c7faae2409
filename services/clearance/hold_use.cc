#include "services/clearance/hold_use.h"

#include <algorithm>
#include <optional>

#include "common/rules/hold_rules.h"
#include "common/wire/hold_bytes.h"
#include "services/derivation/derive.h"
#include "services/derivation/document_owner.h"
#include "services/derivation/national_keys.h"

namespace clearance {
namespace {

template <typename Value>
bool Contains(const std::vector<Value>& values, const Value& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

Status AddNumbersOf(const Snapshot& snapshot, const std::vector<std::string>& documents, HoldSearch& search) {
  for (const std::string& document : documents) {
    ASSIGN_OR_RETURN(const auto known, snapshot.identities().FindDocument(document));
    if (!known) continue;
    ASSIGN_OR_RETURN(const std::vector<std::string> numbers, NationalKeysOf(snapshot, *known));
    for (const std::string& number : numbers)
      if (!Contains(search.persons, number)) search.persons.push_back(number);
  }
  return OkStatus();
}

bool IsHit(const FoundHold& hold, const HoldSighting& sighting) {
  const bool in_force = InForce(hold.terms, sighting.at) || InForce(hold.terms, sighting.now);
  return in_force && BoundSides(hold.terms, sighting.lane) != Sides();
}

}  // namespace

StatusOr<std::vector<FoundHold>> FindHolds(const Snapshot& snapshot, const DocumentNames& names,
                                           const std::vector<std::string>& documents,
                                           const std::vector<std::string>& perhaps, Instant from) {
  HoldSearch search{.documents = documents, .persons = {names.national_key}, .name = names.name_key};
  // Once each, whether or not they are among them. A hold is on a number, and some of theirs may have been another's
  // first, under whose pseudonym it is.
  const auto add = [&](const std::string& document) {
    if (!Contains(search.documents, document)) search.documents.push_back(document);
  };
  add(names.traveller);
  for (const std::string& document : documents) {
    ASSIGN_OR_RETURN(const std::vector<std::string> of_its_number, OthersOfNumber(snapshot, document));
    for (const std::string& other : of_its_number) add(other);
  }
  RETURN_IF_ERROR(AddNumbersOf(snapshot, documents, search));
  ASSIGN_OR_RETURN(const std::vector<MatchedHold> matched, snapshot.holds().FindFor(search, from));
  std::vector<FoundHold> found;
  for (const MatchedHold& match : matched) found.push_back({match.hold.hold_id, match.match, match.hold.terms});
  if (perhaps.empty()) return found;
  HoldSearch further{.documents = perhaps};
  RETURN_IF_ERROR(AddNumbersOf(snapshot, perhaps, further));
  ASSIGN_OR_RETURN(const std::vector<MatchedHold> possible, snapshot.holds().FindFor(further, from));
  for (const MatchedHold& match : possible) {
    const bool known = std::any_of(found.begin(), found.end(),
                                   [&](const FoundHold& hold) { return hold.hold_id == match.hold.hold_id; });
    if (!known) found.push_back({match.hold.hold_id, HoldMatch::kPossible, match.hold.terms});
  }
  return found;
}

Status RecordHits(Transaction& t, const std::vector<FoundHold>& holds, const HoldSighting& sighting) {
  for (const FoundHold& hold : holds) {
    if (!IsHit(hold, sighting)) continue;
    HoldHit hit;
    hit.hold_id = hold.hold_id;
    hit.match = hold.match;
    hit.moment = sighting.moment;
    hit.decision_request_id = sighting.decision_request_id;
    // Whoever runs a gate sees how long its port's log is.
    const bool quiet = IsQuiet(hold.terms);
    if (quiet) hit.port = sighting.lane.port;
    RETURN_IF_ERROR(RecordEntry(t, {.log = quiet ? std::string(kCentreLog) : sighting.lane.port,
                                    .kind = EntryKind::kHoldHit,
                                    .event_time = sighting.at,
                                    .record_time = sighting.now,
                                    .traveller = sighting.traveller,
                                    .request_id = sighting.request_id,
                                    .lane_id = sighting.lane.lane_id,
                                    .body = HoldHitBody(hit)})
                        .status());
  }
  return OkStatus();
}

StatusOr<DecidedUnder> DecidedUnderOf(const Snapshot& snapshot, const std::string& decision_request_id,
                                      const Decision& decision) {
  DecidedUnder decided{.reasons = decision.reasons};
  ASSIGN_OR_RETURN(const auto hits, snapshot.holds().HitsOf(decision_request_id, kMaxRowsPerRead));
  for (const HoldHit& hit : hits) {
    if (hit.moment == HoldMoment::kDecision) decided.hold_ids.push_back(hit.hold_id);
  }
  return decided;
}

std::vector<Reason> HoldReasonsOfPassage(const std::vector<FoundHold>& holds, const Passage& passage,
                                         const DecidedUnder& decided, Instant now) {
  std::vector<Reason> reasons;
  for (const FoundHold& hold : holds) {
    const bool seen = Contains(decided.hold_ids, hold.hold_id);
    for (const Instant at : {passage.passed_at, now}) {
      for (const Reason& reason : HoldReasons({hold}, passage.lane, passage.document, at)) {
        const bool released = seen && ClassOf(reason.code) != ReasonClass::kHold && Contains(decided.reasons, reason);
        if (!released && !Contains(reasons, reason)) reasons.push_back(reason);
      }
    }
  }
  return reasons;
}

std::vector<Reason> WithHoldReasons(std::vector<Reason> decided, const std::vector<Reason>& held) {
  for (const Reason& reason : held) {
    if (!Contains(decided, reason)) decided.push_back(reason);
  }
  std::stable_sort(decided.begin(), decided.end(),
                   [](const Reason& a, const Reason& b) { return ClassOf(a.code) < ClassOf(b.code); });
  return decided;
}

}  // namespace clearance
