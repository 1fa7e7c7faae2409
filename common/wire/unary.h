// Finishing unary calls of the callback API.
#pragma once

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_callback.h>

#include <functional>
#include <utility>

#include "common/base/executor.h"
#include "common/wire/grpc_status.h"

namespace clearance {

// Ends the call with `status` at once.
inline grpc::ServerUnaryReactor* FinishNow(grpc::CallbackServerContext* context, const Status& status) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  reactor->Finish(ToGrpcStatus(status));
  return reactor;
}

// Does `work` on the executor and ends the call with what it returns: for calls that read from disk, because no gRPC
// callback may wait. `work` may use the call's context, request and response; it is not done for a caller who has gone
// or whose deadline has passed meanwhile.
inline grpc::ServerUnaryReactor* FinishOn(Executor& executor, grpc::CallbackServerContext* context,
                                          std::function<Status()> work) {
  grpc::ServerUnaryReactor* reactor = context->DefaultReactor();
  executor.Post([reactor, context, work = std::move(work)] {
    reactor->Finish(context->IsCancelled() ? grpc::Status::CANCELLED : ToGrpcStatus(work()));
  });
  return reactor;
}

}  // namespace clearance
