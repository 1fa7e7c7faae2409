// One download of what the centre signs for its gates: the trust bundle (FleetService.GetTrust) and the seal set
// (GetSealSet). It must never hand over half of one, nor take more into memory than it was told to.
#pragma once

#include <cstddef>
#include <string>

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/instant.h"
#include "common/wire/rpc_metrics.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/grpc_calls.h"

namespace clearance {

// What is known, how much is taken, how long it may last; `meter`, which may be null, counts it.
struct BundleDownload {
  std::string known_sha256{};
  std::size_t max_bytes = 0;
  Duration timeout{};
  RpcMeter* meter = nullptr;
};

// Each begins one, and answers as Central's method of that name; never when `calls` is closing. `stub` and `calls` must
// outlive `calls.CancelAndWait()`.
void DownloadTrust(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const BundleDownload& what,
                   Central::OnBundle done);
void DownloadSealSet(v1::FleetService::StubInterface& stub, CallsInFlight& calls, const BundleDownload& what,
                     Central::OnBundle done);

}  // namespace clearance
