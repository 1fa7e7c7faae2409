// What officers' acts mean for the referral they are about. What may be done is judged before (services/review): here
// it has been.
#include "common/wire/ledger_bodies.h"
#include "services/derivation/derivations.h"
#include "services/derivation/entry_records.h"

namespace clearance {

Referral ReferralAfter(Referral referral, const ReviewRecord& act, Instant at) {
  referral.state = act.state;
  referral.changed_at = at;
  if (referral.claimed_by.empty()) referral.claimed_by = act.officer;
  if (act.state == ReferralState::kAwaitingSecondOfficer) {
    referral.proposed = act.answer;
    referral.proposed_by = act.officer;
    referral.ground = act.ground;
  }
  if (act.state == ReferralState::kResolved) {
    referral.resolution = act.answer;
    referral.resolved_by = act.officer;
    referral.ground = act.ground;
  }
  return referral;
}

Status DeriveReview(Transaction& t, const StoredEntry& stored) {
  const auto act = ReadReviewBody(stored.entry.body);
  if (!act.ok()) return UnreadableBody(stored, act.status());
  ASSIGN_OR_RETURN(const auto referral, t.referrals().Find(act->referral_id));
  if (!referral) return UnreadableBody(stored, InvalidField("body", "is about a referral that nothing opened"));
  return t.referrals().Update(ReferralAfter(*referral, *act, stored.entry.record_time)).status();
}

}  // namespace clearance
