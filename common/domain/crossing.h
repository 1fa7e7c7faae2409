// A crossing: one person, one lane, one movement, and what the lane's checks found.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"
#include "common/domain/purpose.h"
#include "common/domain/territory.h"

namespace clearance {

// What the lane can do by itself (domain page §10). kFull and kNoScreening clear automatically; the others prepare,
// and an officer compares every face and opens.
enum class ServiceLevel { kFull, kNoScreening, kNoBiometrics, kDocumentOnly, kManual };

inline constexpr std::array kAllServiceLevels = {ServiceLevel::kFull, ServiceLevel::kNoScreening,
                                                 ServiceLevel::kNoBiometrics, ServiceLevel::kDocumentOnly,
                                                 ServiceLevel::kManual};
std::string_view ServiceLevelName(ServiceLevel level);
std::optional<ServiceLevel> ParseServiceLevel(std::string_view name);
// True where a machine compares the face.
bool MatchesFaces(ServiceLevel level);

// What a lane is set to: the authority it belongs to, the movement, and the sides that authority decides there.
struct LaneProfile {
  std::string lane_id{};                  // "gate-1/a", unique in the port
  std::string port{};                     // "KHORGOS"
  std::string lane_group{};               // bookings are for a group, e.g. "icbc-kaz"
  Territory authority = Territory::kKaz;  // kChn or kKaz
  Movement movement{Territory::kKaz, Territory::kIcbc};
  Sides sides{};
  friend bool operator==(const LaneProfile&, const LaneProfile&) = default;
};

// What DecideCrossing is asked. Findings hold at most one of each kind.
struct CrossingRequest {
  std::string request_id{};  // UUID; the same one on every retry
  LaneProfile lane{};
  ServiceLevel level = ServiceLevel::kFull;
  Document document{};
  std::vector<Finding> findings{};
  // From a seal whose signature is good, whatever else its finding says of it; empty where none was shown.
  std::string booking_id{};
  Instant observed_at{};             // when the lane asked
  std::optional<Purpose> purpose{};  // of the journey, where it is declared
  friend bool operator==(const CrossingRequest&, const CrossingRequest&) = default;
};

// A fact: the traveller went through. Recorded on its true day, whatever became of the decision.
struct Passage {
  std::string request_id{};           // UUID of this report; unique for ever
  std::string decision_request_id{};  // of the decision it followed, or of that the lane would have asked for
  LaneProfile lane{};
  Document document{};
  std::string booking_id{};  // as of a CrossingRequest
  Instant passed_at{};
  // What the lane found of the seal shown, where it found something against it: then its booking is not used.
  std::optional<Finding> booking_finding{};
  friend bool operator==(const Passage&, const Passage&) = default;
};

// A seal that was shown in a lane, for the record of attempts. It names its booking, or there is a finding.
struct ShownSeal {
  Document document{};               // that was shown with it
  std::string booking_id{};          // as of a CrossingRequest
  std::optional<Finding> finding{};  // as of a Passage
  friend bool operator==(const ShownSeal&, const ShownSeal&) = default;
};

enum class AbandonmentCause { kTurnedBack, kRefusedByOfficer, kTimedOut, kEvacuated, kFault };
std::string_view AbandonmentCauseName(AbandonmentCause cause);
std::optional<AbandonmentCause> ParseAbandonmentCause(std::string_view name);

// The traveller did not go through; what the decision had reserved is given back.
struct Abandonment {
  std::string request_id{};
  std::string decision_request_id{};  // of the last decision asked for, or to be asked for
  LaneProfile lane{};
  AbandonmentCause cause = AbandonmentCause::kTurnedBack;
  Instant at{};
  // Shown, and not told by a question that was answered.
  std::optional<ShownSeal> seal{};
  friend bool operator==(const Abandonment&, const Abandonment&) = default;
};

}  // namespace clearance
