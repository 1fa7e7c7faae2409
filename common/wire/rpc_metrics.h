// How often each rpc was called, how it ended and how long it took, at either of its ends. Rpcs are those of our
// services, known before the first call: a caller can add no label.
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

namespace clearance {

inline constexpr std::size_t kRpcCodes = 17;     // OK to UNAUTHENTICATED
std::string_view RpcCodeName(std::size_t code);  // "DEADLINE_EXCEEDED"; "UNKNOWN" for a code there is not

// Of one rpc. Thread-safe; never waits.
class RpcMeter {
 public:
  // To be called once for each call, when it begins; and when it has ended.
  void Begun() { begun_.Add(); }
  void Ended(grpc::StatusCode code, std::chrono::nanoseconds took);

 private:
  friend class RpcMetrics;
  Counter begun_;
  std::array<Counter, kRpcCodes> ended_;
  CallTimes times_;
};

// The meters do not move. Thread-safe once made.
class RpcMetrics {
 public:
  // Of every rpc of these services ("clearance.v1.ClearanceService"), which must be linked in.
  explicit RpcMetrics(std::initializer_list<const char*> services);

  // Of "/clearance.v1.ClearanceService/DecideCrossing"; nullptr for a method of another service.
  RpcMeter* Of(std::string_view method);

  // Adds <prefix>_requests_total, _under_way and _duration_seconds; `calls` says in the help what they are, "Calls to
  // the centre". The object must outlive what collects.
  void AddTo(Telemetry& telemetry, const std::string& prefix, const std::string& calls) const;

 private:
  struct Rpc {
    std::string method;  // as Of takes it
    RpcMeter meter;
  };
  static std::vector<MetricLabel> Labels(const Rpc& rpc);

  std::vector<std::unique_ptr<Rpc>> rpcs_;
  std::unordered_map<std::string_view, RpcMeter*> by_method_;
};

}  // namespace clearance
