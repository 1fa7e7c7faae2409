// What the tests of a gate's machine that goes wrong share: a gate whose centre is away, travellers before its one
// lane, and what the centre is told once it is back.
#pragma once

#include <signal.h>

#include <functional>
#include <thread>

#include "clearance/v1/device.grpc.pb.h"
#include "tests/integration/faults_fixture.h"

namespace clearance {

// The lane of gate-1, and the same of gate-2.
inline const std::vector<HallLane> kGateLane = {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};
inline const std::vector<HallLane> kOtherGateLane = {{"gate-2/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};
// Short waits, so that a lane without a centre ends its crossing soon.
inline constexpr char kShortWaits[] = "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\n";

class GateFaultsTest : public FaultsTest {
 protected:
  using OnStep = std::function<void(const v1::PresentTravellerResponse&)>;

  // Writes gate-1's configuration for the centre's address and what follows it, and leaves gate and centre stopped.
  void PrepareGateAlone(const std::string& tables = kShortWaits) {
    ASSERT_TRUE(hall().StartGate("gate-1", kGateLane).ok()) << FileText("gate-1.log");
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
    Stop();
    ASSERT_TRUE(WriteFile(hall().Path("gate-1.toml"), FileText("gate-1.toml") + tables).ok());
  }
  // Starts gate-1 as its configuration says. `before`: words that stand before the program.
  void StartPreparedGate(std::vector<std::string> before = {}) {
    for (const std::string& word : {BinPath("gate-agent"), std::string("--config"), hall().Path("gate-1.toml"),
                                    std::string("--models"), std::string("none")})
      before.push_back(word);
    auto gate = Process::Start(std::move(before), hall().Path("gate-1.log"));
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    const auto devices = gate_->WaitForLine("listening on ", kFaultPatience);
    ASSERT_TRUE(devices.ok()) << devices.status() << FileText("gate-1.log");
    devices_address_ = *devices;
    Reach(*devices);
  }
  const std::string& devices_address() const { return devices_address_; }
  // A gate without its centre, in the hands of what was loaded for programs.
  void StartGateAlone() {
    PrepareGateAlone();
    StartPreparedGate();
  }
  Process& gate_process() { return *gate_; }
  // Ends it as systemd would.
  void EndGate() {
    gate_->Signal(SIGTERM);
    EXPECT_EQ(gate_->Wait(), 0) << FileText("gate-1.log");
  }

  // Travellers come before the lanes of that gate from now on.
  void Reach(const std::string& devices) {
    devices_ = v1::DeviceService::NewStub(grpc::CreateChannel(devices, grpc::InsecureChannelCredentials()));
  }
  // A traveller comes before the lane, whose steps are told until it has let them go or can tell no more: how that call
  // ended. `last` is the last step.
  grpc::Status Follow(const OnStep& on_step, v1::PresentTravellerResponse& last,
                      const std::string& lane_id = "gate-1/a") {
    v1::PresentTravellerRequest request;
    request.set_lane_id(lane_id);
    request.mutable_traveller()->set_mrz(
        "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3504152ZE184226B<<<<<16");
    Patient context;
    const auto steps = devices_->PresentTraveller(&context, request);
    while (steps->Read(&last)) {
      if (on_step) on_step(last);
    }
    return steps->Finish();
  }
  // The same; where that ended, UNSPECIFIED while the lane took them not or let them not go.
  v1::CrossingOutcome Present(const OnStep& on_step = nullptr, const std::string& lane_id = "gate-1/a") {
    v1::PresentTravellerResponse last;
    const grpc::Status ended = Follow(on_step, last, lane_id);
    EXPECT_TRUE(ended.ok()) << ended.error_message() << "\n" << FileText("gate-1.log");
    return last.outcome();
  }
  // The hall officer's key.
  void LetThrough(const std::string& lane_id) {
    v1::LetThroughRequest request;
    request.set_lane_id(lane_id);
    v1::LetThroughResponse response;
    Patient context;
    const grpc::Status turned = devices_->LetThrough(&context, request, &response);
    EXPECT_TRUE(turned.ok()) << turned.error_message();
  }

  // An officer's answer that takes one person.
  void SendToSecondLine(const std::string& referral_id) {
    v1::ClaimReferralRequest claim;
    claim.set_request_id(NewId());
    claim.set_referral_id(referral_id);
    v1::ClaimReferralResponse claimed;
    Patient claiming;
    const grpc::Status taken = officer().ClaimReferral(&claiming, claim, &claimed);
    ASSERT_TRUE(taken.ok()) << taken.error_message();
    v1::ResolveReferralRequest resolve;
    resolve.set_request_id(NewId());
    resolve.set_referral_id(referral_id);
    resolve.set_resolution(v1::RESOLUTION_SECOND_LINE);
    resolve.set_ground("compared by eye");
    v1::ResolveReferralResponse resolved;
    Patient resolving;
    const grpc::Status answered = officer().ResolveReferral(&resolving, resolve, &resolved);
    ASSERT_TRUE(answered.ok()) << answered.error_message();
  }

  // The centre's view of gate-1's lane, until it has that fault or has it no more.
  void AwaitFault(const std::string& fault, bool wanted) {
    Patient context;
    const auto lanes = As<v1::FleetService>("officer-1")->WatchLanes(&context, {});
    v1::WatchLanesResponse message;
    while (lanes->Read(&message)) {
      if (!message.has_report()) continue;
      bool there = false;
      for (const v1::LaneFault& told : message.report().faults()) there = there || told.code() == fault;
      if (there != wanted) continue;
      context->TryCancel();
      lanes->Finish();
      return;
    }
    ADD_FAILURE() << (wanted ? "never told: " : "told for ever: ") << fault << "\n" << FileText("gate-1.log");
  }
  // Entries of that kind in the ledger.
  int ReportsOf(const std::string& kind) {
    int count = 0;
    for (const v1::LedgerEntry& entry : Entries()) count += entry.kind() == kind ? 1 : 0;
    return count;
  }
  // Until there are so many, and then no more.
  void AwaitReports(const std::string& kind, int expected) {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    while (ReportsOf(kind) < expected && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_EQ(ReportsOf(kind), expected) << FileText("gate-1.log");
  }

 private:
  std::unique_ptr<Process> gate_;
  std::string devices_address_;
  std::unique_ptr<v1::DeviceService::Stub> devices_;
};

}  // namespace clearance
