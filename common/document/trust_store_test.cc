// Tests of trust_store: who is found for a certificate and in which order, links, revocation lists, and what is not let
// in.
#include "common/document/trust_store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/document_pki.h"

namespace clearance {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

X509Certificate Read(const std::string& der) { return X509Certificate::FromDer(der).value(); }

struct TrustStoreTest : testing::Test {
  const PkiKey old_key = PkiKey::Ec("secp256r1");
  const PkiKey new_key = PkiKey::Ec("brainpoolP256r1");
  const PkiHolder kazakh = SelfSigned(AuthorityChoice(old_key, "KZ", "CSCA-KZ"));
  const PkiHolder chinese = SelfSigned(AuthorityChoice(new_key, "CN", "CSCA-CN"));
  TrustStore store;
  const std::size_t source = store.AddSource({.name = "by hand"});

  void SetUp() override {
    ASSERT_TRUE(store.Add(Read(kazakh.certificate), source).ok());
    ASSERT_TRUE(store.Add(Read(chinese.certificate), source).ok());
  }
  std::vector<std::string> CandidatesOf(const PkiHolder& signer) const {
    std::vector<std::string> subjects;
    for (const TrustAnchor* anchor : store.CandidatesFor(Read(signer.certificate)))
      subjects.push_back(std::string(anchor->certificate.der()));
    return subjects;
  }
};

TEST_F(TrustStoreTest, FindsByKeyIdentifierThenNameThenCountry) {
  const PkiHolder same_name = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));
  const PkiHolder same_country = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "another"));
  ASSERT_TRUE(store.Add(Read(same_country.certificate), source).ok());
  ASSERT_TRUE(store.Add(Read(same_name.certificate), source).ok());
  const PkiHolder signer = IssuedBy(same_name, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  EXPECT_THAT(CandidatesOf(signer), ElementsAre(same_name.certificate, kazakh.certificate, same_country.certificate));
}

TEST_F(TrustStoreTest, WithoutIdentifiersTheNameIsEnough) {
  CertificateChoice choice = SignerChoice(PkiKey::Ec("secp256r1"), "KZ");
  choice.authority_key_identifier = false;
  EXPECT_THAT(CandidatesOf(IssuedBy(kazakh, choice)), ElementsAre(kazakh.certificate));
}

TEST_F(TrustStoreTest, ANameWrittenOtherwiseIsFoundByCountry) {
  PkiHolder renamed = kazakh;
  renamed.name = PkiName("kz", "Development", "CSCA-KZ");
  CertificateChoice choice = SignerChoice(PkiKey::Ec("secp256r1"), "KZ");
  choice.authority_key_identifier = false;
  EXPECT_THAT(CandidatesOf(IssuedBy(renamed, choice)), ElementsAre(kazakh.certificate));
}

TEST_F(TrustStoreTest, AnotherCountryHasNoCandidates) {
  const PkiHolder other = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "XX"));
  EXPECT_THAT(CandidatesOf(IssuedBy(other, SignerChoice(PkiKey::Ec("secp256r1"), "XX"))), IsEmpty());
}

TEST_F(TrustStoreTest, TrialIsBounded) {
  for (std::size_t i = 0; i < kMaxTrialAnchors + 10; ++i) {
    const auto choice = AuthorityChoice(old_key, "KZ", "CSCA-" + std::to_string(i));
    ASSERT_TRUE(store.Add(Read(SelfSigned(choice).certificate), source).ok());
  }
  const PkiHolder signer = IssuedBy(kazakh, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  EXPECT_EQ(CandidatesOf(signer).size(), kMaxTrialAnchors);
}

TEST_F(TrustStoreTest, OneCertificateFromTwoListsStandsOnce) {
  const std::size_t second = store.AddSource({.name = "another"});
  ASSERT_TRUE(store.Add(Read(kazakh.certificate), second).ok());
  ASSERT_TRUE(store.Add(Read(kazakh.certificate), second).ok());
  EXPECT_EQ(store.anchors().size(), 2U);
  EXPECT_THAT(store.anchors()[0].sources, ElementsAre(source, second));
}

TEST_F(TrustStoreTest, WhoMayNotSignCertificatesIsNoAuthority) {
  const PkiHolder signer = IssuedBy(kazakh, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  EXPECT_EQ(store.Add(Read(signer.certificate), source).code(), StatusCode::kInvalidArgument);
  CertificateChoice bare = SignerChoice(PkiKey::Ec("secp256r1"), "KZ");
  bare.key_usage.reset();
  bare.basic_constraints = false;
  EXPECT_EQ(store.Add(Read(IssuedBy(kazakh, bare).certificate), source).code(), StatusCode::kInvalidArgument);
  EXPECT_EQ(store.anchors().size(), 2U);
}

TEST_F(TrustStoreTest, AnAlteredGroupIsKeptAndItsKeyUnusable) {
  const PkiHolder forger = ForgerOf(kazakh);
  ASSERT_TRUE(store.Add(Read(forger.certificate), source).ok());
  EXPECT_FALSE(store.anchors().back().key.has_value());
  EXPECT_EQ(store.anchors().back().key_status.code(), StatusCode::kFailedPrecondition);
}

TEST_F(TrustStoreTest, ALinkIsTrustedWhenAnAuthorityOfItsCountrySignedIt) {
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  const std::size_t link = store.AddSource({.kind = TrustSourceKind::kLink, .name = "link"});
  ASSERT_TRUE(store.AddLink(Read(LinkCertificate(kazakh, newer)), link).ok());
  EXPECT_EQ(store.anchors().size(), 3U);
  const PkiHolder signer = IssuedBy(SelfSigned(newer), SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  const auto candidates = store.CandidatesFor(Read(signer.certificate));
  ASSERT_FALSE(candidates.empty());
  EXPECT_TRUE(IsSignedBy(Read(signer.certificate), *candidates[0]->key).value());
}

TEST_F(TrustStoreTest, OtherLinksAreNot) {
  const PkiHolder stranger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ", "CSCA-KZ"));
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  const Status not_signed = store.AddLink(Read(LinkCertificate(stranger, newer)), source);
  EXPECT_EQ(ReasonOf(not_signed), error_reason::kTrustNotEstablished);
  const CertificateChoice abroad = AuthorityChoice(PkiKey::Ec("secp521r1"), "CN", "CSCA-CN 2");
  EXPECT_FALSE(store.AddLink(Read(LinkCertificate(kazakh, abroad)), source).ok()) << "another country's";
  const PkiHolder signer = IssuedBy(kazakh, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  EXPECT_FALSE(store.AddLink(Read(signer.certificate), source).ok()) << "a signer is no authority";
  EXPECT_EQ(store.anchors().size(), 2U);
}

TEST_F(TrustStoreTest, RevocationListsAreOfTheAuthorityTheNewestFirst) {
  RevocationChoice older;
  older.this_update = PkiDay(2026, 1, 1);
  ASSERT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(kazakh, older)).value(), source).ok());
  ASSERT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(kazakh, {})).value(), source).ok());
  ASSERT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(chinese, {})).value(), source).ok());
  const auto lists = store.CrlsFor(store.anchors()[0]);
  ASSERT_EQ(lists.size(), 2U);
  EXPECT_GT(lists[0]->list.this_update(), lists[1]->list.this_update());
  EXPECT_EQ(store.CrlsFor(store.anchors()[1]).size(), 1U);
}

// Mainland China, Hong Kong and Macao issue for themselves: one's list says nothing of another's signers.
TEST_F(TrustStoreTest, ACountryMayHaveSeveralAuthoritiesThatDoNotSpeakForEachOther) {
  const PkiHolder hong_kong = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "CN", "CSCA-HK"));
  ASSERT_TRUE(store.Add(Read(hong_kong.certificate), source).ok());
  ASSERT_TRUE(store.AddCrl(X509Crl::FromDer(RevocationList(hong_kong, {})).value(), source).ok());
  EXPECT_THAT(store.CrlsFor(store.anchors()[1]), IsEmpty());
  EXPECT_EQ(store.CrlsFor(store.anchors()[2]).size(), 1U);
  EXPECT_NE(store.LineageOf(store.anchors()[1]), store.LineageOf(store.anchors()[2]));
}

TEST_F(TrustStoreTest, ALinkOrASharedKeyOrNameJoinsALineage) {
  const CertificateChoice newer = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  ASSERT_TRUE(store.Add(Read(SelfSigned(newer).certificate), source).ok());
  EXPECT_NE(store.LineageOf(store.anchors()[0]), store.LineageOf(store.anchors()[2]));
  ASSERT_TRUE(store.AddLink(Read(LinkCertificate(kazakh, newer)), source).ok());
  EXPECT_EQ(store.LineageOf(store.anchors()[0]), store.LineageOf(store.anchors()[2]));
  ASSERT_TRUE(store.Add(Read(SelfSigned(AuthorityChoice(old_key, "KZ", "renamed")).certificate), source).ok());
  EXPECT_EQ(store.LineageOf(store.anchors()[0]), store.LineageOf(store.anchors().back()));
  const auto same_name = AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ", "CSCA-KZ");
  ASSERT_TRUE(store.Add(Read(SelfSigned(same_name).certificate), source).ok());
  EXPECT_EQ(store.LineageOf(store.anchors()[0]), store.LineageOf(store.anchors().back()));
  ASSERT_TRUE(store.Add(Read(SelfSigned(AuthorityChoice(old_key, "UZ", "CSCA-KZ")).certificate), source).ok());
  EXPECT_NE(store.LineageOf(store.anchors()[0]), store.LineageOf(store.anchors().back())) << "another country's";
}

TEST_F(TrustStoreTest, WhoMayNotSignListsSignsNone) {
  CertificateChoice choice = AuthorityChoice(PkiKey::Ec("secp256r1"), "UZ");
  choice.key_usage = {{KeyUsage::kKeyCertSign}};
  const PkiHolder authority = SelfSigned(choice);
  ASSERT_TRUE(store.Add(Read(authority.certificate), source).ok());
  const auto list = X509Crl::FromDer(RevocationList(authority, {})).value();
  EXPECT_EQ(ReasonOf(store.AddCrl(list, source)), error_reason::kTrustNotEstablished);
}

TEST_F(TrustStoreTest, TheSameRevocationListTwiceStandsOnce) {
  const auto list = X509Crl::FromDer(RevocationList(kazakh, {})).value();
  ASSERT_TRUE(store.AddCrl(list, source).ok());
  ASSERT_TRUE(store.AddCrl(list, source).ok());
  EXPECT_EQ(store.crls().size(), 1U);
}

TEST_F(TrustStoreTest, AListSomebodyElseSignedIsRefused) {
  const PkiHolder stranger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "KZ", "CSCA-KZ"));
  const auto forged = X509Crl::FromDer(RevocationList(kazakh, stranger, {})).value();
  EXPECT_EQ(ReasonOf(store.AddCrl(forged, source)), error_reason::kTrustNotEstablished);
  EXPECT_THAT(store.crls(), IsEmpty());
}

TEST_F(TrustStoreTest, ACopyStandsByItself) {
  TrustStore copy = store;
  store = TrustStore();
  const PkiHolder signer = IssuedBy(kazakh, SignerChoice(PkiKey::Ec("secp256r1"), "KZ"));
  const auto candidates = copy.CandidatesFor(Read(signer.certificate));
  ASSERT_EQ(candidates.size(), 1U);
  EXPECT_TRUE(IsSignedBy(Read(signer.certificate), *candidates[0]->key).value());
}

}  // namespace
}  // namespace clearance
