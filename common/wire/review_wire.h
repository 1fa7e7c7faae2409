// Referrals and officers' answers between proto and domain.
#pragma once

#include <optional>
#include <string>

#include "clearance/v1/review.pb.h"
#include "common/base/status.h"
#include "common/domain/named_by.h"
#include "common/domain/referral.h"

namespace clearance {

struct ReferralQuery {
  std::optional<ReferralState> state;
  std::string lane_id;  // any when empty
  int page_size = 0;
  std::string after;  // referral id of the last one seen, from the page token; empty for none
};

// An officer's answer to a referral.
struct ReferralAnswer {
  std::string request_id;
  std::string referral_id;
  Resolution resolution = Resolution::kAdmit;
  std::string ground;
};

// An officer's word on two documents: that they are one person's, or that they are not.
struct LinkChange {
  std::string request_id;
  Document document;  // issuing state and number, and what tells by facts
  Document earlier;   // likewise
  std::string ground;
  NamedBy document_by = NamedBy::kNumber;
  NamedBy earlier_by = NamedBy::kNumber;
};

StatusOr<ReferralQuery> FromProto(const v1::ListReferralsRequest& message);
// Validates the two ids.
Status FromProto(const v1::ClaimReferralRequest& message);
StatusOr<ReferralAnswer> FromProto(const v1::ResolveReferralRequest& message);

// INVALID_ARGUMENT as well when both name one document.
StatusOr<LinkChange> FromProto(const v1::LinkDocumentsRequest& message);
StatusOr<LinkChange> FromProto(const v1::UnlinkDocumentsRequest& message);

void ToProto(const Referral& referral, v1::Referral* out);

}  // namespace clearance
