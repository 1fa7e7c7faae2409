// An EF.SOD whose content cannot be read: altered ones are told from odd ones, and nothing is taken from either.
#include <gtest/gtest.h>

#include "common/document/document_inspection.h"
#include "common/document/security_object.h"
#include "tests/support/document_pki.h"

namespace clearance {
namespace {

constexpr std::string_view kMrz =
    "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\n"
    "L898902C36UTO7408122F1204159ZE184226B<<<<<10";

struct UnreadableSodTest : testing::Test {
  const PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1")));
  const PkiHolder signer = IssuedBy(authority, SignerChoice(PkiKey::Ec("secp256r1")));
  const std::map<int, std::string> groups = {{1, Dg1(kMrz)}};

  InspectionFinding Found(const CmsChoice& cms, InspectionCheck check) const {
    SodChoice choice;
    choice.cms = cms;
    ChipFiles files;
    files.ef_sod = EfSod(signer, groups, choice);
    files.data_groups = groups;
    EXPECT_FALSE(ReadEfSod(files.ef_sod).ok());
    TrustStore trust;
    EXPECT_TRUE(trust.Add(X509Certificate::FromDer(authority.certificate).value(), trust.AddSource({})).ok());
    const auto inspected = InspectDocument({.files = files}, &trust, PkiDay(2026, 11, 25));
    EXPECT_EQ(inspected.authentic_mrz, "");
    return *FindInspection(inspected.inspection, check);
  }
  void ExpectOf(const CmsChoice& cms, InspectionResult result, InspectionReason reason) const {
    const InspectionFinding signature = Found(cms, InspectionCheck::kSodSignature);
    EXPECT_EQ(signature.result, result);
    EXPECT_EQ(signature.reason, reason) << InspectionReasonName(signature.reason);
    EXPECT_EQ(Found(cms, InspectionCheck::kDefects).reason, InspectionReason::kMalformed);
    EXPECT_EQ(Found(cms, InspectionCheck::kDataGroupHashes).result, InspectionResult::kNotPerformed);
  }
};

TEST_F(UnreadableSodTest, SoundAndOfAnotherContentTypeIsNeitherGenuineNorForged) {
  CmsChoice cms;
  cms.content_type = "1.2.840.113549.1.7.1";
  ExpectOf(cms, InspectionResult::kUndetermined, InspectionReason::kMalformed);
}

TEST_F(UnreadableSodTest, AlteredAndOfAnotherContentTypeIsForged) {
  CmsChoice cms;
  cms.content_type = "1.2.840.113549.1.7.1";
  cms.signature_altered = true;
  ExpectOf(cms, InspectionResult::kFailed, InspectionReason::kSignatureWrong);
  cms.signature_altered = false;
  cms.attribute_content_type = "2.23.136.1.1.1";
  ExpectOf(cms, InspectionResult::kFailed, InspectionReason::kDigestDiffers);
}

TEST_F(UnreadableSodTest, WithoutItsContentNothingIsSaid) {
  CmsChoice cms;
  cms.detached = true;
  ExpectOf(cms, InspectionResult::kUndetermined, InspectionReason::kMalformed);
}

}  // namespace
}  // namespace clearance
