// Runs tests/golden/lane.csv, the lane's transition table, against Step: every row, and for every phase and event at
// least one row. The file's head says how a row reads.
#include <gtest/gtest.h>

#include <charconv>
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "gate-agent/lane/step.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr Instant kEntered = FromUnixMs(1'790'000'000'000);  // when the phase of every row began

std::vector<std::string> Split(const std::string& text, char by) {
  std::vector<std::string> parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, by);) parts.push_back(part);
  return parts;
}

struct Row {
  int line = 0;
  std::string phases, events, guard, next, commands;
};

std::vector<Row> ReadTable() {
  std::vector<Row> rows;
  std::ifstream in(SourcePath("tests/golden/lane.csv"));
  EXPECT_TRUE(in.is_open());
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (number == 1 || line.empty() || line[0] == '#') continue;
    std::vector<std::string> cells = Split(line + ",.", ',');
    EXPECT_EQ(cells.size(), 7U) << "line " << number;
    cells.resize(7);
    rows.push_back({number, cells[0], cells[1], cells[2], cells[3], cells[4]});
  }
  return rows;
}

template <typename Value, typename All, typename NameFn>
Value ByName(const All& all, NameFn name_of, const std::string& name) {
  for (const Value value : all) {
    if (name_of(value) == name) return value;
  }
  ADD_FAILURE() << "no such name: " << name;
  return *std::begin(all);
}

int Number(const std::string& text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  EXPECT_TRUE(error == std::errc() && end == text.data() + text.size()) << "not a number: " << text;
  return value;
}

LaneDoorPosition Position(const std::string& text) {
  EXPECT_TRUE(text == "OPEN" || text == "CLOSED") << text;
  return text == "OPEN" ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
}

CrossingIds Ids(const std::string& crossing_id) {
  CrossingIds ids;
  ids.crossing_id = crossing_id;
  for (std::size_t i = 0; i < ids.decision_request_ids.size(); ++i) {
    ids.decision_request_ids[i] = crossing_id + "-decision-" + std::to_string(i + 1);
  }
  ids.report_request_id = crossing_id + "-report";
  return ids;
}

Finding Passed(CheckKind check) {
  Finding finding;
  finding.check = check;
  finding.result = FindingResult::kPassed;
  return finding;
}

Decision DecisionOf(Verdict verdict, Instant valid_until) {
  Decision decision;
  decision.verdict = verdict;
  decision.valid_until = valid_until;
  return decision;
}

bool IsPast(LanePhase phase, LanePhase other) { return static_cast<int>(phase) > static_cast<int>(other); }

// What every crossing of the table has come to when its phase begins.
CrossingInHand PlainCrossing(LanePhase phase) {
  CrossingInHand crossing;
  crossing.ids = Ids("c");
  if (phase == LanePhase::kReading) return crossing;
  crossing.document = Document{};
  crossing.findings = {Passed(CheckKind::kDocument)};
  if (phase == LanePhase::kBoarding) {
    crossing.pending = {{CheckKind::kBooking, kEntered + LaneLimits{}.booking}};
    return crossing;
  }
  crossing.entered = true;
  crossing.capture_held = phase != LanePhase::kAdmitted;
  crossing.captured_at = kEntered;
  crossing.findings.push_back(Passed(CheckKind::kBooking));
  if (phase == LanePhase::kExamining) {
    crossing.pending = {{CheckKind::kFace, kEntered + LaneLimits{}.face},
                        {CheckKind::kTemperature, kEntered + LaneLimits{}.temperature},
                        {CheckKind::kBodyScan, kEntered + LaneLimits{}.body_scan}};
    return crossing;
  }
  crossing.findings.insert(crossing.findings.begin() + 1, Passed(CheckKind::kFace));
  crossing.decisions_asked = 1;
  const Instant valid_until = kEntered + std::chrono::minutes(5);
  if (phase == LanePhase::kAdmitted) crossing.decision = DecisionOf(Verdict::kAdmit, valid_until);
  if (phase == LanePhase::kAwaitingOfficer || phase == LanePhase::kTurningBack) {
    crossing.decision = DecisionOf(Verdict::kRefer, valid_until);
  }
  if (phase == LanePhase::kTurningBack) crossing.ending = AbandonmentCause::kRefusedByOfficer;
  return crossing;
}

LaneState PlainState(LanePhase phase) {
  LaneState state;
  state.started = true;
  state.phase = phase;
  state.phase_since = kEntered;
  state.doors.entry.seen = LaneDoorPosition::kClosed;
  state.doors.exit.seen = LaneDoorPosition::kClosed;
  if (phase == LanePhase::kBoarding || phase == LanePhase::kTurningBack) {
    state.doors.entry = {LaneDoorPosition::kOpen, LaneDoorPosition::kOpen, {}};
  }
  if (phase == LanePhase::kAdmitted) state.doors.exit = {LaneDoorPosition::kOpen, LaneDoorPosition::kOpen, {}};
  const bool crossing =
      phase != LanePhase::kIdle && phase != LanePhase::kOutOfService && phase != LanePhase::kEvacuated;
  if (crossing) state.crossing = PlainCrossing(phase);
  state.persons = IsPast(phase, LanePhase::kBoarding) && crossing ? 1 : 0;
  if (phase == LanePhase::kAttended) state.attended_cause = CallCause::kNoDecision;
  state.officer_called = phase == LanePhase::kAwaitingOfficer || phase == LanePhase::kAttended;
  return state;
}

CallCause Cause(const std::string& name) {
  if (name == "PERSON_COUNT") return CallCause::kPersonCount;
  ADD_FAILURE() << "no such cause in the table: " << name;
  return CallCause::kReferred;
}

// One row's situation: the state before, the moment, and whether the event is another crossing's.
struct Situation {
  LaneState state;
  Instant now = kEntered + std::chrono::seconds(1);
  std::optional<Duration> closed_in;
  bool stale = false;
  bool lapsed = false;
};

void KeepPending(CrossingInHand& crossing, const std::string& name) {
  std::vector<PendingCheck> kept;
  for (const PendingCheck& pending : crossing.pending) {
    if (CheckKindName(pending.check) == name) kept.push_back(pending);
  }
  crossing.pending = kept;
}

// Guards on the crossing; false when the word is none of them.
bool ApplyToCrossing(Situation& situation, const std::string& key, const std::string& value) {
  CrossingInHand* crossing = situation.state.crossing ? &*situation.state.crossing : nullptr;
  if (key == "pending") {
    KeepPending(*crossing, value);
  } else if (key == "coached") {
    for (PendingCheck& pending : crossing->pending) {
      if (pending.check == CheckKind::kFace) pending = {CheckKind::kFace, kEntered + LaneLimits{}.coaching, true};
    }
  } else if (key == "attempts") {
    crossing->attempts = Number(value);
  } else if (key == "round") {
    crossing->round = Number(value);
  } else if (key == "asked") {
    crossing->decisions_asked = Number(value);
    if (crossing->decisions_asked == 0) crossing->decision.reset();
  } else if (key == "resolution") {
    crossing->resolution = ParseResolution(value).value();
  } else if (key == "entered") {
    crossing->entered = true;
    situation.state.persons = 1;
    situation.state.doors.entry.commanded = LaneDoorPosition::kClosed;
  } else if (key == "no_crossing") {
    situation.state.crossing.reset();
  } else if (key == "level") {
    situation.state.level = ParseServiceLevel(value).value();
    if (crossing != nullptr) crossing->level = situation.state.level;
  } else {
    return false;
  }
  return true;
}

bool ApplyToLane(Situation& situation, const std::string& key, const std::string& value) {
  LaneState& state = situation.state;
  if (key == "persons") {
    state.persons = value == "?" ? std::nullopt : std::optional<int>(Number(value));
  } else if (key == "entry") {
    state.doors.entry.seen = Position(value);
  } else if (key == "exit") {
    state.doors.exit.seen = Position(value);
  } else if (key == "entry_commanded") {
    state.doors.entry.commanded = Position(value);
  } else if (key == "exit_commanded") {
    state.doors.exit.commanded = Position(value);
  } else if (key == "fault") {
    state.faults.emplace(ByName<LaneFault>(kAllLaneFaults, LaneFaultName, value), kEntered);
  } else if (key == "cause") {
    state.attended_cause = Cause(value);
  } else if (key == "called") {
    state.officer_called = true;
  } else if (key == "alone") {
    state.officer_called = false;
  } else if (key == "reminded") {
    state.reminded = true;
  } else {
    return false;
  }
  return true;
}

Situation Prepare(LanePhase phase, const std::string& guard) {
  Situation situation;
  situation.state = PlainState(phase);
  for (const std::string& word : Split(guard, ' ')) {
    const std::size_t equals = word.find('=');
    const std::string key = word.substr(0, equals);
    const std::string value = equals == std::string::npos ? "" : word.substr(equals + 1);
    if (key == "after") {
      situation.now = kEntered + std::chrono::seconds(Number(value));
    } else if (key == "closed_in") {
      situation.closed_in = std::chrono::seconds(Number(value));
    } else if (key == "stale") {
      situation.stale = true;
    } else if (key == "lapsed") {
      situation.state.crossing->decision->valid_until = situation.now;
    } else if (!ApplyToCrossing(situation, key, value) && !ApplyToLane(situation, key, value)) {
      ADD_FAILURE() << "no such guard: " << word;
    }
  }
  LaneState& state = situation.state;
  if (phase == LanePhase::kOutOfService && state.faults.empty()) state.faults.emplace(LaneFault::kScreen, kEntered);
  for (DoorState* door : {&state.doors.entry, &state.doors.exit}) {
    if (door->seen != door->commanded && phase != LanePhase::kEvacuated) door->disagrees_since = kEntered;
  }
  if (PersonInside(state) && BothSeenClosed(state.doors)) {
    state.closed_in_since = situation.closed_in ? situation.now - *situation.closed_in : kEntered;
  }
  return situation;
}

Restarted RestartedEvent(const std::string& detail) {
  Restarted event;
  event.entry_door = detail == "INSIDE:ENTRY_OPEN" ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed;
  event.exit_door = LaneDoorPosition::kClosed;
  event.persons = detail == "EMPTY" ? 0 : 1;
  if (detail.starts_with("INSIDE")) event.inside = PlainCrossing(LanePhase::kDeciding);
  return event;
}

ScreenMessage MessageNamed(const std::string& name) {
  for (const ScreenMessage message : {ScreenMessage::kLookHere, ScreenMessage::kGoThrough}) {
    if (ScreenMessageName(message) == name) return message;
  }
  ADD_FAILURE() << "no such message in the table: " << name;
  return ScreenMessage::kLookHere;
}

LaneEvent CrossingEvent(const std::string& name, const std::string& detail, const Situation& situation) {
  const std::string crossing_id = situation.stale ? "another" : "c";
  std::string request_id = "another";
  if (!situation.stale && situation.state.crossing) request_id = DecisionRequestId(*situation.state.crossing);
  if (name == "DOCUMENT_READ") return DocumentRead{crossing_id, {}, Passed(CheckKind::kDocument)};
  if (name == "DOCUMENT_READ_FAILED") return DocumentReadFailed{crossing_id};
  if (name == "FINDING_ARRIVED") {
    const std::vector<std::string> parts = Split(detail, ':');
    Finding finding = Passed(ParseCheckKind(parts.at(0)).value());
    if (parts.size() > 1) {
      finding.result = FindingResult::kNotPerformed;
      finding.cause = ParseFindingCause(parts[1]).value();
    }
    FindingArrived event{crossing_id, 1, finding, {}};
    if (parts.size() > 2) event.coaching = MessageNamed(parts[2]);
    return event;
  }
  if (name == "CHECK_DECLINED") return CheckDeclined{ParseCheckKind(detail).value()};
  if (name == "DECISION_ARRIVED") {
    const bool lapsed = detail == "ADMIT:LAPSED";
    const Instant valid_until = lapsed ? situation.now : situation.now + std::chrono::minutes(5);
    const Verdict verdict = ParseVerdict(Split(detail, ':').at(0)).value();
    return DecisionArrived{request_id, DecisionOf(verdict, valid_until), "referral"};
  }
  if (name == "DECISION_FAILED") return DecisionFailed{request_id, StatusCode::kUnavailable, "CENTRE_UNREACHABLE"};
  if (name == "OFFICER_RESOLVED") return OfficerResolved{"referral", request_id, ParseResolution(detail).value()};
  ADD_FAILURE() << "no such event: " << name;
  return TimePassed{};
}

LaneEvent EventOf(const std::string& name, const std::string& detail, const Situation& situation) {
  if (name == "RESTARTED") return RestartedEvent(detail);
  if (name == "DIRECTION_SELECTED") {
    LaneProfile profile;
    profile.lane_id = "turned";
    return DirectionSelected{profile};
  }
  if (name == "LEVEL_SELECTED") return LevelSelected{ParseServiceLevel(detail).value()};
  if (name == "DOCUMENT_PRESENTED") return DocumentPresented{Ids("c")};
  if (name == "TRAVELLER_ENTERED") return TravellerEntered{Number(detail)};
  if (name == "TRAVELLER_LEFT") return TravellerLeft{};
  if (name == "TRAVELLER_WENT_BACK") return TravellerWentBack{};
  if (name == "DOOR_REPORTED") {
    const std::vector<std::string> parts = Split(detail, ':');
    return DoorReported{parts.at(0) == "ENTRY" ? LaneDoor::kEntry : LaneDoor::kExit, Position(parts.at(1))};
  }
  if (name == "PERSON_COUNT_REPORTED") return PersonCountReported{Number(detail)};
  if (name == "LANE_CLEARED") return LaneCleared{detail == "PASSED" ? ClearedAs::kPassed : ClearedAs::kWentBack};
  if (name == "EMERGENCY_PRESSED") return EmergencyPressed{};
  if (name == "EVACUATION_SIGNALLED") return EvacuationSignalled{};
  if (name == "EVACUATION_ENDED") {
    const std::size_t colon = detail.find(':');
    return EvacuationEnded{detail.substr(0, colon), detail.substr(colon + 1)};
  }
  if (name == "DEVICE_FAULTED") return DeviceFaulted{ByName<LaneDevice>(kAllLaneDevices, LaneDeviceName, detail)};
  if (name == "DEVICE_RECOVERED") return DeviceRecovered{ByName<LaneDevice>(kAllLaneDevices, LaneDeviceName, detail)};
  if (name == "TIME_PASSED") return TimePassed{};
  return CrossingEvent(name, detail, situation);
}

std::string Join(const std::vector<LaneCommand>& commands) {
  std::string text;
  for (const LaneCommand& command : commands) text += (text.empty() ? "" : " ") + LaneCommandText(command);
  return text;
}

struct EventText {
  std::string name, detail;
};

EventText ParseEvent(const std::string& text) {
  const std::size_t open = text.find('(');
  if (open == std::string::npos) return {text, ""};
  return {text.substr(0, open), text.substr(open + 1, text.size() - open - 2)};
}

void CheckRow(const Row& row, LanePhase phase, const std::string& event_text) {
  SCOPED_TRACE("lane.csv line " + std::to_string(row.line) + ": " + std::string(LanePhaseName(phase)) + ", " +
               event_text + ", " + row.guard);
  const Situation situation = Prepare(phase, row.guard);
  const EventText parsed = ParseEvent(event_text);
  const LaneEvent event = EventOf(parsed.name, parsed.detail, situation);
  ASSERT_EQ(LaneEventName(event), parsed.name);
  const StepResult result = Step(situation.state, event, situation.now, LaneLimits{});
  std::string expected = row.commands;
  if (const std::size_t plus = expected.find("(+)"); plus != std::string::npos) {
    expected.replace(plus, 3, "(" + parsed.detail + ")");
  }
  EXPECT_EQ(Join(result.commands), expected);
  if (row.next == "=") {
    EXPECT_TRUE(result.state == situation.state)
        << "the state has changed, in phase " << LanePhaseName(result.state.phase);
  } else {
    EXPECT_EQ(LanePhaseName(result.state.phase), row.next == "+" ? LanePhaseName(phase) : std::string_view(row.next));
    EXPECT_FALSE(result.state == situation.state) << "nothing has changed: `=`";
  }
}

std::vector<LanePhase> PhasesOf(const Row& row) {
  if (row.phases == "*") return {kAllLanePhases.begin(), kAllLanePhases.end()};
  std::vector<LanePhase> phases;
  for (const std::string& name : Split(row.phases, '|')) {
    phases.push_back(ByName<LanePhase>(kAllLanePhases, LanePhaseName, name));
  }
  return phases;
}

TEST(LaneTableTest, EveryRowHoldsAndEveryPhaseAnswersEveryEvent) {
  std::set<std::pair<std::string, std::string>> told;
  std::set<std::string> events;
  const std::vector<Row> table = ReadTable();
  ASSERT_GT(table.size(), 150U);
  for (const Row& row : table) {
    for (const LanePhase phase : PhasesOf(row)) {
      for (const std::string& event : Split(row.events, '|')) {
        CheckRow(row, phase, event);
        told.emplace(LanePhaseName(phase), ParseEvent(event).name);
        events.insert(ParseEvent(event).name);
      }
    }
  }
  EXPECT_EQ(events.size(), std::variant_size_v<LaneEvent>);
  for (const LanePhase phase : kAllLanePhases) {
    for (const std::string& event : events) {
      EXPECT_TRUE(told.contains({std::string(LanePhaseName(phase)), event}))
          << "no row for " << LanePhaseName(phase) << " and " << event;
    }
  }
}

}  // namespace
}  // namespace clearance
