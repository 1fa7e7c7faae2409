#include "services/clearance/passage_effects.h"

#include <algorithm>

#include "common/base/log.h"
#include "common/rules/stay_rules.h"
#include "services/clearance/admission.h"
#include "services/derivation/entry_records.h"

namespace clearance {
namespace {

// Of one person, when it is not known which: the busiest make some twenty a week.
constexpr std::size_t kDecisionsLookedAt = 1'000;
constexpr std::size_t kReportsLookedAt = 1'000;

// The decision is asked by territory: a lane may have changed its direction since. Where no regime covers the person,
// they are there on a ground this service knows nothing of, a visa for example. Only those who were admitted were told
// a day.
BegunStay BegunBy(const FollowedDecision& followed, const Passage& passage, Date day) {
  const Territory entered = passage.lane.movement.to;
  if (IsOwnNational(passage.document, entered)) return {.day = day, .basis = StayBasis::kOwnNational};
  if (!followed.answer) return {.day = day};
  const Decision& decision = followed.answer->decision;
  for (const Reason& reason : decision.reasons) {
    if (reason.code == ReasonCode::kNotCovered && reason.territory == entered)
      return {.day = day, .basis = StayBasis::kOther};
  }
  const auto& stay = decision.stay;
  if (!stay || stay->territory != entered) return {.day = day};
  return {
      .day = day, .promised_until = followed.admitted_at ? stay->must_leave_by : std::nullopt, .regime = stay->regime};
}

// The decision that was answered under that id, as long as it is not forgotten.
StatusOr<std::optional<StoredEntry>> AnsweredDecision(const Snapshot& s, const std::string& request_id) {
  ASSIGN_OR_RETURN(const auto record, s.requests().Find(request_id));
  if (!record || record->position == 0) return std::optional<StoredEntry>();
  ASSIGN_OR_RETURN(StoredEntry stored, s.ledger().Get(record->position));
  if (stored.entry.kind != EntryKind::kDecision) return std::optional<StoredEntry>();
  return std::optional<StoredEntry>(std::move(stored));
}

// The entry of that decision if it was about this traveller. Its request may be forgotten, and its id used again by
// another call since: then it is looked for among their last decisions.
StatusOr<std::optional<StoredEntry>> FindDecisionEntry(const Snapshot& s, const std::string& request_id,
                                                       const std::string& traveller,
                                                       const std::optional<OpenDecision>& open) {
  std::optional<StoredEntry> answered;
  if (open) {
    ASSIGN_OR_RETURN(answered, EntryOfOpen(s, *open));
  }
  if (!answered) {
    ASSIGN_OR_RETURN(answered, AnsweredDecision(s, request_id));
  }
  if (answered) return answered->entry.traveller == traveller ? std::move(answered) : std::nullopt;
  ASSIGN_OR_RETURN(auto decisions, s.ledger().LatestOf(traveller, EntryKind::kDecision, kDecisionsLookedAt));
  for (StoredEntry& decision : decisions) {
    if (decision.entry.request_id == request_id) return std::optional<StoredEntry>(std::move(decision));
  }
  return std::optional<StoredEntry>();
}

// True when a passage or an abandonment has ended that decision of that traveller. While it is open none has.
StatusOr<bool> IsEnded(const Snapshot& s, const std::string& request_id, const StoredEntry& decision,
                       const std::optional<OpenDecision>& open) {
  if (open && open->position == decision.position) return false;
  const std::string& traveller = decision.entry.traveller;
  ASSIGN_OR_RETURN(const auto passages, s.ledger().LatestOf(traveller, EntryKind::kPassage, kReportsLookedAt));
  for (const StoredEntry& stored : passages) {
    if (stored.position < decision.position) break;
    ASSIGN_OR_RETURN(const PassageRecord passage, PassageOf(stored));
    if (passage.effects.decision_position == decision.position) return true;
  }
  ASSIGN_OR_RETURN(const auto abandonments, s.ledger().LatestOf(traveller, EntryKind::kAbandonment, kReportsLookedAt));
  for (const StoredEntry& stored : abandonments) {
    if (stored.position < decision.position) break;
    ASSIGN_OR_RETURN(const Abandonment abandonment, AbandonmentOf(stored));
    if (abandonment.decision_request_id == request_id) return true;
  }
  return false;
}

// The passages of that document that were recorded after `position`, the latest first.
StatusOr<std::vector<Passage>> PassagesSince(const Snapshot& s, const std::string& document, std::uint64_t position) {
  std::vector<Passage> passages;
  // One is read to learn that there is none, as nearly always.
  for (const std::size_t most : {std::size_t{1}, kReportsLookedAt}) {
    passages.clear();
    ASSIGN_OR_RETURN(const auto latest, s.ledger().LatestOf(document, EntryKind::kPassage, most));
    for (const StoredEntry& stored : latest) {
      if (stored.position < position) return passages;
      ASSIGN_OR_RETURN(PassageRecord record, PassageOf(stored));
      record.passage.lane.lane_id = stored.entry.lane_id;
      record.passage.passed_at = stored.entry.event_time;
      passages.push_back(std::move(record.passage));
    }
    if (latest.size() < most) break;
  }
  return passages;
}

// When an officer admitted whom that decision referred.
StatusOr<std::optional<Instant>> AdmittedByOfficer(const Snapshot& s, const std::string& decision_request_id) {
  ASSIGN_OR_RETURN(const auto referrals, s.referrals().FindByDecision(decision_request_id));
  std::optional<Instant> admitted_at;
  for (const Referral& referral : referrals) {
    if (referral.kind == ReferralKind::kCrossing && referral.resolution == Resolution::kAdmit)
      admitted_at = referral.changed_at;
  }
  return admitted_at;
}

}  // namespace

StatusOr<std::optional<StoredEntry>> EntryOfOpen(const Snapshot& s, const OpenDecision& open) {
  StatusOr<StoredEntry> stored = s.ledger().Get(open.position);
  if (!stored.ok() && stored.status().code() != StatusCode::kNotFound) return stored.status();
  const bool there = stored.ok() && stored->entry.kind == EntryKind::kDecision &&
                     stored->entry.request_id == open.request_id && stored->entry.lane_id == open.lane.lane_id;
  if (there) return std::optional<StoredEntry>(*std::move(stored));
  LogError("open_decision_forged", {{"request_id", open.request_id}});
  return std::optional<StoredEntry>();
}

bool HasReason(const Decision& decision, ReasonCode code) {
  return std::any_of(decision.reasons.begin(), decision.reasons.end(),
                     [&](const Reason& reason) { return reason.code == code; });
}

StatusOr<FollowedDecision> FindDecision(const Snapshot& s, const Passage& passage, const std::string& traveller,
                                        const std::optional<OpenDecision>& open) {
  FollowedDecision followed;
  const std::string& decision_request_id = passage.decision_request_id;
  ASSIGN_OR_RETURN(const auto stored, FindDecisionEntry(s, decision_request_id, traveller, open));
  if (!stored || stored->entry.lane_id != passage.lane.lane_id) return followed;
  ASSIGN_OR_RETURN(DecisionRecord decision, DecisionOf(*stored));
  followed.answer = std::move(decision.answer);
  followed.reserved_booking = decision.effects && decision.effects->reserves_booking;
  if (followed.answer->decision.verdict == Verdict::kAdmit) followed.admitted_at = followed.answer->decision.decided_at;
  if (!followed.answer->referral_id.empty()) {
    ASSIGN_OR_RETURN(followed.admitted_at, AdmittedByOfficer(s, decision_request_id));
  }
  if (!followed.admitted_at) return followed;
  ASSIGN_OR_RETURN(const bool ended, IsEnded(s, decision_request_id, *stored, open));
  if (ended) followed.admitted_at.reset();
  return followed;
}

StatusOr<std::string> TravellerOf(const Snapshot& s, const Abandonment& abandonment) {
  ASSIGN_OR_RETURN(const auto decision, AnsweredDecision(s, abandonment.decision_request_id));
  const bool own = decision && decision->entry.lane_id == abandonment.lane.lane_id;
  return own ? decision->entry.traveller : std::string();
}

bool IsCase(const FollowedDecision& followed, const Passage& passage, const ZoneTable& zones, Instant now) {
  if (!followed.admitted_at || passage.passed_at > now + kMaxClockLead) return true;
  const Movement movement = passage.lane.movement;
  const auto another_day = [&](Territory territory) {
    const Territory civil = CivilDayOf(territory, movement);
    return zones.DateAt(civil, passage.passed_at) != zones.DateAt(civil, *followed.admitted_at);
  };
  const Sides sides = passage.lane.sides;
  return (sides.exit && another_day(movement.from)) || (sides.entry && another_day(movement.to));
}

StatusOr<std::optional<Passage>> PassedElsewhere(const Snapshot& s, const Passage& passage,
                                                 const FollowedDecision& followed,
                                                 const std::vector<std::string>& documents) {
  std::optional<Passage> before;
  std::optional<Passage> after;
  if (!followed.answer) return before;
  for (const std::string& document : documents) {
    ASSIGN_OR_RETURN(const auto since, PassagesSince(s, document, followed.answer->position));
    for (const Passage& other : since) {
      std::optional<Passage>& next = other.passed_at <= passage.passed_at ? before : after;
      const bool nearer =
          !next || (&next == &before ? next->passed_at < other.passed_at : other.passed_at < next->passed_at);
      if (nearer) next = other;
    }
  }
  const auto contradicts = [&](const std::optional<Passage>& other) {
    return other && (other->lane.movement.from == passage.lane.movement.from ||
                     other->lane.movement.to == passage.lane.movement.to);
  };
  return contradicts(before) ? before : contradicts(after) ? after : std::nullopt;
}

PassageEffects EffectsOf(const FollowedDecision& followed, const Passage& passage, const ZoneTable& zones) {
  const Movement movement = passage.lane.movement;
  const auto day = [&](Territory territory) {
    return zones.DateAt(CivilDayOf(territory, movement), passage.passed_at);
  };
  PassageEffects effects;
  if (followed.answer) effects.decision_position = followed.answer->position;
  if (passage.lane.sides.exit) effects.exit_day = day(movement.from);
  if (passage.lane.sides.entry) effects.begins = BegunBy(followed, passage, day(movement.to));
  return effects;
}

}  // namespace clearance
