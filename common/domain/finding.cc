// Names of checks, results and causes; looking a finding up.
#include "common/domain/finding.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<CheckKind, 6> kCheckNames = {{
    {CheckKind::kDocument, "DOCUMENT"},
    {CheckKind::kFace, "FACE"},
    {CheckKind::kBooking, "BOOKING"},
    {CheckKind::kTemperature, "TEMPERATURE"},
    {CheckKind::kBodyScan, "BODY_SCAN"},
    {CheckKind::kEarlierPortrait, "EARLIER_PORTRAIT"},
}};
static_assert(NamesEveryValue(kCheckNames, kAllCheckKinds.back()));

constexpr EnumNames<FindingResult, 4> kResultNames = {{
    {FindingResult::kPassed, "PASSED"},
    {FindingResult::kFailed, "FAILED"},
    {FindingResult::kDoubtful, "DOUBTFUL"},
    {FindingResult::kNotPerformed, "NOT_PERFORMED"},
}};
static_assert(NamesEveryValue(kResultNames, FindingResult::kNotPerformed));

constexpr EnumNames<FindingCause, 33> kCauseNames = {{
    {FindingCause::kNone, "NONE"},
    {FindingCause::kUnreadable, "UNREADABLE"},
    {FindingCause::kCheckDigitWrong, "CHECK_DIGIT_WRONG"},
    {FindingCause::kKindUnknown, "KIND_UNKNOWN"},
    {FindingCause::kDateImpossible, "DATE_IMPOSSIBLE"},
    {FindingCause::kFaceDiffers, "FACE_DIFFERS"},
    {FindingCause::kNoFace, "NO_FACE"},
    {FindingCause::kSeveralFaces, "SEVERAL_FACES"},
    {FindingCause::kPoorQuality, "POOR_QUALITY"},
    {FindingCause::kReferenceUnusable, "REFERENCE_UNUSABLE"},
    {FindingCause::kNoBiometricsLevel, "NO_BIOMETRICS_LEVEL"},
    {FindingCause::kCaptureDeclined, "CAPTURE_DECLINED"},
    {FindingCause::kPoorReference, "POOR_REFERENCE"},
    {FindingCause::kPresentationSuspected, "PRESENTATION_SUSPECTED"},
    {FindingCause::kFramesIdentical, "FRAMES_IDENTICAL"},
    {FindingCause::kOtherOfParty, "OTHER_OF_PARTY"},
    {FindingCause::kSecondFace, "SECOND_FACE"},
    {FindingCause::kNoBooking, "NO_BOOKING"},
    {FindingCause::kTooEarly, "TOO_EARLY"},
    {FindingCause::kTooLate, "TOO_LATE"},
    {FindingCause::kWrongPort, "WRONG_PORT"},
    {FindingCause::kBadSignature, "BAD_SIGNATURE"},
    {FindingCause::kUnknownKey, "UNKNOWN_KEY"},
    {FindingCause::kMalformed, "MALFORMED"},
    {FindingCause::kSecondUse, "SECOND_USE"},
    {FindingCause::kOtherDocument, "OTHER_DOCUMENT"},
    {FindingCause::kCancelled, "CANCELLED"},
    {FindingCause::kAboveThreshold, "ABOVE_THRESHOLD"},
    {FindingCause::kNotMeasured, "NOT_MEASURED"},
    {FindingCause::kAlarm, "ALARM"},
    {FindingCause::kInvalidScan, "INVALID_SCAN"},
    {FindingCause::kTimedOut, "TIMED_OUT"},
    {FindingCause::kDeviceFault, "DEVICE_FAULT"},
}};
static_assert(NamesEveryValue(kCauseNames, FindingCause::kDeviceFault));

}  // namespace

std::string_view CheckKindName(CheckKind kind) { return NameOf(kCheckNames, kind); }
std::optional<CheckKind> ParseCheckKind(std::string_view name) { return ValueOf(kCheckNames, name); }

std::string_view FindingResultName(FindingResult result) { return NameOf(kResultNames, result); }
std::optional<FindingResult> ParseFindingResult(std::string_view name) { return ValueOf(kResultNames, name); }

std::string_view FindingCauseName(FindingCause cause) { return NameOf(kCauseNames, cause); }
std::optional<FindingCause> ParseFindingCause(std::string_view name) { return ValueOf(kCauseNames, name); }

const Finding* FindFinding(const std::vector<Finding>& findings, CheckKind kind) {
  const auto found =
      std::find_if(findings.begin(), findings.end(), [kind](const Finding& finding) { return finding.check == kind; });
  return found == findings.end() ? nullptr : &*found;
}

const Inspection* FindInspection(const std::vector<Finding>& findings) {
  const Finding* document = FindFinding(findings, CheckKind::kDocument);
  return document == nullptr || document->inspection.findings.empty() ? nullptr : &document->inspection;
}

}  // namespace clearance
