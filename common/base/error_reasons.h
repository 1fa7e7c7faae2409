// Every reason a failure may carry over gRPC, in one place. docs/errors.md explains each to API users;
// tests/style checks that both lists are the same.
#pragma once

#include <string_view>

namespace clearance::error_reason {

inline constexpr std::string_view kInvalidField = "INVALID_FIELD";
inline constexpr std::string_view kMessageUnreadable = "MESSAGE_UNREADABLE";
inline constexpr std::string_view kNotFound = "NOT_FOUND";
inline constexpr std::string_view kRequestIdReused = "REQUEST_ID_REUSED";
inline constexpr std::string_view kPermissionDenied = "PERMISSION_DENIED";
inline constexpr std::string_view kUnauthenticated = "UNAUTHENTICATED";
inline constexpr std::string_view kSlotFull = "SLOT_FULL";
inline constexpr std::string_view kSlotClosed = "SLOT_CLOSED";
inline constexpr std::string_view kSlotHoldGone = "SLOT_HOLD_GONE";
inline constexpr std::string_view kSlotHoldLimit = "SLOT_HOLD_LIMIT";
inline constexpr std::string_view kBookingState = "BOOKING_STATE";
inline constexpr std::string_view kBookingLimit = "BOOKING_LIMIT";
inline constexpr std::string_view kTooManyAttempts = "TOO_MANY_ATTEMPTS";
inline constexpr std::string_view kReferralState = "REFERRAL_STATE";
inline constexpr std::string_view kReferralClaimedByOther = "REFERRAL_CLAIMED_BY_OTHER";
inline constexpr std::string_view kSecondOfficerRequired = "SECOND_OFFICER_REQUIRED";
inline constexpr std::string_view kProposalOvertaken = "PROPOSAL_OVERTAKEN";
inline constexpr std::string_view kHoldState = "HOLD_STATE";
inline constexpr std::string_view kIdentityState = "IDENTITY_STATE";
inline constexpr std::string_view kResumeTokenTooOld = "RESUME_TOKEN_TOO_OLD";
inline constexpr std::string_view kPageTokenInvalid = "PAGE_TOKEN_INVALID";
inline constexpr std::string_view kOverloaded = "OVERLOADED";
inline constexpr std::string_view kReaderStalled = "READER_STALLED";
inline constexpr std::string_view kStoreUnavailable = "STORE_UNAVAILABLE";
inline constexpr std::string_view kStoreCorrupt = "STORE_CORRUPT";
inline constexpr std::string_view kShuttingDown = "SHUTTING_DOWN";
inline constexpr std::string_view kConfigInvalid = "CONFIG_INVALID";
inline constexpr std::string_view kFileUnreadable = "FILE_UNREADABLE";
inline constexpr std::string_view kModelUnusable = "MODEL_UNUSABLE";
inline constexpr std::string_view kPictureUnreadable = "PICTURE_UNREADABLE";
inline constexpr std::string_view kCertificateUnusable = "CERTIFICATE_UNUSABLE";
inline constexpr std::string_view kTrustNotEstablished = "TRUST_NOT_ESTABLISHED";
inline constexpr std::string_view kTimeZoneData = "TIME_ZONE_DATA";
inline constexpr std::string_view kCentreUnreachable = "CENTRE_UNREACHABLE";
inline constexpr std::string_view kDeviceFault = "DEVICE_FAULT";
inline constexpr std::string_view kPersonalDataErased = "PERSONAL_DATA_ERASED";
inline constexpr std::string_view kLookupKeyWrong = "LOOKUP_KEY_WRONG";
inline constexpr std::string_view kMasterKeyWrong = "MASTER_KEY_WRONG";
inline constexpr std::string_view kLaneBusy = "LANE_BUSY";

}  // namespace clearance::error_reason
