// How a domain enum and its proto twin map: the same order, the proto one shifted by its _UNSPECIFIED zero. Two enums
// have their own "not known" as zero and are not shifted. Each pair is pinned by a static_assert in proto_enum.cc.
#pragma once

#include <string_view>

#include "clearance/v1/booking.pb.h"
#include "clearance/v1/clearance.pb.h"
#include "clearance/v1/holds.pb.h"
#include "clearance/v1/review.pb.h"
#include "clearance/v1/stay.pb.h"
#include "clearance/v1/types.pb.h"
#include "common/base/status.h"
#include "common/domain/booking.h"
#include "common/domain/booking_calls.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/hold.h"
#include "common/domain/inspection.h"
#include "common/domain/referral.h"
#include "common/domain/stay.h"
#include "common/domain/stay_account.h"
#include "common/domain/territory.h"

namespace clearance {

// Names the proto twin of a domain enum, how far it is shifted, and how many values the domain enum has.
template <typename Domain>
struct ProtoTwin;

#define CLEARANCE_PROTO_TWIN(domain, proto, shift, count) \
  template <>                                             \
  struct ProtoTwin<domain> {                              \
    using Proto = proto;                                  \
    static constexpr int kShift = shift;                  \
    static constexpr int kCount = count;                  \
  }

CLEARANCE_PROTO_TWIN(Territory, v1::Territory, 1, 3);
CLEARANCE_PROTO_TWIN(Side, v1::Side, 1, 2);
CLEARANCE_PROTO_TWIN(DocumentKind, v1::DocumentKind, 0, 9);
CLEARANCE_PROTO_TWIN(Sex, v1::Sex, 0, 3);
CLEARANCE_PROTO_TWIN(ServiceLevel, v1::ServiceLevel, 1, 5);
CLEARANCE_PROTO_TWIN(CheckKind, v1::CheckKind, 1, 6);
CLEARANCE_PROTO_TWIN(FindingResult, v1::FindingResult, 1, 4);
CLEARANCE_PROTO_TWIN(InspectionCheck, v1::InspectionCheck, 1, 13);
CLEARANCE_PROTO_TWIN(InspectionResult, v1::InspectionResult, 1, 6);
CLEARANCE_PROTO_TWIN(Verdict, v1::Verdict, 1, 2);
CLEARANCE_PROTO_TWIN(ReasonClass, v1::ReasonClass, 1, 5);
CLEARANCE_PROTO_TWIN(HistoryCompleteness, v1::HistoryCompleteness, 1, 3);
CLEARANCE_PROTO_TWIN(StayBasis, v1::StayBasis, 1, 5);
CLEARANCE_PROTO_TWIN(Provenance, v1::Provenance, 1, 3);
CLEARANCE_PROTO_TWIN(Purpose, v1::Purpose, 1, 9);
CLEARANCE_PROTO_TWIN(DayMark, v1::DayMark, 1, 7);
CLEARANCE_PROTO_TWIN(AbandonmentCause, v1::AbandonmentCause, 1, 5);
CLEARANCE_PROTO_TWIN(BookingState, v1::BookingState, 1, 6);
CLEARANCE_PROTO_TWIN(Quota, v1::BookingQuota, 1, 3);
CLEARANCE_PROTO_TWIN(ClosureAction, v1::ClosureAction, 1, 2);
CLEARANCE_PROTO_TWIN(AttemptAct, v1::AttemptAct, 1, 6);
CLEARANCE_PROTO_TWIN(AttemptResult, v1::AttemptResult, 1, 19);
CLEARANCE_PROTO_TWIN(AbuseSignal, v1::AbuseSignal, 1, 3);
CLEARANCE_PROTO_TWIN(ReferralState, v1::ReferralState, 1, 5);
CLEARANCE_PROTO_TWIN(ReferralKind, v1::ReferralKind, 1, 4);
CLEARANCE_PROTO_TWIN(Resolution, v1::Resolution, 1, 6);
CLEARANCE_PROTO_TWIN(HoldKind, v1::HoldKind, 1, 8);
CLEARANCE_PROTO_TWIN(HoldVisibility, v1::HoldVisibility, 1, 3);
CLEARANCE_PROTO_TWIN(HoldState, v1::HoldState, 1, 4);
CLEARANCE_PROTO_TWIN(HoldMatch, v1::HoldMatch, 1, 2);
CLEARANCE_PROTO_TWIN(HoldMoment, v1::HoldMoment, 1, 2);

#undef CLEARANCE_PROTO_TWIN

template <typename Domain>
constexpr typename ProtoTwin<Domain>::Proto ToProtoEnum(Domain value) {
  return static_cast<typename ProtoTwin<Domain>::Proto>(static_cast<int>(value) + ProtoTwin<Domain>::kShift);
}

// INVALID_ARGUMENT naming `field` when the value is unspecified where that means nothing, or not known to us.
template <typename Domain>
StatusOr<Domain> FromProtoEnum(typename ProtoTwin<Domain>::Proto value, std::string_view field) {
  const int domain = static_cast<int>(value) - ProtoTwin<Domain>::kShift;
  if (domain < 0) return InvalidField(field, "is required");
  if (domain >= ProtoTwin<Domain>::kCount) return InvalidField(field, "is not a value of this version");
  return static_cast<Domain>(domain);
}

}  // namespace clearance
