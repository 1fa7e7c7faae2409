#include "common/wire/rpc_metrics.h"

#include <google/protobuf/descriptor.h>

#include <algorithm>

#include "common/base/check.h"

namespace clearance {
namespace {

constexpr std::array<std::string_view, kRpcCodes> kCodeNames = {
    "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
    "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
    "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
    "DATA_LOSS", "UNAUTHENTICATED"};

std::size_t IndexOf(grpc::StatusCode code) {
  const auto index = static_cast<std::size_t>(code);
  return index < kRpcCodes ? index : static_cast<std::size_t>(grpc::StatusCode::UNKNOWN);
}

}  // namespace

std::string_view RpcCodeName(std::size_t code) { return kCodeNames[code < kRpcCodes ? code : 2]; }

void RpcMeter::Ended(grpc::StatusCode code) { ended_[IndexOf(code)].Add(); }

void RpcMeter::Ended(grpc::StatusCode code, std::chrono::nanoseconds took) {
  Ended(code);
  times_.Record(took);
}

RpcMetrics::RpcMetrics(std::initializer_list<const char*> of) {
  const auto* pool = google::protobuf::DescriptorPool::generated_pool();
  for (const std::string_view name : of) {
    if (const auto* service = pool->FindServiceByName(std::string(name))) {
      for (int i = 0; i < service->method_count(); ++i) Meter(*service->method(i));
      continue;
    }
    CHECK(name.starts_with('/'));
    std::string in_proto(name.substr(1));  // "clearance.v1.FleetService.ReportLane"
    std::replace(in_proto.begin(), in_proto.end(), '/', '.');
    const auto* method = pool->FindMethodByName(in_proto);
    CHECK(method != nullptr);
    Meter(*method);
  }
}

void RpcMetrics::Meter(const google::protobuf::MethodDescriptor& method) {
  auto rpc = std::make_unique<Rpc>();
  rpc->method = "/" + method.service()->full_name() + "/" + method.name();
  rpc->is_stream = method.client_streaming() || method.server_streaming();
  by_method_.emplace(rpc->method, &rpc->meter);
  rpcs_.push_back(std::move(rpc));
}

RpcMeter* RpcMetrics::Of(std::string_view method) {
  const auto found = by_method_.find(method);
  return found == by_method_.end() ? nullptr : found->second;
}

std::vector<MetricLabel> RpcMetrics::Labels(const Rpc& rpc) {
  return {{"rpc", rpc.method.substr(rpc.method.rfind('.') + 1)}};
}

void RpcMetrics::AddTo(Telemetry& telemetry, const std::string& prefix, const std::string& calls) const {
  telemetry.Add({prefix + "_requests_total", MetricKind::kCounter, calls + " that have ended, by rpc and code."},
                [this] {
                  std::vector<MetricSample> samples;
                  for (const auto& rpc : rpcs_) {
                    for (std::size_t code = 0; code < kRpcCodes; ++code) {
                      const std::uint64_t ended = rpc->meter.ended_[code].Value();
                      // What has not happened is left out, but for OK: sixteen of seventeen would be zeros.
                      if (ended == 0 && code != 0) continue;
                      samples.push_back({.labels = Labels(*rpc), .value = static_cast<double>(ended)});
                      samples.back().labels.push_back({"code", std::string(RpcCodeName(code))});
                    }
                  }
                  return samples;
                });
  telemetry.Add({prefix + "_under_way", MetricKind::kGauge, calls + " that have begun and not ended, by rpc."}, [this] {
    std::vector<MetricSample> samples;
    for (const auto& rpc : rpcs_) {
      std::uint64_t ended = 0;
      for (const Counter& counter : rpc->meter.ended_) ended += counter.Value();
      const auto under_way = static_cast<std::int64_t>(rpc->meter.begun_.Value() - ended);
      samples.push_back({.labels = Labels(*rpc), .value = static_cast<double>(std::max<std::int64_t>(under_way, 0))});
    }
    return samples;
  });
  telemetry.Add({prefix + "_duration_seconds", MetricKind::kHistogram, "How long unary calls took, by rpc."}, [this] {
    std::vector<MetricSample> samples;
    for (const auto& rpc : rpcs_) {
      if (rpc->is_stream) continue;
      samples.push_back({.labels = Labels(*rpc)});
      samples.back().histogram = rpc->meter.times_.Read();
    }
    return samples;
  });
}

}  // namespace clearance
