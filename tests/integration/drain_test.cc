// A centre that is told to end (SIGTERM) under load loses nothing: no call is left hanging, what it acknowledged is in
// the ledger once, and new calls are UNAVAILABLE or cancelled unseen. A gate that is told to end waits for who is in a
// lane, for as long as it may, and keeps what the centre has not taken.
#include <signal.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "gate-agent/agent/gate.h"
#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr int kLanes = 16;
constexpr int kEnough = 200;  // passages taken before the end is told

class DrainTest : public GateFaultsTest {
 protected:
  void StartGateWithCentre() {
    ASSERT_TRUE(hall().StartGate("gate-1", kGateLane).ok()) << FileText("gate-1.log");
    Reach(hall().DevicesAddress("gate-1"));
  }
  // As systemd would; it has heard when this returns.
  void TellGateToEnd() {
    hall().gate("gate-1")->Signal(SIGTERM);
    AwaitLog("gate-1.log", "\"event\":\"draining\"");
  }
};

TEST_F(DrainTest, EveryCallUnderWayIsAnsweredAndEveryAnswerIsInTheLedger) {
  std::atomic<int> travellers = 0;
  std::atomic<int> passed = 0;
  std::vector<std::string> unexpected;
  std::mutex mutex;
  std::map<std::string, std::uint64_t> answered;  // position by request id
  std::vector<std::thread> lanes;
  std::vector<std::unique_ptr<v1::ClearanceService::Stub>> stubs;
  for (int i = 0; i < kLanes; ++i) stubs.push_back(As<v1::ClearanceService>("gate-1"));
  for (int i = 0; i < kLanes; ++i) {
    lanes.emplace_back([&, i] {
      auto& centre = *stubs[static_cast<std::size_t>(i)];
      // Whether the lane goes on.
      const auto took = [&](const grpc::Status& status, const std::string& request_id, std::uint64_t position) {
        const std::lock_guard lock(mutex);
        if (status.ok()) {
          answered[request_id] = position;
          return true;
        }
        // Never DEADLINE_EXCEEDED: that would have been left hanging. CANCELLED is gRPC's own, for what arrives in
        // the moment of the end and is never looked at; gates take it as UNAVAILABLE.
        if (status.error_code() != grpc::StatusCode::UNAVAILABLE && status.error_code() != grpc::StatusCode::CANCELLED)
          unexpected.push_back(std::to_string(status.error_code()) + " " + status.error_message());
        return false;
      };
      for (;; ++passed) {
        const v1::DecideCrossingRequest crossing = Crossing(++travellers);
        v1::DecideCrossingResponse decision;
        Patient deciding(false);
        const grpc::Status decided = centre.DecideCrossing(&deciding, crossing, &decision);
        if (!took(decided, crossing.request_id(), decision.position())) return;
        const v1::ReportPassageRequest passage = PassageOf(crossing);
        v1::ReportPassageResponse taken;
        Patient reporting(false);
        const grpc::Status reported = centre.ReportPassage(&reporting, passage, &taken);
        if (!took(reported, passage.request_id(), taken.position())) return;
      }
    });
  }
  const auto give_up = std::chrono::steady_clock::now() + kCallPatience;
  while (passed < kEnough && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  hall().centre()->Signal(SIGTERM);
  for (std::thread& lane : lanes) lane.join();
  stubs.clear();
  Disconnect();
  EXPECT_EQ(hall().StopCentre(), 0) << FileText("centre.log");
  EXPECT_THAT(unexpected, testing::IsEmpty());
  EXPECT_GE(passed, kEnough);

  ASSERT_TRUE(hall().StartCentre().ok());
  std::map<std::string, std::uint64_t> kept;
  for (const v1::LedgerEntry& entry : Entries())
    EXPECT_TRUE(kept.emplace(entry.request_id(), entry.position()).second) << "twice: " << entry.request_id();
  for (const auto& [request_id, position] : answered) {
    const auto found = kept.find(request_id);
    ASSERT_NE(found, kept.end()) << "acknowledged and lost: " << request_id;
    EXPECT_EQ(found->second, position);
  }
}

TEST_F(DrainTest, AGateThatIsToldToEndKeepsWhatTheCentreHasNotTaken) {
  StartGateAlone();
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK) << "with nobody to ask";
  EndGate();
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"outbox_waiting\":1"));
  Start();
  StartPreparedGate();
  AwaitReports("ABANDONMENT", 1);
  EndGate();
}

TEST_F(DrainTest, AGateThatIsToldToEndWaitsForWhoIsInALane) {
  StartGateWithCentre();
  std::string referral;
  const auto end_first = [&](const v1::PresentTravellerResponse& step) {
    if (step.referral_id().empty() || !referral.empty()) return;
    referral = step.referral_id();
    TellGateToEnd();
    SendToSecondLine(referral);
  };
  v1::PresentTravellerResponse last;
  Follow(end_first, last);  // which may end with the gate, before it has told where they went
  EXPECT_EQ(hall().gate("gate-1")->Wait(), 0) << FileText("gate-1.log");
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"lanes\":1,\"empty\":1"));
  StartGateWithCentre();
  AwaitReports("ABANDONMENT", 1);
}

// An officer who does not answer holds the traveller, and the gate no longer than its time.
TEST_F(DrainTest, AGateThatIsToldToEndWaitsItsTimeForWhoStaysInALane) {
  StartGateWithCentre();
  std::string phase;
  std::chrono::steady_clock::time_point told;
  const auto end = [&](const v1::PresentTravellerResponse& step) {
    if (step.referral_id().empty() || !phase.empty()) return;
    phase = step.phase();
    told = std::chrono::steady_clock::now();
    TellGateToEnd();
  };
  v1::PresentTravellerResponse last;
  const grpc::Status ended = Follow(end, last);
  EXPECT_EQ(hall().gate("gate-1")->Wait(), 0) << FileText("gate-1.log");
  EXPECT_GE(std::chrono::steady_clock::now() - told, kGateDrainTime);
  EXPECT_EQ(last.outcome(), v1::CROSSING_OUTCOME_UNSPECIFIED) << "they were still inside, after " << phase;
  EXPECT_FALSE(ended.ok());
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"lanes\":1,\"empty\":0"));
}

}  // namespace
}  // namespace clearance
