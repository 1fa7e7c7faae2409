#include "db/referrals.h"

namespace clearance {

bool Passes(const ReferralFilter& filter, const Referral& referral) {
  const bool resolved = referral.state == ReferralState::kResolved || referral.state == ReferralState::kWithdrawn;
  return (!filter.state || *filter.state == referral.state) && !(filter.unresolved_only && resolved) &&
         (filter.port.empty() || filter.port == referral.lane.port) &&
         (filter.lane_id.empty() || filter.lane_id == referral.lane.lane_id);
}

}  // namespace clearance
