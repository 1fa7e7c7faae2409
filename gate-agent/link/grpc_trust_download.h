// One download of the centre's trust bundle (FleetService.GetTrust). It must never hand over half of one, nor take more
// into memory than it was told to.
#pragma once

#include <cstddef>
#include <string>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/instant.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/grpc_calls.h"

namespace clearance {

// Begins it, and answers as Central::GetTrust; never when `calls` is closing. `stub` and `calls` must outlive
// `calls.CancelAndWait()`.
void DownloadTrust(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const std::string& known_sha256,
                   std::size_t max_bytes, Duration timeout, Central::OnTrust done);

}  // namespace clearance
