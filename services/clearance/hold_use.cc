#include "services/clearance/hold_use.h"

#include <algorithm>

#include "common/rules/hold_rules.h"
#include "common/wire/hold_bytes.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

bool Contains(const std::vector<Reason>& reasons, const Reason& reason) {
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

bool IsHit(const FoundHold& hold, const HoldSighting& sighting) {
  const bool in_force = InForce(hold.terms, sighting.at) || InForce(hold.terms, sighting.now);
  return in_force && BoundSides(hold.terms, sighting.lane) != Sides();
}

}  // namespace

StatusOr<std::vector<FoundHold>> FindHolds(const Snapshot& snapshot, const DocumentNames& names,
                                           const std::vector<std::string>& documents, Instant from) {
  HoldSearch search{.documents = documents, .person = names.national_key, .name = names.name_key};
  // Once, whether or not it is among them.
  if (std::find(documents.begin(), documents.end(), names.traveller) == documents.end())
    search.documents.push_back(names.traveller);
  ASSIGN_OR_RETURN(const std::vector<MatchedHold> matched, snapshot.holds().FindFor(search, from));
  std::vector<FoundHold> found;
  for (const MatchedHold& match : matched) found.push_back({match.hold.hold_id, match.match, match.hold.terms});
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
    RETURN_IF_ERROR(RecordEntry(t, {.log = sighting.lane.port,
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

std::vector<Reason> HoldReasonsOfPassage(const std::vector<FoundHold>& holds, const Passage& passage,
                                         const std::vector<Reason>& decided, Instant now) {
  std::vector<Reason> reasons;
  for (const Instant at : {passage.passed_at, now}) {
    for (const Reason& reason : HoldReasons(holds, passage.lane, passage.document, at)) {
      const bool released = ClassOf(reason.code) != ReasonClass::kHold && Contains(decided, reason);
      if (!released && !Contains(reasons, reason)) reasons.push_back(reason);
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
