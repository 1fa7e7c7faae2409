#include "common/wire/server_calls.h"

#include <grpcpp/support/server_interceptor.h>

#include <chrono>
#include <iterator>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/clock.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"
#include "common/base/random.h"
#include "common/base/trace_context.h"
#include "common/wire/grpc_status.h"
#include "common/wire/server_time.h"

namespace clearance {
namespace {

using grpc::experimental::InterceptionHookPoints;
using grpc::experimental::InterceptorBatchMethods;
using grpc::experimental::ServerRpcInfo;
using std::chrono::steady_clock;

constexpr std::string_view kOurMethods = "/clearance.";
constexpr std::string_view kHeartbeat = "/clearance.v1.FleetService/ReportLane";
constexpr std::string_view kHealthCheck = "/grpc.health.v1.Health/Check";

void TellTime(InterceptorBatchMethods& methods) {
  if (!methods.QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_INITIAL_METADATA)) return;
  methods.GetSendInitialMetadata()->emplace(kServerTimeKey, ServerTimeText(SystemClock().Now()));
}

// What a caller says of the trace its call belongs to.
struct CallTrace {
  std::optional<TraceContext> trace{};  // nothing: the call is not written to the log
  bool replaced = false;                // what was sent is malformed
};

CallTrace TraceIn(InterceptorBatchMethods& methods) {
  const auto* metadata = methods.GetRecvInitialMetadata();
  if (metadata == nullptr) return {};
  const auto [first, last] = metadata->equal_range(kTraceparentKey);
  if (first == last) return {};
  // Two are as bad as none that can be read.
  const bool alone = std::next(first) == last;
  auto trace = alone ? ParseTraceparent({first->second.data(), first->second.size()}) : std::nullopt;
  if (!trace) {
    SystemRandom random;
    return {.trace = NewTrace(random), .replaced = true};
  }
  return {.trace = trace->sampled ? std::move(trace) : std::nullopt};
}

class HealthCheck final : public grpc::experimental::Interceptor {
 public:
  void Intercept(InterceptorBatchMethods* methods) override {
    TellTime(*methods);
    methods->Proceed();
  }
};

// One call to a method of ours.
class OurCall final : public grpc::experimental::Interceptor {
 public:
  // `method` as gRPC names it, for as long as the program runs.
  OurCall(std::string_view method, bool is_stream, RpcMeter* meter)
      : method_(method), is_stream_(is_stream), meter_(meter) {
    if (meter_ != nullptr) meter_->Begun();
  }

  // A call that was cancelled before its service was asked sends no status.
  ~OurCall() override { End(grpc::StatusCode::CANCELLED); }

  void Intercept(InterceptorBatchMethods* methods) override {
    if (method_ == kHeartbeat) TellTime(*methods);
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::POST_RECV_INITIAL_METADATA))
      called_ = TraceIn(*methods);
    if (methods->QueryInterceptionHookPoint(InterceptionHookPoints::PRE_SEND_STATUS)) {
      grpc::StatusCode code = methods->GetSendStatus().error_code();
      // No service of ours answers so: where it is about to be sent, the request could not be read.
      if (code == grpc::StatusCode::UNIMPLEMENTED) {
        code = grpc::StatusCode::INVALID_ARGUMENT;
        methods->ModifySendStatus(ToGrpcStatus(Error(StatusCode::kInvalidArgument, error_reason::kMessageUnreadable,
                                                     "the request cannot be read as a message of this call")));
      }
      End(code);
    }
    methods->Proceed();
  }

 private:
  void End(grpc::StatusCode code) {
    if (std::exchange(ended_, true)) return;
    const auto took = steady_clock::now() - began_;
    if (meter_ != nullptr) is_stream_ ? meter_->Ended(code) : meter_->Ended(code, took);
    if (called_.trace) WriteLine(code, took);
  }

  void WriteLine(grpc::StatusCode code, std::chrono::nanoseconds took) const {
    const std::string_view rpc = method_.substr(method_.rfind('.') + 1);
    const std::string_view code_name = RpcCodeName(static_cast<std::size_t>(code));
    LogInfo("rpc", {{"rpc", rpc},
                    {"code", code_name},
                    {"us", std::chrono::duration_cast<std::chrono::microseconds>(took).count()},
                    {"trace", called_.trace->trace_id},
                    {"span", called_.trace->span_id},
                    {"replaced", called_.replaced}});
  }

  const std::string_view method_;
  const bool is_stream_;
  RpcMeter* const meter_;
  const steady_clock::time_point began_ = steady_clock::now();
  CallTrace called_;
  bool ended_ = false;
};

class Calls final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit Calls(RpcMetrics* metrics) : metrics_(metrics) {}

  grpc::experimental::Interceptor* CreateServerInterceptor(ServerRpcInfo* call) override {
    const std::string_view method = call->method();
    if (method == kHealthCheck) return new HealthCheck;
    // Of a method that there is not gRPC makes a stream in both directions, which no rpc of ours is, and answers it;
    // its name is the caller's and ends with the call.
    const bool is_ours = method.starts_with(kOurMethods) && call->type() != ServerRpcInfo::Type::BIDI_STREAMING;
    if (!is_ours) return nullptr;
    const bool is_stream = call->type() != ServerRpcInfo::Type::UNARY;
    return new OurCall(method, is_stream, metrics_ == nullptr ? nullptr : metrics_->Of(method));
  }

 private:
  RpcMetrics* const metrics_;
};

}  // namespace

void InterceptCalls(grpc::ServerBuilder& builder, RpcMetrics* metrics) {
  std::vector<std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface>> factories;
  factories.push_back(std::make_unique<Calls>(metrics));
  builder.experimental().SetInterceptorCreators(std::move(factories));
}

}  // namespace clearance
