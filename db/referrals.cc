#include "db/referrals.h"

namespace clearance {

bool Passes(const ReferralFilter& filter, const Referral& referral) {
  return (!filter.state || *filter.state == referral.state) && !(filter.unresolved_only && IsFinal(referral.state)) &&
         (filter.port.empty() || filter.port == referral.lane.port) &&
         (filter.lane_id.empty() || filter.lane_id == referral.lane.lane_id);
}

}  // namespace clearance
