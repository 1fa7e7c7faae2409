#include "common/rules/inspection_rules.h"

#include <algorithm>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<InspectionVerdict, 3> kVerdictNames = {{
    {InspectionVerdict::kSuccessful, "SUCCESSFUL"},
    {InspectionVerdict::kFailed, "FAILED"},
    {InspectionVerdict::kUndetermined, "UNDETERMINED"},
}};
static_assert(NamesEveryValue(kVerdictNames, InspectionVerdict::kUndetermined));

bool Contains(const std::vector<InspectionCheck>& checks, InspectionCheck check) {
  return std::find(checks.begin(), checks.end(), check) != checks.end();
}

// EF.COM is signed by nobody: that it differs from EF.SOD is an officer's to look at, and proves no forgery.
bool OnlyDoubts(InspectionCheck check) { return check == InspectionCheck::kFileList; }

InspectionResult ResultOn(const InspectionFinding& finding, const RuleBook& book, Date today) {
  const bool fatal = finding.reason == InspectionReason::kWeakDigest && today >= book.weak_digest_fatal_from;
  return fatal ? InspectionResult::kFailed : finding.result;
}

// A serial number that a list names, though perhaps another authority's, clears nobody: whether or not the kind's row
// asks for revocation.
bool IsThere(const InspectionFinding& finding, InspectionResult result, const DocumentClearance& row) {
  const InspectionCheck check = finding.check;
  if (result == InspectionResult::kSuccessful) return true;
  if (result == InspectionResult::kFailed || finding.reason == InspectionReason::kSignerRevoked) return false;
  if (Contains(row.required_if_supported, check)) return result == InspectionResult::kNotSupported;
  return !Contains(row.required, check);
}

}  // namespace

std::string_view InspectionVerdictName(InspectionVerdict verdict) { return NameOf(kVerdictNames, verdict); }

InspectionOverall OverallOf(const Inspection& inspection, DocumentKind kind, const RuleBook& book, Date today) {
  const DocumentClearance* row = FindClearance(book, kind);
  std::optional<InspectionOverall> missing;
  for (const InspectionCheck check : kAllInspectionChecks) {
    const InspectionFinding* found = FindInspection(inspection, check);
    const InspectionFinding finding = found == nullptr ? InspectionFinding{.check = check} : *found;
    const InspectionResult result = ResultOn(finding, book, today);
    if (result == InspectionResult::kFailed && !OnlyDoubts(check))
      return {InspectionVerdict::kFailed, check, finding.reason};
    if (row != nullptr && !missing && !IsThere(finding, result, *row))
      missing = {InspectionVerdict::kUndetermined, check, finding.reason};
  }
  if (row == nullptr) return {};
  return missing.value_or(InspectionOverall{.verdict = InspectionVerdict::kSuccessful});
}

std::string DecidedBy(const InspectionOverall& overall) {
  if (!overall.check) return "";
  std::string text(InspectionCheckName(*overall.check));
  if (overall.reason != InspectionReason::kNone) text.append(":").append(InspectionReasonName(overall.reason));
  return text;
}

}  // namespace clearance
