// What each event does to a lane. Each function answers for every phase: what it does not name changes nothing.
#include "gate-agent/lane/step.h"

#include <algorithm>
#include <utility>

#include "gate-agent/lane/deadlines.h"
#include "gate-agent/lane/lane_turn.h"

namespace clearance {
namespace {

bool IsInHand(const LaneTurn& turn, std::string_view crossing_id) {
  return turn.state.crossing && turn.state.crossing->ids.crossing_id == crossing_id;
}

bool IsLastDecision(const LaneTurn& turn, std::string_view decision_request_id) {
  return turn.state.crossing && turn.state.crossing->decisions_asked > 0 &&
         DecisionRequestId(*turn.state.crossing) == decision_request_id;
}

// Where a person cannot be yet, as far as the lane knows: somebody in it now is one too many.
bool ShouldBeEmpty(LanePhase phase) {
  return phase == LanePhase::kIdle || phase == LanePhase::kReading || phase == LanePhase::kOutOfService;
}

void On(LaneTurn& turn, const Restarted& event) {
  turn.state = LaneState{};
  LaneState& state = turn.state;
  state.started = true;
  state.profile = event.profile;
  state.level = event.level;
  state.persons = event.persons;
  state.doors =
      Seen(Seen(state.doors, LaneDoor::kEntry, event.entry_door, turn.now), LaneDoor::kExit, event.exit_door, turn.now);
  // A document belongs to every person inside; a journal without one tells of nobody the lane could report.
  if (event.inside && event.inside->document) state.crossing = event.inside;
  const bool somebody = state.crossing || event.persons.value_or(0) > 0;
  if (!somebody) {
    turn.CloseBothDoors();
    turn.Rest();
    return;
  }
  if (event.entry_door == LaneDoorPosition::kOpen) {
    turn.OpenEntry();  // the watchdog, or whoever freed it, had a reason: it is not closed on a person
  } else {
    turn.Do(CloseEntryDoor{});
  }
  turn.Do(CloseExitDoor{});
  turn.Attend(state.crossing ? CallCause::kRestarted : CallCause::kUnexpectedPerson);
  if (event.closed_in_since) state.closed_in_since = std::min(*event.closed_in_since, turn.now);
}

void On(LaneTurn& turn, const DirectionSelected& event) {
  if (turn.state.phase == LanePhase::kIdle) turn.state.profile = event.profile;
}

void On(LaneTurn& turn, const LevelSelected& event) {
  turn.state.level = event.level;
  if (turn.state.phase == LanePhase::kIdle) turn.Rest();
}

void On(LaneTurn& turn, const DocumentPresented& event) {
  if (turn.state.phase != LanePhase::kIdle) return;
  if (turn.state.level == ServiceLevel::kManual) {
    turn.Show(ScreenMessage::kSeeOfficer);
    return;
  }
  CrossingInHand crossing;
  crossing.ids = event.ids;
  crossing.profile = turn.state.profile;
  crossing.level = turn.state.level;
  turn.state.crossing = std::move(crossing);
  turn.Enter(LanePhase::kReading);
  turn.Do(ReadDocument{event.ids.crossing_id});
  turn.Show(ScreenMessage::kReadingDocument);
}

void On(LaneTurn& turn, const DocumentRead& event) {
  if (turn.state.phase != LanePhase::kReading || !IsInHand(turn, event.crossing_id)) return;
  turn.state.crossing->document = event.document;
  Finding finding = event.finding;
  finding.check = CheckKind::kDocument;
  turn.AddFinding(finding);
  turn.Enter(LanePhase::kBoarding);
  turn.StartCheck(CheckKind::kBooking);  // beside the steps into the lane: a walk-in is told before the door closes
  const bool walk_in = FindFinding(turn.state.crossing->findings, CheckKind::kBooking) != nullptr;
  turn.Show(walk_in ? ScreenMessage::kStepInWalkIn : ScreenMessage::kStepIn);
  turn.OpenEntryWhenSafe();
}

void On(LaneTurn& turn, const DocumentReadFailed& event) {
  if (turn.state.phase != LanePhase::kReading || !IsInHand(turn, event.crossing_id)) return;
  turn.EndAbandoned(AbandonmentCause::kTurnedBack);
  turn.Rest(ScreenMessage::kDocumentNotRead);
}

void WentBack(LaneTurn& turn) {
  LaneState& state = turn.state;
  if (state.phase == LanePhase::kEvacuated) ++state.unverified_persons;
  const bool inside = PersonInside(state);
  state.persons = 0;
  if (!inside) return;
  turn.EndAbandoned(AbandonmentCause::kTurnedBack);
  turn.CloseEntry();
  turn.CloseExit();
  turn.Rest();
}

void Count(LaneTurn& turn, int persons) {
  turn.state.persons = persons;
  switch (turn.state.phase) {
    case LanePhase::kOutOfService:
    case LanePhase::kIdle:
    case LanePhase::kReading:
      if (persons == 0) return;
      turn.EndAbandoned(AbandonmentCause::kTurnedBack);
      turn.Attend(CallCause::kUnexpectedPerson);
      return;
    case LanePhase::kBoarding:
      if (!turn.state.crossing->entered || persons == 1) return;
      if (persons == 0) {
        WentBack(turn);
      } else {
        turn.Call(CallCause::kPersonCount);
        turn.TurnBack(AbandonmentCause::kTurnedBack);
      }
      return;
    case LanePhase::kExamining:
    case LanePhase::kDeciding:
    case LanePhase::kAwaitingOfficer:
      if (persons != 1) turn.Attend(CallCause::kPersonCount);
      return;
    case LanePhase::kAdmitted:
      // Nobody left behind an open exit door is what is hoped for: TravellerLeft tells it.
      if (persons == 0 && IsCommandedOpen(turn.state.doors, LaneDoor::kExit)) return;
      if (persons != 1) {
        turn.Attend(CallCause::kPersonCount);
      } else {
        turn.OpenExitWhenSafe();
      }
      return;
    case LanePhase::kTurningBack:
      if (persons == 0) WentBack(turn);
      return;
    case LanePhase::kAttended:
    case LanePhase::kEvacuated:
      return;
  }
}

void On(LaneTurn& turn, const PersonCountReported& event) { Count(turn, std::max(event.persons, 0)); }

void On(LaneTurn& turn, const TravellerEntered& event) {
  const bool awaited = turn.state.phase == LanePhase::kBoarding && !turn.state.crossing->entered &&
                       IsCommandedOpen(turn.state.doors, LaneDoor::kEntry);
  if (!awaited) {
    Count(turn, std::max(event.persons, 1));
    return;
  }
  turn.state.persons = std::max(event.persons, 1);
  turn.state.crossing->entered = true;
  if (*turn.state.persons != 1) {
    turn.Call(CallCause::kPersonCount);
    turn.TurnBack(AbandonmentCause::kTurnedBack);
    return;
  }
  turn.CloseEntry();
}

void On(LaneTurn& turn, const TravellerLeft&) {
  LaneState& state = turn.state;
  if (state.phase == LanePhase::kEvacuated) ++state.unverified_persons;
  if (!PersonInside(state)) {
    state.persons = 0;
    return;
  }
  const bool expected = state.phase == LanePhase::kAdmitted && IsCommandedOpen(state.doors, LaneDoor::kExit);
  if (!expected) {
    turn.Raise(LaneFault::kUnexpectedPassage);
    turn.Call(CallCause::kUnexpectedPassage);
  }
  state.persons = 0;
  turn.EndPassed();
  turn.CloseEntry();
  turn.CloseExit();
  turn.Rest();
}

void On(LaneTurn& turn, const TravellerWentBack&) { WentBack(turn); }

// The fault of a stuck door ends when the door is seen to obey.
void ClearStuckDoor(LaneTurn& turn, LaneDoor door) {
  if (DoorOf(turn.state.doors, door).disagrees_since) return;
  turn.Clear(door == LaneDoor::kEntry ? LaneFault::kEntryDoorStuck : LaneFault::kExitDoorStuck);
}

void WatchBothDoors(LaneTurn& turn) {
  if (!BothSeenOpen(turn.state.doors)) {
    turn.Clear(LaneFault::kBothDoorsOpen);
    return;
  }
  const bool free = turn.state.phase == LanePhase::kEvacuated;
  if (free || turn.state.faults.contains(LaneFault::kBothDoorsOpen)) return;
  turn.Raise(LaneFault::kBothDoorsOpen);
  if (PersonInside(turn.state)) turn.Call(CallCause::kDeviceFault);
  if (turn.state.phase == LanePhase::kIdle) turn.Rest();
}

void ReturnToService(LaneTurn& turn) {
  if (turn.state.phase == LanePhase::kOutOfService && !turn.Blocked()) turn.Rest();
}

void On(LaneTurn& turn, const DoorReported& event) {
  LaneState& state = turn.state;
  state.doors = Seen(state.doors, event.door, event.position, turn.now);
  ClearStuckDoor(turn, event.door);
  WatchBothDoors(turn);
  switch (state.phase) {
    case LanePhase::kEvacuated:
      state.doors = Released(state.doors);
      return;
    case LanePhase::kBoarding:
      if (!state.crossing->entered) {
        turn.OpenEntryWhenSafe();
      } else if (BothSeenClosed(state.doors)) {
        turn.StartExamining();
      }
      return;
    case LanePhase::kAdmitted:
      turn.OpenExitWhenSafe();
      return;
    case LanePhase::kTurningBack:
      turn.OpenEntryWhenSafe();
      return;
    default:
      ReturnToService(turn);
      return;
  }
}

void On(LaneTurn& turn, const FindingArrived& event) {
  if (!IsInHand(turn, event.crossing_id) || event.round != turn.state.crossing->round) return;
  CrossingInHand& crossing = *turn.state.crossing;
  const bool awaited = std::any_of(crossing.pending.begin(), crossing.pending.end(), [&](const PendingCheck& pending) {
    return pending.check == event.finding.check && !pending.coached;
  });
  if (!awaited || turn.Coach(event.finding, event.coaching)) return;
  turn.AddFinding(event.finding);
  if (event.finding.check == CheckKind::kBooking) {
    crossing.booking_id = event.booking_id;
    const bool before_the_door = turn.state.phase == LanePhase::kBoarding && !crossing.entered;
    if (before_the_door && event.finding.result != FindingResult::kPassed) turn.Show(ScreenMessage::kStepInWalkIn);
  }
  turn.DecideWhenComplete();
}

void On(LaneTurn& turn, const CheckDeclined& event) {
  const bool declinable =
      event.check == CheckKind::kFace || event.check == CheckKind::kTemperature || event.check == CheckKind::kBodyScan;
  const bool in_time = turn.state.phase == LanePhase::kBoarding || turn.state.phase == LanePhase::kExamining;
  if (!declinable || !in_time) return;
  turn.Conclude(event.check, FindingCause::kCaptureDeclined);
  turn.DecideWhenComplete();
}

void On(LaneTurn& turn, const DecisionArrived& event) {
  if (!IsLastDecision(turn, event.decision_request_id) || turn.state.crossing->decision) return;
  turn.state.crossing->decision = event.decision;
  turn.state.crossing->referral_id = event.referral_id;
  // After the time for it is over it is still heeded if nothing else is wrong: the person need not wait for an officer.
  // Otherwise it is kept: an officer's admission ends with the decision it answers.
  const bool asked = turn.state.phase == LanePhase::kDeciding;
  if (asked || turn.state.attended_cause == CallCause::kNoDecision) turn.HeedDecision();
}

void On(LaneTurn& turn, const DecisionFailed& event) {
  if (turn.state.phase != LanePhase::kDeciding || !IsLastDecision(turn, event.decision_request_id)) return;
  turn.GiveUpDecision();
}

void On(LaneTurn& turn, const OfficerResolved& event) {
  if (!IsLastDecision(turn, event.decision_request_id) || turn.state.crossing->resolution) return;
  if (!AnswersCrossing(event.resolution)) return;
  switch (turn.state.phase) {
    case LanePhase::kDeciding:
      turn.state.crossing->resolution = event.resolution;  // heeded when the answer itself is here, or given up
      return;
    case LanePhase::kAwaitingOfficer:
    case LanePhase::kAttended: {
      const bool lets_stay = event.resolution == Resolution::kAdmit || event.resolution == Resolution::kRepeatCapture;
      if (lets_stay && turn.state.persons.value_or(1) != 1) return;  // nobody passes while they are not one
      turn.HeedResolution(event.resolution);
      return;
    }
    default:
      return;
  }
}

void On(LaneTurn& turn, const LaneCleared& event) {
  if (turn.state.phase == LanePhase::kEvacuated) return;  // that takes two officers
  const bool inside = PersonInside(turn.state);
  if (inside && event.outcome == ClearedAs::kPassed) turn.EndPassed();
  if (inside && event.outcome == ClearedAs::kWentBack) turn.EndAbandoned(AbandonmentCause::kTurnedBack);
  turn.state.persons = 0;
  turn.Clear(LaneFault::kUnexpectedPassage);
  turn.Clear(LaneFault::kEntryDoorStuck);
  turn.Clear(LaneFault::kExitDoorStuck);
  if (inside) {
    turn.CloseEntry();
    turn.CloseExit();
    turn.Rest();
  } else {
    ReturnToService(turn);
  }
}

void On(LaneTurn& turn, const EmergencyPressed&) {
  LaneState& state = turn.state;
  if (state.phase == LanePhase::kEvacuated) return;
  const bool way_out_open = IsCommandedOpen(state.doors, LaneDoor::kExit) && IsSeenOpen(state.doors, LaneDoor::kExit);
  turn.Call(CallCause::kEmergency);
  if (way_out_open) return;
  if (ShouldBeEmpty(state.phase)) turn.EndAbandoned(AbandonmentCause::kTurnedBack);
  if (state.phase != LanePhase::kTurningBack) turn.TurnBack(AbandonmentCause::kTurnedBack);
  // At once: not even an exit door that is seen open keeps the entry door closed now.
  if (!IsCommandedOpen(state.doors, LaneDoor::kEntry)) turn.OpenEntry();
}

void On(LaneTurn& turn, const EvacuationSignalled&) {
  if (turn.state.phase == LanePhase::kEvacuated) return;
  if (turn.state.crossing) turn.state.crossing->ending = AbandonmentCause::kEvacuated;
  turn.EndAbandoned(AbandonmentCause::kEvacuated);
  turn.state.doors = Released(turn.state.doors);
  turn.state.unverified_persons = 0;
  turn.Enter(LanePhase::kEvacuated);
  turn.Show(ScreenMessage::kLeaveNow);
}

void On(LaneTurn& turn, const EvacuationEnded& event) {
  const bool two =
      !event.first_officer.empty() && !event.second_officer.empty() && event.first_officer != event.second_officer;
  if (turn.state.phase != LanePhase::kEvacuated || !two) return;
  turn.state.persons = 0;
  turn.CloseBothDoors();
  turn.Rest();
}

void On(LaneTurn& turn, const DeviceFaulted& event) {
  if (turn.state.faults.contains(FaultOf(event.device))) return;
  turn.Raise(FaultOf(event.device));
  const bool counter = event.device == LaneDevice::kPersonCounter;
  const bool door = event.device == LaneDevice::kEntryDoor || event.device == LaneDevice::kExitDoor;
  if (counter) turn.state.persons.reset();
  if (ShouldBeEmpty(turn.state.phase)) {
    if (turn.state.phase != LanePhase::kOutOfService && turn.Blocked()) turn.StopForFault();
    return;
  }
  if (counter || door) {
    turn.StopForFault();
    return;
  }
  if (!turn.state.crossing) return;
  const std::vector<PendingCheck> pending = turn.state.crossing->pending;
  for (const PendingCheck& check : pending) {
    if (DeviceOf(check.check) == event.device) turn.Conclude(check.check, FindingCause::kDeviceFault);
  }
  turn.DecideWhenComplete();
}

void On(LaneTurn& turn, const DeviceRecovered& event) {
  turn.Clear(FaultOf(event.device));
  ReturnToService(turn);
}

void On(LaneTurn&, const TimePassed&) {}

}  // namespace

StepResult Step(const LaneState& state, const LaneEvent& event, Instant now, const LaneLimits& limits) {
  const bool restarted = std::holds_alternative<Restarted>(event);
  if (!state.started && !restarted) return {state, {}};
  LaneTurn turn(state, now, limits);
  if (!restarted) PassTime(turn);
  std::visit([&turn](const auto& happened) { On(turn, happened); }, event);
  if (restarted) PassTime(turn);  // what the journal gave back may be due already; what was before is gone
  turn.WatchClosedIn();
  return {std::move(turn.state), std::move(turn.commands)};
}

std::optional<Instant> NextDeadline(const LaneState& state, const LaneLimits& limits) {
  std::optional<Instant> next;
  for (const LaneDeadline& deadline : DeadlinesOf(state, limits)) {
    if (!next || deadline.at < *next) next = deadline.at;
  }
  return next;
}

}  // namespace clearance
