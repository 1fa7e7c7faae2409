// A lane's deadlines, and what happens when one passes.
#include "gate-agent/lane/deadlines.h"

#include <algorithm>

#include "common/base/check.h"

namespace clearance {
namespace {

// Each deadline takes itself off the list when it is carried out and starts few others: more would be a loop.
constexpr int kMaxPassedAtOnce = 64;

void AddPhaseDeadlines(const LaneState& state, const LaneLimits& limits, std::vector<LaneDeadline>& out) {
  switch (state.phase) {
    case LanePhase::kReading:
      out.push_back({state.phase_since + limits.document_read, Wait::kDocument});
      return;
    case LanePhase::kBoarding:
      if (!state.crossing->entered) out.push_back({state.phase_since + limits.boarding, Wait::kBoarding});
      return;
    case LanePhase::kDeciding:
      out.push_back({state.phase_since + limits.decision, Wait::kDecision});
      return;
    case LanePhase::kAdmitted:
      if (!state.reminded) out.push_back({state.phase_since + limits.passage, Wait::kPassage});
      return;
    case LanePhase::kTurningBack:
      if (!state.reminded) out.push_back({state.phase_since + limits.turning_back, Wait::kGoingBack});
      return;
    case LanePhase::kOutOfService:
    case LanePhase::kIdle:
    case LanePhase::kExamining:
    case LanePhase::kAwaitingOfficer:
    case LanePhase::kAttended:
    case LanePhase::kEvacuated:
      return;
  }
}

void PassBoarding(LaneTurn& turn) {
  if (turn.state.persons.value_or(0) > 0) {  // somebody is in the lane whose step nobody saw
    turn.Call(CallCause::kUnexpectedPerson);
    turn.TurnBack(AbandonmentCause::kTimedOut);
    return;
  }
  turn.EndAbandoned(AbandonmentCause::kTimedOut);
  turn.CloseEntry();
  turn.Rest();
}

void PassDoor(LaneTurn& turn, LaneFault fault) {
  const LaneState& state = turn.state;
  const bool shut_in = fault == LaneFault::kEntryDoorStuck && state.phase == LanePhase::kTurningBack &&
                       IsCommandedOpen(state.doors, LaneDoor::kEntry);
  turn.Raise(fault);
  turn.StopForFault();
  if (shut_in) turn.Do(OpenEntryDoor{});  // the drive is told a second time
}

void Pass(LaneTurn& turn, const LaneDeadline& deadline) {
  switch (deadline.wait) {
    case Wait::kDocument:
      turn.EndAbandoned(AbandonmentCause::kTimedOut);
      turn.Rest(ScreenMessage::kDocumentNotRead);
      return;
    case Wait::kBoarding:
      PassBoarding(turn);
      return;
    case Wait::kCheck:
      turn.Conclude(deadline.check, FindingCause::kTimedOut);
      turn.DecideWhenComplete();
      return;
    case Wait::kCoaching:
      turn.CaptureAgain();
      return;
    case Wait::kDecision:
      turn.GiveUpDecision();
      return;
    case Wait::kPassage:
      turn.Call(CallCause::kNotLeaving);
      turn.state.reminded = true;
      return;
    case Wait::kGoingBack:
      turn.Call(CallCause::kNotGoingBack);
      turn.state.reminded = true;
      return;
    case Wait::kOfficer:
      turn.Call(CallCause::kHeldTooLong);
      return;
    case Wait::kClosedIn:
      turn.TurnBack(AbandonmentCause::kTimedOut);
      return;
    case Wait::kPicture:
      turn.WipePicture();
      return;
    case Wait::kEntryDoor:
      PassDoor(turn, LaneFault::kEntryDoorStuck);
      return;
    case Wait::kExitDoor:
      PassDoor(turn, LaneFault::kExitDoorStuck);
      return;
  }
}

}  // namespace

std::vector<LaneDeadline> DeadlinesOf(const LaneState& state, const LaneLimits& limits) {
  std::vector<LaneDeadline> out;
  AddPhaseDeadlines(state, limits, out);
  if (state.crossing) {
    for (const PendingCheck& pending : state.crossing->pending) {
      out.push_back({pending.deadline, pending.coached ? Wait::kCoaching : Wait::kCheck, pending.check});
    }
    if (state.crossing->capture_held) {
      out.push_back({state.crossing->captured_at + limits.picture_kept, Wait::kPicture});
    }
  }
  if (state.closed_in_since) {
    if (!state.officer_called) out.push_back({*state.closed_in_since + limits.closed_in_alone, Wait::kOfficer});
    if (!IsCommandedOpen(state.doors, LaneDoor::kEntry)) {
      out.push_back({*state.closed_in_since + limits.closed_in, Wait::kClosedIn});
    }
  }
  if (state.phase == LanePhase::kEvacuated) return out;
  if (state.doors.entry.disagrees_since && !state.faults.contains(LaneFault::kEntryDoorStuck)) {
    out.push_back({*state.doors.entry.disagrees_since + limits.door, Wait::kEntryDoor});
  }
  if (state.doors.exit.disagrees_since && !state.faults.contains(LaneFault::kExitDoorStuck)) {
    out.push_back({*state.doors.exit.disagrees_since + limits.door, Wait::kExitDoor});
  }
  return out;
}

void PassTime(LaneTurn& turn) {
  for (int passed = 0;; ++passed) {
    const std::vector<LaneDeadline> deadlines = DeadlinesOf(turn.state, turn.limits);
    const auto first =
        std::min_element(deadlines.begin(), deadlines.end(),
                         [](const LaneDeadline& left, const LaneDeadline& right) { return left.at < right.at; });
    if (first == deadlines.end() || first->at > turn.now) return;
    CHECK(passed < kMaxPassedAtOnce);
    Pass(turn, *first);
    turn.WatchClosedIn();
  }
}

}  // namespace clearance
