// From what the lane's checks found to reasons. "Not performed" is never "passed"; a machine's doubt is an officer's
// task.
#include "common/rules/crossing_view.h"
#include "common/rules/inspection_rules.h"

namespace clearance {
namespace {

// The cause of a finding as a reason tells it; empty for none.
std::string CauseOf(const Finding& finding) {
  return finding.cause == FindingCause::kNone ? std::string() : std::string(FindingCauseName(finding.cause));
}

const Finding* FindingOf(const CrossingView& view, CheckKind check) {
  return FindFinding(view.facts.request.findings, check);
}

// Adds the reason for a required check without a finding; true when there is a finding to look at.
bool IsThere(const CrossingView& view, CheckKind check, const Finding* finding, Reasons& reasons) {
  if (finding != nullptr) return true;
  if (RequiresCheck(view.book, view.facts.request.level, check)) {
    reasons.push_back({.code = ReasonCode::kCheckMissing, .detail = std::string(CheckKindName(check))});
  }
  return false;
}

ReasonCode DocumentReason(FindingCause cause) {
  switch (cause) {
    case FindingCause::kCheckDigitWrong:
    case FindingCause::kDateImpossible:
      return ReasonCode::kDocumentCheckDigit;
    case FindingCause::kKindUnknown:
      return ReasonCode::kDocumentKindUnknown;
    default:
      return ReasonCode::kDocumentUnreadable;
  }
}

// What the inspection of the document came to, by the book's row for its kind. Whether a document is genuine is a
// question about who somebody is: it is asked of those who come home too.
void AddInspection(const CrossingView& view, const Inspection& inspection, Reasons& reasons) {
  const InspectionFinding* listed = FindInspection(inspection, InspectionCheck::kLostOrStolen);
  if (listed != nullptr && listed->result == InspectionResult::kFailed)
    reasons.push_back({.code = ReasonCode::kDocumentListed});
  const InspectionOverall overall = OverallOf(inspection, view.document().kind, view.book, view.today());
  if (overall.verdict == InspectionVerdict::kSuccessful || !overall.check) return;
  if (overall.check == InspectionCheck::kLostOrStolen && overall.verdict == InspectionVerdict::kFailed) return;
  const bool failed = overall.verdict == InspectionVerdict::kFailed;
  reasons.push_back({.code = failed ? ReasonCode::kDocumentNotAuthentic : ReasonCode::kDocumentNotProven,
                     .detail = DecidedBy(overall)});
}

void AddDocumentFinding(const CrossingView& view, Reasons& reasons) {
  const Finding* finding = FindingOf(view, CheckKind::kDocument);
  bool kind_told = false;
  if (IsThere(view, CheckKind::kDocument, finding, reasons) && finding->result != FindingResult::kPassed) {
    const ReasonCode code = DocumentReason(finding->cause);
    kind_told = code == ReasonCode::kDocumentKindUnknown;
    reasons.push_back({.code = code, .detail = CauseOf(*finding)});
  }
  if (finding != nullptr) AddInspection(view, finding->inspection, reasons);
  if (view.document().kind == DocumentKind::kUnknown && !kind_told) {
    reasons.push_back({.code = ReasonCode::kDocumentKindUnknown});
  }
}

// True when two faces were compared, whatever came out.
bool WasCompared(const Finding& finding) {
  return finding.result != FindingResult::kNotPerformed &&
         (finding.cause == FindingCause::kNone || finding.cause == FindingCause::kFaceDiffers ||
          finding.cause == FindingCause::kPoorReference);
}

// True when the face was seen and something about it is for an officer's eyes, whatever a comparison would say.
bool IsFaceInDoubt(const Finding& finding) {
  switch (finding.cause) {
    case FindingCause::kPresentationSuspected:
    case FindingCause::kFramesIdentical:
    case FindingCause::kOtherOfParty:
    case FindingCause::kSecondFace:
      return true;
    default:
      return false;
  }
}

// No level lets a person pass whose face nobody, human or machine, has compared (domain page §10).
void AddFaceFinding(const CrossingView& view, Reasons& reasons) {
  if (!MatchesFaces(view.facts.request.level)) {
    reasons.push_back({.code = ReasonCode::kOfficerComparesFace});
    return;
  }
  if (AgeOn(view.document().birth_date, view.today()) < view.book.officer_compares_face_below_age) {
    reasons.push_back({.code = ReasonCode::kMinor});
    return;
  }
  const Finding* finding = FindingOf(view, CheckKind::kFace);
  if (!IsThere(view, CheckKind::kFace, finding, reasons) || finding->result == FindingResult::kPassed) return;
  if (finding->cause == FindingCause::kNoBiometricsLevel) {
    reasons.push_back({.code = ReasonCode::kOfficerComparesFace});
    return;
  }
  const ReasonCode code = IsFaceInDoubt(*finding) ? ReasonCode::kFaceInDoubt
                          : WasCompared(*finding) ? ReasonCode::kFaceDiffers
                                                  : ReasonCode::kFaceNotTaken;
  reasons.push_back({.code = code, .detail = CauseOf(*finding)});
}

// A screening check: `alarm` when it found something, `invalid` when it could not tell. What a level does not require
// may be missing or void, but an alarm counts at every level.
void AddScreeningFinding(const CrossingView& view, CheckKind check, FindingCause alarm_cause, ReasonCode alarm,
                         ReasonCode invalid, Reasons& reasons) {
  const Finding* finding = FindingOf(view, check);
  if (!IsThere(view, check, finding, reasons) || finding->result == FindingResult::kPassed) return;
  const bool is_alarm = finding->cause == alarm_cause ||
                        (finding->result == FindingResult::kFailed && finding->cause == FindingCause::kNone);
  if (is_alarm) {
    reasons.push_back({.code = alarm, .detail = CauseOf(*finding)});
  } else if (RequiresCheck(view.book, view.facts.request.level, check)) {
    reasons.push_back({.code = invalid, .detail = CauseOf(*finding)});
  }
}

}  // namespace

void AddFindingReasons(const CrossingView& view, Reasons& reasons) {
  AddDocumentFinding(view, reasons);
  AddFaceFinding(view, reasons);
  if (view.comes_home) return;
  AddScreeningFinding(view, CheckKind::kTemperature, FindingCause::kAboveThreshold, ReasonCode::kTemperatureHigh,
                      ReasonCode::kTemperatureNotMeasured, reasons);
  AddScreeningFinding(view, CheckKind::kBodyScan, FindingCause::kAlarm, ReasonCode::kBodyScanAlarm,
                      ReasonCode::kBodyScanInvalid, reasons);
}

}  // namespace clearance
