// Referral: a crossing put before a person. Opened by a decision, claimed and resolved by officers.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/domain/crossing.h"
#include "common/domain/decision.h"
#include "common/domain/inspection.h"

namespace clearance {

// kAwaitingSecondOfficer: one officer has proposed what needs two.
enum class ReferralState { kOpen, kClaimed, kAwaitingSecondOfficer, kResolved, kWithdrawn };
inline constexpr std::array kAllReferralStates = {ReferralState::kOpen, ReferralState::kClaimed,
                                                  ReferralState::kAwaitingSecondOfficer, ReferralState::kResolved,
                                                  ReferralState::kWithdrawn};
std::string_view ReferralStateName(ReferralState state);
std::optional<ReferralState> ParseReferralState(std::string_view name);

// What an officer may answer: to a referral of kind kIdentity the last two, to every other the first four.
enum class Resolution { kAdmit, kRefuse, kRepeatCapture, kSecondLine, kConfirmLink, kUndoLink };
inline constexpr std::array kAllResolutions = {Resolution::kAdmit,         Resolution::kRefuse,
                                               Resolution::kRepeatCapture, Resolution::kSecondLine,
                                               Resolution::kConfirmLink,   Resolution::kUndoLink};
std::string_view ResolutionName(Resolution resolution);
std::optional<Resolution> ParseResolution(std::string_view name);

// kCrossing stops a lane until it is resolved; the others are cases beside a crossing that goes on. kIdentity: are two
// documents one person's?
enum class ReferralKind { kCrossing, kBookingAbuse, kPassage, kIdentity };
inline constexpr std::array kAllReferralKinds = {ReferralKind::kCrossing, ReferralKind::kBookingAbuse,
                                                 ReferralKind::kPassage, ReferralKind::kIdentity};
std::string_view ReferralKindName(ReferralKind kind);
std::optional<ReferralKind> ParseReferralKind(std::string_view name);

// True for an answer to a crossing, false for one to the question whether two documents are one person's.
bool AnswersCrossing(Resolution resolution);

// A record by which a booking was used, or is held by a lane: an entry of the ledger, and where and when.
struct BookingUseRecord {
  std::uint64_t position = 0;
  std::string lane_id{};
  Instant at{};  // by the lane's clock
  friend bool operator==(const BookingUseRecord&, const BookingUseRecord&) = default;
};

struct Referral {
  std::string referral_id{};  // UUID
  ReferralKind kind = ReferralKind::kCrossing;
  std::string decision_request_id{};
  LaneProfile lane{};
  std::string traveller{};         // pseudonym
  std::string earlier_document{};  // pseudonym of the other document of a kIdentity; empty for other kinds
  DocumentKind document_kind = DocumentKind::kUnknown;
  std::string nationality{};
  std::vector<Reason> reasons{};
  std::optional<StayAnswer> stay{};
  Inspection inspection{};  // of the document; empty where none was made
  // Of a kBookingAbuse that names one: the booking, and where it was used twice both records, the earlier use first.
  std::string booking_id{};
  std::vector<BookingUseRecord> booking_uses{};
  ReferralState state = ReferralState::kOpen;
  std::string claimed_by{};  // officer id
  std::optional<Resolution> proposed{};
  std::string proposed_by{};
  std::optional<Resolution> resolution{};
  std::string resolved_by{};
  std::string ground{};  // the officer's reason, from a closed list or short text without personal data
  Instant opened_at{};
  Instant changed_at{};
  std::uint64_t change = 0;  // the store's running number of this row's last change: the watch's resume token
  friend bool operator==(const Referral&, const Referral&) = default;
};

// True when no further answer can come.
bool IsFinal(ReferralState state);

// WITHDRAWN at `now` when it is not answered yet (the crossing ended); else as it was.
Referral Withdraw(const Referral& referral, Instant now);

}  // namespace clearance
