// The 588 country signers of the German master list: each is read, and each signature is held against the key it
// should be of.
#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/crypto/cms.h"
#include "common/crypto/x509_certificate.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

StatusOr<CmsMessage> GermanList(const std::string& folder) {
  ASSIGN_OR_RETURN(std::string bytes, ReadFile(folder + "/DE_ML_2026-05-28.ml", kMaxCmsBytes));
  return ReadCmsMessage(std::move(bytes));
}

// Doc 9303-12 §9: version, SET OF Certificate.
StatusOr<std::vector<X509Certificate>> ReadListed(const std::string& content) {
  std::vector<X509Certificate> listed;
  ASSIGN_OR_RETURN(const BerElement sequence, ReadBer(content, ber::kSequence));
  BerReader reader(sequence.content);
  RETURN_IF_ERROR(reader.Take(ber::kInteger).status());
  ASSIGN_OR_RETURN(const BerElement set, reader.Take(ber::kSet));
  BerReader each(set.content);
  while (!each.AtEnd()) {
    ASSIGN_OR_RETURN(const BerElement one, each.Next());
    ASSIGN_OR_RETURN(X509Certificate certificate, X509Certificate::FromDer(std::string(one.whole)));
    listed.push_back(std::move(certificate));
  }
  return listed;
}

bool SignedBy(const X509Certificate& certificate, const X509Certificate& issuer) {
  const auto key = issuer.Key();
  if (!key.ok()) return false;
  const auto answer = IsSignedBy(certificate, *key);
  return answer.ok() && *answer;
}

TEST(CountrySignersTest, TheListIsSignedUnderItsRoot) {
  REQUIRE_SHARED(folder, "testdata/pki/masterlists");
  const auto list = GermanList(folder);
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->content_type, "2.23.136.1.1.2");
  ASSERT_EQ(list->signers.size(), 1U);
  const auto signer = FindSignerCertificate(*list, list->signers[0]);
  const auto root_bytes = ReadFile(folder + "/DE_ROOT_CA_CSCA07.cer", kMaxCertificateBytes);
  ASSERT_TRUE(signer && root_bytes.ok());
  const auto root = X509Certificate::FromPemOrDer(*root_bytes);
  ASSERT_TRUE(root.ok()) << root.status();
  const CmsVerdict verdict = VerifyCmsSigner(*list, list->signers[0], signer->Key().value());
  EXPECT_EQ(CmsSignatureName(verdict.signature), "VALID");
  EXPECT_FALSE(verdict.attributes_not_der);
  EXPECT_EQ(signer->issuer(), root->subject());
  EXPECT_TRUE(SignedBy(*signer, *root));
  EXPECT_TRUE(SignedBy(*root, *root));
  EXPECT_FALSE(SignedBy(*root, *signer));
  EXPECT_FALSE(signer->is_authority());
  EXPECT_EQ(signer->extended_key_usage(), std::vector<std::string>{"2.23.136.1.1.3"});  // signs master lists
  EXPECT_EQ(VerifyCmsSigner(*list, list->signers[0], root->Key().value()).signature, CmsSignature::kWrong);
}

// 375 of the 588 verify by their own key. The other 213 are link certificates, in which an authority's older key signs
// its newer one: 84 name the older authority by another name, 129 by the same. The key that signed 201 of these is on
// the list; the key identifier that the other 12 name is nobody's on it.
TEST(CountrySignersTest, EveryOneIsReadAndVerifiesUnlessItsIssuerIsNotListed) {
  REQUIRE_SHARED(folder, "testdata/pki/masterlists");
  const auto list = GermanList(folder);
  ASSERT_TRUE(list.ok()) << list.status();
  const auto listed = ReadListed(list->content);
  ASSERT_TRUE(listed.ok()) << listed.status();
  std::map<std::string, int> counts;
  for (const X509Certificate& certificate : *listed) {
    SCOPED_TRACE(certificate.SubjectText());
    const auto key = certificate.Key();
    ASSERT_TRUE(key.ok()) << key.status();
    EXPECT_EQ(certificate.country().size(), 2U);
    // The United Kingdom's authority and Bermuda's have signed each other.
    if (certificate.issuer_country() != certificate.country()) ++counts["of two countries"];
    EXPECT_TRUE(certificate.unknown_critical().empty());
    ASSERT_TRUE(certificate.subject_key_identifier());
    if (key->explicit_curve()) ++counts["explicit curve"];
    if ((certificate.serial()[0] & 0x80) != 0) ++counts["negative serial"];
    if (SignedBy(certificate, certificate)) {
      ++counts["by its own key"];
      EXPECT_TRUE(certificate.IsSelfIssued());
      continue;
    }
    ++counts[certificate.IsSelfIssued() ? "link, same name" : "link, other name"];
    const auto authority = certificate.authority_key_identifier();
    const auto names = [&](const X509Certificate& other) {
      return authority ? other.subject_key_identifier() == authority : other.subject() == certificate.issuer();
    };
    if (std::none_of(listed->begin(), listed->end(), names)) {
      ++counts["issuer not listed"];
      continue;
    }
    EXPECT_TRUE(std::any_of(listed->begin(), listed->end(), [&](const X509Certificate& other) {
      return names(other) && SignedBy(certificate, other);
    }));
  }
  EXPECT_EQ(counts, (std::map<std::string, int>{{"by its own key", 375},
                                                {"explicit curve", 160},
                                                {"issuer not listed", 12},
                                                {"link, other name", 84},
                                                {"link, same name", 129},
                                                {"negative serial", 1},
                                                {"of two countries", 2}}));
}

}  // namespace
}  // namespace clearance
