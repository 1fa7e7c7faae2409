// What happens to every call of a server beside its service: the one interceptor. Calls of other services (reflection,
// health) pass untouched but for the time, and calls that there are not: gRPC answers them UNIMPLEMENTED.
//  - A call whose bytes are no message: gRPC itself answers UNIMPLEMENTED, before any service of ours is asked; it
//    becomes the INVALID_ARGUMENT that bad input is everywhere else, of a reason that promises no field.
//  - Calls are counted, and those that are no streams timed.
//  - A call whose caller sends a traceparent that says "sampled" gets a line in the log (`rpc`), with the caller's
//    trace; with a new one where what was sent is malformed.
//  - Answers to heartbeats and health checks tell the server's time, so that a caller can see how far its own clock is
//    from it.
#pragma once

#include <grpcpp/server_builder.h>

#include "common/wire/rpc_metrics.h"

namespace clearance {

// To be called once, before BuildAndStart. `metrics` may be null, and must outlive the server.
void InterceptCalls(grpc::ServerBuilder& builder, RpcMetrics* metrics);

}  // namespace clearance
