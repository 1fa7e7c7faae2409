#include "services/clearance/crossing_sight.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "common/rules/identity_rules.h"
#include "db/travel_history.h"
#include "services/clearance/hold_use.h"
#include "services/clearance/passage_effects.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

// Another lane that has this person in hand, or nothing. The same lane asking again takes its place.
std::optional<OpenDecisionElsewhere> InProgressElsewhere(const std::vector<OpenDecision>& open, const LaneProfile& lane,
                                                         Instant now) {
  for (const OpenDecision& decision : open) {
    if (decision.valid_until > now && decision.lane.lane_id != lane.lane_id)
      return OpenDecisionElsewhere{decision.lane.lane_id, decision.valid_until};
  }
  return std::nullopt;
}

// Gives back what they had reserved. Who may be the same person and may be another keeps theirs.
StatusOr<Replaced> TakePlaceOfOwn(Transaction& t, const std::vector<OpenDecision>& open, const LaneProfile& lane,
                                  const std::vector<std::string>& perhaps) {
  Replaced replaced;
  for (const OpenDecision& decision : open) {
    if (decision.lane.lane_id != lane.lane_id) continue;
    if (std::find(perhaps.begin(), perhaps.end(), decision.traveller) != perhaps.end()) continue;
    ASSIGN_OR_RETURN(const auto stored, EntryOfOpen(t, decision));
    if (!stored) continue;
    RETURN_IF_ERROR(ReleaseBooking(t, decision.booking_id, decision.request_id));
    replaced.request_ids.push_back(decision.request_id);
    ASSIGN_OR_RETURN(DecisionRecord record, DecisionOf(*stored));
    replaced.records.push_back(std::move(record));
  }
  return replaced;
}

}  // namespace

StatusOr<CrossingSight> SeeCrossing(Transaction& t, const CrossingRequest& request, const IdentityUse& who,
                                    const DocumentNames& names, const BookingTolerance& tolerance, Instant now) {
  CrossingSight sight;
  CrossingFacts& facts = sight.facts;
  facts.request = request;
  facts.now = now;
  facts.identity = who.outcome.match;
  ASSIGN_OR_RETURN(const auto open, OpenDecisionsOf(t, who));
  ASSIGN_OR_RETURN(sight.replaced, TakePlaceOfOwn(t, open, request.lane, who.perhaps));
  facts.in_progress = InProgressElsewhere(open, request.lane, now);
  ASSIGN_OR_RETURN(facts.exited, ReadTravelHistory(t, who.documents, request.lane.movement.from, now));
  ASSIGN_OR_RETURN(facts.entered, ReadTravelHistory(t, who.documents, request.lane.movement.to, now));
  ASSIGN_OR_RETURN(sight.booking, EstablishBooking(t, request, who.named.document, tolerance, now));
  facts.booking = sight.booking.use;
  ASSIGN_OR_RETURN(facts.holds, FindHolds(t, names, who.documents, who.perhaps, now));
  return sight;
}

StatusOr<Decision> Judge(const Snapshot& s, const IdentityUse& who, const Judgement& by, CrossingFacts& facts) {
  Decision alone = Decide(facts, by.rule_book, by.zones);
  if (who.outcome.match != IdentityMatch::kOtherDocumentKnown || who.perhaps.empty()) return alone;
  std::vector<std::string> documents = who.documents;
  documents.insert(documents.end(), who.perhaps.begin(), who.perhaps.end());
  CrossingFacts together = facts;
  const Movement& movement = facts.request.lane.movement;
  ASSIGN_OR_RETURN(together.exited, ReadTravelHistory(s, documents, movement.from, facts.now));
  ASSIGN_OR_RETURN(together.entered, ReadTravelHistory(s, documents, movement.to, facts.now));
  if (!OtherDocumentMatters(alone, Decide(together, by.rule_book, by.zones))) return alone;
  facts.identity = IdentityMatch::kRenewalNotProven;
  return Decide(facts, by.rule_book, by.zones);
}

}  // namespace clearance
