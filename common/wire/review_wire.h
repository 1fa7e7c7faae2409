// Referrals and officers' answers between proto and domain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "clearance/v1/review.pb.h"
#include "common/base/status.h"
#include "common/domain/named_by.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/travel_record.h"

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

// A record of travel to mend, or what another officer has proposed.
struct RecordCorrection {
  std::string request_id;
  std::string proposal_request_id;  // to confirm; empty for a new one
  Document document;                // issuing state and number, and what tells by facts
  NamedBy named_by = NamedBy::kNumber;
  RecordActKind act = RecordActKind::kCorrection;  // never kBasisChange
  std::uint64_t concerns = 0;                      // position
  Stay stay;                                       // but for a correction only its territory
  std::string ground;
};

StatusOr<ReferralQuery> FromProto(const v1::ListReferralsRequest& message);
// Validates the two ids.
Status FromProto(const v1::ClaimReferralRequest& message);
StatusOr<ReferralAnswer> FromProto(const v1::ResolveReferralRequest& message);

// INVALID_ARGUMENT as well when both name one document.
StatusOr<LinkChange> FromProto(const v1::LinkDocumentsRequest& message);
StatusOr<LinkChange> FromProto(const v1::UnlinkDocumentsRequest& message);

StatusOr<RecordCorrection> FromProto(const v1::CorrectRecordRequest& message);

void ToProto(const Referral& referral, v1::Referral* out);

}  // namespace clearance
