// What a gate's link to the centre counts: its calls, and how far the gate's clock is from the centre's.
#pragma once

#include <atomic>
#include <cstdint>
#include <optional>

#include "common/base/instant.h"
#include "common/wire/rpc_metrics.h"

namespace clearance {

// How far a clock is from another one that says its time in an answer. Thread-safe.
class ClockOffset {
 public:
  // `sent` and `answered` by our clock, `theirs` by the other one in between. Right within half of the time in between.
  void Note(Instant sent, Instant theirs, Instant answered);
  // Ours minus theirs, by the last answer; nothing before the first. Positive: ours is ahead.
  std::optional<Duration> Now() const;

 private:
  static constexpr std::int64_t kNone = INT64_MIN;
  std::atomic<std::int64_t> ms_ = kNone;
};

// What a gate calls at the centre, as gRPC names it.
namespace link_rpc {
inline constexpr char kDecideCrossing[] = "/clearance.v1.ClearanceService/DecideCrossing";
inline constexpr char kReportPassage[] = "/clearance.v1.ClearanceService/ReportPassage";
inline constexpr char kReportAbandonment[] = "/clearance.v1.ClearanceService/ReportAbandonment";
inline constexpr char kReportLane[] = "/clearance.v1.FleetService/ReportLane";
inline constexpr char kWatchCommands[] = "/clearance.v1.FleetService/WatchCommands";
inline constexpr char kGetTrust[] = "/clearance.v1.FleetService/GetTrust";
inline constexpr char kGetSealSet[] = "/clearance.v1.FleetService/GetSealSet";
inline constexpr char kGetCheckpoint[] = "/clearance.v1.LedgerService/GetCheckpoint";
inline constexpr char kGetProof[] = "/clearance.v1.LedgerService/GetProof";
}  // namespace link_rpc

// Counts all of those and nothing else: what is never called would be a constant zero for whoever watches.
struct LinkMetrics {
  RpcMetrics rpcs{link_rpc::kDecideCrossing, link_rpc::kReportPassage, link_rpc::kReportAbandonment,
                  link_rpc::kReportLane,     link_rpc::kWatchCommands, link_rpc::kGetTrust,
                  link_rpc::kGetSealSet,     link_rpc::kGetCheckpoint, link_rpc::kGetProof};
  ClockOffset clock;
};

}  // namespace clearance
