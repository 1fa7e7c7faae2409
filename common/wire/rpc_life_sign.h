// Whether a gRPC server still comes to its calls, as a question for a LifeSign: few threads run every callback of a
// process, and one that waits there stops them all.
#pragma once

#include <grpcpp/server.h>

#include "common/base/life_sign.h"

namespace clearance {

// The standard health check, called through the server itself on a channel within the process: no port, no certificate,
// but the same threads. Answered whatever the server says to it, and without a deadline: a question that is not
// answered stays open, and so does the LifeSign. `server` must live until its Shutdown, which answers what is still
// open; no question may be put after that.
LifeSign::Ask RpcLifeSign(grpc::Server& server);

}  // namespace clearance
