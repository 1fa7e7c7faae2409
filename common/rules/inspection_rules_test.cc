// What the thirteen results mean together, row by row of the book that ships, and what of it reaches a decision.
#include "common/rules/inspection_rules.h"

#include <gtest/gtest.h>

#include <set>

#include "tests/support/decide_fixture.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

using enum InspectionCheck;
using enum InspectionResult;
using Check = InspectionCheck;

constexpr std::array kAllResults = {kSuccessful, kFailed, kUndetermined, kNotSupported, kNotPerformed, kAborted};
constexpr std::array kPassports = {DocumentKind::kOrdinaryPassport, DocumentKind::kPublicAffairsPassport,
                                   DocumentKind::kServicePassport, DocumentKind::kDiplomaticPassport};
// In place of a passport: the same is asked of them.
constexpr std::array kInPlaceOfPassports = {DocumentKind::kTravelDocument, DocumentKind::kCertificateOfReturn};
constexpr std::array kWithoutIcaoChip = {DocumentKind::kIdentityCard, DocumentKind::kExitEntryPermit};

// The published table, said once more: docs/rule-book.md.
const std::set<Check> kRequiredOfPassports = {kSodSignature,    kSignerTrust,    kValidityPeriod,
                                              kDataGroupHashes, kMrzAgainstChip, kIssuingState};

InspectionVerdict ExpectedOf(DocumentKind kind, Check check, InspectionResult result) {
  if (result == kFailed) return check == kFileList ? InspectionVerdict::kUndetermined : InspectionVerdict::kFailed;
  if (result == kSuccessful) return InspectionVerdict::kSuccessful;
  const bool card = std::find(kWithoutIcaoChip.begin(), kWithoutIcaoChip.end(), kind) != kWithoutIcaoChip.end();
  if (card) return check == kOpticalChecks ? InspectionVerdict::kUndetermined : InspectionVerdict::kSuccessful;
  if (check == kChipAuthenticity && result != kNotSupported) return InspectionVerdict::kUndetermined;
  return kRequiredOfPassports.contains(check) ? InspectionVerdict::kUndetermined : InspectionVerdict::kSuccessful;
}

class InspectionRulesTest : public DecideTest {
 protected:
  InspectionOverall Overall(const Inspection& inspection, DocumentKind kind, Date today = kToday) const {
    return OverallOf(inspection, kind, book_, today);
  }
  CrossingFacts Inspected(const Inspection& inspection, const Document& document, Movement movement) const {
    CrossingFacts facts = Entry(document, movement);
    SetInspection(facts, inspection);
    return facts;
  }
};

// A list of the signer's authority under another name has its serial number: nobody can tell whose, and nobody clears.
TEST_F(InspectionRulesTest, ASerialNumberThatAListNamesClearsNobody) {
  Inspection inspection = SoundInspection();
  for (InspectionFinding& finding : inspection.findings) {
    if (finding.check != kRevocation) continue;
    finding.result = kUndetermined;
    finding.reason = InspectionReason::kSignerRevoked;
  }
  const InspectionOverall overall = Overall(inspection, DocumentKind::kOrdinaryPassport);
  EXPECT_EQ(overall.verdict, InspectionVerdict::kUndetermined);
  EXPECT_EQ(overall.check, kRevocation);
  for (InspectionFinding& finding : inspection.findings)
    if (finding.check == kRevocation) finding.reason = InspectionReason::kNoRevocationList;
  EXPECT_EQ(Overall(inspection, DocumentKind::kOrdinaryPassport).verdict, InspectionVerdict::kSuccessful);
}

TEST_F(InspectionRulesTest, EveryResultOfEveryCheckOfEveryKind) {
  for (const DocumentKind kind : kAllDocumentKinds) {
    if (kind == DocumentKind::kUnknown) continue;
    for (const Check check : kAllInspectionChecks) {
      for (const InspectionResult result : kAllResults) {
        const InspectionOverall overall = Overall(InspectionBut(check, result, InspectionReason::kMalformed), kind);
        const InspectionVerdict expected = ExpectedOf(kind, check, result);
        SCOPED_TRACE(std::string(DocumentKindName(kind)) + " " + std::string(InspectionCheckName(check)) + " " +
                     std::string(InspectionResultName(result)));
        EXPECT_EQ(InspectionVerdictName(overall.verdict), InspectionVerdictName(expected));
        EXPECT_EQ(overall.check.has_value(), expected != InspectionVerdict::kSuccessful);
        EXPECT_EQ(DecidedBy(overall), expected == InspectionVerdict::kSuccessful
                                          ? ""
                                          : std::string(InspectionCheckName(check)) + ":MALFORMED");
      }
    }
  }
}

TEST_F(InspectionRulesTest, WithoutAnInspectionNothingIsProven) {
  const auto decided_by = [this](DocumentKind kind) {
    const InspectionOverall overall = Overall({}, kind);
    EXPECT_EQ(overall.verdict, InspectionVerdict::kUndetermined) << DocumentKindName(kind);
    return DecidedBy(overall);
  };
  for (const DocumentKind kind : kPassports) EXPECT_EQ(decided_by(kind), "SOD_SIGNATURE");
  for (const DocumentKind kind : kInPlaceOfPassports) EXPECT_EQ(decided_by(kind), "SOD_SIGNATURE");
  for (const DocumentKind kind : kWithoutIcaoChip) EXPECT_EQ(decided_by(kind), "OPTICAL_CHECKS");
}

// A sheet of paper printed with two letters is no travel document.
TEST_F(InspectionRulesTest, PaperGoesToAnOfficer) {
  Inspection paper;
  for (const Check check : kAllInspectionChecks) paper.findings.push_back({check, kNotPerformed});
  for (const DocumentKind kind : kAllDocumentKinds)
    EXPECT_NE(Overall(paper, kind).verdict, InspectionVerdict::kSuccessful) << DocumentKindName(kind);
  paper.findings[static_cast<std::size_t>(kOpticalChecks)].result = kSuccessful;
  for (const DocumentKind kind : kInPlaceOfPassports)
    EXPECT_NE(Overall(paper, kind).verdict, InspectionVerdict::kSuccessful) << DocumentKindName(kind);
}

TEST_F(InspectionRulesTest, AFailureComesBeforeWhatIsMissingWhereverItStands) {
  Inspection inspection = InspectionBut(kOpticalChecks, kFailed, InspectionReason::kReaderDeclared);
  inspection.findings[static_cast<std::size_t>(kSignerTrust)].result = kNotPerformed;
  EXPECT_EQ(DecidedBy(Overall(inspection, DocumentKind::kOrdinaryPassport)), "OPTICAL_CHECKS:READER_DECLARED");
}

TEST_F(InspectionRulesTest, TheFirstCheckThatIsMissingIsNamed) {
  Inspection inspection = InspectionBut(kIssuingState, kUndetermined, InspectionReason::kStateUnknown);
  inspection.findings[static_cast<std::size_t>(kSignerTrust)] = {
      kSignerTrust, kUndetermined, InspectionReason::kAuthorityUnknown, {}};
  EXPECT_EQ(DecidedBy(Overall(inspection, DocumentKind::kServicePassport)), "SIGNER_TRUST:AUTHORITY_UNKNOWN");
}

TEST_F(InspectionRulesTest, AWeakDigestIsSoundUntilTheDayBeforeTheBooks) {
  for (const Check check : {kSodSignature, kSignerTrust, kRevocation}) {
    const Inspection weak = InspectionBut(check, kSuccessful, InspectionReason::kWeakDigest);
    const Date fatal = book_.weak_digest_fatal_from;
    EXPECT_EQ(Overall(weak, DocumentKind::kOrdinaryPassport, fatal - Days(1)).verdict, InspectionVerdict::kSuccessful);
    const InspectionOverall overall = Overall(weak, DocumentKind::kOrdinaryPassport, fatal);
    EXPECT_EQ(overall.verdict, InspectionVerdict::kFailed);
    EXPECT_EQ(DecidedBy(overall), std::string(InspectionCheckName(check)) + ":WEAK_DIGEST");
  }
}

TEST_F(InspectionRulesTest, AnUnknownKindIsNeverClearedAndFailsWhereACheckFailed) {
  EXPECT_EQ(Overall(SoundInspection(), DocumentKind::kUnknown), InspectionOverall());
  EXPECT_EQ(Overall(InspectionBut(kDataGroupHashes, kFailed), DocumentKind::kUnknown).check, kDataGroupHashes);
}

TEST_F(InspectionRulesTest, NotAuthenticIsLegalListedIsAHoldAndNotProvenIsNeither) {
  EXPECT_EQ(ClassOf(ReasonCode::kDocumentNotAuthentic), ReasonClass::kLegal);
  EXPECT_EQ(ClassOf(ReasonCode::kDocumentListed), ReasonClass::kHold);
  EXPECT_EQ(ClassOf(ReasonCode::kDocumentNotProven), ReasonClass::kNotEstablished);
}

TEST_F(InspectionRulesTest, DecideTellsTheCheckAndItsReason) {
  const Document passport = Of("KAZ");
  EXPECT_EQ(Answer(Inspected(SoundInspection(), passport, kaz_chn_)).verdict, Verdict::kAdmit);
  const Decision altered =
      Answer(Inspected(InspectionBut(kDataGroupHashes, kFailed, InspectionReason::kHashDiffers), passport, kaz_chn_));
  ASSERT_EQ(CodesOf(altered), std::vector{ReasonCode::kDocumentNotAuthentic});
  EXPECT_EQ(altered.reasons.front().detail, "DATA_GROUP_HASHES:HASH_DIFFERS");
  EXPECT_EQ(altered.verdict, Verdict::kRefer);
  const Decision unknown = Answer(
      Inspected(InspectionBut(kSignerTrust, kUndetermined, InspectionReason::kNoTrustStore), passport, kaz_chn_));
  ASSERT_EQ(CodesOf(unknown), std::vector{ReasonCode::kDocumentNotProven});
  EXPECT_EQ(unknown.reasons.front().detail, "SIGNER_TRUST:NO_TRUST_STORE");
}

TEST_F(InspectionRulesTest, ItIsAskedOnExitAndOfWhoeverComesHome) {
  const Inspection altered = InspectionBut(kDataGroupHashes, kFailed);
  CrossingFacts exit = Exit(Of("KAZ"), kaz_chn_);
  SetInspection(exit, altered);
  EXPECT_EQ(Codes(exit), std::vector{ReasonCode::kDocumentNotAuthentic});
  EXPECT_EQ(Codes(Inspected(altered, Of("KAZ"), chn_kaz_)),
            (std::vector{ReasonCode::kDocumentNotAuthentic, ReasonCode::kOwnNational}));
  EXPECT_EQ(Codes(Inspected({}, Of("KAZ"), chn_kaz_)),
            (std::vector{ReasonCode::kDocumentNotProven, ReasonCode::kOwnNational}));
}

TEST_F(InspectionRulesTest, AListedDocumentIsSaidToBeListedBesideWhatElseFailed) {
  const Document passport = Of("KAZ");
  Inspection listed = InspectionBut(kLostOrStolen, kFailed, InspectionReason::kListed);
  EXPECT_EQ(Codes(Inspected(listed, passport, kaz_chn_)), std::vector{ReasonCode::kDocumentListed});
  listed.findings[static_cast<std::size_t>(kSodSignature)].result = kFailed;
  EXPECT_EQ(Codes(Inspected(listed, passport, kaz_chn_)),
            (std::vector{ReasonCode::kDocumentListed, ReasonCode::kDocumentNotAuthentic}));
}

TEST_F(InspectionRulesTest, AnIdentityCardIsClearedWithoutAChipByItsOpticalChecks) {
  const Document card = Of("KAZ", DocumentKind::kIdentityCard);
  Inspection without_chip;
  for (const Check check : kAllInspectionChecks) without_chip.findings.push_back({check, kNotPerformed});
  EXPECT_EQ(Codes(Inspected(without_chip, card, kaz_icbc_)), std::vector{ReasonCode::kDocumentNotProven});
  without_chip.findings[static_cast<std::size_t>(kOpticalChecks)].result = kSuccessful;
  EXPECT_EQ(Answer(Inspected(without_chip, card, kaz_icbc_)).verdict, Verdict::kAdmit);
  EXPECT_EQ(Codes(Inspected(InspectionBut(kOpticalChecks, kFailed), card, kaz_icbc_)),
            std::vector{ReasonCode::kDocumentNotAuthentic});
}

TEST_F(InspectionRulesTest, WithoutADocumentFindingNothingIsSaidOfAnInspection) {
  CrossingFacts facts = Entry(Of("KAZ"), kaz_chn_);
  std::erase_if(facts.request.findings, [](const Finding& finding) { return finding.check == CheckKind::kDocument; });
  EXPECT_EQ(Codes(facts), std::vector{ReasonCode::kCheckMissing});
}

}  // namespace
}  // namespace clearance
