// Reasons: everything a decision may say, each with its class (domain page §4) and the facts of the sentence.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/date.h"
#include "common/domain/language.h"
#include "common/domain/territory.h"

namespace clearance {

// Graver first. kNote never refers; it is told and recorded.
enum class ReasonClass { kSafety, kHold, kLegal, kNotEstablished, kNote };

enum class ReasonCode {
  // hold
  kHold,            // the authority's that set it alone: detail = its kind, where lane officers may see it
  kDocumentListed,  // on the list of lost and stolen documents
  // legal
  kStayExhausted,           // no day of stay is left: days used of the limit, limit, date = earliest entry
  kTooManyEntries,          // one entry more than a limit allows: limit, date = earliest entry
  kTooSoon,                 // not long enough outside since the last stay: limit, date = earliest entry
  kOverstay,                // unlawful under every open reading: days, territory, limit
  kReadingsDiffer,          // unlawful under some readings only
  kWrongSide,               // ICBC is left by the side it was entered by
  kDocumentNotForMovement,  // this kind of document does not serve here
  kDocumentExpired,         // date = day of expiry
  kDocumentKindUnknown,
  kDocumentNotAuthentic,  // a check of its inspection failed: detail = "CHECK:REASON"
  kNotCovered,            // no visa-free regime covers this nationality and document: visa needed
  kAlreadyInside,         // recorded inside already: territory, date = that entry
  kNationalityDiffers,    // exit with another nationality than the entry
  // not established
  kPossibleHold,  // by name and birth date only: an officer looks who it is; detail as for kHold
  kHoldQuestion,  // an officer asks what an authority wants to know
  kFaceDiffers,
  kFaceNotTaken,
  kFaceInDoubt,          // a picture instead of a person, or two persons with one document: an officer looks
  kOfficerComparesFace,  // service level without face matching
  kMinor,                // under 14: an officer compares, no automatic face verdict
  kDocumentUnreadable,
  kDocumentCheckDigit,
  kDocumentNotProven,  // a check its kind cannot do without was not successful: detail = "CHECK:REASON"
  kTemperatureHigh,
  kTemperatureNotMeasured,
  kBodyScanAlarm,
  kBodyScanInvalid,
  kEntryNotRecorded,     // leaving, and no entry is known although the record is complete for that time
  kHistoryIncomplete,    // the rule book refers on an incomplete window
  kInProgressElsewhere,  // another lane has an open decision for this person, or let them pass meanwhile: lane
  kIdentityCollision,    // the number of a known document, with another birth date, nationality or sex
  kRenewalNotProven,     // stays under another document of the same national number, not linked with it, matter here
  kCheckMissing,         // a check the level requires gave no finding
  // notes
  kWalkIn,              // no booking, or one for another time: said, never held against anybody
  kBookingAbuse,        // forged, used twice or another's seal: a case of its own, the crossing goes on as a walk-in
  kPoorReference,       // the face passed, but the document's portrait is poor: said to the officer of a referral
  kByThisPortsRecords,  // the window's history is not complete
  kEntryMissingBeforeRecords,
  kOwnNational,         // no rule stops an own national's entry
  kDocumentRenewed,     // linked for this exit with the document the stay was begun with; an officer looks at it after
  kOtherDocumentKnown,  // another document of the same national number is known and not linked with this one
  kStayEndsSoon,        // ICBC from day 25
};

inline constexpr int kReasonCodeCount = static_cast<int>(ReasonCode::kStayEndsSoon) + 1;

std::string_view ReasonCodeName(ReasonCode code);  // "STAY_EXHAUSTED"
std::optional<ReasonCode> ParseReasonCode(std::string_view name);
ReasonClass ClassOf(ReasonCode code);
std::string_view ReasonClassName(ReasonClass reason_class);  // "LEGAL"
std::optional<ReasonClass> ParseReasonClass(std::string_view name);

// A reason with the facts its sentence needs; absent ones do not apply.
struct Reason {
  ReasonCode code{};
  std::optional<Side> side{};  // of which side of the crossing it speaks
  std::optional<Territory> territory{};
  std::optional<int> days{};
  std::optional<Date> date{};
  std::string limit{};   // rule-book id of a limit, e.g. "CHN-KAZ/rolling-90-180"
  std::string detail{};  // names of a cause, a check, a lane or a document kind; never personal data
  friend bool operator==(const Reason&, const Reason&) = default;
};

// True for what a hold gave rise to. Whoever stands in the lane is not told so: see ToldReason.
bool FromHold(ReasonCode code);

// One plain sentence in `language`, without personal data and without advice. A fact that is absent is left out.
std::string Describe(const Reason& reason, Language language);

// In English.
std::string Describe(const Reason& reason);

}  // namespace clearance
