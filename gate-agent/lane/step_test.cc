// Step's answers where more than a phase and a command's name is to be seen: what a request holds, what a report says,
// which findings are made, when the lane wants to be woken. The rest is in tests/golden/lane.csv.
#include "tests/support/step_fixture.h"

namespace clearance {
namespace {

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
  EXPECT_EQ(report->passage.booking_finding, std::nullopt);
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
  EXPECT_EQ(report->abandonment.seal, std::nullopt) << "the centre has answered, and knows of it";
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

TEST_F(StepTest, APictureOfNoUseIsTakenAgainAfterAWordAndOnlySoOften) {
  const Finding nobody = Of(CheckKind::kFace, FindingResult::kNotPerformed, FindingCause::kNoFace);
  const FindingArrived looked_away{"crossing", 1, nobody, "", ScreenMessage::kLookHere};
  BeExamined();
  Send(looked_away);
  ASSERT_NE(Given<ShowMessage>(), nullptr);
  EXPECT_EQ(Given<ShowMessage>()->message, ScreenMessage::kLookHere);
  EXPECT_EQ(FindFinding(state.crossing->findings, CheckKind::kFace), nullptr);
  for (const CheckKind check : {CheckKind::kTemperature, CheckKind::kBooking, CheckKind::kBodyScan})
    Find(Passed(check));
  EXPECT_EQ(state.phase, LanePhase::kExamining) << "the others' answers count, and the face is waited for";
  EXPECT_EQ(NextDeadline(state, limits), kStart + limits.coaching);
  for (int attempt = 2; attempt <= limits.attempts; ++attempt) {
    now += limits.coaching;
    Send(TimePassed{});
    ASSERT_NE(Given<MatchFace>(), nullptr);
    EXPECT_EQ(*Given<MatchFace>(), (MatchFace{"crossing", 1}));
    EXPECT_EQ(Given<ShowMessage>(), nullptr) << "the screen still says what to do";
    Send(looked_away);
  }
  ASSERT_NE(Given<RequestDecision>(), nullptr);
  EXPECT_EQ(*FindFinding(Given<RequestDecision>()->request.findings, CheckKind::kFace), nobody);
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  Send(OfficerResolved{"referral", "decision-1", Resolution::kRepeatCapture});
  Send(FindingArrived{"crossing", 2, nobody, "", ScreenMessage::kLookHere});
  EXPECT_EQ(state.phase, LanePhase::kExamining) << "an officer's round has its own";
}

TEST_F(StepTest, ADoubtAndADifferentFaceAreNeverTriedAgain) {
  for (const Finding& finding :
       {Of(CheckKind::kFace, FindingResult::kDoubtful, FindingCause::kPresentationSuspected),
        Of(CheckKind::kFace, FindingResult::kFailed, FindingCause::kFaceDiffers),
        Of(CheckKind::kTemperature, FindingResult::kNotPerformed, FindingCause::kNotMeasured)}) {
    Open(ServiceLevel::kFull);
    BeExamined();
    Send(FindingArrived{"crossing", 1, finding, "", ScreenMessage::kLookHere});
    EXPECT_EQ(Given<ShowMessage>(), nullptr) << FindingCauseName(finding.cause);
    EXPECT_NE(FindFinding(state.crossing->findings, finding.check), nullptr) << FindingCauseName(finding.cause);
  }
}

TEST_F(StepTest, ALivePictureIsWipedWhenItsTimeIsOverWhateverTheOfficersDo) {
  limits.closed_in_alone = limits.closed_in = std::chrono::hours(1);
  AskForADecision();
  Send(DecisionArrived{"decision-1", Decided(Verdict::kRefer), "referral"});
  EXPECT_EQ(Given<WipeCapture>(), nullptr) << "an officer may want to see it";
  now = kStart + limits.picture_kept - milliseconds(1);
  Send(TimePassed{});
  EXPECT_EQ(Given<WipeCapture>(), nullptr);
  now = kStart + limits.picture_kept;
  Send(TimePassed{});
  ASSERT_NE(Given<WipeCapture>(), nullptr);
  EXPECT_EQ(Given<WipeCapture>()->crossing_id, "crossing");
  EXPECT_FALSE(state.crossing->capture_held);
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

TEST_F(StepTest, AnAbandonmentTellsOfASealTheCentreHasNotHeardOf) {
  AskForADecision();
  Send(DecisionFailed{"decision-1", StatusCode::kUnavailable, "CENTRE_UNREACHABLE"});
  ASSERT_EQ(state.phase, LanePhase::kAttended);
  Send(LaneCleared{ClearedAs::kWentBack});
  const auto* report = Given<ReportAbandonment>();
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->abandonment.decision_request_id, "decision-1");
  EXPECT_EQ(report->abandonment.seal, (ShownSeal{Passport(), "booking", std::nullopt}));
}

TEST_F(StepTest, WhoShowsASealAndGoesAwayBeforeTheQuestionIsTold) {
  const Finding forged = Of(CheckKind::kBooking, FindingResult::kFailed, FindingCause::kBadSignature);
  BeExamined();
  Find(forged);
  Send(LaneCleared{ClearedAs::kWentBack});
  const auto* report = Given<ReportAbandonment>();
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->abandonment.decision_request_id, "decision-1") << "which nobody has asked for";
  EXPECT_EQ(report->abandonment.seal, (ShownSeal{Passport(), "", forged}));

  Open(ServiceLevel::kFull);
  BeExamined();
  Find(Of(CheckKind::kBooking, FindingResult::kNotPerformed, FindingCause::kNoBooking));
  Send(LaneCleared{ClearedAs::kWentBack});
  EXPECT_EQ(Given<ReportAbandonment>(), nullptr) << "nothing was shown, and nothing asked";
}

TEST_F(StepTest, APassageBeforeTheQuestionNamesTheDecisionThatWouldHaveBeenAskedFor) {
  BeExamined();
  Send(TravellerLeft{});
  const auto* report = Given<ReportPassage>();
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->passage.decision_request_id, "decision-1") << "the centre takes no report without one";
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
