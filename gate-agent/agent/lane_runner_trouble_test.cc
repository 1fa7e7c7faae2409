// Trouble: the centre away, answers out of place, a person too many, death and restart.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "gate-agent/agent/lane_runner.h"
#include "tests/support/lane_runner_fixture.h"

namespace clearance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using testing::IsEmpty;
using testing::SizeIs;

TEST_F(LaneRunnerTest, ACentreThatIsAwayForAMomentAnswersTheSameRequest) {
  StartLane();
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  time_.RunFor(seconds(4));
  EXPECT_EQ(Last().phase, LanePhase::kDeciding);
  central_.away = false;
  RunUntil(LanePhase::kIdle);
  ASSERT_THAT(central_.crossings, SizeIs(1));
  ASSERT_GT(central_.tries.size(), 5u);
  EXPECT_THAT(central_.tries, testing::Each(central_.crossings[0].request_id));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, WithoutTheCentreNobodyPassesAndNobodyIsHeld) {
  StartLane();
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kAttended);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  time_.RunFor(LaneLimits{}.closed_in);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_EQ(outbox_->Waiting(), 1);
  central_.away = false;
  time_.RunFor(seconds(10));
  ASSERT_THAT(central_.abandonments, SizeIs(1));
  EXPECT_EQ(central_.abandonments[0].cause, AbandonmentCause::kTimedOut);
}

// Only a lane that got no decision heeds the key of the hall's officer: whom a referral holds, its officers let go.
class OfficersKeyTest : public LaneRunnerTest {
 protected:
  Status TurnKey() {
    Status status(StatusCode::kUnknown, "not answered");
    runner_->LetThrough([&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    return status;
  }
};

TEST_F(OfficersKeyTest, LetsThePersonThroughWithoutTheCentre) {
  StartLane();
  EXPECT_EQ(ReasonOf(TurnKey()), error_reason::kLaneBusy) << "nobody is there";
  central_.away = true;
  Present(Traveller());
  RunUntil(LanePhase::kDeciding);
  EXPECT_EQ(ReasonOf(TurnKey()), error_reason::kLaneBusy) << "the centre may still answer";
  RunUntil(LanePhase::kAttended);
  EXPECT_TRUE(TurnKey().ok());
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  central_.away = false;
  time_.RunFor(seconds(60));
  EXPECT_THAT(central_.passages, SizeIs(1)) << "reported once the centre is back";
}

TEST_F(OfficersKeyTest, LetsNobodyThroughWhomAReferralHolds) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(ReasonOf(TurnKey()), error_reason::kLaneBusy);
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer);
}

class LookIntoTheLaneTest : public LaneRunnerTest {
 protected:
  Status Clear(ClearedAs outcome) {
    Status status(StatusCode::kUnknown, "not answered");
    runner_->ClearLane(outcome, [&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    return status;
  }
};

TEST_F(LookIntoTheLaneTest, BringsALaneBackWhoseWayOutWasForced) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  devices_.Open(Door::kExit);  // by force: nobody commanded it
  devices_.Close(Door::kExit);
  RunUntil(LanePhase::kOutOfService);
  time_.RunFor(minutes(10));
  EXPECT_EQ(Last().phase, LanePhase::kOutOfService) << "time heals nothing";
  EXPECT_EQ(runner_->Glance().faults, 1u);
  EXPECT_TRUE(Clear(ClearedAs::kPassed).ok());
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_EQ(runner_->Glance().faults, 0u);
  EXPECT_THAT(central_.passages, SizeIs(1)) << "of the one who forced it, and told once";
  central_.decide = [this](const CrossingRequest&) { return Admit(Now()); };
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(10));
  EXPECT_THAT(central_.passages, SizeIs(2)) << "the next one passes as ever";
}

TEST_F(LookIntoTheLaneTest, EndsACrossingAsTheOfficerSays) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  devices_.ShowOut(Whereabouts::kWentBack);
  EXPECT_TRUE(Clear(ClearedAs::kWentBack).ok());
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_THAT(central_.passages, IsEmpty());
  ASSERT_THAT(central_.abandonments, SizeIs(1));
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
}

TEST_F(LookIntoTheLaneTest, DoesNotEndAnEvacuation) {
  StartLane();
  runner_->Post(EvacuationSignalled{});
  RunUntil(LanePhase::kEvacuated);
  EXPECT_EQ(ReasonOf(Clear(ClearedAs::kWentBack)), error_reason::kLaneBusy);
  EXPECT_EQ(Last().phase, LanePhase::kEvacuated);
}

TEST_F(LaneRunnerTest, AnAnswerToAnotherDecisionChangesNothing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  GateCommand other = Answer(Resolution::kAdmit);
  other.decision_request_id = NewUuid(ids_);
  runner_->OnCommand(other);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer);
  GateCommand expired = Answer(Resolution::kAdmit);
  expired.expires_at = Now();
  runner_->OnCommand(expired);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer);
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
}

TEST_F(LaneRunnerTest, ASecondAndALateAnswerChangeNothing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const GateCommand first = Answer(Resolution::kAdmit);
  const GateCommand second = Answer(Resolution::kRefuse);
  for (const GateCommand& command : {first, second}) {
    fleet_->CommandArrived(command.sequence);
    runner_->OnCommand(command);
  }
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  const GateCommand late = Answer(Resolution::kRefuse);
  fleet_->CommandArrived(late.sequence);
  runner_->OnCommand(late);
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_THAT(central_.passages, SizeIs(1));
  EXPECT_THAT(central_.abandonments, IsEmpty());
  // Taken up or not, all are acknowledged.
  EXPECT_EQ(central_.reports.back().acknowledged_sequence, 3u);
}

TEST_F(LaneRunnerTest, AnOrderedLevelHoldsFromTheNextCrossingOn) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  GateCommand order = Answer(Resolution::kAdmit);
  order.level = ServiceLevel::kManual;
  order.referral_id.clear();
  order.decision_request_id.clear();
  fleet_->CommandArrived(order.sequence);
  runner_->OnCommand(order);
  time_.RunFor(seconds(1));
  EXPECT_EQ(Last().phase, LanePhase::kAwaitingOfficer) << "an order is no answer to whoever stands there";
  const GateCommand answer = Answer(Resolution::kAdmit);
  fleet_->CommandArrived(answer.sequence);
  runner_->OnCommand(answer);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(central_.crossings.back().level, ServiceLevel::kFull) << "begun before";
  time_.RunFor(seconds(30));
  EXPECT_EQ(central_.reports.back().lane.level, ServiceLevel::kManual);
  EXPECT_EQ(central_.reports.back().acknowledged_sequence, answer.sequence);
  runner_->OnDevice(DocumentPlaced{});
  time_.RunFor(seconds(5));
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
  EXPECT_EQ(Last().screen, ScreenMessage::kSeeOfficer) << "the booth takes them";
}

TEST_F(LaneRunnerTest, NoOrderMakesALaneCompareFacesThatCannot) {
  matches_faces_ = false;
  StartLane(ServiceLevel::kNoBiometrics);
  for (const auto& [ordered, worked] : {std::pair(ServiceLevel::kFull, ServiceLevel::kNoBiometrics),
                                        std::pair(ServiceLevel::kNoScreening, ServiceLevel::kDocumentOnly),
                                        std::pair(ServiceLevel::kManual, ServiceLevel::kManual)}) {
    GateCommand order = Answer(Resolution::kAdmit);
    order.level = ordered;
    fleet_->CommandArrived(order.sequence);
    runner_->OnCommand(order);
    time_.RunFor(seconds(30));
    EXPECT_EQ(central_.reports.back().lane.level, worked) << ServiceLevelName(ordered);
  }
}

TEST_F(LaneRunnerTest, TwoPersonsAreSentBackAndNothingIsDecided) {
  StartLane();
  SensedTraveller two = Traveller();
  two.persons = 2;
  Present(two);
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
  EXPECT_THAT(central_.crossings, IsEmpty());
}

TEST_F(LaneRunnerTest, TheEmergencyButtonLetsThePersonOut) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  devices_.PressEmergencyButton();
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kWentBack);
}

TEST_F(LaneRunnerTest, TheKeySwitchTurnsAnIdleLaneOnly) {
  StartLane();
  std::vector<StatusOr<LaneProfile>> turned;
  const auto turn = [&](int profile) {
    runner_->SelectDirection(profile, [&](StatusOr<LaneProfile> lane) { turned.push_back(std::move(lane)); });
    time_.RunFor(Duration(10));
  };
  turn(1);
  ASSERT_TRUE(turned.back().ok());
  EXPECT_EQ(*turned.back(), Homewards());
  turn(2);
  EXPECT_EQ(FieldOf(turned.back().status()), "profile");
  turn(-1);
  EXPECT_EQ(FieldOf(turned.back().status()), "profile");
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  EXPECT_EQ(central_.crossings.back().lane, Homewards());
  turn(0);
  EXPECT_EQ(ReasonOf(turned.back().status()), error_reason::kLaneBusy);
}

TEST_F(LaneRunnerTest, ALaneThatDiesWithAPersonInsideComesUpAttendedAndFinishesTheCrossing) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  const std::string asked = central_.crossings.back().request_id;
  RestartLane();
  time_.RunFor(seconds(1));
  ASSERT_FALSE(central_.reports.empty());
  EXPECT_EQ(central_.reports.back().lane.phase, "ATTENDED");
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
  EXPECT_FALSE(devices_.SeenOpen(Door::kExit));
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
  time_.RunFor(seconds(5));
  ASSERT_THAT(central_.passages, SizeIs(1));
  EXPECT_EQ(central_.passages[0].decision_request_id, asked);
  EXPECT_EQ(central_.passages[0].document, SamplePassport());
  EXPECT_THAT(central_.crossings, SizeIs(1));
}

TEST_F(LaneRunnerTest, ALaneThatDiesEmptyComesUpIdle) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kIdle);
  devices_.Forget();
  RestartLane();
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "IDLE");
}

TEST_F(LaneRunnerTest, AJournalThatCannotBeReadLeavesItToTheSensors) {
  ASSERT_TRUE(store_->WriteJournal({.lane_id = "gate-1/a", .crossing = "nonsense"}).ok());
  StartLane();
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "IDLE");
}

TEST_F(LaneRunnerTest, EveryPhaseReachesTheCentreInTheEndAndAHeartbeatFollows) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  time_.RunFor(seconds(1));
  EXPECT_EQ(central_.reports.back().lane.phase, "AWAITING_OFFICER");
  EXPECT_EQ(central_.reports.back().lane.lane, Outwards());
  const std::size_t before = central_.reports.size();
  time_.RunFor(kFleetHeartbeat * 2);
  EXPECT_EQ(central_.reports.size(), before + 2);
  EXPECT_GT(central_.reports.back().lane.reported_at, Now() - kFleetHeartbeat - seconds(1));
}

TEST_F(LaneRunnerTest, ADrainingLaneTakesNobodyAndWaitsForWhoIsInside) {
  StartLane();
  ReferEverybody(ReasonCode::kWrongSide);
  Present(Traveller());
  RunUntil(LanePhase::kAwaitingOfficer);
  bool empty = false;
  runner_->Drain([&] { empty = true; });
  time_.RunFor(seconds(5));
  EXPECT_FALSE(empty);
  runner_->OnCommand(Answer(Resolution::kAdmit));
  RunUntil(LanePhase::kIdle);
  EXPECT_TRUE(empty);
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  EXPECT_EQ(Last().event, "DOCUMENT_PRESENTED");
  EXPECT_EQ(Last().phase, LanePhase::kIdle);
}

TEST_F(LaneRunnerTest, AFullQueueDropsWhatComesAndGoesOn) {
  StartLane();
  for (int i = 0; i < kMaxQueuedEvents; ++i) runner_->Post(TimePassed{});
  Present(Traveller());  // its document finds no room
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kBefore);
  devices_.Forget();
  Present(Traveller());
  time_.RunFor(seconds(5));
  EXPECT_EQ(devices_.Where(), Whereabouts::kPassed);
}

TEST_F(LaneRunnerTest, AfterItsEndNothingRuns) {
  StartLane();
  Present(Traveller());
  RunUntil(LanePhase::kExamining);
  runner_->End();
  const std::size_t steps = steps_.size();
  time_.RunFor(minutes(5));
  EXPECT_EQ(steps_.size(), steps);
  EXPECT_EQ(devices_.Where(), Whereabouts::kInside);
}

}  // namespace
}  // namespace clearance
