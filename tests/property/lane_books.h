// The books a test keeps about a lane: doors, admissions, findings, reports, faults, the time somebody has been closed
// in, written from events and commands alone and held against what the lane must never do. Of the lane's own state they
// trust the phase, the crossing's id and the count of persons; the rest is checked.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "gate-agent/lane/step.h"

namespace clearance {

// Over all worlds of one property: proof that it was not held by an empty run.
struct LaneTally {
  std::int64_t events = 0;
  std::map<std::string, std::int64_t> phases;    // steps that ended in each
  std::map<std::string, std::int64_t> commands;  // by LaneCommandText
  std::map<std::string, std::int64_t> arrived;   // events by name
  std::map<std::string, std::int64_t> happened;  // what the books saw, in words
};

// What is known of one crossing.
struct CrossingBook {
  std::vector<std::string> requests;          // every decision asked for
  std::map<std::string, Decision> decisions;  // the first answer to each
  std::set<std::string> officer_admits;       // requests an officer has answered with ADMIT
  int passages = 0;
  int abandonments = 0;
  bool capture_held = false;
  std::map<CheckKind, int> rounds;                    // in which each check was commanded last
  int pictures = 0;                                   // bursts of the face check's round
  std::map<CheckKind, std::vector<Finding>> answers;  // what came back for that round

  bool Asked(const std::string& request_id) const;
};

class LaneBooks {
 public:
  LaneBooks(const LaneLimits& limits, LaneTally& tally) : limits_(limits), tally_(tally) {}

  // One step. Fails the property (RC_ASSERT) on anything a lane must never do.
  void Check(const LaneState& before, const LaneEvent& event, const StepResult& result, Instant now);
  // The same state a little later: nobody has been closed in for too long.
  void CheckClosedIn(const LaneState& state, Instant now);

  bool IsOpen(LaneDoor door) const { return door == LaneDoor::kEntry ? entry_open_ : exit_open_; }
  bool IsSeenOpen(LaneDoor door) const { return door == LaneDoor::kEntry ? entry_seen_open_ : exit_seen_open_; }

 private:
  // The states around the step being checked.
  struct Around {
    const LaneState& before;
    const LaneState& after;
    Instant now;
  };

  void NoteEvent(const LaneEvent& event, const LaneState& before);
  void Note(const FindingArrived& event);

  // What each command promises; those without a line here promise nothing by themselves.
  template <typename Command>
  void Note(const Command&, const Around&) {}
  void Note(const OpenEntryDoor&, const Around& around);
  void Note(const CloseEntryDoor&, const Around& around);
  void Note(const OpenExitDoor& command, const Around& around);
  void Note(const CloseExitDoor&, const Around& around);
  void Note(const MatchFace& command, const Around& around);
  void Note(const CheckBooking& command, const Around& around);
  void Note(const ScreenTraveller& command, const Around& around);
  void Note(const RequestDecision& command, const Around& around);
  void Note(const CallOfficer& command, const Around& around);
  void Note(const ReportPassage& command, const Around& around);
  void Note(const ReportAbandonment& command, const Around& around);
  void Note(const RaiseFault& command, const Around& around);
  void Note(const ClearFault& command, const Around& around);
  void Note(const WipeCapture& command, const Around& around);

  // The crossing a command speaks of must be the one in hand before or after the step.
  CrossingBook& BookOf(const std::string& crossing_id, const Around& around);
  void CheckFinding(CrossingBook& book, const Finding& finding);
  void CheckEnd(const LaneEvent& event, const Around& around);
  void CheckState(const LaneState& state);
  void CheckSafety(const LaneEvent& event, const Around& around);

  const LaneLimits limits_;
  LaneTally& tally_;
  bool entry_open_ = false, exit_open_ = false;  // as commanded
  bool entry_seen_open_ = true, exit_seen_open_ = true;
  bool officer_called_ = false;
  std::optional<Instant> closed_in_since_;
  std::set<LaneFault> faults_;
  std::map<std::string, CrossingBook> books_;
};

}  // namespace clearance
