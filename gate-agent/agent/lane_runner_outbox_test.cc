// A disk that takes nothing, and an outbox that is lost: no lane takes anybody whom it could not report.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gate-agent/agent/lane_runner.h"
#include "tests/support/lane_runner_fixture.h"

namespace clearance {
namespace {

using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(LaneRunnerTest, AReportThatCannotBeWrittenKeepsTheLaneFromTakingAnybodyAndIsNotLost) {
  StartLane();
  const auto disk = sqlite::Connection::Open((folder_ / "gate.db").string(), sqlite::OpenMode::kReadWrite);
  ASSERT_TRUE(disk.ok());
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports RENAME TO reports_away").ok());
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit)) << "the doors go on obeying, whatever the disk does";
  EXPECT_NE(*store_->ReadJournal("gate-1/a"), "")
      << "should the process die now, it must know of the unreported crossing";
  const auto& faults = central_.reports.back().lane.faults;
  EXPECT_TRUE(std::any_of(faults.begin(), faults.end(),
                          [](const ReportedFault& fault) { return fault.code == "OUTBOX_UNWRITABLE"; }));
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports_away RENAME TO reports").ok());
  time_.RunFor(seconds(20));
  EXPECT_THAT(central_.passages, SizeIs(1));
  EXPECT_THAT(central_.reports.back().lane.faults, IsEmpty());
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  // The next traveller, told meanwhile that the lane was out of service, comes again.
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_THAT(central_.passages, SizeIs(2));
}

class LostOutboxTest : public LaneRunnerTest {
 protected:
  std::filesystem::path File() const { return folder_ / "gate.db"; }
  std::filesystem::path Away() const { return folder_ / "away.db"; }
  bool Told() const {
    const auto& faults = central_.reports.back().lane.faults;
    return std::any_of(faults.begin(), faults.end(),
                       [](const ReportedFault& fault) { return fault.code == "OUTBOX_UNWRITABLE"; });
  }
};

TEST_F(LostOutboxTest, KeepsAnIdleLaneFromTakingAnybodyUntilTheFileIsBack) {
  StartLane();
  time_.RunFor(seconds(1));
  EXPECT_FALSE(Told());
  std::filesystem::rename(File(), Away());
  Present(Traveller());
  time_.RunFor(seconds(1));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  EXPECT_TRUE(Told());
  std::filesystem::rename(Away(), File());
  time_.RunFor(kOutboxLook * 2);
  EXPECT_FALSE(Told());
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_THAT(central_.passages, SizeIs(1));
}

TEST_F(LostOutboxTest, IsToldThoughNobodyComes) {
  StartLane();
  time_.RunFor(seconds(1));
  std::filesystem::remove(File());
  time_.RunFor(kOutboxLook + seconds(1));
  EXPECT_TRUE(Told());
}

TEST_F(LostOutboxTest, LetsGoWhoIsInsideAndTellsTheCentreOfThem) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  std::filesystem::remove(File());
  runner_->OnCommand(Answer(Resolution::kAdmit));
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  EXPECT_THAT(central_.passages, SizeIs(1)) << "what cannot be kept is sent";
  EXPECT_TRUE(Told());
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore) << "and nobody more is taken";
}

TEST_F(LaneRunnerTest, TheEmergencyButtonWorksWhateverTheDiskDoes) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const auto disk = sqlite::Connection::Open((folder_ / "gate.db").string(), sqlite::OpenMode::kReadWrite);
  ASSERT_TRUE(disk.ok());
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports RENAME TO reports_away").ok());
  devices_.PressEmergencyButton();
  time_.RunFor(seconds(20));
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_FALSE(devices_.SeenOpen(Door::kEntry)) << "closed again behind them";
  ASSERT_TRUE((*disk)->RunScript("ALTER TABLE reports_away RENAME TO reports").ok());
  time_.RunFor(seconds(20));
  EXPECT_THAT(central_.abandonments, SizeIs(1));
}

}  // namespace
}  // namespace clearance
