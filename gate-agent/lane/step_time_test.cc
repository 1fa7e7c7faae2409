// What a lane does as time goes by and after a restart: deadlines, timers, a person behind closed doors.
#include "tests/support/step_fixture.h"

namespace clearance {
namespace {

TEST_F(StepTest, AnAdmissionIsAskedForAgainAtTheVeryMomentItLapses) {
  AskForADecision();
  const Instant valid_until = now + seconds(4);
  SeeOpen(LaneDoor::kEntry);  // somebody leans on the entry door: the exit door has to wait
  Send(DecisionArrived{"decision-1", Decided(Verdict::kAdmit, valid_until), ""});
  EXPECT_EQ(Given<OpenExitDoor>(), nullptr);
  const LaneState waiting = state;
  now = valid_until - milliseconds(1);
  Close(LaneDoor::kEntry);
  EXPECT_NE(Given<OpenExitDoor>(), nullptr);
  state = waiting;
  now = valid_until;
  Close(LaneDoor::kEntry);
  EXPECT_EQ(Given<OpenExitDoor>(), nullptr);
  ASSERT_NE(Given<RequestDecision>(), nullptr);
  EXPECT_EQ(Given<RequestDecision>()->request.request_id, "decision-2");
}

TEST_F(StepTest, ACrossingAsksOnlySoOften) {
  AskForADecision();
  for (int asked = 1; asked < kDecisionsPerCrossing; ++asked) {
    Send(DecisionArrived{"decision-" + std::to_string(asked), Decided(Verdict::kAdmit, now), ""});
    ASSERT_EQ(state.phase, LanePhase::kDeciding);
  }
  Send(DecisionArrived{"decision-8", Decided(Verdict::kAdmit, now), ""});
  EXPECT_EQ(state.phase, LanePhase::kAttended);
  EXPECT_EQ(state.attended_cause, CallCause::kDecisionsUsedUp);
}

TEST_F(StepTest, TheLaneWantsToBeWokenForTheNearestDeadline) {
  EXPECT_EQ(NextDeadline(state, limits), std::nullopt) << "an idle lane waits for no time";
  Send(DocumentPresented{Ids()});
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.document_read);
  Send(DocumentRead{"crossing", Passport(), Passed(CheckKind::kDocument)});
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.booking);
  Find(Passed(CheckKind::kBooking));
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.door) << "the entry door is on its way";
  SeeOpen(LaneDoor::kEntry);
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.boarding);
}

TEST_F(StepTest, SomebodyClosedInIsHeardAfterAMinuteAndFreedAfterTwo) {
  limits.face = std::chrono::minutes(10);
  BeExamined();
  ASSERT_EQ(state.closed_in_since, kStart);
  Find(Passed(CheckKind::kBooking));
  Find(Passed(CheckKind::kTemperature));
  Find(Passed(CheckKind::kBodyScan));
  EXPECT_EQ(NextDeadline(state, limits), kStart + seconds(60));
  now = kStart + seconds(60);
  Send(TimePassed{});
  ASSERT_NE(Given<CallOfficer>(), nullptr);
  EXPECT_EQ(Given<CallOfficer>()->cause, CallCause::kHeldTooLong);
  EXPECT_EQ(NextDeadline(state, limits), kStart + seconds(120));
  now = kStart + seconds(120);
  Send(TimePassed{});
  EXPECT_NE(Given<OpenEntryDoor>(), nullptr);
  EXPECT_EQ(state.phase, LanePhase::kTurningBack);
}

TEST_F(StepTest, ATimerThatComesLateCarriesOutEverythingThatIsDue) {
  BeExamined();
  now = kStart + seconds(300);
  Send(TimePassed{});
  // Booking, temperature, body scan and face are not performed, and the decision is asked for at that moment.
  EXPECT_EQ(state.crossing->findings.size(), 5U);
  EXPECT_EQ(state.phase, LanePhase::kTurningBack) << "but behind closed doors the person has been long enough";
  EXPECT_NE(Given<RequestDecision>(), nullptr);
  EXPECT_NE(Given<CallOfficer>(), nullptr);
}

TEST_F(StepTest, ARestartKeepsTheCrossingAndItsTimeBehindClosedDoors) {
  AskForADecision();
  Restarted event;
  event.profile = Profile();
  event.entry_door = event.exit_door = LaneDoorPosition::kClosed;
  event.persons = 1;
  event.inside = state.crossing;
  event.closed_in_since = state.closed_in_since;
  now = kStart + seconds(9);
  state = LaneState{};
  Send(event);
  EXPECT_EQ(state.phase, LanePhase::kAttended);
  EXPECT_EQ(state.attended_cause, CallCause::kRestarted);
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.closed_in);
  Send(OfficerResolved{"referral", "decision-1", Resolution::kAdmit});
  ASSERT_NE(Given<OpenExitDoor>(), nullptr);
  EXPECT_EQ(Given<OpenExitDoor>()->crossing_id, "crossing");
}

TEST_F(StepTest, ARestartAfterTooLongBehindClosedDoorsOpensTheEntryDoorAtOnce) {
  AskForADecision();
  Restarted event;
  event.entry_door = event.exit_door = LaneDoorPosition::kClosed;
  event.persons = 1;
  event.inside = state.crossing;
  event.closed_in_since = state.closed_in_since;
  now = kStart + limits.closed_in;
  Send(event);
  EXPECT_NE(Given<OpenEntryDoor>(), nullptr);
  EXPECT_EQ(state.phase, LanePhase::kTurningBack);
}

}  // namespace
}  // namespace clearance
