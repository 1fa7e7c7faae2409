// Names and classes of reasons. Their sentences are in reason_sentence.cc.
#include "common/domain/reason.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<ReasonClass, 5> kClassNames = {{
    {ReasonClass::kSafety, "SAFETY"},
    {ReasonClass::kHold, "HOLD"},
    {ReasonClass::kLegal, "LEGAL"},
    {ReasonClass::kNotEstablished, "NOT_ESTABLISHED"},
    {ReasonClass::kNote, "NOTE"},
}};
static_assert(NamesEveryValue(kClassNames, ReasonClass::kNote));

constexpr EnumNames<ReasonCode, kReasonCodeCount> kCodeNames = {{
    {ReasonCode::kHold, "HOLD"},
    {ReasonCode::kDocumentListed, "DOCUMENT_LISTED"},
    {ReasonCode::kStayExhausted, "STAY_EXHAUSTED"},
    {ReasonCode::kTooManyEntries, "TOO_MANY_ENTRIES"},
    {ReasonCode::kTooSoon, "TOO_SOON"},
    {ReasonCode::kOverstay, "OVERSTAY"},
    {ReasonCode::kReadingsDiffer, "READINGS_DIFFER"},
    {ReasonCode::kWrongSide, "WRONG_SIDE"},
    {ReasonCode::kDocumentNotForMovement, "DOCUMENT_NOT_FOR_MOVEMENT"},
    {ReasonCode::kDocumentExpired, "DOCUMENT_EXPIRED"},
    {ReasonCode::kDocumentKindUnknown, "DOCUMENT_KIND_UNKNOWN"},
    {ReasonCode::kDocumentNotAuthentic, "DOCUMENT_NOT_AUTHENTIC"},
    {ReasonCode::kNotCovered, "NOT_COVERED"},
    {ReasonCode::kAlreadyInside, "ALREADY_INSIDE"},
    {ReasonCode::kNationalityDiffers, "NATIONALITY_DIFFERS"},
    {ReasonCode::kPossibleHold, "POSSIBLE_HOLD"},
    {ReasonCode::kHoldQuestion, "HOLD_QUESTION"},
    {ReasonCode::kFaceDiffers, "FACE_DIFFERS"},
    {ReasonCode::kFaceNotTaken, "FACE_NOT_TAKEN"},
    {ReasonCode::kFaceInDoubt, "FACE_IN_DOUBT"},
    {ReasonCode::kOfficerComparesFace, "OFFICER_COMPARES_FACE"},
    {ReasonCode::kMinor, "MINOR"},
    {ReasonCode::kDocumentUnreadable, "DOCUMENT_UNREADABLE"},
    {ReasonCode::kDocumentCheckDigit, "DOCUMENT_CHECK_DIGIT"},
    {ReasonCode::kDocumentNotProven, "DOCUMENT_NOT_PROVEN"},
    {ReasonCode::kTemperatureHigh, "TEMPERATURE_HIGH"},
    {ReasonCode::kTemperatureNotMeasured, "TEMPERATURE_NOT_MEASURED"},
    {ReasonCode::kBodyScanAlarm, "BODY_SCAN_ALARM"},
    {ReasonCode::kBodyScanInvalid, "BODY_SCAN_INVALID"},
    {ReasonCode::kEntryNotRecorded, "ENTRY_NOT_RECORDED"},
    {ReasonCode::kHistoryIncomplete, "HISTORY_INCOMPLETE"},
    {ReasonCode::kInProgressElsewhere, "IN_PROGRESS_ELSEWHERE"},
    {ReasonCode::kIdentityCollision, "IDENTITY_COLLISION"},
    {ReasonCode::kRenewalNotProven, "RENEWAL_NOT_PROVEN"},
    {ReasonCode::kCheckMissing, "CHECK_MISSING"},
    {ReasonCode::kWalkIn, "WALK_IN"},
    {ReasonCode::kBookingAbuse, "BOOKING_ABUSE"},
    {ReasonCode::kPoorReference, "POOR_REFERENCE"},
    {ReasonCode::kByThisPortsRecords, "BY_THIS_PORTS_RECORDS"},
    {ReasonCode::kEntryMissingBeforeRecords, "ENTRY_MISSING_BEFORE_RECORDS"},
    {ReasonCode::kOwnNational, "OWN_NATIONAL"},
    {ReasonCode::kDocumentRenewed, "DOCUMENT_RENEWED"},
    {ReasonCode::kOtherDocumentKnown, "OTHER_DOCUMENT_KNOWN"},
    {ReasonCode::kStayEndsSoon, "STAY_ENDS_SOON"},
}};
static_assert(NamesEveryValue(kCodeNames, ReasonCode::kStayEndsSoon));

}  // namespace

std::string_view ReasonCodeName(ReasonCode code) { return NameOf(kCodeNames, code); }
std::optional<ReasonCode> ParseReasonCode(std::string_view name) { return ValueOf(kCodeNames, name); }

std::string_view ReasonClassName(ReasonClass reason_class) { return NameOf(kClassNames, reason_class); }
std::optional<ReasonClass> ParseReasonClass(std::string_view name) { return ValueOf(kClassNames, name); }

bool FromHold(ReasonCode code) {
  return ClassOf(code) == ReasonClass::kHold || code == ReasonCode::kPossibleHold || code == ReasonCode::kHoldQuestion;
}

ReasonClass ClassOf(ReasonCode code) {
  switch (code) {
    case ReasonCode::kHold:
    case ReasonCode::kDocumentListed:
      return ReasonClass::kHold;
    case ReasonCode::kStayExhausted:
    case ReasonCode::kTooManyEntries:
    case ReasonCode::kTooSoon:
    case ReasonCode::kOverstay:
    case ReasonCode::kReadingsDiffer:
    case ReasonCode::kWrongSide:
    case ReasonCode::kDocumentNotForMovement:
    case ReasonCode::kDocumentExpired:
    case ReasonCode::kDocumentKindUnknown:
    case ReasonCode::kDocumentNotAuthentic:
    case ReasonCode::kNotCovered:
    case ReasonCode::kAlreadyInside:
    case ReasonCode::kNationalityDiffers:
      return ReasonClass::kLegal;
    case ReasonCode::kPossibleHold:
    case ReasonCode::kHoldQuestion:
    case ReasonCode::kFaceDiffers:
    case ReasonCode::kFaceNotTaken:
    case ReasonCode::kFaceInDoubt:
    case ReasonCode::kOfficerComparesFace:
    case ReasonCode::kMinor:
    case ReasonCode::kDocumentUnreadable:
    case ReasonCode::kDocumentCheckDigit:
    case ReasonCode::kDocumentNotProven:
    case ReasonCode::kTemperatureHigh:
    case ReasonCode::kTemperatureNotMeasured:
    case ReasonCode::kBodyScanAlarm:
    case ReasonCode::kBodyScanInvalid:
    case ReasonCode::kEntryNotRecorded:
    case ReasonCode::kHistoryIncomplete:
    case ReasonCode::kInProgressElsewhere:
    case ReasonCode::kIdentityCollision:
    case ReasonCode::kRenewalNotProven:
    case ReasonCode::kCheckMissing:
      return ReasonClass::kNotEstablished;
    case ReasonCode::kWalkIn:
    case ReasonCode::kBookingAbuse:
    case ReasonCode::kPoorReference:
    case ReasonCode::kByThisPortsRecords:
    case ReasonCode::kEntryMissingBeforeRecords:
    case ReasonCode::kOwnNational:
    case ReasonCode::kDocumentRenewed:
    case ReasonCode::kOtherDocumentKnown:
    case ReasonCode::kStayEndsSoon:
      return ReasonClass::kNote;
  }
  CheckFailed(__FILE__, __LINE__, "a reason code of the list");
}

}  // namespace clearance
