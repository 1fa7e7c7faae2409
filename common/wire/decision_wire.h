// Decisions, reasons and stays between proto and domain. The gate reads what the centre wrote with the same functions.
#pragma once

#include <string>
#include <string_view>

#include "clearance/v1/clearance.pb.h"
#include "clearance/v1/types.pb.h"
#include "common/base/status.h"
#include "common/domain/decision.h"
#include "common/domain/stay.h"

namespace clearance {

void ToProto(const Reason& reason, v1::Reason* out);
StatusOr<Reason> FromProto(const v1::Reason& message);

void ToProto(const StayAnswer& stay, v1::StayAnswer* out);
StatusOr<StayAnswer> FromProto(const v1::StayAnswer& message);

// The sentences of the message follow from the decision; FromProto does not look at them.
void ToProto(const Decision& decision, v1::Decision* out);
StatusOr<Decision> FromProto(const v1::Decision& message);

void ToProto(const DecideAnswer& answer, v1::DecideCrossingResponse* out);
StatusOr<DecideAnswer> FromProto(const v1::DecideCrossingResponse& message);

void ToProto(const Stay& stay, v1::RecordedStay* out);

// A DecideAnswer as the bytes kept for replays of its request id, and back. Error: STORE_CORRUPT.
std::string EncodeDecideAnswer(const DecideAnswer& answer);
StatusOr<DecideAnswer> DecodeDecideAnswer(std::string_view bytes);

}  // namespace clearance
