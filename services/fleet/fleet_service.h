// FleetService over gRPC: lanes as their gates report them, each gate's stream of commands, the trust bundle and the
// seal set.
// Decides nothing.
#pragma once

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/gate_ports.h"
#include "common/wire/watch_stream.h"
#include "db/store.h"
#include "services/fleet/level_desk.h"
#include "services/fleet/published_seals.h"
#include "services/fleet/published_trust.h"

namespace clearance {

inline constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

// Thread-safe; no handler waits. Owns nothing it is given.
class FleetGrpcService final : public v1::FleetService::CallbackService {
 public:
  // `trust` is null where the centre has no trust folder.
  FleetGrpcService(Store& store, LevelDesk& levels, const GatePorts& gates, const Clock& clock, Executor& executor,
                   WatchRegistry& watches, PublishedTrust* trust, PublishedSeals& seals)
      : store_(store),
        levels_(levels),
        gates_(gates),
        clock_(clock),
        executor_(executor),
        watches_(watches),
        trust_(trust),
        seals_(seals) {}

  // Keeps no request id: reports are in the order of their own moments (lane_reports.h).
  grpc::ServerUnaryReactor* ReportLane(grpc::CallbackServerContext* context, const v1::ReportLaneRequest* request,
                                       v1::ReportLaneResponse* response) override;
  grpc::ServerUnaryReactor* SetServiceLevel(grpc::CallbackServerContext* context,
                                            const v1::SetServiceLevelRequest* request,
                                            v1::SetServiceLevelResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchLanesResponse>* WatchLanes(grpc::CallbackServerContext* context,
                                                               const v1::WatchLanesRequest* request) override;
  grpc::ServerWriteReactor<v1::WatchCommandsResponse>* WatchCommands(grpc::CallbackServerContext* context,
                                                                     const v1::WatchCommandsRequest* request) override;
  grpc::ServerWriteReactor<v1::GetTrustResponse>* GetTrust(grpc::CallbackServerContext* context,
                                                           const v1::GetTrustRequest* request) override;
  grpc::ServerWriteReactor<v1::GetSealSetResponse>* GetSealSet(grpc::CallbackServerContext* context,
                                                               const v1::GetSealSetRequest* request) override;

 private:
  Store& store_;
  LevelDesk& levels_;
  const GatePorts& gates_;
  const Clock& clock_;
  Executor& executor_;
  WatchRegistry& watches_;
  PublishedTrust* const trust_;
  PublishedSeals& seals_;
};

}  // namespace clearance
