// Officers order the level a lane works at, over a real centre and a real gate: one alone down, two up, and a gate that
// is started anew does not forget it.
#include <gmock/gmock.h>

#include <algorithm>

#include "tests/integration/centre_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr char kGround[] = "the scanner smokes";

class CentreLevelTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    first_ = As<v1::FleetService>("officer-1");
    second_ = As<v1::FleetService>("officer-2");
  }
  void StartGate() {
    const Status started = hall().StartGate("gate-1", {{.id = "gate-1/a",
                                                        .profiles = {{.lane_group = "icbc-kaz",
                                                                      .authority = "KAZ",
                                                                      .from = "KAZ",
                                                                      .to = "ICBC",
                                                                      .decides_exit = true,
                                                                      .decides_entry = true}}}});
    ASSERT_TRUE(started.ok()) << started;
  }
  std::ptrdiff_t Changes() {
    const std::vector<v1::LedgerEntry> entries = Entries();
    return std::count_if(entries.begin(), entries.end(),
                         [](const v1::LedgerEntry& entry) { return entry.kind() == "SERVICE_LEVEL_CHANGE"; });
  }
  // Follows the lanes until the lane works at `level`, and that many changes of it are entries; what is ordered then.
  v1::ServiceLevel WaitForLevel(v1::ServiceLevel level, std::ptrdiff_t changes) {
    Patient context;
    const auto stream = first_->WatchLanes(&context, {});
    v1::WatchLanesResponse message;
    while (stream->Read(&message)) {
      if (message.has_report() && message.report().level() == level && Changes() >= changes) {
        context->TryCancel();
        stream->Finish();
        return message.ordered_level();
      }
    }
    ADD_FAILURE() << "the lane never came to " << v1::ServiceLevel_Name(level) << ": "
                  << stream->Finish().error_message();
    return v1::SERVICE_LEVEL_UNSPECIFIED;
  }
  v1::SetServiceLevelRequest Order(v1::ServiceLevel level) {
    v1::SetServiceLevelRequest request;
    request.set_request_id(NewId());
    request.set_port("KHORGOS");
    request.set_lane_id("gate-1/a");
    request.set_level(level);
    request.set_ground(kGround);
    return request;
  }
  v1::SetServiceLevelRequest Confirming(v1::SetServiceLevelRequest request) {
    request.set_proposal_request_id(request.request_id());
    request.set_request_id(NewId());
    return request;
  }
  grpc::Status Set(v1::FleetService::Stub& by, const v1::SetServiceLevelRequest& request,
                   std::uint64_t* position = nullptr) {
    v1::SetServiceLevelResponse response;
    Patient context;
    const grpc::Status status = by.SetServiceLevel(&context, request, &response);
    if (position != nullptr) *position = response.position();
    return status;
  }
  v1::LedgerEntry EntryAt(std::uint64_t position) {
    for (const v1::LedgerEntry& entry : Entries()) {
      if (entry.position() == position) return entry;
    }
    return {};
  }

  std::unique_ptr<v1::FleetService::Stub> first_;
  std::unique_ptr<v1::FleetService::Stub> second_;
};

TEST_F(CentreLevelTest, OneTakesALaneDownTwoTakeItUpAndAGateStartedAnewIsToldAgain) {
  StartGate();
  EXPECT_EQ(WaitForLevel(v1::SERVICE_LEVEL_NO_BIOMETRICS, 1), v1::SERVICE_LEVEL_UNSPECIFIED) << "as it is configured";
  std::uint64_t position = 0;
  grpc::Status status = Set(*first_, Order(v1::SERVICE_LEVEL_MANUAL), &position);
  ASSERT_TRUE(status.ok()) << status.error_message();
  EXPECT_EQ(WaitForLevel(v1::SERVICE_LEVEL_MANUAL, 3), v1::SERVICE_LEVEL_MANUAL) << "ordered, and taken up";
  EXPECT_EQ(EntryAt(position).kind(), "SERVICE_LEVEL_CHANGE");
  EXPECT_EQ(EntryAt(position).log(), "KHORGOS");
  EXPECT_THAT(EntryAt(position).sealed_bytes(), HasSubstr(kGround));

  hall().KillGate("gate-1");
  StartGate();
  WaitForLevel(v1::SERVICE_LEVEL_MANUAL, 5);  // after it had come up as configured

  const v1::SetServiceLevelRequest up = Order(v1::SERVICE_LEVEL_NO_BIOMETRICS);
  ASSERT_TRUE(Set(*first_, up, &position).ok());
  EXPECT_EQ(position, 0u);
  EXPECT_EQ(InfoOf(Set(*first_, Confirming(up))).reason(), "SECOND_OFFICER_REQUIRED");
  ASSERT_TRUE(Set(*second_, Confirming(up), &position).ok());
  EXPECT_EQ(WaitForLevel(v1::SERVICE_LEVEL_NO_BIOMETRICS, 7), v1::SERVICE_LEVEL_NO_BIOMETRICS);
  EXPECT_THAT(EntryAt(position).sealed_bytes(), HasSubstr("officer-1"));
  EXPECT_THAT(EntryAt(position).sealed_bytes(), HasSubstr("officer-2"));
  EXPECT_EQ(InfoOf(Set(*second_, Confirming(up))).reason(), "PROPOSAL_OVERTAKEN") << "it has been done";
}

TEST_F(CentreLevelTest, ClearctlOrdersALevel) {
  StartGate();
  WaitForLevel(v1::SERVICE_LEVEL_NO_BIOMETRICS, 1);
  int exit_code = -1;
  const auto said = hall().Clearctl(
      {"lane", "level", "--centre", hall().CentreAddress(), "--ca", hall().Path("pki/ca.pem"), "--certificate",
       hall().Path("pki/officer-1.pem"), "--private-key", hall().Path("pki/officer-1_key.pem"), "--port", "KHORGOS",
       "--lane", "gate-1/a", "--level", "MANUAL", "--ground", kGround},
      exit_code);
  ASSERT_TRUE(said.ok()) << said.status();
  EXPECT_EQ(exit_code, 0) << FileText("clearctl.log");
  EXPECT_EQ(said->find("done: entry "), 0u) << *said;
  WaitForLevel(v1::SERVICE_LEVEL_MANUAL, 3);
}

TEST_F(CentreLevelTest, WhatIsNotThereIsRefused) {
  EXPECT_EQ(InfoOf(Set(*first_, Order(v1::SERVICE_LEVEL_MANUAL))).reason(), "NOT_FOUND") << "it has never reported";
  auto gate = As<v1::FleetService>("gate-1");
  EXPECT_EQ(InfoOf(Set(*gate, Order(v1::SERVICE_LEVEL_MANUAL))).reason(), "PERMISSION_DENIED");
}

}  // namespace
}  // namespace clearance
