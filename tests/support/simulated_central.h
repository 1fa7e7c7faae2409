// The centre under virtual time: keeps the contract of Central with scripted answers, and can be away. For tests of
// what stands behind the link; it must never be linked into a program.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "gate-agent/link/central.h"

namespace clearance {

// Single-threaded, like its time.
class SimulatedCentral final : public Central {
 public:
  static constexpr Duration kLatency{20};
  static constexpr Duration kRetry{500};

  explicit SimulatedCentral(VirtualTime& time) : time_(time) {}

  void DecideCrossing(const CrossingRequest& request, Duration patience, OnDecided done) override {
    crossings.push_back(request);
    Try(request, time_.clock().Now() + patience, std::move(done));
  }
  void ReportPassage(const Passage& passage, OnReported done) override {
    if (!away) passages.push_back(passage);
    Acknowledge(std::move(done));
  }
  void ReportAbandonment(const Abandonment& abandonment, OnReported done) override {
    if (!away) abandonments.push_back(abandonment);
    Acknowledge(std::move(done));
  }
  void ReportLane(const FleetReport& report, OnReported done) override {
    if (!away) reports.push_back(report);
    Acknowledge(std::move(done));
  }
  void GetTrust(const std::string& known, std::size_t, OnBundle done) override {
    trust_asked.push_back(known);
    time_.PostAfter(kLatency, [answer = away ? StatusOr<std::optional<std::string>>(Away()) : trust,
                               done = std::move(done)] { done(answer); });
  }
  void GetSealSet(const std::string& known, std::size_t, OnBundle done) override {
    seals_asked.push_back(known);
    time_.PostAfter(kLatency, [answer = away ? StatusOr<std::optional<std::string>>(Away()) : seals,
                               done = std::move(done)] { done(answer); });
  }
  void GetCheckpoint(const std::string&, const std::string& known, OnNote done) override {
    ++checkpoints_asked;
    checkpoint_known = known;
    time_.PostAfter(kLatency, [answer = away ? StatusOr<std::string>(Away()) : checkpoint, done = std::move(done)] {
      done(answer);
    });
  }
  void ProveGrowth(const std::string&, std::uint64_t old_size, std::uint64_t new_size, OnProof done) override {
    const auto answer = away ? StatusOr<std::vector<std::string>>(Away()) : prove_growth(old_size, new_size);
    time_.PostAfter(kLatency, [answer, done = std::move(done)] { done(answer); });
  }
  void WatchCommands(std::uint64_t, OnCommand on_command) override { command = std::move(on_command); }

  // What is asked and answered. `decide` answers a crossing that reaches the centre.
  std::function<StatusOr<DecideAnswer>(const CrossingRequest&)> decide;
  StatusOr<std::optional<std::string>> trust = std::optional<std::string>();  // nullopt: current
  StatusOr<std::optional<std::string>> seals = std::optional<std::string>();  // the same
  StatusOr<std::string> checkpoint = Error(StatusCode::kNotFound, error_reason::kNotFound, "no entries yet");
  std::function<StatusOr<std::vector<std::string>>(std::uint64_t, std::uint64_t)> prove_growth;
  int checkpoints_asked = 0;
  std::string checkpoint_known;  // as last told
  bool away = false;
  OnCommand command;

  std::vector<CrossingRequest> crossings;  // each call of the gate
  std::vector<std::string> tries;          // request id of every try, also of those that did not arrive
  std::vector<Passage> passages;
  std::vector<Abandonment> abandonments;
  std::vector<FleetReport> reports;
  std::vector<std::string> trust_asked;  // what was known, also of asks that did not arrive
  std::vector<std::string> seals_asked;  // the same

 private:
  static Status Away() { return Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, "away"); }

  void Try(const CrossingRequest& request, Instant give_up_at, OnDecided done) {
    tries.push_back(request.request_id);
    const StatusOr<DecideAnswer> answer = away ? StatusOr<DecideAnswer>(Away()) : decide(request);
    if (!IsRetryable(answer.status())) {
      time_.PostAfter(kLatency, [answer, done = std::move(done)] { done(answer); });
    } else if (time_.clock().Now() + kRetry < give_up_at) {
      time_.PostAfter(kRetry, [this, request, give_up_at, done = std::move(done)] { Try(request, give_up_at, done); });
    } else {
      time_.PostAfter(give_up_at - time_.clock().Now(), [answer, done = std::move(done)] { done(answer); });
    }
  }
  void Acknowledge(OnReported done) {
    time_.PostAfter(kLatency, [status = away ? Away() : OkStatus(), done = std::move(done)] { done(status); });
  }

  VirtualTime& time_;
};

}  // namespace clearance
