// Tests of document_check: each outcome, each boundary, and that nothing which was not established passes.
#include "gate-agent/checks/document_check.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

DocumentEvidence Sound() {
  DocumentEvidence evidence;
  evidence.kind = DocumentKind::kOrdinaryPassport;
  evidence.birth_date = MakeDate(1990, 5, 17);
  evidence.expiry_date = MakeDate(2030, 1, 1);
  evidence.today = MakeDate(2026, 11, 22);
  return evidence;
}

void Expect(const DocumentEvidence& evidence, FindingResult result, FindingCause cause) {
  const Finding finding = CheckDocument(evidence);
  EXPECT_EQ(finding.check, CheckKind::kDocument);
  EXPECT_EQ(finding.result, result);
  EXPECT_EQ(finding.cause, cause);
}

TEST(DocumentCheckTest, ASoundReadingPasses) {
  Expect(Sound(), FindingResult::kPassed, FindingCause::kNone);
  DocumentEvidence without_expiry = Sound();
  without_expiry.expiry_date.reset();
  Expect(without_expiry, FindingResult::kPassed, FindingCause::kNone);
}

TEST(DocumentCheckTest, AnExpiredDocumentIsAGoodReading) {
  DocumentEvidence evidence = Sound();
  evidence.expiry_date = MakeDate(2020, 1, 1);
  Expect(evidence, FindingResult::kPassed, FindingCause::kNone);
}

TEST(DocumentCheckTest, AWrongCheckDigitFails) {
  DocumentEvidence evidence = Sound();
  evidence.defects = {DocumentDefect::kCheckDigitWrong};
  Expect(evidence, FindingResult::kFailed, FindingCause::kCheckDigitWrong);
}

TEST(DocumentCheckTest, TheGravestDefectIsTold) {
  DocumentEvidence evidence = Sound();
  evidence.kind = DocumentKind::kUnknown;
  evidence.defects = {DocumentDefect::kUnexpectedCharacter};
  Expect(evidence, FindingResult::kDoubtful, FindingCause::kUnreadable);
  evidence.defects.push_back(DocumentDefect::kDateImpossible);
  Expect(evidence, FindingResult::kFailed, FindingCause::kDateImpossible);
  evidence.defects.push_back(DocumentDefect::kCheckDigitWrong);
  Expect(evidence, FindingResult::kFailed, FindingCause::kCheckDigitWrong);
}

TEST(DocumentCheckTest, DatesAreLookedAtThoughTheDigitsAgree) {
  DocumentEvidence born_tomorrow = Sound();
  born_tomorrow.birth_date = born_tomorrow.today + Days(1);
  Expect(born_tomorrow, FindingResult::kFailed, FindingCause::kDateImpossible);
  DocumentEvidence born_today = Sound();
  born_today.birth_date = born_today.today;
  Expect(born_today, FindingResult::kPassed, FindingCause::kNone);
  DocumentEvidence expired_at_birth = Sound();
  expired_at_birth.expiry_date = expired_at_birth.birth_date;
  Expect(expired_at_birth, FindingResult::kFailed, FindingCause::kDateImpossible);
}

TEST(DocumentCheckTest, WhatIsMissingIsDoubtful) {
  DocumentEvidence evidence = Sound();
  evidence.defects = {DocumentDefect::kFieldMissing};
  Expect(evidence, FindingResult::kDoubtful, FindingCause::kUnreadable);
}

TEST(DocumentCheckTest, WhatWasCorrectedIsForAnOfficer) {
  DocumentEvidence evidence = Sound();
  evidence.defects = {DocumentDefect::kCharacterCorrected};
  Expect(evidence, FindingResult::kDoubtful, FindingCause::kUnreadable);
}

TEST(DocumentCheckTest, AnUnknownKindIsDoubtful) {
  DocumentEvidence evidence = Sound();
  evidence.kind = DocumentKind::kUnknown;
  Expect(evidence, FindingResult::kDoubtful, FindingCause::kKindUnknown);
}

}  // namespace
}  // namespace clearance
