// What a lane knows: its phase and the facts of the crossing in hand. A value: Step takes one and gives one, nothing
// else changes it. It holds personal data (the document), so it is never logged, and journalled only in a file that
// its owner alone may read.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/referral.h"
#include "gate-agent/lane/interlock.h"

namespace clearance {

enum class LanePhase {
  kOutOfService,     // takes nobody; until Restarted, while a blocking fault stands, and after an evacuation
  kIdle,             // empty, both doors commanded closed, waiting for a document
  kReading,          // the document is being read; the person stands outside
  kBoarding,         // the person is stepping in: the entry door is opening, open or closing
  kExamining,        // both doors closed; findings are being collected
  kDeciding,         // a decision has been asked for
  kAdmitted,         // the exit door is to open, or open; waiting for TravellerLeft
  kAwaitingOfficer,  // referred: an officer answers
  kAttended,         // the lane cannot judge (AttendedCause): an officer comes; nobody passes without one
  kTurningBack,      // the entry door is open; waiting for TravellerWentBack
  kEvacuated,        // the fire panel has freed the doors; the lane commands none
};
inline constexpr std::array kAllLanePhases = {
    LanePhase::kOutOfService, LanePhase::kIdle,        LanePhase::kReading,  LanePhase::kBoarding,
    LanePhase::kExamining,    LanePhase::kDeciding,    LanePhase::kAdmitted, LanePhase::kAwaitingOfficer,
    LanePhase::kAttended,     LanePhase::kTurningBack, LanePhase::kEvacuated};
std::string_view LanePhaseName(LanePhase phase);  // "AWAITING_OFFICER"

// Why an officer is called.
enum class CallCause {
  kReferred,           // Decide's reasons come with the call
  kNoDecision,         // neither the centre nor the offline desk has answered
  kDecisionsUsedUp,    // this crossing has asked kDecisionsPerCrossing times
  kHeldTooLong,        // behind two closed doors for LaneLimits::closed_in_alone
  kPersonCount,        // not exactly one person
  kUnexpectedPerson,   // somebody is in a lane without a crossing
  kEmergency,          // the button
  kRestarted,          // the process started with a person inside
  kDeviceFault,        // a door or the person counter
  kNotLeaving,         // the exit door is open and nobody goes
  kNotGoingBack,       // the entry door is open and nobody goes
  kUnexpectedPassage,  // somebody left by the exit door whom the lane had not let
};
std::string_view CallCauseName(CallCause cause);  // "HELD_TOO_LONG"

enum class LaneDevice {
  kDocumentReader,
  kCodeScanner,
  kCamera,
  kThermalCamera,
  kBodyScanner,
  kEntryDoor,
  kExitDoor,
  kPersonCounter,
  kScreen,
};
inline constexpr std::array kAllLaneDevices = {
    LaneDevice::kDocumentReader, LaneDevice::kCodeScanner,   LaneDevice::kCamera,
    LaneDevice::kThermalCamera,  LaneDevice::kBodyScanner,   LaneDevice::kEntryDoor,
    LaneDevice::kExitDoor,       LaneDevice::kPersonCounter, LaneDevice::kScreen};
std::string_view LaneDeviceName(LaneDevice device);  // "DOCUMENT_READER"

// Raised, shown until cleared.
enum class LaneFault {
  kDocumentReader,
  kCodeScanner,
  kCamera,
  kThermalCamera,
  kBodyScanner,
  kEntryDoor,
  kExitDoor,
  kPersonCounter,
  kScreen,
  kEntryDoorStuck,  // not where it was commanded within LaneLimits::door
  kExitDoorStuck,
  kBothDoorsOpen,      // seen open without an evacuation
  kUnexpectedPassage,  // cleared by LaneCleared only
};
inline constexpr std::array kAllLaneFaults = {
    LaneFault::kDocumentReader,   LaneFault::kCodeScanner,    LaneFault::kCamera,        LaneFault::kThermalCamera,
    LaneFault::kBodyScanner,      LaneFault::kEntryDoor,      LaneFault::kExitDoor,      LaneFault::kPersonCounter,
    LaneFault::kScreen,           LaneFault::kEntryDoorStuck, LaneFault::kExitDoorStuck, LaneFault::kBothDoorsOpen,
    LaneFault::kUnexpectedPassage};
std::string_view LaneFaultName(LaneFault fault);  // "BOTH_DOORS_OPEN"; the code of a LaneReport
LaneFault FaultOf(LaneDevice device);
// The device a check stands or falls with.
LaneDevice DeviceOf(CheckKind check);
// True for faults that keep an empty lane out of service.
bool IsBlocking(LaneFault fault);

// How often one crossing may ask for a decision: a first time, after each repeated capture, and after each lapse.
inline constexpr int kDecisionsPerCrossing = 8;

// Every id a crossing can need, made by the runner before it begins, so that Step needs no randomness and a restart
// finds the same ids in the journal. All are UUIDs and all differ.
struct CrossingIds {
  std::string crossing_id;                                              // names the crossing inside this gate
  std::array<std::string, kDecisionsPerCrossing> decision_request_ids;  // one for each time it asks
  std::string report_request_id;                                        // of its passage or abandonment
  friend bool operator==(const CrossingIds&, const CrossingIds&) = default;
};

// A check commanded and not yet answered; or, coached, one whose picture was of no use: another is taken at the
// deadline.
struct PendingCheck {
  CheckKind check = CheckKind::kFace;
  Instant deadline{};
  bool coached = false;
  friend bool operator==(const PendingCheck&, const PendingCheck&) = default;
};

struct CrossingInHand {
  CrossingIds ids;
  LaneProfile profile;  // both frozen when the document was presented
  ServiceLevel level = ServiceLevel::kFull;
  std::optional<Document> document;  // present in every phase with a person inside
  std::string booking_id;
  std::vector<Finding> findings;  // at most one of each kind
  std::vector<PendingCheck> pending;
  int round = 1;     // of examining: rises with every capture an officer has repeated
  int attempts = 1;  // bursts of this round
  bool entered = false;
  bool capture_held = false;  // a live picture may exist that has not been wiped
  Instant captured_at{};      // the newest such picture
  int decisions_asked = 0;
  std::optional<Decision> decision;        // the answer to the last time it asked
  std::string referral_id;                 // of that decision, or empty
  std::optional<Resolution> resolution;    // an officer's answer to that decision
  std::optional<AbandonmentCause> ending;  // why it is being turned back
  friend bool operator==(const CrossingInHand&, const CrossingInHand&) = default;
};

// The request id the crossing asked with last; empty before it asked.
std::string_view DecisionRequestId(const CrossingInHand& crossing);

struct LaneState {
  bool started = false;  // since Restarted; nothing else is heeded before
  LanePhase phase = LanePhase::kOutOfService;
  Instant phase_since{};
  LaneProfile profile;
  ServiceLevel level = ServiceLevel::kFull;  // of the next crossing
  LaneDoors doors;
  std::optional<int> persons;               // as counted last; nothing when unknown
  std::optional<CrossingInHand> crossing;   // never in kIdle or kOutOfService
  std::optional<CallCause> attended_cause;  // in kAttended only
  std::optional<Instant> closed_in_since;   // somebody inside and both doors seen closed
  bool officer_called = false;              // since somebody came in
  bool reminded = false;                    // the officer was called because this phase takes too long
  std::map<LaneFault, Instant> faults;      // since when
  int unverified_persons = 0;               // who left during the last evacuation, counted and not verified
  friend bool operator==(const LaneState&, const LaneState&) = default;
};

// True when a person is in the lane as far as it knows. The runner journals the crossing at every Step, and gives it
// back with Restarted if the journalled state answers true here.
bool PersonInside(const LaneState& state);

}  // namespace clearance
