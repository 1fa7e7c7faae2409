// The centre's time, asked of its health check over the mutual TLS of a gate.
#pragma once

#include <optional>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "services/clearctl/grpc_centre.h"

namespace clearance {

// Our clock minus the centre's, right within half of the call; nothing when it answers without its time.
// FILE_UNREADABLE; UNAVAILABLE when nobody answers, with what gRPC says of the reason. Waits for seven seconds at most.
StatusOr<std::optional<Duration>> AskClockOffset(const CentreToAsk& centre);

}  // namespace clearance
