// What a call gets whose bytes are no message. gRPC itself answers UNIMPLEMENTED, before any service of ours is asked;
// this interceptor makes it the INVALID_ARGUMENT that bad input is everywhere else. Touches no other call.
#pragma once

#include <grpcpp/server_builder.h>

namespace clearance {

// To be called once, before BuildAndStart.
void RefuseUnreadableRequests(grpc::ServerBuilder& builder);

}  // namespace clearance
