// What a lane wants done: the commands Step answers with, in the order in which they are to be carried out. The runner
// carries them out and decides nothing; a check's command is answered by an event that carries its ids.
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/crossing.h"
#include "common/domain/finding.h"
#include "common/domain/reason.h"
#include "gate-agent/lane/lane_state.h"
#include "gate-agent/lane/screen_message.h"

namespace clearance {

// Answered by DocumentRead or DocumentReadFailed.
struct ReadDocument {
  std::string crossing_id;
  friend bool operator==(const ReadDocument&, const ReadDocument&) = default;
};

// Before the first of these four in a list the runner journals the state that came with the list.
struct OpenEntryDoor {
  friend bool operator==(const OpenEntryDoor&, const OpenEntryDoor&) = default;
};
struct CloseEntryDoor {
  friend bool operator==(const CloseEntryDoor&, const CloseEntryDoor&) = default;
};
struct OpenExitDoor {
  std::string crossing_id;
  friend bool operator==(const OpenExitDoor&, const OpenExitDoor&) = default;
};
struct CloseExitDoor {
  friend bool operator==(const CloseExitDoor&, const CloseExitDoor&) = default;
};

// Take a burst and compare it with the document's portrait. Answered by FindingArrived (kFace, the same round). Given
// again in the same round after a picture of no use, once the traveller has been told what to do.
struct MatchFace {
  std::string crossing_id;
  int round = 1;
  friend bool operator==(const MatchFace&, const MatchFace&) = default;
};

// Verify the seal shown, if any. Answered by FindingArrived (kBooking).
struct CheckBooking {
  std::string crossing_id;
  int round = 1;
  friend bool operator==(const CheckBooking&, const CheckBooking&) = default;
};

// Answered by FindingArrived of the same kind: kTemperature or kBodyScan.
struct ScreenTraveller {
  std::string crossing_id;
  int round = 1;
  CheckKind check = CheckKind::kTemperature;
  friend bool operator==(const ScreenTraveller&, const ScreenTraveller&) = default;
};

// Answered by DecisionArrived or DecisionFailed with request.request_id. The link retries with the same id.
struct RequestDecision {
  std::string crossing_id;
  CrossingRequest request;
  friend bool operator==(const RequestDecision&, const RequestDecision&) = default;
};

// `reasons` are the decision's when the cause is kReferred; `decision_request_id` and `referral_id` may be empty.
struct CallOfficer {
  std::string crossing_id;  // empty when somebody is in the lane without a crossing
  std::string decision_request_id;
  std::string referral_id;
  CallCause cause = CallCause::kReferred;
  std::vector<Reason> reasons;
  friend bool operator==(const CallOfficer&, const CallOfficer&) = default;
};

struct ShowMessage {
  ScreenMessage message = ScreenMessage::kPresentDocument;
  friend bool operator==(const ShowMessage&, const ShowMessage&) = default;
};

// On disk in the outbox before the next command is carried out. The decision's request id is empty when the crossing
// had none: a passage is a fact all the same.
struct ReportPassage {
  std::string crossing_id;
  Passage passage;
  friend bool operator==(const ReportPassage&, const ReportPassage&) = default;
};
struct ReportAbandonment {
  std::string crossing_id;
  Abandonment abandonment;
  friend bool operator==(const ReportAbandonment&, const ReportAbandonment&) = default;
};

struct RaiseFault {
  LaneFault fault = LaneFault::kCamera;
  friend bool operator==(const RaiseFault&, const RaiseFault&) = default;
};
struct ClearFault {
  LaneFault fault = LaneFault::kCamera;
  friend bool operator==(const ClearFault&, const ClearFault&) = default;
};

// Overwrite every live picture of this crossing, the one that was kept for its officer among them.
struct WipeCapture {
  std::string crossing_id;
  friend bool operator==(const WipeCapture&, const WipeCapture&) = default;
};

using LaneCommand = std::variant<ReadDocument, OpenEntryDoor, CloseEntryDoor, OpenExitDoor, CloseExitDoor, MatchFace,
                                 CheckBooking, ScreenTraveller, RequestDecision, CallOfficer, ShowMessage,
                                 ReportPassage, ReportAbandonment, RaiseFault, ClearFault, WipeCapture>;

// The command as the transition table writes it, "SHOW_MESSAGE(LOOK_AT_CAMERA)"; for logs: no personal data.
std::string LaneCommandText(const LaneCommand& command);

}  // namespace clearance
