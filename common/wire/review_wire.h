// Referrals and officers' answers between proto and domain.
#pragma once

#include <optional>
#include <string>

#include "clearance/v1/review.pb.h"
#include "common/base/status.h"
#include "common/domain/referral.h"

namespace clearance {

struct ReferralQuery {
  std::optional<ReferralState> state;
  std::string lane_id;  // any when empty
  int page_size = 0;
  std::uint64_t after = 0;  // from the page token
};

// An officer's answer to a referral.
struct ReferralAnswer {
  std::string request_id;
  std::string referral_id;
  Resolution resolution = Resolution::kAdmit;
  std::string ground;
};

StatusOr<ReferralQuery> FromProto(const v1::ListReferralsRequest& message);
StatusOr<ReferralAnswer> FromProto(const v1::ResolveReferralRequest& message);

void ToProto(const Referral& referral, v1::Referral* out);

}  // namespace clearance
