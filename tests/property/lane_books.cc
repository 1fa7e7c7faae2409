// What a lane must never do.
#include "tests/property/lane_books.h"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

// RC_ASSERT takes its expression apart and evaluates both sides of || and &&: where one guards the other, it stands in
// parentheses of its own.

namespace clearance {
namespace {

void NoteCheck(CrossingBook& book, CheckKind check, int round) {
  book.rounds[check] = round;
  book.answers[check].clear();
}

bool IsEmptyPhase(LanePhase phase) {
  return phase == LanePhase::kIdle || phase == LanePhase::kOutOfService || phase == LanePhase::kEvacuated;
}

// Phases with or without a crossing: somebody may be in the lane whom no document belongs to.
bool MayBeNobodys(LanePhase phase) {
  return IsEmptyPhase(phase) || phase == LanePhase::kAttended || phase == LanePhase::kTurningBack;
}

// The decision asked for last, or the first that would have been.
std::string ReportedDecision(const CrossingBook& book, const std::string& crossing_id) {
  return book.requests.empty() ? crossing_id + "/decision-0" : book.requests.back();
}

}  // namespace

bool CrossingBook::Asked(const std::string& request_id) const {
  return std::find(requests.begin(), requests.end(), request_id) != requests.end();
}

void LaneBooks::Check(const LaneState& before, const LaneEvent& event, const StepResult& result, Instant now) {
  ++tally_.events;
  ++tally_.phases[std::string(LanePhaseName(result.state.phase))];
  ++tally_.arrived[std::string(LaneEventName(event))];
  NoteEvent(event, before);
  const Around around{before, result.state, now};
  for (const LaneCommand& command : result.commands) {
    ++tally_.commands[LaneCommandText(command)];
    std::visit([&](const auto& given) { Note(given, around); }, command);
  }
  CheckSafety(event, around);
  CheckEnd(event, around);
  CheckState(result.state);
  CheckClosedIn(result.state, now);
}

void LaneBooks::NoteEvent(const LaneEvent& event, const LaneState& before) {
  if (const auto* door = std::get_if<DoorReported>(&event)) {
    (door->door == LaneDoor::kEntry ? entry_seen_open_ : exit_seen_open_) = door->position == LaneDoorPosition::kOpen;
  } else if (const auto* decided = std::get_if<DecisionArrived>(&event)) {
    for (auto& [id, book] : books_) {
      const std::string& request = decided->decision_request_id;
      if (book.Asked(request)) book.decisions.emplace(request, decided->decision);
    }
  } else if (const auto* resolved = std::get_if<OfficerResolved>(&event)) {
    for (auto& [id, book] : books_) {
      const std::string& request = resolved->decision_request_id;
      if (resolved->resolution == Resolution::kAdmit && book.Asked(request)) book.officer_admits.insert(request);
    }
  } else if (const auto* arrived = std::get_if<FindingArrived>(&event)) {
    Note(*arrived);
  } else if (const auto* presented = std::get_if<DocumentPresented>(&event)) {
    books_.try_emplace(presented->ids.crossing_id);
  } else if (const auto* restarted = std::get_if<Restarted>(&event)) {
    entry_open_ = exit_open_ = false;
    entry_seen_open_ = restarted->entry_door == LaneDoorPosition::kOpen;
    exit_seen_open_ = restarted->exit_door == LaneDoorPosition::kOpen;
    faults_.clear();
    if (before.crossing) books_[before.crossing->ids.crossing_id].capture_held = before.crossing->capture_held;
  } else if (std::holds_alternative<EvacuationSignalled>(event) && before.phase != LanePhase::kEvacuated) {
    entry_open_ = exit_open_ = false;
  }
}

void LaneBooks::Note(const FindingArrived& event) {
  const auto book = books_.find(event.crossing_id);
  if (book == books_.end()) return;
  const auto round = book->second.rounds.find(event.finding.check);
  if (round == book->second.rounds.end() || round->second != event.round) return;
  book->second.answers[event.finding.check].push_back(event.finding);
}

CrossingBook& LaneBooks::BookOf(const std::string& crossing_id, const Around& around) {
  const bool known = (around.before.crossing && around.before.crossing->ids.crossing_id == crossing_id) ||
                     (around.after.crossing && around.after.crossing->ids.crossing_id == crossing_id);
  RC_ASSERT(known);
  return books_.at(crossing_id);
}

void LaneBooks::Note(const OpenEntryDoor&, const Around&) {
  RC_ASSERT(!exit_open_);
  entry_open_ = true;
}

void LaneBooks::Note(const CloseEntryDoor&, const Around&) { entry_open_ = false; }

void LaneBooks::Note(const CloseExitDoor&, const Around&) { exit_open_ = false; }

void LaneBooks::Note(const OpenExitDoor& command, const Around& around) {
  const CrossingBook& book = BookOf(command.crossing_id, around);
  RC_ASSERT(!entry_open_);
  RC_ASSERT(!entry_seen_open_);
  RC_ASSERT(around.after.persons == 1);
  RC_ASSERT(!book.requests.empty());
  const std::string& request = book.requests.back();
  const auto decision = book.decisions.find(request);
  const bool decided = decision != book.decisions.end();
  const bool admitted = decided && decision->second.verdict == Verdict::kAdmit;
  RC_ASSERT((admitted || book.officer_admits.contains(request)));
  RC_ASSERT((!decided || around.now < decision->second.valid_until));
  exit_open_ = true;
  ++tally_.happened[admitted ? "opened by a decision" : "opened by an officer"];
}

void LaneBooks::Note(const MatchFace& command, const Around& around) {
  CrossingBook& book = BookOf(command.crossing_id, around);
  book.capture_held = true;
  book.pictures = book.rounds[CheckKind::kFace] == command.round ? book.pictures + 1 : 1;
  RC_ASSERT(book.pictures <= limits_.attempts);
  if (book.pictures > 1) ++tally_.happened["another picture after a word to the traveller"];
  NoteCheck(book, CheckKind::kFace, command.round);
  RC_ASSERT((command.round >= 1 && command.round <= limits_.captures));
}

void LaneBooks::Note(const CheckBooking& command, const Around& around) {
  NoteCheck(BookOf(command.crossing_id, around), CheckKind::kBooking, command.round);
}

void LaneBooks::Note(const ScreenTraveller& command, const Around& around) {
  NoteCheck(BookOf(command.crossing_id, around), command.check, command.round);
}

void LaneBooks::Note(const RequestDecision& command, const Around& around) {
  CrossingBook& book = BookOf(command.crossing_id, around);
  RC_ASSERT(command.request.request_id.starts_with(command.crossing_id + "/decision-"));
  RC_ASSERT(!book.Asked(command.request.request_id));
  std::set<CheckKind> kinds;
  for (const Finding& finding : command.request.findings) {
    RC_ASSERT(kinds.insert(finding.check).second);
    CheckFinding(book, finding);
  }
  RC_ASSERT((kinds.contains(CheckKind::kDocument) && kinds.contains(CheckKind::kFace) &&
             kinds.contains(CheckKind::kBooking)));
  book.requests.push_back(command.request.request_id);
}

// A finding is the answer to the last command for that check, or the lane's own: then it says why there is none. The
// worlds answer without a cause, so that the two can be told apart.
void LaneBooks::CheckFinding(CrossingBook& book, const Finding& finding) {
  if (finding.check == CheckKind::kDocument) return;
  if (finding.cause != FindingCause::kNone) {
    RC_ASSERT(finding.result == FindingResult::kNotPerformed);
    return;
  }
  const std::vector<Finding>& answers = book.answers[finding.check];
  RC_ASSERT(std::find(answers.begin(), answers.end(), finding) != answers.end());
}

void LaneBooks::Note(const CallOfficer& command, const Around& around) {
  if (!command.crossing_id.empty()) BookOf(command.crossing_id, around);
  officer_called_ = true;
}

void LaneBooks::Note(const ReportPassage& command, const Around& around) {
  CrossingBook& book = BookOf(command.crossing_id, around);
  ++book.passages;
  RC_ASSERT(command.passage.request_id == command.crossing_id + "/report");
  RC_ASSERT(command.passage.decision_request_id == ReportedDecision(book, command.crossing_id));
  RC_ASSERT(command.passage.passed_at == around.now);
}

void LaneBooks::Note(const ReportAbandonment& command, const Around& around) {
  CrossingBook& book = BookOf(command.crossing_id, around);
  ++book.abandonments;
  RC_ASSERT(command.abandonment.request_id == command.crossing_id + "/report");
  RC_ASSERT((!book.requests.empty() || command.abandonment.seal));
  RC_ASSERT(command.abandonment.decision_request_id == ReportedDecision(book, command.crossing_id));
}

void LaneBooks::Note(const RaiseFault& command, const Around&) { RC_ASSERT(faults_.insert(command.fault).second); }

void LaneBooks::Note(const ClearFault& command, const Around&) { RC_ASSERT(faults_.erase(command.fault) == 1U); }

void LaneBooks::Note(const WipeCapture& command, const Around& around) {
  BookOf(command.crossing_id, around).capture_held = false;
}

void LaneBooks::CheckSafety(const LaneEvent& event, const Around& around) {
  if (std::holds_alternative<EmergencyPressed>(event) && around.after.phase != LanePhase::kEvacuated) {
    RC_ASSERT((entry_open_ || (exit_open_ && exit_seen_open_)));
  }
  const bool returned = around.before.phase == LanePhase::kEvacuated && around.after.phase != LanePhase::kEvacuated;
  if (!returned || std::holds_alternative<Restarted>(event)) return;
  const auto* ended = std::get_if<EvacuationEnded>(&event);
  RC_ASSERT(ended != nullptr);
  RC_ASSERT(ended->first_officer != ended->second_officer);
}

// A crossing that has just ended was reported as it should be, and its pictures are gone.
void LaneBooks::CheckEnd(const LaneEvent& event, const Around& around) {
  if (!around.before.crossing) return;
  const std::string& crossing_id = around.before.crossing->ids.crossing_id;
  const CrossingBook& book = books_.at(crossing_id);
  if (around.after.crossing && around.after.crossing->ids.crossing_id == crossing_id) {
    RC_ASSERT(book.passages + book.abandonments == 0);
    return;
  }
  RC_ASSERT(!book.capture_held);
  if (book.requests.empty()) {
    const int reports = book.passages + book.abandonments;
    // A process that died knows of those alone who were inside.
    const bool shown = !around.before.crossing->booking_id.empty() && !std::holds_alternative<Restarted>(event);
    RC_ASSERT((shown ? reports == 1 : reports <= 1));
    if (book.abandonments == 1) ++tally_.happened["shown and abandoned"];
    return;
  }
  RC_ASSERT(book.passages + book.abandonments == 1);
  ++tally_.happened[book.passages == 1 ? "decided and passed" : "decided and abandoned"];
}

void LaneBooks::CheckState(const LaneState& state) {
  RC_ASSERT((!(entry_open_ && exit_open_)));
  RC_ASSERT(IsCommandedOpen(state.doors, LaneDoor::kEntry) == entry_open_);
  RC_ASSERT(IsCommandedOpen(state.doors, LaneDoor::kExit) == exit_open_);
  RC_ASSERT((!exit_open_ || state.phase == LanePhase::kAdmitted));
  const bool closed = IsEmptyPhase(state.phase) || state.phase == LanePhase::kReading;
  RC_ASSERT((!closed || !entry_open_));
  const bool fits = state.crossing ? !IsEmptyPhase(state.phase) : MayBeNobodys(state.phase);
  RC_ASSERT(fits);
  std::set<LaneFault> standing;
  for (const auto& [fault, since] : state.faults) standing.insert(fault);
  RC_ASSERT(standing == faults_);
}

void LaneBooks::CheckClosedIn(const LaneState& state, Instant now) {
  if (!PersonInside(state)) officer_called_ = false;
  if (!PersonInside(state) || entry_seen_open_ || exit_seen_open_) {
    closed_in_since_.reset();
    return;
  }
  if (!closed_in_since_) closed_in_since_ = now;
  const Duration held = now - *closed_in_since_;
  RC_ASSERT((held < limits_.closed_in_alone || officer_called_));
  RC_ASSERT((held < limits_.closed_in || entry_open_));
  if (held >= limits_.closed_in) ++tally_.happened["held to the limit"];
}

}  // namespace clearance
