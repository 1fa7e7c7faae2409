// What must hold in a lane whatever happens to it: random worlds of travellers, doors, officers, a centre that answers
// or not, faults, fires and restarts, held after every single event against the books of lane_books.h.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iostream>

#include "gate-agent/lane/step.h"
#include "tests/property/lane_books.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const LaneLimits kLimits;

CrossingIds IdsOf(int number) {
  CrossingIds ids;
  ids.crossing_id = "crossing-" + std::to_string(number);
  for (std::size_t i = 0; i < ids.decision_request_ids.size(); ++i) {
    ids.decision_request_ids[i] = ids.crossing_id + "/decision-" + std::to_string(i);
  }
  ids.report_request_id = ids.crossing_id + "/report";
  return ids;
}

// One lane and its surroundings.
class World {
 public:
  explicit World(LaneTally& tally) : books_(kLimits, tally) {
    Restarted start;
    start.profile = ProfileOf(0);
    start.entry_door = LaneDoorPosition::kClosed;
    start.exit_door = LaneDoorPosition::kClosed;
    start.persons = 0;
    Send(start);
  }

  // One word of randomness is one act: mostly what a decent world would do next, sometimes anything at all.
  void Act(std::uint32_t word) {
    const std::uint32_t kind = word % 64;
    word /= 64;
    if (kind < 46) {
      Cooperate(word);
    } else if (kind < 52) {
      Advance(milliseconds(word % 9000));
    } else if (kind < 54) {
      Advance(seconds(word % 150));
    } else {
      Disturb(word);
    }
  }

  // Whatever has become of the lane, doors that obey, time, and a person who walks out bring it back to Idle.
  void BringHome() {
    if (state_.phase == LanePhase::kEvacuated) Send(EvacuationEnded{"first", "second"});
    for (const LaneDevice device : kAllLaneDevices) Send(DeviceRecovered{device});
    ObeyDoors();
    for (int i = 0; i < 30; ++i) {
      Advance(seconds(10));
      ObeyDoors();
    }
    RC_ASSERT((!PersonInside(state_) || books_.IsOpen(LaneDoor::kExit) || books_.IsOpen(LaneDoor::kEntry)));
    if (books_.IsOpen(LaneDoor::kExit)) {
      Send(TravellerLeft{});
    } else if (books_.IsOpen(LaneDoor::kEntry)) {
      Send(TravellerWentBack{});
    }
    ObeyDoors();
    // What waits for an officer by right: somebody has passed whom the lane had not let, or a door was stuck.
    const bool looked_after = state_.faults.contains(LaneFault::kUnexpectedPassage) ||
                              state_.faults.contains(LaneFault::kEntryDoorStuck) ||
                              state_.faults.contains(LaneFault::kExitDoorStuck);
    if (looked_after) Send(LaneCleared{});
    Send(LevelSelected{ServiceLevel::kFull});
    RC_ASSERT(state_.phase == LanePhase::kIdle);
    RC_ASSERT(!NextDeadline(state_, kLimits));
    Send(DocumentPresented{IdsOf(++crossings_)});
    RC_ASSERT(state_.phase == LanePhase::kReading);
  }

 private:
  static LaneProfile ProfileOf(std::uint32_t word) {
    LaneProfile profile;
    profile.lane_id = "gate-1/a";
    profile.port = "KHORGOS";
    profile.movement =
        word % 2 == 0 ? Movement{Territory::kKaz, Territory::kIcbc} : Movement{Territory::kIcbc, Territory::kKaz};
    profile.sides = {true, true};
    return profile;
  }

  static Document DocumentOf(std::uint32_t word) {
    Document document;
    document.number = "N" + std::to_string(word % 1000);
    return document;
  }

  static Finding FindingOf(CheckKind check, std::uint32_t word) {
    Finding finding;
    finding.check = check;
    finding.result = static_cast<FindingResult>(word % 4);
    return finding;
  }

  // ---- the decent world

  void Cooperate(std::uint32_t word) {
    const std::uint32_t turn = word % 4;
    word /= 4;
    if (turn == 0 && DoorMoves(word)) return;
    switch (state_.phase) {
      case LanePhase::kIdle:
        Send(DocumentPresented{IdsOf(++crossings_)});
        return;
      case LanePhase::kReading:
        if (word % 8 == 0) {
          Send(DocumentReadFailed{state_.crossing->ids.crossing_id});
        } else {
          Send(DocumentRead{state_.crossing->ids.crossing_id, DocumentOf(word), FindingOf(CheckKind::kDocument, 0)});
        }
        return;
      case LanePhase::kBoarding:
        if (turn == 1 && !state_.crossing->pending.empty()) {
          Answer(word);
        } else if (!state_.crossing->entered && books_.IsOpen(LaneDoor::kEntry) &&
                   books_.IsSeenOpen(LaneDoor::kEntry)) {
          Send(TravellerEntered{1});
        } else {
          DoorMoves(word);
        }
        return;
      case LanePhase::kExamining:
        Answer(word);
        return;
      case LanePhase::kDeciding:
        Decide(word);
        return;
      case LanePhase::kAdmitted:
        if (books_.IsOpen(LaneDoor::kExit) && books_.IsSeenOpen(LaneDoor::kExit)) {
          Send(TravellerLeft{});
        } else {
          DoorMoves(word);
        }
        return;
      case LanePhase::kAwaitingOfficer:
      case LanePhase::kAttended:
        Resolve(word);
        return;
      case LanePhase::kTurningBack:
        if (books_.IsOpen(LaneDoor::kEntry) && books_.IsSeenOpen(LaneDoor::kEntry)) {
          Send(TravellerWentBack{});
        } else {
          DoorMoves(word);
        }
        return;
      case LanePhase::kOutOfService:
        Repair(word);
        return;
      case LanePhase::kEvacuated:
        Send(EvacuationEnded{"first", word % 3 == 0 ? "first" : "second"});
        return;
    }
  }

  // Moves one door that is not where it was commanded; false when there is none.
  bool DoorMoves(std::uint32_t word) {
    const bool entry = books_.IsSeenOpen(LaneDoor::kEntry) != books_.IsOpen(LaneDoor::kEntry);
    const bool exit = books_.IsSeenOpen(LaneDoor::kExit) != books_.IsOpen(LaneDoor::kExit);
    if (!entry && !exit) return false;
    if (entry && (!exit || word % 2 == 0)) {
      See(LaneDoor::kEntry, books_.IsOpen(LaneDoor::kEntry));
    } else {
      See(LaneDoor::kExit, books_.IsOpen(LaneDoor::kExit));
    }
    return true;
  }

  void ObeyDoors() {
    for (int i = 0; i < 8 && DoorMoves(0); ++i) {
    }
  }

  void See(LaneDoor door, bool open) {
    Send(DoorReported{door, open ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed});
  }

  void Answer(std::uint32_t word) {
    const CrossingInHand& crossing = *state_.crossing;
    if (crossing.pending.empty()) return;
    const CheckKind check = crossing.pending[word % crossing.pending.size()].check;
    FindingArrived event{crossing.ids.crossing_id, crossing.round, FindingOf(check, word / 8), "booking"};
    if (word % 2 == 0) event.coaching = ScreenMessage::kComeCloser;
    Send(event);
  }

  void Decide(std::uint32_t word) {
    const std::string request_id(DecisionRequestId(*state_.crossing));
    if (word % 16 == 0) {
      Send(DecisionFailed{request_id, StatusCode::kUnavailable, "CENTRE_UNREACHABLE"});
      return;
    }
    Decision decision;
    decision.verdict = word % 2 == 0 ? Verdict::kAdmit : Verdict::kRefer;
    decision.valid_until = now_ + seconds(word / 2 % 8 == 0 ? 0 : 30 * (word / 16 % 8));
    Send(DecisionArrived{request_id, decision, "referral"});
  }

  void Resolve(std::uint32_t word) {
    if (word % 8 == 0 || !state_.crossing) {
      Send(LaneCleared{word / 8 % 2 == 0 ? ClearedAs::kPassed : ClearedAs::kWentBack});
      return;
    }
    Send(OfficerResolved{"referral", std::string(DecisionRequestId(*state_.crossing)),
                         kAllResolutions[word / 8 % kAllResolutions.size()]});
  }

  void Repair(std::uint32_t word) {
    if (DoorMoves(word)) return;
    for (const LaneDevice device : kAllLaneDevices) {
      if (state_.faults.contains(FaultOf(device))) {
        Send(DeviceRecovered{device});
        return;
      }
    }
    Send(LaneCleared{});
  }

  // ---- the other world

  std::string AnyCrossingId(std::uint32_t word) {
    return "crossing-" + std::to_string(std::max(0, crossings_ - static_cast<int>(word % 3)));
  }

  std::string AnyRequestId(std::uint32_t word) {
    return AnyCrossingId(word) + "/decision-" + std::to_string(word / 3 % 4);
  }

  void Disturb(std::uint32_t word) {
    const std::uint32_t kind = word % 32;
    word /= 32;
    switch (kind) {
      case 0:
        return Restart(word);
      case 1:
        return Send(EvacuationSignalled{});
      case 2:
        return Send(EmergencyPressed{});
      case 3:
        return Send(DirectionSelected{ProfileOf(word)});
      case 4:
      case 5:
        return Send(LevelSelected{kAllServiceLevels[word % kAllServiceLevels.size()]});
      case 6:
        return Send(DocumentPresented{IdsOf(++crossings_)});
      case 7:
        return Send(DocumentRead{AnyCrossingId(word), DocumentOf(word), FindingOf(CheckKind::kDocument, word)});
      case 8:
        return Send(TravellerEntered{static_cast<int>(word % 3)});
      case 9:
        return Send(TravellerLeft{});
      case 10:
        return Send(TravellerWentBack{});
      case 11:
      case 12:
        return Send(PersonCountReported{static_cast<int>(word % 4) - 1});
      case 13:
        return Send(CheckDeclined{kAllCheckKinds[word % kAllCheckKinds.size()]});
      case 14:
      case 15:
        return Send(DeviceFaulted{kAllLaneDevices[word % kAllLaneDevices.size()]});
      case 16:
        return Send(DeviceRecovered{kAllLaneDevices[word % kAllLaneDevices.size()]});
      case 17:
        return Send(LaneCleared{word % 2 == 0 ? ClearedAs::kPassed : ClearedAs::kWentBack});
      default:
        return DisturbLate(kind, word);
    }
  }

  void DisturbLate(std::uint32_t kind, std::uint32_t word) {
    if (kind < 21) {
      const CheckKind check = kAllCheckKinds[word / 16 % kAllCheckKinds.size()];
      Send(FindingArrived{AnyCrossingId(word), 1 + static_cast<int>(word / 4 % 3), FindingOf(check, word), "other"});
    } else if (kind < 24) {
      Decision decision;
      decision.verdict = Verdict::kAdmit;
      decision.valid_until = now_ + seconds(60);
      Send(DecisionArrived{AnyRequestId(word), decision, ""});
    } else if (kind < 26) {
      Send(DecisionFailed{AnyRequestId(word), StatusCode::kDeadlineExceeded, "CENTRE_UNREACHABLE"});
    } else if (kind < 29) {
      Send(OfficerResolved{"referral", AnyRequestId(word), kAllResolutions[word / 16 % kAllResolutions.size()]});
    } else {
      See(word % 2 == 0 ? LaneDoor::kEntry : LaneDoor::kExit, word / 2 % 2 == 0);
    }
  }

  // The process dies and starts again; the journal gives back what it must, the watchdog may free the entry door.
  void Restart(std::uint32_t word) {
    Restarted event;
    event.profile = ProfileOf(word);
    event.level = kAllServiceLevels[word / 2 % kAllServiceLevels.size()];
    const bool freed = word / 16 % 2 == 0;
    event.entry_door =
        freed || books_.IsSeenOpen(LaneDoor::kEntry) ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
    event.exit_door = books_.IsSeenOpen(LaneDoor::kExit) ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
    if (word / 32 % 2 == 0) event.persons = state_.persons;
    if (PersonInside(state_)) {
      event.inside = state_.crossing;
      event.closed_in_since = state_.closed_in_since;
    }
    Send(event);
  }

  // ---- time: the runner sends TimePassed at NextDeadline, never later

  void Advance(milliseconds by) {
    const Instant until = now_ + by;
    for (int timers = 0;; ++timers) {
      RC_ASSERT(timers < 1000);
      const std::optional<Instant> next = NextDeadline(state_, kLimits);
      if (!next || *next > until) break;
      now_ = std::max(now_, *next);
      Send(TimePassed{});
      const std::optional<Instant> after = NextDeadline(state_, kLimits);
      RC_ASSERT((!after || *after > now_));
    }
    now_ = until;
    books_.CheckClosedIn(state_, now_);
  }

  // ---- one event, and the books

  void Send(const LaneEvent& event) {
    StepResult result = Step(state_, event, now_, kLimits);
    books_.Check(state_, event, result, now_);
    state_ = std::move(result.state);
  }

  LaneBooks books_;
  LaneState state_;
  Instant now_ = FromUnixMs(1'790'000'000'000);
  int crossings_ = 0;
};

// Rapidcheck tries 100 times: with half of kActsPerWorld on average that makes more than 100,000 events. Several short
// worlds shrink faster than one long one.
constexpr int kWorlds = 10;
constexpr int kActsPerWorld = 400;

auto Acts() {
  return rc::gen::resize(kActsPerWorld,
                         rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 1U << 30)));
}

TEST(LaneProperty, HoldsAfterEveryEventOfAnyWorldAndComesHome) {
  LaneTally tally;
  const bool held = rc::check("the lane's promises", [&tally] {
    for (int i = 0; i < kWorlds; ++i) {
      World world(tally);
      for (const std::uint32_t word : *Acts()) world.Act(word);
      world.BringHome();
    }
  });
  ASSERT_TRUE(held);
  std::cout << tally.events << " events; ";
  for (const auto& [what, count] : tally.happened) std::cout << what << " " << count << "; ";
  std::cout << "\n";
  EXPECT_GE(tally.events, 100'000);
  for (const LanePhase phase : kAllLanePhases) EXPECT_GT(tally.phases[std::string(LanePhaseName(phase))], 100);
  EXPECT_EQ(tally.arrived.size(), std::variant_size_v<LaneEvent>);
  for (const char* what :
       {"opened by a decision", "opened by an officer", "decided and passed", "decided and abandoned",
        "shown and abandoned", "held to the limit", "another picture after a word to the traveller"}) {
    EXPECT_GT(tally.happened[what], 100) << what;
  }
  for (const CallCause cause :
       {CallCause::kReferred, CallCause::kNoDecision, CallCause::kHeldTooLong, CallCause::kPersonCount,
        CallCause::kUnexpectedPerson, CallCause::kEmergency, CallCause::kRestarted, CallCause::kDeviceFault,
        CallCause::kNotLeaving, CallCause::kNotGoingBack, CallCause::kUnexpectedPassage}) {
    EXPECT_GT(tally.commands[LaneCommandText(CallOfficer{{}, {}, {}, cause, {}})], 0) << CallCauseName(cause);
  }
}

}  // namespace
}  // namespace clearance
