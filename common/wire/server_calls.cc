#include "common/wire/unreadable_request.h"

#include <grpcpp/support/server_interceptor.h>

#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/wire/grpc_status.h"

namespace clearance {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;

constexpr std::string_view kOurMethods = "/clearance.";

// Of one call to a method of ours. No service of ours answers UNIMPLEMENTED, so where that is about to be sent the
// request could not be read.
class UnreadableRequest final : public grpc::experimental::Interceptor {
 public:
  void Intercept(InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS) &&
        methods->GetSendStatus().error_code() == grpc::StatusCode::UNIMPLEMENTED) {
      methods->ModifySendStatus(ToGrpcStatus(Error(StatusCode::kInvalidArgument, error_reason::kInvalidField,
                                                   "the request cannot be read as a message of this call")));
    }
    methods->Proceed();
  }
};

class UnreadableRequests final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* call) override {
    return std::string_view(call->method()).starts_with(kOurMethods) ? new UnreadableRequest : nullptr;
  }
};

}  // namespace

void RefuseUnreadableRequests(grpc::ServerBuilder& builder) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<UnreadableRequests>());
  builder.experimental().SetInterceptorCreators(std::move(factories));
}

}  // namespace clearance
