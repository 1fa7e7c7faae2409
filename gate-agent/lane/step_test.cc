// Step's answers where more than a phase and a command's name is to be seen: what a request holds, what a report says,
// which findings are made, when the lane wants to be woken. The rest is in tests/golden/lane.csv.
#include "gate-agent/lane/step.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Instant kStart = FromUnixMs(1'790'000'000'000);

CrossingIds Ids() {
  CrossingIds ids;
  ids.crossing_id = "crossing";
  for (std::size_t i = 0; i < ids.decision_request_ids.size(); ++i) {
    ids.decision_request_ids[i] = "decision-" + std::to_string(i + 1);
  }
  ids.report_request_id = "report";
  return ids;
}

LaneProfile Profile() {
  LaneProfile profile;
  profile.lane_id = "gate-1/a";
  profile.port = "KHORGOS";
  profile.movement = {Territory::kKaz, Territory::kIcbc};
  profile.sides = {true, true};
  return profile;
}

Document Passport() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  return document;
}

Finding Of(CheckKind check, FindingResult result, FindingCause cause = FindingCause::kNone) {
  Finding finding;
  finding.check = check;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

Finding Passed(CheckKind check) { return Of(check, FindingResult::kPassed); }

Decision Decided(Verdict verdict, Instant valid_until = kStart + std::chrono::hours(1)) {
  Decision decision;
  decision.verdict = verdict;
  decision.valid_until = valid_until;
  if (verdict == Verdict::kRefer) {
    Reason reason{};
    reason.code = ReasonCode::kFaceDiffers;
    decision.reasons = {reason};
  }
  return decision;
}

// A lane with doors that obey, driven step by step.
class StepTest : public ::testing::Test {
 protected:
  StepTest() { Open(ServiceLevel::kFull); }

  void Open(ServiceLevel level) {
    state = LaneState{};
    Restarted event;
    event.profile = Profile();
    event.level = level;
    event.entry_door = event.exit_door = LaneDoorPosition::kClosed;
    event.persons = 0;
    Send(event);
  }

  void Send(const LaneEvent& event) {
    StepResult result = Step(state, event, now, limits);
    state = std::move(result.state);
    commands = std::move(result.commands);
  }

  void Close(LaneDoor door) { Send(DoorReported{door, LaneDoorPosition::kClosed}); }
  void SeeOpen(LaneDoor door) { Send(DoorReported{door, LaneDoorPosition::kOpen}); }

  void Find(const Finding& finding, const std::string& booking_id = "") {
    Send(FindingArrived{"crossing", state.crossing->round, finding, booking_id});
  }

  void StepIn() {
    Send(DocumentPresented{Ids()});
    Send(DocumentRead{"crossing", Passport(), Passed(CheckKind::kDocument)});
    SeeOpen(LaneDoor::kEntry);
    Send(TravellerEntered{1});
  }

  void BeExamined() {
    StepIn();
    Close(LaneDoor::kEntry);
  }

  void AskForADecision() {
    BeExamined();
    Find(Passed(CheckKind::kTemperature));
    Find(Passed(CheckKind::kBooking), "booking");
    Find(Passed(CheckKind::kBodyScan));
    Find(Passed(CheckKind::kFace));
  }

  template <typename Command>
  const Command* Given() const {
    for (const LaneCommand& command : commands) {
      if (const auto* found = std::get_if<Command>(&command)) return found;
    }
    return nullptr;
  }

  LaneState state;
  std::vector<LaneCommand> commands;
  Instant now = kStart;
  LaneLimits limits;
};

TEST_F(StepTest, NothingIsHeededBeforeRestarted) {
  state = LaneState{};
  Send(DeviceFaulted{LaneDevice::kCamera});
  EXPECT_TRUE(commands.empty());
  EXPECT_EQ(state, LaneState{});
  Send(EmergencyPressed{});
  EXPECT_EQ(state, LaneState{});
}

TEST_F(StepTest, ARequestHoldsWhatWasFoundInTheOrderOfKinds) {
  AskForADecision();
  const auto* ask = Given<RequestDecision>();
  ASSERT_NE(ask, nullptr);
  EXPECT_EQ(ask->crossing_id, "crossing");
  EXPECT_EQ(ask->request.request_id, "decision-1");
  EXPECT_EQ(ask->request.lane, Profile());
  EXPECT_EQ(ask->request.level, ServiceLevel::kFull);
  EXPECT_EQ(ask->request.document, Passport());
  EXPECT_EQ(ask->request.booking_id, "booking");
  EXPECT_EQ(ask->request.observed_at, now);
  const std::vector<Finding> expected = {Passed(CheckKind::kDocument), Passed(CheckKind::kFace),
                                         Passed(CheckKind::kBooking), Passed(CheckKind::kTemperature),
                                         Passed(CheckKind::kBodyScan)};
  EXPECT_EQ(ask->request.findings, expected);
}

TEST_F(StepTest, ALevelWithoutFacesSaysSoInsteadOfPassing) {
  Open(ServiceLevel::kDocumentOnly);
  BeExamined();
  Find(Of(CheckKind::kBooking, FindingResult::kNotPerformed, FindingCause::kNoBooking));
  const auto* ask = Given<RequestDecision>();
  ASSERT_NE(ask, nullptr);
  const std::vector<Finding> expected = {
      Passed(CheckKind::kDocument),
      Of(CheckKind::kFace, FindingResult::kNotPerformed, FindingCause::kNoBiometricsLevel),
      Of(CheckKind::kBooking, FindingResult::kNotPerformed, FindingCause::kNoBooking)};
  EXPECT_EQ(ask->request.findings, expected);
  EXPECT_EQ(ask->request.level, ServiceLevel::kDocumentOnly);
}

TEST_F(StepTest, ALevelIsFrozenWhenTheDocumentIsPresented) {
  Send(DocumentPresented{Ids()});
  Send(LevelSelected{ServiceLevel::kNoBiometrics});
  EXPECT_EQ(state.crossing->level, ServiceLevel::kFull);
  EXPECT_EQ(state.level, ServiceLevel::kNoBiometrics);
}

TEST_F(StepTest, AnUnansweredCheckIsNotPerformedAtItsDeadline) {
  BeExamined();
  Find(Passed(CheckKind::kBooking));
  Find(Passed(CheckKind::kTemperature));
  Find(Passed(CheckKind::kBodyScan));
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.face);
  now = kStart + limits.face;
  Send(TimePassed{});
  const auto* ask = Given<RequestDecision>();
  ASSERT_NE(ask, nullptr);
  EXPECT_EQ(*FindFinding(ask->request.findings, CheckKind::kFace),
            Of(CheckKind::kFace, FindingResult::kNotPerformed, FindingCause::kTimedOut));
}

TEST_F(StepTest, ADeclinedCheckIsNotCommandedAndSaysSo) {
  StepIn();
  Send(CheckDeclined{CheckKind::kFace});
  Close(LaneDoor::kEntry);
  EXPECT_EQ(Given<MatchFace>(), nullptr);
  EXPECT_EQ(*FindFinding(state.crossing->findings, CheckKind::kFace),
            Of(CheckKind::kFace, FindingResult::kNotPerformed, FindingCause::kCaptureDeclined));
}

TEST_F(StepTest, ARepeatedCaptureIsAskedAboutWithANewIdAndTheOtherFindingsStay) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  Send(OfficerResolved{"referral", "decision-1", Resolution::kRepeatCapture});
  const auto* match = Given<MatchFace>();
  ASSERT_NE(match, nullptr);
  EXPECT_EQ(match->round, 2);
  Send(FindingArrived{"crossing", 1, Passed(CheckKind::kFace), ""});
  EXPECT_EQ(state.phase, LanePhase::kExamining);
  Find(Of(CheckKind::kFace, FindingResult::kFailed, FindingCause::kFaceDiffers));
  const auto* ask = Given<RequestDecision>();
  ASSERT_NE(ask, nullptr);
  EXPECT_EQ(ask->request.request_id, "decision-2");
  EXPECT_EQ(ask->request.findings.size(), 5U);
  EXPECT_EQ(FindFinding(ask->request.findings, CheckKind::kFace)->cause, FindingCause::kFaceDiffers);
  EXPECT_EQ(ask->request.booking_id, "booking");
  Send(OfficerResolved{"referral", "decision-1", Resolution::kAdmit});
  Send(DecisionArrived{"decision-1", Decided(Verdict::kAdmit), ""});
  EXPECT_EQ(state.phase, LanePhase::kDeciding);
  Send(DecisionArrived{"decision-2", Decided(Verdict::kRefer), "second"});
  EXPECT_EQ(state.phase, LanePhase::kAwaitingOfficer) << "the answer to the first referral is no answer to the second";
  Send(OfficerResolved{"second", "decision-2", Resolution::kAdmit});
  EXPECT_NE(Given<OpenExitDoor>(), nullptr);
}

TEST_F(StepTest, WhetherTwoDocumentsAreOnePersonsAnswersNoLane) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  for (const Resolution resolution : {Resolution::kConfirmLink, Resolution::kUndoLink}) {
    Send(OfficerResolved{"referral", "decision-1", resolution});
    EXPECT_EQ(state.phase, LanePhase::kAwaitingOfficer);
  }
  Send(OfficerResolved{"referral", "decision-1", Resolution::kAdmit});
  EXPECT_NE(Given<OpenExitDoor>(), nullptr) << "the officer's answer still counts";
}

TEST_F(StepTest, AReferralIsCalledOutWithItsReasonsAndIds) {
  AskForADecision();
  const Decision decision = Decided(Verdict::kRefer);
  Send(DecisionArrived{"decision-1", decision, "referral"});
  const auto* call = Given<CallOfficer>();
  ASSERT_NE(call, nullptr);
  EXPECT_EQ(call->crossing_id, "crossing");
  EXPECT_EQ(call->decision_request_id, "decision-1");
  EXPECT_EQ(call->referral_id, "referral");
  EXPECT_EQ(call->reasons, decision.reasons);
}

TEST_F(StepTest, APassageIsReportedWithItsDecisionAndItsTime) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kAdmit), ""});
  SeeOpen(LaneDoor::kExit);
  now += seconds(2);
  Send(TravellerLeft{});
  const auto* report = Given<ReportPassage>();
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->passage.request_id, "report");
  EXPECT_EQ(report->passage.decision_request_id, "decision-1");
  EXPECT_EQ(report->passage.lane, Profile());
  EXPECT_EQ(report->passage.document, Passport());
  EXPECT_EQ(report->passage.booking_id, "booking");
  EXPECT_EQ(report->passage.passed_at, now);
  EXPECT_TRUE(std::holds_alternative<ReportPassage>(commands.front())) << "the report is on disk before anything else";
  EXPECT_EQ(state.crossing, std::nullopt);
}

TEST_F(StepTest, AnAbandonmentNamesTheLastDecision) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kAdmit, now), ""});
  ASSERT_EQ(state.phase, LanePhase::kDeciding) << "it had lapsed when it came";
  Send(DecisionArrived{"decision-2", Decided(Verdict::kRefer), "referral"});
  Send(OfficerResolved{"referral", "decision-2", Resolution::kRefuse});
  SeeOpen(LaneDoor::kEntry);
  Send(TravellerWentBack{});
  const auto* report = Given<ReportAbandonment>();
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->abandonment.request_id, "report");
  EXPECT_EQ(report->abandonment.decision_request_id, "decision-2");
  EXPECT_EQ(report->abandonment.cause, AbandonmentCause::kRefusedByOfficer);
  EXPECT_EQ(report->abandonment.at, now);
}

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

TEST_F(StepTest, WhileThePersonCounterIsFaultedNobodyIsCountedAsOne) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  Send(DeviceFaulted{LaneDevice::kPersonCounter});
  Send(OfficerResolved{"referral", "decision-1", Resolution::kAdmit});
  EXPECT_EQ(Given<OpenExitDoor>(), nullptr);
  Send(DeviceRecovered{LaneDevice::kPersonCounter});
  EXPECT_EQ(Given<OpenExitDoor>(), nullptr);
  Send(PersonCountReported{1});
  EXPECT_NE(Given<OpenExitDoor>(), nullptr);
}

TEST_F(StepTest, TheFirstCauseOfTurningBackIsTheOneReported) {
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  Send(OfficerResolved{"referral", "decision-1", Resolution::kRefuse});
  Restarted event;
  event.entry_door = event.exit_door = LaneDoorPosition::kClosed;
  event.persons = 1;
  event.inside = state.crossing;
  Send(event);
  Send(EmergencyPressed{});
  Send(TravellerWentBack{});
  ASSERT_NE(Given<ReportAbandonment>(), nullptr);
  EXPECT_EQ(Given<ReportAbandonment>()->abandonment.cause, AbandonmentCause::kRefusedByOfficer);
}

TEST_F(StepTest, AnAttendedLaneWaitsForNoCheck) {
  BeExamined();
  Send(PersonCountReported{2});
  ASSERT_EQ(state.phase, LanePhase::kAttended);
  EXPECT_TRUE(state.crossing->pending.empty());
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.closed_in);
}

TEST_F(StepTest, ARestartWithoutADocumentKnowsNobodysCrossing) {
  Send(DocumentPresented{Ids()});
  Restarted event;
  event.entry_door = event.exit_door = LaneDoorPosition::kClosed;
  event.inside = state.crossing;
  event.persons = 0;
  Send(event);
  EXPECT_EQ(state.phase, LanePhase::kIdle);
  EXPECT_EQ(state.crossing, std::nullopt);
}

TEST_F(StepTest, WhoeverLeavesDuringAnEvacuationIsCountedAndNotReported) {
  AskForADecision();
  Send(EvacuationSignalled{});
  ASSERT_NE(Given<ReportAbandonment>(), nullptr);
  EXPECT_EQ(Given<ReportAbandonment>()->abandonment.cause, AbandonmentCause::kEvacuated);
  Send(TravellerLeft{});
  EXPECT_TRUE(commands.empty());
  Send(TravellerWentBack{});
  EXPECT_EQ(state.unverified_persons, 2);
}

TEST_F(StepTest, ADirectionIsTurnedInIdleOnly) {
  LaneProfile back = Profile();
  back.movement = {Territory::kIcbc, Territory::kKaz};
  Send(DirectionSelected{back});
  EXPECT_EQ(state.profile, back);
  Send(DocumentPresented{Ids()});
  Send(DirectionSelected{Profile()});
  EXPECT_EQ(state.profile, back);
  EXPECT_EQ(state.crossing->profile, back);
}

TEST_F(StepTest, NamesAreOnePerValue) {
  std::vector<std::string> names;
  for (const LanePhase phase : kAllLanePhases) names.emplace_back(LanePhaseName(phase));
  for (const LaneFault fault : kAllLaneFaults) names.emplace_back(LaneFaultName(fault));
  for (const std::string& name : names) EXPECT_EQ(name.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZ_"), name.npos);
  EXPECT_EQ(LaneCommandText(ScreenTraveller{"crossing", 1, CheckKind::kBodyScan}), "SCREEN_TRAVELLER(BODY_SCAN)");
  EXPECT_EQ(LaneCommandText(CloseExitDoor{}), "CLOSE_EXIT_DOOR");
}

}  // namespace
}  // namespace clearance
