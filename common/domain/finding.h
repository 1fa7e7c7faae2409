// Finding: what one check established about a crossing. A finding never decides; Decide does.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <vector>

#include "common/domain/inspection.h"

namespace clearance {

// kEarlierPortrait: a traveller with a renewed document shows the earlier one too; PASSED says that it was read, has
// the same national number and birth date, and that the face in the lane and its portrait are one person's.
enum class CheckKind { kDocument, kFace, kBooking, kTemperature, kBodyScan, kEarlierPortrait };

inline constexpr std::array kAllCheckKinds = {CheckKind::kDocument, CheckKind::kFace,
                                              CheckKind::kBooking,  CheckKind::kTemperature,
                                              CheckKind::kBodyScan, CheckKind::kEarlierPortrait};

// "DOCUMENT" …
std::string_view CheckKindName(CheckKind kind);
std::optional<CheckKind> ParseCheckKind(std::string_view name);

// "Not performed" is never "passed", and "doubtful" is never "failed".
enum class FindingResult { kPassed, kFailed, kDoubtful, kNotPerformed };

std::string_view FindingResultName(FindingResult result);
std::optional<FindingResult> ParseFindingResult(std::string_view name);

// Why a check answered as it did; the closed list of all checks.
enum class FindingCause {
  kNone,
  // document
  kUnreadable,
  kCheckDigitWrong,
  kKindUnknown,
  kDateImpossible,
  // face
  kFaceDiffers,
  kNoFace,
  kSeveralFaces,
  kPoorQuality,
  kReferenceUnusable,
  kNoBiometricsLevel,  // the lane runs without face matching: an officer compares
  kCaptureDeclined,
  kPoorReference,          // compared, either way, with a portrait of low quality: to be trusted less
  kPresentationSuspected,  // what the camera saw may be a picture of a face
  kFramesIdentical,        // the camera saw the same picture again and again: a still or a replay
  kOtherOfParty,           // the face is that of another document of the same party
  kSecondFace,             // two persons' faces were shown with one document
  // booking (domain page §8)
  kNoBooking,
  kTooEarly,
  kTooLate,
  kWrongPort,
  kBadSignature,
  kUnknownKey,
  kMalformed,
  kSecondUse,
  kOtherDocument,
  kCancelled,
  // screening
  kAboveThreshold,
  kNotMeasured,
  kAlarm,
  kInvalidScan,
  // any
  kTimedOut,
  kDeviceFault,
};

std::string_view FindingCauseName(FindingCause cause);
std::optional<FindingCause> ParseFindingCause(std::string_view name);

struct Finding {
  CheckKind check = CheckKind::kDocument;
  FindingResult result = FindingResult::kNotPerformed;
  FindingCause cause = FindingCause::kNone;
  // Face and earlier portrait: fused cosine in [-1, 1] and the threshold it was held against; absent for other checks.
  std::optional<double> score{};
  std::optional<double> threshold{};
  // Document: the results of its inspection; empty where none was made, and for other checks.
  Inspection inspection{};
  friend bool operator==(const Finding&, const Finding&) = default;
};

// The finding of `kind`, or nullptr. A crossing has at most one of each.
const Finding* FindFinding(const std::vector<Finding>& findings, CheckKind kind);

// The document's inspection, or nullptr when none was made.
const Inspection* FindInspection(const std::vector<Finding>& findings);

}  // namespace clearance
