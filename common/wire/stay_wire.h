// Questions about stays and their answers in full, from proto and to it.
#pragma once

#include "clearance/v1/booking.pb.h"
#include "clearance/v1/clearance.pb.h"
#include "clearance/v1/stay.pb.h"
#include "common/base/status.h"
#include "common/domain/stay_account.h"

namespace clearance {

StatusOr<StayQuery> FromProto(const v1::GetStayRequest& message);
void ToProto(const StayQuery& query, v1::GetStayRequest* out);

StatusOr<PlanQuery> FromProto(const v1::CheckPlanRequest& message);
void ToProto(const PlanQuery& query, v1::CheckPlanRequest* out);
void ToProto(const PlanAnswer& answer, v1::CheckPlanResponse* out);

// Everything but the short answer, with the sentence in every language.
void ToProto(const StayAccount& account, v1::StayAccount* out);

// The whole account that a client was sent; one without an account is INVALID_ARGUMENT.
StatusOr<StayAccount> FromProto(const v1::GetStayResponse& message);

}  // namespace clearance
