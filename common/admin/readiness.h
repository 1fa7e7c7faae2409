// Asks a process that runs whether it does its work: the other side of the admin endpoint's /readyz, for the health
// check of a container, which must not take an open port for a living process.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// Less than what the health checks of docker/Dockerfile allow, so that the answer says why.
inline constexpr Duration kReadinessPatience = std::chrono::seconds(2);

// OK when the process that listens at `address` ("127.0.0.1:9464", the configuration's admin.listen) says that it is
// ready. UNAVAILABLE (CONFIG_INVALID) naming the address and why otherwise: nobody listens, no answer within
// `patience` (a stopped process still takes connections), not ready; or `address` is none that can be asked.
Status AskReadiness(const std::string& address, Duration patience);

}  // namespace clearance
