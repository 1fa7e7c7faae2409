// The centre over gRPC with mutual TLS. No call of it ever waits: answers come on gRPC's own threads.
//
// It must never invent an answer, and never send one request under two ids: a repeated call is the same message.
#pragma once

#include <memory>
#include <string>

#include "common/base/executor.h"
#include "common/base/random.h"
#include "common/base/status.h"
#include "gate-agent/link/backoff.h"
#include "gate-agent/link/central.h"
#include "gate-agent/link/link_metrics.h"

namespace clearance {

struct GrpcCentralOptions {
  std::string gate_id{};           // as in the gate's certificate, "gate-1"
  std::string address{};           // "host:port"
  std::string server_name{};       // the name the centre's certificate must hold, when it is not the host of `address`
  std::string ca_path{};           // PEM: who may sign the centre's certificate
  std::string certificate_path{};  // PEM: the gate's own
  std::string key_path{};          // PEM: its private key
  Duration attempt{3000};          // how long one try of a call may take
  Duration download{120000};       // and a download
  Duration stream_silence{30000};  // after so long without a command or a heartbeat the stream is opened anew
  LinkMetrics* metrics = nullptr;  // counts its calls; may be null, must outlive the object
  BackoffLimits backoff{};         // between tries, and before the stream is opened anew
};

// `executor` and `random` must outlive the object and be thread-safe. The destructor cancels what is under way and
// waits for its callbacks; a `done` whose repetition had not begun is dropped.
class GrpcCentral final : public Central {
 public:
  // Connects lazily: a centre that is away is no error here. Error: FAILED_PRECONDITION, CERTIFICATE_UNUSABLE, naming
  // the file that cannot be used.
  static StatusOr<std::unique_ptr<GrpcCentral>> Create(const GrpcCentralOptions& options, Executor& executor,
                                                       Random& random);
  ~GrpcCentral() override;
  GrpcCentral(const GrpcCentral&) = delete;
  GrpcCentral& operator=(const GrpcCentral&) = delete;

  void DecideCrossing(const CrossingRequest& request, Duration patience, OnDecided done) override;
  void ReportPassage(const Passage& passage, OnReported done) override;
  void ReportAbandonment(const Abandonment& abandonment, OnReported done) override;
  void ReportLane(const FleetReport& report, OnReported done) override;
  void GetTrust(const std::string& known, std::size_t max_bytes, OnBundle done) override;
  void GetSealSet(const std::string& known, std::size_t max_bytes, OnBundle done) override;
  void GetCheckpoint(const std::string& log, const std::string& known, OnNote done) override;
  void ProveGrowth(const std::string& log, std::uint64_t old_size, std::uint64_t new_size, OnProof done) override;
  void WatchCommands(std::uint64_t resume_after, OnCommand on_command) override;

 private:
  struct State;
  explicit GrpcCentral(std::shared_ptr<State> state);
  std::shared_ptr<State> state_;
};

}  // namespace clearance
