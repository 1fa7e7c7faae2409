// Grades what a reading of a document showed.
#include "gate-agent/checks/document_check.h"

#include <algorithm>

namespace clearance {
namespace {

bool Has(const DocumentEvidence& evidence, DocumentDefect defect) {
  return std::find(evidence.defects.begin(), evidence.defects.end(), defect) != evidence.defects.end();
}

// Check digits agree by chance once in ten: the dates are looked at besides (domain page §5).
bool DatesCanBe(const DocumentEvidence& evidence) {
  if (evidence.birth_date > evidence.today) return false;
  return !evidence.expiry_date || *evidence.expiry_date > evidence.birth_date;
}

Finding Of(FindingResult result, FindingCause cause) {
  Finding finding;
  finding.check = CheckKind::kDocument;
  finding.result = result;
  finding.cause = cause;
  return finding;
}

}  // namespace

Finding CheckDocument(const DocumentEvidence& evidence) {
  if (Has(evidence, DocumentDefect::kCheckDigitWrong)) {
    return Of(FindingResult::kFailed, FindingCause::kCheckDigitWrong);
  }
  if (Has(evidence, DocumentDefect::kDateImpossible) || !DatesCanBe(evidence)) {
    return Of(FindingResult::kFailed, FindingCause::kDateImpossible);
  }
  if (!evidence.defects.empty()) return Of(FindingResult::kDoubtful, FindingCause::kUnreadable);
  if (evidence.kind == DocumentKind::kUnknown) return Of(FindingResult::kDoubtful, FindingCause::kKindUnknown);
  return Of(FindingResult::kPassed, FindingCause::kNone);
}

}  // namespace clearance
