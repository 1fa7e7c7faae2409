// The document check: from what the reading of a document's machine-readable zone showed to a finding. It must never
// repair what was read, and never take a document of unknown kind for one of a known kind.
#pragma once

#include <optional>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/finding.h"

namespace clearance {

// What can be wrong with a machine-readable zone whose text was read.
enum class DocumentDefect {
  kCheckDigitWrong,
  kUnexpectedCharacter,  // a digit in a name, a letter in a date …
  kDateImpossible,
  kFieldMissing,
  kCharacterCorrected,  // all agrees, but only after a misread character was put right
};

struct DocumentEvidence {
  DocumentKind kind = DocumentKind::kUnknown;  // by the table of issuing state, code and issue date
  Date birth_date{};
  std::optional<Date> expiry_date;
  Date today{};  // the civil day of the lane's side: a birth after it is no date
  std::vector<DocumentDefect> defects;
};

// kDocument: kPassed only without any defect, of a known kind, with dates that can be. Otherwise the gravest cause:
// kCheckDigitWrong and kDateImpossible are kFailed; kUnreadable and kKindUnknown are kDoubtful. A document that has
// expired passes: the check is about the reading, and Decide looks at the day.
Finding CheckDocument(const DocumentEvidence& evidence);

}  // namespace clearance
