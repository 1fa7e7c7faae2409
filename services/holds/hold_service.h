// HoldService over gRPC: validates, checks who calls, streams. Decides nothing.
#pragma once

#include "clearance/v1/holds.grpc.pb.h"
#include "common/base/executor.h"
#include "common/wire/gate_ports.h"
#include "common/wire/watch_stream.h"
#include "common/wire/watch_tokens.h"
#include "services/holds/hold_desk.h"

namespace clearance {

// Thread-safe; no handler waits. Owns nothing it is given.
class HoldGrpcService final : public v1::HoldService::CallbackService {
 public:
  HoldGrpcService(HoldDesk& desk, Store& store, const GatePorts& gates, const WatchTokens& tokens, Executor& executor,
                  WatchRegistry& watches)
      : desk_(desk), store_(store), gates_(gates), tokens_(tokens), executor_(executor), watches_(watches) {}

  grpc::ServerUnaryReactor* PutHold(grpc::CallbackServerContext* context, const v1::PutHoldRequest* request,
                                    v1::PutHoldResponse* response) override;
  grpc::ServerUnaryReactor* LiftHold(grpc::CallbackServerContext* context, const v1::LiftHoldRequest* request,
                                     v1::LiftHoldResponse* response) override;
  grpc::ServerUnaryReactor* ListHolds(grpc::CallbackServerContext* context, const v1::ListHoldsRequest* request,
                                      v1::ListHoldsResponse* response) override;
  grpc::ServerWriteReactor<v1::WatchHoldsResponse>* WatchHolds(grpc::CallbackServerContext* context,
                                                               const v1::WatchHoldsRequest* request) override;

 private:
  HoldDesk& desk_;
  Store& store_;
  const GatePorts& gates_;
  const WatchTokens& tokens_;
  Executor& executor_;
  WatchRegistry& watches_;
};

}  // namespace clearance
