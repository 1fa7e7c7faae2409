// What the results of a document's inspection mean together for a crossing: the published table of the rule book, per
// kind of document. It must never take "not performed" for "successful", nor judge what it has no row for.
#pragma once

#include <optional>
#include <string>

#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/inspection.h"
#include "common/rules/rule_book.h"

namespace clearance {

enum class InspectionVerdict {
  kSuccessful,    // nothing failed, and everything its kind cannot do without is there
  kFailed,        // a check failed
  kUndetermined,  // nothing failed, and something its kind cannot do without is not there
};
std::string_view InspectionVerdictName(InspectionVerdict verdict);  // "SUCCESSFUL", "FAILED", "UNDETERMINED"

struct InspectionOverall {
  InspectionVerdict verdict = InspectionVerdict::kUndetermined;
  // The first check, in their order, that made it so, and why; none of kSuccessful, nor of a kind without a row.
  std::optional<InspectionCheck> check{};
  InspectionReason reason = InspectionReason::kNone;
  friend bool operator==(const InspectionOverall&, const InspectionOverall&) = default;
};

// A check without a finding counts as not performed. A result that rests on SHA-1 (kWeakDigest) is a failure from the
// book's weak_digest_fatal_from on. `today` is the civil day of the crossing.
InspectionOverall OverallOf(const Inspection& inspection, DocumentKind kind, const RuleBook& book, Date today);

// "SOD_SIGNATURE:FILE_NOT_READ", or the check's name where there is no reason; empty without a check.
std::string DecidedBy(const InspectionOverall& overall);

}  // namespace clearance
