// How often each rpc was called, how it ended and how long it took, at either of its ends. Rpcs are some of our
// services', known before the first call: a caller can add no label. Of a stream there is no time: how long somebody
// watched says nothing of how fast we are.
#pragma once

#include <grpcpp/support/status.h>

#include <array>
#include <chrono>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "common/base/telemetry.h"

namespace google::protobuf {
class MethodDescriptor;
}

namespace clearance {

inline constexpr std::size_t kRpcCodes = 17;     // OK to UNAUTHENTICATED
std::string_view RpcCodeName(std::size_t code);  // "DEADLINE_EXCEEDED"; "UNKNOWN" for a code there is not

// Of one rpc. Thread-safe; never waits.
class RpcMeter {
 public:
  // To be called once for each call, when it begins; and when it has ended.
  void Begun() { begun_.Add(); }
  void Ended(grpc::StatusCode code);                                 // a stream
  void Ended(grpc::StatusCode code, std::chrono::nanoseconds took);  // a unary call

 private:
  friend class RpcMetrics;
  Counter begun_;
  std::array<Counter, kRpcCodes> ended_;
  CallTimes times_;
};

// The meters do not move. Thread-safe once made.
class RpcMetrics {
 public:
  // Each is a service, all of whose rpcs are meant ("clearance.v1.ClearanceService"), or one rpc, as Of takes it. They
  // must be linked in.
  explicit RpcMetrics(std::initializer_list<const char*> of);

  // Of "/clearance.v1.ClearanceService/DecideCrossing"; nullptr for any other rpc.
  RpcMeter* Of(std::string_view method);

  // Adds <prefix>_requests_total and _under_way, and _duration_seconds of the unary calls; `calls` says in the help
  // what they are, "Calls to the centre". The object must outlive what collects.
  void AddTo(Telemetry& telemetry, const std::string& prefix, const std::string& calls) const;

 private:
  struct Rpc {
    std::string method;  // as Of takes it
    bool is_stream = false;
    RpcMeter meter{};
  };
  void Meter(const google::protobuf::MethodDescriptor& method);
  static std::vector<MetricLabel> Labels(const Rpc& rpc);

  std::vector<std::unique_ptr<Rpc>> rpcs_;
  std::unordered_map<std::string_view, RpcMeter*> by_method_;
};

}  // namespace clearance
