// FleetService over gRPC: lanes as their gates report them, and each gate's stream of commands. Decides nothing.
#pragma once

#include "clearance/v1/fleet.grpc.pb.h"
#include "common/base/clock.h"
#include "common/base/executor.h"
#include "common/wire/watch_stream.h"
#include "db/store.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class FleetGrpcService final : public v1::FleetService::CallbackService {
 public:
  FleetGrpcService(Store& store, const Clock& clock, Executor& executor, WatchRegistry& watches)
      : store_(store), clock_(clock), executor_(executor), watches_(watches) {}

  // Idempotent by its nature: a report replaces the one before, an acknowledgement never goes back.
  grpc::ServerUnaryReactor* ReportLane(grpc::CallbackServerContext* context, const v1::ReportLaneRequest* request,
                                       v1::ReportLaneResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchLanesResponse>* WatchLanes(grpc::CallbackServerContext* context,
                                                               const v1::WatchLanesRequest* request) override;
  grpc::ServerWriteReactor<v1::WatchCommandsResponse>* WatchCommands(grpc::CallbackServerContext* context,
                                                                     const v1::WatchCommandsRequest* request) override;

 private:
  Store& store_;
  const Clock& clock_;
  Executor& executor_;
  WatchRegistry& watches_;
};

}  // namespace clearance
