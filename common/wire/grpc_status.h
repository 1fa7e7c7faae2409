// Status ↔ grpc::Status. Every error on the wire carries one google.rpc.ErrorInfo{reason, domain "clearance",
// metadata}; a google.rpc.BadRequest beside it where a field was bad, which it names, and a google.rpc.RetryInfo where
// it asks to be tried again later (every OVERLOADED does).
#pragma once

#include <grpcpp/support/status.h>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// UNKNOWN for a status without a reason of ours would hide a bug: its reason is then empty and the code kept.
grpc::Status ToGrpcStatus(const Status& status);

// The longest wait that a peer's RetryInfo is believed.
inline constexpr Duration kMostRetryAfter = std::chrono::minutes(1);

// The code, message, reason, field and wait of an error a peer sent.
Status FromGrpcStatus(const grpc::Status& status);

}  // namespace clearance
