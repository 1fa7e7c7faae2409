// What watching costs: the counters of one call as the decision path pays for them, beside the two looks at the clock
// that any timing needs and one addition in memory.
#include <atomic>
#include <chrono>

#include "clearance/v1/clearance.grpc.pb.h"
#include "common/base/telemetry.h"
#include "common/wire/rpc_metrics.h"
#include "tests/bench/bench.h"

namespace clearance {
namespace {

using std::chrono::steady_clock;

constexpr int kRepetitions = 9;
constexpr int kCalls = 1'000'000;
constexpr double kNanoseconds = 1e9;
constexpr char kDecide[] = "/clearance.v1.ClearanceService/DecideCrossing";

}  // namespace

void BenchTelemetry(BenchReport& report) {
  report.Section("Telemetry (one thread)");
  std::atomic<std::uint64_t> bare = 0;
  const double addition = kNanoseconds * MedianSeconds(kRepetitions, kCalls, [&] { bare.fetch_add(1); });
  Counter counter;
  const double count = kNanoseconds * MedianSeconds(kRepetitions, kCalls, [&] { counter.Add(); });
  report.Add({"a counter counts", count, "ns", "an atomic addition", addition});
  CallTimes times;
  const double time =
      kNanoseconds * MedianSeconds(kRepetitions, kCalls, [&] { times.Record(std::chrono::microseconds(900)); });
  report.Add({"a time is put into its bucket", time, "ns", "two atomic additions", 2 * addition});
  RpcMetrics metrics{v1::ClearanceService::service_full_name()};
  const auto call = [&metrics] {
    const auto began = steady_clock::now();
    RpcMeter* const meter = metrics.Of(kDecide);
    meter->Begun();
    meter->Ended(grpc::StatusCode::OK, steady_clock::now() - began);
  };
  steady_clock::time_point last;
  const double clocks = kNanoseconds * MedianSeconds(kRepetitions, kCalls, [&last] {
                          last = std::max(last, steady_clock::now());
                          last = std::max(last, steady_clock::now());
                        });
  report.Add({"a call found, counted and timed", kNanoseconds * MedianSeconds(kRepetitions, kCalls, call), "ns",
              "two looks at the clock, four additions", clocks + 4 * addition});
}

}  // namespace clearance
