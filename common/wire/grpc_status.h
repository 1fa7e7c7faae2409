// Status ↔ grpc::Status. Every error on the wire carries one google.rpc.ErrorInfo{reason, domain "clearance",
// metadata}.
#pragma once

#include <grpcpp/support/status.h>

#include "common/base/status.h"

namespace clearance {

// UNKNOWN for a status without a reason of ours would hide a bug: its reason is then empty and the code kept.
grpc::Status ToGrpcStatus(const Status& status);

// The code, message, reason and field of an error a peer sent.
Status FromGrpcStatus(const grpc::Status& status);

}  // namespace clearance
