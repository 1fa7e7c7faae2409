// What can happen to a lane: the events Step is given. Devices, workers, the link and the timer make them; they are
// facts in the past tense and decide nothing.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "common/base/status.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/referral.h"
#include "gate-agent/lane/interlock.h"
#include "gate-agent/lane/lane_state.h"
#include "gate-agent/lane/screen_message.h"

namespace clearance {

// The process has started: always a lane's first event. Everything the lane knew is gone; `inside` is the crossing the
// journal shows with a person inside, with its document, or nothing.
struct Restarted {
  LaneProfile profile;
  ServiceLevel level = ServiceLevel::kFull;
  LaneDoorPosition entry_door = LaneDoorPosition::kOpen;  // as the sensors see them now
  LaneDoorPosition exit_door = LaneDoorPosition::kOpen;
  std::optional<int> persons;  // nothing when the counter does not answer
  std::optional<CrossingInHand> inside;
  std::optional<Instant> closed_in_since;  // as journalled: the time behind closed doors is not begun anew
};

// The key switch of a reversible lane. Heeded in Idle only.
struct DirectionSelected {
  LaneProfile profile;
};

// Another service level. Holds from the next crossing on.
struct LevelSelected {
  ServiceLevel level = ServiceLevel::kFull;
};

struct DocumentPresented {
  CrossingIds ids;
};

// The reader's answer to ReadDocument. `finding` is of kind kDocument and may well be doubtful or failed: a document
// that can be named goes on and Decide refers it.
struct DocumentRead {
  std::string crossing_id;
  Document document;
  Finding finding;
};

// Nothing that could be named was read.
struct DocumentReadFailed {
  std::string crossing_id;
};

// The person has stepped in through the entry door; `persons` are in the lane now.
struct TravellerEntered {
  int persons = 1;
};

// The lane has been left by the exit door and is empty.
struct TravellerLeft {};

// The lane has been left by the entry door and is empty.
struct TravellerWentBack {};

// A door sensor, on each change.
struct DoorReported {
  LaneDoor door = LaneDoor::kEntry;
  LaneDoorPosition position = LaneDoorPosition::kClosed;
};

// The person counter, on each change.
struct PersonCountReported {
  int persons = 0;
};

// A check's answer; `round` is that of the command. `booking_id` with the booking check only, from a verified seal;
// `coaching` with a face that was not taken, where the traveller can do something about it.
struct FindingArrived {
  std::string crossing_id;
  int round = 1;
  Finding finding;
  std::string booking_id;
  std::optional<ScreenMessage> coaching{};
};

// The traveller does without a check (kFace, kTemperature or kBodyScan): an officer does it instead.
struct CheckDeclined {
  CheckKind check = CheckKind::kFace;
};

// `referral_id` is empty when the decision opened none.
struct DecisionArrived {
  std::string decision_request_id;
  Decision decision;
  std::string referral_id;
};

// The link has given up: neither the centre nor the offline desk has answered.
struct DecisionFailed {
  std::string decision_request_id;
  StatusCode code = StatusCode::kUnavailable;
  std::string reason;  // a constant of error_reasons.h
};

// An officer's answer, by whatever way it came.
struct OfficerResolved {
  std::string referral_id;
  std::string decision_request_id;
  Resolution resolution = Resolution::kSecondLine;
};

// An officer on the spot has looked into the lane: it is empty, and the traveller, if there was one, has gone.
enum class ClearedAs { kPassed, kWentBack };
struct LaneCleared {
  ClearedAs outcome = ClearedAs::kWentBack;
};

struct EmergencyPressed {};

// The fire panel has freed the doors by hardware.
struct EvacuationSignalled {};

// Two officers on the spot return the lane to service. Heeded only when they are two.
struct EvacuationEnded {
  std::string first_officer;
  std::string second_officer;
};

struct DeviceFaulted {
  LaneDevice device = LaneDevice::kCamera;
};

struct DeviceRecovered {
  LaneDevice device = LaneDevice::kCamera;
};

// The moment of NextDeadline has come. It may be sent at any time; Step looks at every deadline at every event anyway.
struct TimePassed {};

using LaneEvent =
    std::variant<Restarted, DirectionSelected, LevelSelected, DocumentPresented, DocumentRead, DocumentReadFailed,
                 TravellerEntered, TravellerLeft, TravellerWentBack, DoorReported, PersonCountReported, FindingArrived,
                 CheckDeclined, DecisionArrived, DecisionFailed, OfficerResolved, LaneCleared, EmergencyPressed,
                 EvacuationSignalled, EvacuationEnded, DeviceFaulted, DeviceRecovered, TimePassed>;

// The event's name in the transition table, "DOCUMENT_PRESENTED"; for logs: it holds no field of the event.
std::string_view LaneEventName(const LaneEvent& event);

}  // namespace clearance
