// A lane's Step, driven event by event under a clock of the test's own.
#pragma once

#include <gtest/gtest.h>

#include "gate-agent/lane/step.h"

namespace clearance {

using std::chrono::milliseconds;
using std::chrono::seconds;

inline constexpr Instant kStart = FromUnixMs(1'790'000'000'000);

inline CrossingIds Ids() {
  CrossingIds ids;
  ids.crossing_id = "crossing";
  for (std::size_t i = 0; i < ids.decision_request_ids.size(); ++i) {
    ids.decision_request_ids[i] = "decision-" + std::to_string(i + 1);
  }
  ids.report_request_id = "report";
  return ids;
}

inline LaneProfile Profile() {
  LaneProfile profile;
  profile.lane_id = "gate-1/a";
  profile.port = "KHORGOS";
  profile.movement = {Territory::kKaz, Territory::kIcbc};
  profile.sides = {true, true};
  return profile;
}

inline Document Passport() {
  Document document;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.issuing_state = "KAZ";
  document.number = "N12345678";
  return document;
}

inline Finding Of(CheckKind check, FindingResult result, FindingCause cause = FindingCause::kNone) {
  Finding finding;
  finding.check = check;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

inline Finding Passed(CheckKind check) { return Of(check, FindingResult::kPassed); }

inline Decision Decided(Verdict verdict, Instant valid_until = kStart + std::chrono::hours(1)) {
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

}  // namespace clearance
