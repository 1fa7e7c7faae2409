// A centre that is told to end (SIGTERM) under load loses nothing: no call is left hanging, what it acknowledged is in
// the ledger once, and new calls are UNAVAILABLE or cancelled unseen. A gate that is told to end keeps what the centre
// has not taken.
#include <gmock/gmock.h>
#include <signal.h>

#include <atomic>
#include <map>
#include <mutex>
#include <thread>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kLanes = 16;
constexpr int kEnough = 200;  // crossings decided before the end is told

constexpr Duration kStartPatience = std::chrono::seconds(60);  // reached only when something is broken
// Short waits, so that a lane without a centre ends its crossing soon.
constexpr char kShortWaits[] =
    "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\ndoor_ms = 50\n";
constexpr char kMrz[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3504152ZE184226B<<<<<16";

class DrainTest : public CentreTest {};

TEST_F(DrainTest, EveryCallUnderWayIsAnsweredAndEveryAnswerIsInTheLedger) {
  std::atomic<int> travellers = 0;
  std::atomic<int> decided = 0;
  std::vector<std::string> unexpected;
  std::mutex mutex;
  std::map<std::string, std::uint64_t> answered;  // position by request id
  std::vector<std::thread> lanes;
  std::vector<std::unique_ptr<v1::ClearanceService::Stub>> stubs;
  for (int i = 0; i < kLanes; ++i) stubs.push_back(As<v1::ClearanceService>("gate-1"));
  for (int i = 0; i < kLanes; ++i) {
    lanes.emplace_back([&, i] {
      for (;;) {
        const v1::DecideCrossingRequest crossing = Crossing(++travellers);
        v1::DecideCrossingResponse response;
        Patient context(false);
        const grpc::Status status = stubs[static_cast<std::size_t>(i)]->DecideCrossing(&context, crossing, &response);
        if (!status.ok()) {
          // Never DEADLINE_EXCEEDED: that would have been left hanging. CANCELLED is gRPC's own, for what arrives in
          // the moment of the end and is never looked at; gates take it as UNAVAILABLE.
          const std::lock_guard lock(mutex);
          if (status.error_code() != grpc::StatusCode::UNAVAILABLE &&
              status.error_code() != grpc::StatusCode::CANCELLED)
            unexpected.push_back(std::to_string(status.error_code()) + " " + status.error_message());
          return;
        }
        ++decided;
        const std::lock_guard lock(mutex);
        answered[crossing.request_id()] = response.position();
      }
    });
  }
  const auto give_up = std::chrono::steady_clock::now() + kCallPatience;
  while (decided < kEnough && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  hall().centre()->Signal(SIGTERM);
  for (std::thread& lane : lanes) lane.join();
  stubs.clear();
  Disconnect();
  EXPECT_EQ(hall().StopCentre(), 0) << FileText("centre.log");
  EXPECT_THAT(unexpected, testing::IsEmpty());
  EXPECT_GE(decided, kEnough);

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
  ASSERT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok());
  EXPECT_EQ(hall().StopGate("gate-1"), 0);
  Disconnect();
  ASSERT_EQ(hall().StopCentre(), 0);
  ASSERT_TRUE(WriteFile(hall().Path("gate-1.toml"), FileText("gate-1.toml") + kShortWaits).ok());
  const std::vector<std::string> argv = {BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--models",
                                         "none"};
  {
    const auto gate = Process::Start(argv, hall().Path("gate-1.log"));
    ASSERT_TRUE(gate.ok()) << gate.status();
    const auto address = (*gate)->WaitForLine("listening on ", kStartPatience);
    ASSERT_TRUE(address.ok()) << address.status();
    const auto devices = v1::DeviceService::NewStub(grpc::CreateChannel(*address, grpc::InsecureChannelCredentials()));
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(kMrz);
    Patient context;
    const auto steps = devices->PresentTraveller(&context, request);
    v1::PresentTravellerResponse step;
    while (steps->Read(&step)) {
    }
    EXPECT_TRUE(steps->Finish().ok());
    EXPECT_EQ(step.outcome(), v1::CROSSING_OUTCOME_TURNED_BACK) << "with nobody to ask";
    (*gate)->Signal(SIGTERM);
    EXPECT_EQ((*gate)->Wait(), 0);
    EXPECT_NE(FileText("gate-1.log").find("\"outbox_waiting\":1"), std::string::npos) << FileText("gate-1.log");
  }
  ASSERT_TRUE(hall().StartCentre().ok());
  const auto gate = Process::Start(argv, hall().Path("gate-1.log"));
  ASSERT_TRUE(gate.ok()) << gate.status();
  const auto reports = [this] {
    int count = 0;
    for (const v1::LedgerEntry& entry : Entries()) count += entry.kind() == "ABANDONMENT" ? 1 : 0;
    return count;
  };
  const auto give_up = std::chrono::steady_clock::now() + kCallPatience;
  while (reports() == 0 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
  EXPECT_EQ(reports(), 1) << FileText("gate-1.log");
}

}  // namespace
}  // namespace clearance
