// What must hold in a lane whatever happens to it: random worlds of travellers, doors, officers, a centre that answers
// or not, faults, fires and restarts, checked after every single event against what the commands promise. The checks
// keep their own books (doors, admissions, reports) from events and commands alone; they trust the lane's state for its
// phase only.
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <map>
#include <set>

#include "gate-agent/lane/step.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

const LaneLimits kLimits;

// Over all worlds of one property: proof that the property was not held by an empty run.
struct Tally {
  std::int64_t events = 0;
  std::map<std::string, std::int64_t> phases;
  std::map<std::string, std::int64_t> commands;
  std::map<std::string, std::int64_t> happened;
};

CrossingIds IdsOf(int number) {
  CrossingIds ids;
  ids.crossing_id = "crossing-" + std::to_string(number);
  for (std::size_t i = 0; i < ids.decision_request_ids.size(); ++i) {
    ids.decision_request_ids[i] = ids.crossing_id + "/decision-" + std::to_string(i);
  }
  ids.report_request_id = ids.crossing_id + "/report";
  return ids;
}

// What is known of one crossing from events and commands.
struct CrossingBook {
  std::vector<std::string> requests;          // every decision asked for
  std::map<std::string, Decision> decisions;  // the first answer to each
  std::set<std::string> officer_admits;       // requests an officer has answered with ADMIT
  int passages = 0;
  int abandonments = 0;
  bool capture_held = false;

  bool Asked(const std::string& request_id) const {
    return std::find(requests.begin(), requests.end(), request_id) != requests.end();
  }
};

// One lane, its surroundings, and the checks.
class World {
 public:
  explicit World(Tally& tally) : tally_(tally) {
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
    RC_ASSERT(!PersonInside(state_) || exit_open_ || entry_open_);
    if (exit_open_) {
      Send(TravellerLeft{});
    } else if (entry_open_) {
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
        } else if (!state_.crossing->entered && entry_open_ && entry_seen_open_) {
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
        if (exit_open_ && exit_seen_open_) {
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
        if (entry_open_ && entry_seen_open_) {
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
    const bool entry = entry_seen_open_ != entry_open_;
    const bool exit = exit_seen_open_ != exit_open_;
    if (!entry && !exit) return false;
    if (entry && (!exit || word % 2 == 0)) {
      See(LaneDoor::kEntry, entry_open_);
    } else {
      See(LaneDoor::kExit, exit_open_);
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
    Send(FindingArrived{crossing.ids.crossing_id, crossing.round, FindingOf(check, word / 8), "booking"});
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
    if (word / 16 % 2 == 0) entry_seen_open_ = true;
    event.entry_door = entry_seen_open_ ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
    event.exit_door = exit_seen_open_ ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
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
      RC_ASSERT(!after || *after > now_);
    }
    now_ = until;
    CheckClosedIn();
  }

  // ---- one event, and the books

  void Send(const LaneEvent& event) {
    const LaneState before = state_;
    const StepResult result = Step(before, event, now_, kLimits);
    ++tally_.events;
    ++tally_.phases[std::string(LanePhaseName(result.state.phase))];
    ++tally_.happened[std::string(LaneEventName(event))];
    BookEvent(event, before);
    state_ = result.state;
    for (const LaneCommand& command : result.commands) {
      ++tally_.commands[LaneCommandText(command)];
      BookCommand(command, before);
    }
    CheckEnd(before);
    CheckState();
    CheckClosedIn();
  }

  void BookEvent(const LaneEvent& event, const LaneState& before) {
    if (const auto* door = std::get_if<DoorReported>(&event)) {
      (door->door == LaneDoor::kEntry ? entry_seen_open_ : exit_seen_open_) = door->position == LaneDoorPosition::kOpen;
    } else if (const auto* decided = std::get_if<DecisionArrived>(&event)) {
      for (auto& [id, book] : books_) {
        if (book.Asked(decided->decision_request_id)) {
          book.decisions.emplace(decided->decision_request_id, decided->decision);
        }
      }
    } else if (const auto* resolved = std::get_if<OfficerResolved>(&event)) {
      if (resolved->resolution == Resolution::kAdmit) {
        for (auto& [id, book] : books_) {
          if (book.Asked(resolved->decision_request_id)) book.officer_admits.insert(resolved->decision_request_id);
        }
      }
    } else if (const auto* presented = std::get_if<DocumentPresented>(&event)) {
      books_.try_emplace(presented->ids.crossing_id);
    } else if (std::holds_alternative<Restarted>(event)) {
      entry_open_ = exit_open_ = false;
      faults_.clear();
      if (before.crossing) books_[before.crossing->ids.crossing_id].capture_held = before.crossing->capture_held;
    } else if (std::holds_alternative<EvacuationSignalled>(event)) {
      if (before.phase != LanePhase::kEvacuated) entry_open_ = exit_open_ = false;
    }
  }

  // The crossing a command speaks of is the one in hand before or after the step.
  CrossingBook& BookOf(const std::string& crossing_id, const LaneState& before) {
    const bool known = (before.crossing && before.crossing->ids.crossing_id == crossing_id) ||
                       (state_.crossing && state_.crossing->ids.crossing_id == crossing_id);
    RC_ASSERT(known);
    return books_.at(crossing_id);
  }

  void BookCommand(const LaneCommand& command, const LaneState& before) {
    if (std::holds_alternative<OpenEntryDoor>(command)) {
      RC_ASSERT(!exit_open_);
      entry_open_ = true;
    } else if (std::holds_alternative<CloseEntryDoor>(command)) {
      entry_open_ = false;
    } else if (const auto* open = std::get_if<OpenExitDoor>(&command)) {
      CheckOpening(BookOf(open->crossing_id, before));
      exit_open_ = true;
    } else if (std::holds_alternative<CloseExitDoor>(command)) {
      exit_open_ = false;
    } else if (const auto* match = std::get_if<MatchFace>(&command)) {
      BookOf(match->crossing_id, before).capture_held = true;
      RC_ASSERT(match->round >= 1 && match->round <= kLimits.captures);
    } else if (const auto* wipe = std::get_if<WipeCapture>(&command)) {
      BookOf(wipe->crossing_id, before).capture_held = false;
    } else if (const auto* fault = std::get_if<RaiseFault>(&command)) {
      RC_ASSERT(faults_.insert(fault->fault).second);
    } else if (const auto* cleared = std::get_if<ClearFault>(&command)) {
      RC_ASSERT(faults_.erase(cleared->fault) == 1U);
    } else if (const auto* call = std::get_if<CallOfficer>(&command)) {
      if (!call->crossing_id.empty()) BookOf(call->crossing_id, before);
      officer_called_ = true;
    } else {
      BookReport(command, before);
    }
  }

  void BookReport(const LaneCommand& command, const LaneState& before) {
    if (const auto* ask = std::get_if<RequestDecision>(&command)) {
      CrossingBook& book = BookOf(ask->crossing_id, before);
      RC_ASSERT(ask->request.request_id.starts_with(ask->crossing_id + "/decision-"));
      for (const std::string& earlier : book.requests) RC_ASSERT(earlier != ask->request.request_id);
      std::set<CheckKind> kinds;
      for (const Finding& finding : ask->request.findings) RC_ASSERT(kinds.insert(finding.check).second);
      RC_ASSERT(kinds.contains(CheckKind::kDocument) && kinds.contains(CheckKind::kFace) &&
                kinds.contains(CheckKind::kBooking));
      book.requests.push_back(ask->request.request_id);
    } else if (const auto* passed = std::get_if<ReportPassage>(&command)) {
      CrossingBook& book = BookOf(passed->crossing_id, before);
      ++book.passages;
      RC_ASSERT(passed->passage.decision_request_id == (book.requests.empty() ? "" : book.requests.back()));
      RC_ASSERT(passed->passage.passed_at == now_);
    } else if (const auto* gone = std::get_if<ReportAbandonment>(&command)) {
      CrossingBook& book = BookOf(gone->crossing_id, before);
      ++book.abandonments;
      RC_ASSERT(!book.requests.empty());
      RC_ASSERT(gone->abandonment.decision_request_id == book.requests.back());
    }
  }

  void CheckOpening(const CrossingBook& book) {
    RC_ASSERT(!entry_open_);
    RC_ASSERT(!entry_seen_open_);
    RC_ASSERT(state_.persons == 1);
    RC_ASSERT(!book.requests.empty());
    const std::string& request = book.requests.back();
    const auto decision = book.decisions.find(request);
    const bool decided = decision != book.decisions.end();
    const bool admitted = decided && decision->second.verdict == Verdict::kAdmit;
    RC_ASSERT(admitted || book.officer_admits.contains(request));
    RC_ASSERT(!decided || now_ < decision->second.valid_until);
    ++tally_.happened[admitted ? "opened by a decision" : "opened by an officer"];
  }

  // A crossing that has just ended was reported as it should be, and its pictures are gone.
  void CheckEnd(const LaneState& before) {
    for (const LaneState* state : std::initializer_list<const LaneState*>{&before, &state_}) {
      if (!state->crossing) continue;
      const CrossingBook& book = books_.at(state->crossing->ids.crossing_id);
      const bool over = !state_.crossing || state_.crossing->ids.crossing_id != state->crossing->ids.crossing_id;
      if (!over) {
        RC_ASSERT(book.passages + book.abandonments == 0);
        continue;
      }
      if (!book.requests.empty()) {
        RC_ASSERT(book.passages + book.abandonments == 1);
        ++tally_.happened[book.passages == 1 ? "decided and passed" : "decided and abandoned"];
      } else {
        RC_ASSERT(book.abandonments == 0);
        RC_ASSERT(book.passages <= 1);
      }
      RC_ASSERT(!book.capture_held);
    }
  }

  void CheckState() {
    RC_ASSERT(!(entry_open_ && exit_open_));
    RC_ASSERT(IsCommandedOpen(state_.doors, LaneDoor::kEntry) == entry_open_);
    RC_ASSERT(IsCommandedOpen(state_.doors, LaneDoor::kExit) == exit_open_);
    std::set<LaneFault> standing;
    for (const auto& [fault, since] : state_.faults) standing.insert(fault);
    RC_ASSERT(standing == faults_);
    const bool empty = state_.phase == LanePhase::kIdle || state_.phase == LanePhase::kOutOfService ||
                       state_.phase == LanePhase::kReading || state_.phase == LanePhase::kEvacuated;
    if (empty) {
      RC_ASSERT(!entry_open_ && !exit_open_);
    } else {
      RC_ASSERT(!exit_open_ || state_.phase == LanePhase::kAdmitted);
    }
    RC_ASSERT(state_.crossing || (state_.phase != LanePhase::kReading && state_.phase != LanePhase::kBoarding &&
                                  state_.phase != LanePhase::kExamining && state_.phase != LanePhase::kDeciding &&
                                  state_.phase != LanePhase::kAdmitted && state_.phase != LanePhase::kAwaitingOfficer));
    RC_ASSERT(!state_.crossing || (state_.phase != LanePhase::kIdle && state_.phase != LanePhase::kOutOfService &&
                                   state_.phase != LanePhase::kEvacuated));
  }

  void CheckClosedIn() {
    if (!PersonInside(state_)) officer_called_ = false;
    if (!PersonInside(state_) || entry_seen_open_ || exit_seen_open_) {
      closed_in_since_.reset();
      return;
    }
    if (!closed_in_since_) closed_in_since_ = now_;
    const milliseconds held = now_ - *closed_in_since_;
    RC_ASSERT(held < kLimits.closed_in_alone || officer_called_);
    RC_ASSERT(held < kLimits.closed_in || entry_open_);
    if (held >= kLimits.closed_in) ++tally_.happened["held to the limit"];
  }

  Tally& tally_;
  LaneState state_;
  Instant now_ = FromUnixMs(1'790'000'000'000);
  int crossings_ = 0;
  bool entry_open_ = false, exit_open_ = false;  // as commanded
  bool entry_seen_open_ = false, exit_seen_open_ = false;
  bool officer_called_ = false;
  std::optional<Instant> closed_in_since_;
  std::set<LaneFault> faults_;
  std::map<std::string, CrossingBook> books_;
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
  Tally tally;
  const bool held = rc::check("the lane's promises", [&tally] {
    for (int i = 0; i < kWorlds; ++i) {
      World world(tally);
      for (const std::uint32_t word : *Acts()) world.Act(word);
      world.BringHome();
    }
  });
  ASSERT_TRUE(held);
  std::cout << tally.events << " events; ";
  for (const auto& [what, count] : tally.happened) {
    if (what.find(' ') != std::string::npos) std::cout << what << " " << count << "; ";
  }
  std::cout << "\n";
  EXPECT_GE(tally.events, 100'000);
  for (const LanePhase phase : kAllLanePhases) EXPECT_GT(tally.phases[std::string(LanePhaseName(phase))], 100);
  EXPECT_EQ(tally.happened.size(), std::variant_size_v<LaneEvent> + 5);
  for (const char* what : {"opened by a decision", "opened by an officer", "decided and passed",
                           "decided and abandoned", "held to the limit"}) {
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
