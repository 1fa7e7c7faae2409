// The acts of a lane.
#include "gate-agent/lane/lane_turn.h"

#include <algorithm>
#include <utility>

#include "common/base/check.h"

namespace clearance {
namespace {

Duration LimitOf(CheckKind check, const LaneLimits& limits) {
  switch (check) {
    case CheckKind::kDocument:
      return limits.document_read;
    case CheckKind::kFace:
    case CheckKind::kEarlierPortrait:
      return limits.face;
    case CheckKind::kBooking:
      return limits.booking;
    case CheckKind::kTemperature:
      return limits.temperature;
    case CheckKind::kBodyScan:
      return limits.body_scan;
  }
  CHECK(false);
}

LaneCommand CommandFor(CheckKind check, const CrossingInHand& crossing) {
  switch (check) {
    case CheckKind::kDocument:
      return ReadDocument{crossing.ids.crossing_id};
    case CheckKind::kFace:
      return MatchFace{crossing.ids.crossing_id, crossing.round};
    case CheckKind::kBooking:
      return CheckBooking{crossing.ids.crossing_id, crossing.round};
    case CheckKind::kTemperature:
    case CheckKind::kBodyScan:
      return ScreenTraveller{crossing.ids.crossing_id, crossing.round, check};
    case CheckKind::kEarlierPortrait:
      break;  // no device of a lane takes it yet: whoever asks by the API tells it
  }
  CHECK(false);
}

bool Screens(ServiceLevel level) { return level == ServiceLevel::kFull || level == ServiceLevel::kNoBiometrics; }

Finding NotPerformed(CheckKind check, FindingCause cause) {
  Finding finding;
  finding.check = check;
  finding.result = FindingResult::kNotPerformed;
  finding.cause = cause;
  return finding;
}

}  // namespace

LaneTurn::LaneTurn(const LaneState& before, Instant at, const LaneLimits& lane_limits)
    : state(before), now(at), limits(lane_limits) {}

void LaneTurn::Enter(LanePhase phase) {
  state.phase = phase;
  state.phase_since = now;
  state.reminded = false;
  if (phase != LanePhase::kAttended) state.attended_cause.reset();
}

void LaneTurn::Do(LaneCommand command) { commands.push_back(std::move(command)); }

void LaneTurn::Show(ScreenMessage message) { Do(ShowMessage{message}); }

void LaneTurn::Call(CallCause cause) {
  CallOfficer call;
  call.cause = cause;
  if (state.crossing) {
    call.crossing_id = state.crossing->ids.crossing_id;
    call.decision_request_id = DecisionRequestId(*state.crossing);
    call.referral_id = state.crossing->referral_id;
    if (cause == CallCause::kReferred && state.crossing->decision) call.reasons = state.crossing->decision->reasons;
  }
  state.officer_called = true;
  Do(std::move(call));
}

void LaneTurn::Raise(LaneFault fault) {
  if (state.faults.emplace(fault, now).second) Do(RaiseFault{fault});
}

void LaneTurn::Clear(LaneFault fault) {
  if (state.faults.erase(fault) > 0) Do(ClearFault{fault});
}

bool LaneTurn::Blocked() const {
  return std::any_of(state.faults.begin(), state.faults.end(),
                     [](const auto& entry) { return IsBlocking(entry.first); });
}

void LaneTurn::OpenEntry() {
  state.doors = CommandOpen(state.doors, LaneDoor::kEntry, now);
  Do(OpenEntryDoor{});
}

void LaneTurn::CloseEntry() {
  if (!IsCommandedOpen(state.doors, LaneDoor::kEntry)) return;
  state.doors = CommandClosed(state.doors, LaneDoor::kEntry, now);
  Do(CloseEntryDoor{});
}

void LaneTurn::CloseExit() {
  if (!IsCommandedOpen(state.doors, LaneDoor::kExit)) return;
  state.doors = CommandClosed(state.doors, LaneDoor::kExit, now);
  Do(CloseExitDoor{});
}

void LaneTurn::CloseBothDoors() {
  state.doors = CommandClosed(CommandClosed(state.doors, LaneDoor::kEntry, now), LaneDoor::kExit, now);
  Do(CloseEntryDoor{});
  Do(CloseExitDoor{});
}

void LaneTurn::OpenEntryWhenSafe() {
  if (IsCommandedOpen(state.doors, LaneDoor::kEntry) || !MayOpen(state.doors, LaneDoor::kEntry)) return;
  OpenEntry();
}

void LaneTurn::StartCheck(CheckKind check) {
  CrossingInHand& crossing = *state.crossing;
  if (FindFinding(crossing.findings, check) != nullptr) return;
  if (check == CheckKind::kFace && !MatchesFaces(crossing.level)) {
    AddFinding(NotPerformed(check, FindingCause::kNoBiometricsLevel));
    return;
  }
  if (state.faults.contains(FaultOf(DeviceOf(check)))) {
    AddFinding(NotPerformed(check, FindingCause::kDeviceFault));
    return;
  }
  if (check == CheckKind::kFace) {
    crossing.capture_held = true;
    crossing.captured_at = now;
  }
  crossing.pending.push_back({check, now + LimitOf(check, limits)});
  Do(CommandFor(check, crossing));
}

void LaneTurn::AddFinding(Finding finding) {
  CrossingInHand& crossing = *state.crossing;
  std::erase_if(crossing.pending, [&](const PendingCheck& pending) { return pending.check == finding.check; });
  if (FindFinding(crossing.findings, finding.check) != nullptr) return;
  // Kept in the order of their kinds: the same findings make the same request, whichever worker was faster.
  const auto place = std::find_if(crossing.findings.begin(), crossing.findings.end(),
                                  [&](const Finding& other) { return finding.check < other.check; });
  crossing.findings.insert(place, finding);
}

void LaneTurn::Conclude(CheckKind check, FindingCause not_performed_because) {
  AddFinding(NotPerformed(check, not_performed_because));
}

bool LaneTurn::Coach(const Finding& finding, std::optional<ScreenMessage> coaching) {
  CrossingInHand& crossing = *state.crossing;
  const bool not_taken = finding.check == CheckKind::kFace && finding.result == FindingResult::kNotPerformed;
  const bool can_be_told = not_taken && coaching && IsCoaching(*coaching);
  if (!can_be_told || crossing.attempts >= limits.attempts) return false;
  const auto face = std::find_if(crossing.pending.begin(), crossing.pending.end(),
                                 [](const PendingCheck& pending) { return pending.check == CheckKind::kFace; });
  CHECK(face != crossing.pending.end());
  face->coached = true;
  face->deadline = now + limits.coaching;
  Show(*coaching);
  return true;
}

void LaneTurn::CaptureAgain() {
  CrossingInHand& crossing = *state.crossing;
  std::erase_if(crossing.pending, [](const PendingCheck& pending) { return pending.check == CheckKind::kFace; });
  ++crossing.attempts;
  StartCheck(CheckKind::kFace);  // the screen still says what to do
  DecideWhenComplete();
}

void LaneTurn::StartExamining() {
  Enter(LanePhase::kExamining);
  const ServiceLevel level = state.crossing->level;
  Show(CanCapture() ? ScreenMessage::kLookAtCamera : ScreenMessage::kPleaseWait);
  StartCheck(CheckKind::kFace);
  if (Screens(level)) {
    StartCheck(CheckKind::kTemperature);
    StartCheck(CheckKind::kBodyScan);
  }
  DecideWhenComplete();
}

void LaneTurn::DecideWhenComplete() {
  if (state.phase == LanePhase::kExamining && state.crossing->pending.empty()) AskDecision();
}

void LaneTurn::AskDecision() {
  CrossingInHand& crossing = *state.crossing;
  if (crossing.decisions_asked == kDecisionsPerCrossing) {
    Attend(CallCause::kDecisionsUsedUp);
    return;
  }
  ++crossing.decisions_asked;
  crossing.decision.reset();
  crossing.referral_id.clear();
  crossing.resolution.reset();
  RequestDecision command;
  command.crossing_id = crossing.ids.crossing_id;
  command.request.request_id = DecisionRequestId(crossing);
  command.request.lane = crossing.profile;
  command.request.level = crossing.level;
  command.request.document = *crossing.document;
  command.request.findings = crossing.findings;
  command.request.booking_id = crossing.booking_id;
  command.request.observed_at = now;
  Enter(LanePhase::kDeciding);
  Show(ScreenMessage::kPleaseWait);
  Do(std::move(command));
}

void LaneTurn::HeedDecision() {
  const CrossingInHand& crossing = *state.crossing;
  if (crossing.resolution) {  // an officer was faster than the answer that called for one
    HeedResolution(*crossing.resolution);
  } else if (crossing.decision->verdict == Verdict::kAdmit) {
    Admit();
  } else {
    Enter(LanePhase::kAwaitingOfficer);
    Call(CallCause::kReferred);
    Show(ScreenMessage::kOfficerComes);
  }
}

void LaneTurn::GiveUpDecision() {
  if (state.crossing->resolution) {
    HeedResolution(*state.crossing->resolution);
  } else {
    Attend(CallCause::kNoDecision);
  }
}

void LaneTurn::HeedResolution(Resolution resolution) {
  state.crossing->resolution = resolution;
  switch (resolution) {
    case Resolution::kAdmit:
      Admit();
      return;
    case Resolution::kRefuse:
    case Resolution::kSecondLine:
      TurnBack(AbandonmentCause::kRefusedByOfficer);
      return;
    case Resolution::kConfirmLink:
    case Resolution::kUndoLink:
      return;  // answers no question of a lane
    case Resolution::kRepeatCapture:
      // Without a capture to repeat a new decision is asked for all the same: its referral can be answered otherwise.
      if (!RepeatCapture()) AskDecision();
      return;
  }
}

bool LaneTurn::CanCapture() const {
  const CrossingInHand& crossing = *state.crossing;
  const Finding* face = FindFinding(crossing.findings, CheckKind::kFace);
  const bool declined = face != nullptr && face->cause == FindingCause::kCaptureDeclined;
  return MatchesFaces(crossing.level) && !declined && !state.faults.contains(LaneFault::kCamera);
}

bool LaneTurn::RepeatCapture() {
  CrossingInHand& crossing = *state.crossing;
  if (!CanCapture() || crossing.round >= limits.captures) return false;
  ++crossing.round;
  crossing.attempts = 1;
  std::erase_if(crossing.findings, [](const Finding& finding) { return finding.check == CheckKind::kFace; });
  Enter(LanePhase::kExamining);
  Show(ScreenMessage::kLookAtCamera);
  StartCheck(CheckKind::kFace);
  DecideWhenComplete();
  return true;
}

void LaneTurn::Admit() {
  WipePicture();
  Enter(LanePhase::kAdmitted);
  OpenExitWhenSafe();
}

void LaneTurn::OpenExitWhenSafe() {
  if (state.phase != LanePhase::kAdmitted || IsCommandedOpen(state.doors, LaneDoor::kExit)) return;
  const CrossingInHand& crossing = *state.crossing;
  if (crossing.decision && now >= crossing.decision->valid_until) {
    AskDecision();
    return;
  }
  if (state.persons && *state.persons != 1) {
    Attend(CallCause::kPersonCount);
    return;
  }
  if (!state.persons || !MayOpen(state.doors, LaneDoor::kExit)) return;
  // A door that might still be on its way when the time behind closed doors is over is not opened any more: the entry
  // door would then have to open against it.
  if (state.closed_in_since && now + limits.door >= *state.closed_in_since + limits.closed_in) {
    TurnBack(AbandonmentCause::kTimedOut);
    return;
  }
  state.doors = CommandOpen(state.doors, LaneDoor::kExit, now);
  Do(OpenExitDoor{crossing.ids.crossing_id});
  Show(ScreenMessage::kGoThrough);
}

void LaneTurn::Attend(CallCause cause) {
  CloseExit();
  Enter(LanePhase::kAttended);
  state.attended_cause = cause;
  if (state.crossing) state.crossing->pending.clear();
  Call(cause);
  Show(cause == CallCause::kPersonCount ? ScreenMessage::kOnePersonOnly : ScreenMessage::kOfficerComes);
}

void LaneTurn::TurnBack(AbandonmentCause cause) {
  if (state.crossing) {
    state.crossing->pending.clear();
    if (!state.crossing->ending) state.crossing->ending = cause;
  }
  CloseExit();
  Enter(LanePhase::kTurningBack);
  OpenEntryWhenSafe();
  Show(ScreenMessage::kGoBack);
}

void LaneTurn::Rest(std::optional<ScreenMessage> message) {
  const bool blocked = Blocked();
  Enter(blocked ? LanePhase::kOutOfService : LanePhase::kIdle);
  state.officer_called = false;
  if (blocked) {
    Show(ScreenMessage::kOutOfService);
  } else {
    const bool manual = state.level == ServiceLevel::kManual;
    Show(message.value_or(manual ? ScreenMessage::kSeeOfficer : ScreenMessage::kPresentDocument));
  }
}

void LaneTurn::StopForFault() {
  switch (state.phase) {
    case LanePhase::kIdle:
    case LanePhase::kReading:
      EndAbandoned(AbandonmentCause::kFault);
      Rest();
      return;
    case LanePhase::kBoarding:
      if (state.crossing->entered) {
        Call(CallCause::kDeviceFault);
        TurnBack(AbandonmentCause::kFault);
      } else {
        EndAbandoned(AbandonmentCause::kFault);
        CloseEntry();
        Rest();
      }
      return;
    case LanePhase::kExamining:
    case LanePhase::kDeciding:
      Attend(CallCause::kDeviceFault);
      return;
    case LanePhase::kAdmitted:
      // Somebody may stand in the open exit door: it stays open.
      if (IsCommandedOpen(state.doors, LaneDoor::kExit)) {
        Call(CallCause::kDeviceFault);
      } else {
        Attend(CallCause::kDeviceFault);
      }
      return;
    case LanePhase::kAwaitingOfficer:
    case LanePhase::kAttended:
    case LanePhase::kTurningBack:
      Call(CallCause::kDeviceFault);
      return;
    case LanePhase::kOutOfService:
    case LanePhase::kEvacuated:
      return;
  }
}

void LaneTurn::WatchClosedIn() {
  if (!PersonInside(state) || !BothSeenClosed(state.doors)) {
    state.closed_in_since.reset();
  } else if (!state.closed_in_since) {
    state.closed_in_since = now;
  }
}

}  // namespace clearance
