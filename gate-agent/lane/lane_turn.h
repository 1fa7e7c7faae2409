// One turn of Step: the state being changed, the commands being given, and the acts both consist of. For Step's own
// files only. It must never change a door's command but through the interlock, nor end a crossing but through
// EndPassed and EndAbandoned, which report it.
#pragma once

#include <optional>
#include <vector>

#include "common/base/instant.h"
#include "gate-agent/lane/lane_command.h"
#include "gate-agent/lane/lane_limits.h"
#include "gate-agent/lane/lane_state.h"

namespace clearance {

class LaneTurn {
 public:
  LaneTurn(const LaneState& before, Instant at, const LaneLimits& lane_limits);

  LaneState state;
  std::vector<LaneCommand> commands;
  const Instant now;
  const LaneLimits& limits;

  void Enter(LanePhase phase);
  void Do(LaneCommand command);
  void Show(ScreenMessage message);
  void Call(CallCause cause);

  void Raise(LaneFault fault);
  void Clear(LaneFault fault);
  bool Blocked() const;  // a fault stands that keeps an empty lane out of service

  // Closing commands nothing when the door is commanded closed already; BothDoorsClosed commands in any case.
  void OpenEntry();
  void CloseEntry();
  void CloseExit();
  void CloseBothDoors();
  // Opens the entry door if the exit door is closed and the door is not open yet; else it is tried at the next report.
  void OpenEntryWhenSafe();

  // The findings of the crossing in hand. A check whose device is faulted, or which the level leaves out or the
  // traveller declined, is answered at once.
  void StartCheck(CheckKind check);
  void AddFinding(Finding finding);
  void Conclude(CheckKind check, FindingCause not_performed_because);
  // Tells the traveller what their picture lacked instead of taking the finding; false when it is to be taken: nothing
  // can be told, or this round has had its bursts.
  bool Coach(const Finding& finding, std::optional<ScreenMessage> coaching);
  void CaptureAgain();
  void StartExamining();
  // Asks for a decision when the lane is examining and nothing is pending.
  void DecideWhenComplete();

  void AskDecision();
  void HeedDecision();
  void GiveUpDecision();
  void HeedResolution(Resolution resolution);
  void Admit();
  // In kAdmitted: opens, asks again, or leaves it to the next report.
  void OpenExitWhenSafe();
  void Attend(CallCause cause);
  void TurnBack(AbandonmentCause cause);

  // Report and forget the crossing, if any; the doors and the phase are the caller's next act.
  void EndPassed();
  void EndAbandoned(AbandonmentCause cause);
  // The lane is empty: idle, or out of service while a blocking fault stands.
  void Rest(std::optional<ScreenMessage> message = std::nullopt);
  // A fault that no crossing may go on with: of a door, of the person counter.
  void StopForFault();

  // Every live picture of the crossing, if one may exist.
  void WipePicture();

  // Whether somebody is behind two closed doors, and since when.
  void WatchClosedIn();

 private:
  bool CanCapture() const;
  bool RepeatCapture();
  void ForgetCrossing();
};

}  // namespace clearance
