// Tests of documents under a linked authority (ICAO Doc 9303-12 §4.1): a state has changed its key, and all we know of
// the new one is a link certificate that the old one signed.
#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/inspection_scene.h"

namespace clearance {
namespace {

using namespace inspection_scene;

struct LinkedAuthorityTest : testing::Test {
  Scene scene;  // trusts the older authority; signed under the younger one
  CertificateChoice young_choice = AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2");
  PkiHolder young = SelfSigned(young_choice);

  LinkedAuthorityTest() {
    scene.revoked.reset();
    scene.signer = IssuedBy(young, scene.signer_choice);
  }

  static Status AddLink(TrustStore& trust, const std::string& link) {
    const std::size_t source = trust.AddSource({.kind = TrustSourceKind::kLink, .name = "link"});
    return trust.AddLink(X509Certificate::FromDer(link).value(), source);
  }
  // What the scene trusts and the link, with a list by which the younger authority has revoked `serials`.
  TrustStore Linked(const std::string& link, const std::vector<std::string>& serials = {}) const {
    TrustStore trust = scene.Trust();
    const Status added = AddLink(trust, link);
    EXPECT_TRUE(added.ok()) << added;
    const Status listed =
        trust.AddCrl(X509Crl::FromDer(RevocationList(young, RevocationChoice{.serials = serials})).value(), 0);
    EXPECT_TRUE(listed.ok()) << listed;
    return trust;
  }
  void ExpectRefused(const std::string& link) const {
    TrustStore trust = scene.Trust();
    EXPECT_EQ(ReasonOf(AddLink(trust, link)), error_reason::kTrustNotEstablished);
    EXPECT_EQ(trust.anchors().size(), 1U);
    ExpectAgainst(trust, scene, Unproven({Result::kUndetermined, Reason::kAuthorityUnknown}));
  }
};

TEST_F(LinkedAuthorityTest, ADocumentUnderTheNewKeyIsSound) {
  const TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice));
  ExpectAgainst(trust, scene, {});
  const DocumentInspection inspected = InspectAgainst(scene, trust);
  EXPECT_EQ(inspected.authentic_mrz, kMrz);
  EXPECT_TRUE(inspected.portrait_authentic);
  EXPECT_EQ(inspected.authority_source, "link");
}

TEST_F(LinkedAuthorityTest, ADocumentUnderTheOldKeyStaysSound) {
  const TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice));
  scene.signer = IssuedBy(scene.authority, scene.signer_choice);
  TrustStore with_list = trust;
  EXPECT_TRUE(with_list.AddCrl(X509Crl::FromDer(RevocationList(scene.authority, RevocationChoice{})).value(), 0).ok());
  ExpectAgainst(with_list, scene, {});
  EXPECT_EQ(InspectAgainst(scene, with_list).authority_source, "list");
}

TEST_F(LinkedAuthorityTest, WithoutTheLinkTheNewKeyIsUnknown) {
  Expect(scene, Unproven({Result::kUndetermined, Reason::kAuthorityUnknown}));
}

TEST_F(LinkedAuthorityTest, ALinkAfterALinkLeadsOn) {
  const CertificateChoice third_choice = AuthorityChoice(PkiKey::Ec("brainpoolP384r1"), "KZ", "CSCA-KZ 3");
  const PkiHolder third = SelfSigned(third_choice);
  const std::string second_link = LinkCertificate(young, third_choice);
  scene.signer = IssuedBy(third, scene.signer_choice);
  ExpectRefused(second_link);  // while the first is missing
  TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice));
  EXPECT_TRUE(AddLink(trust, second_link).ok());
  EXPECT_TRUE(trust.AddCrl(X509Crl::FromDer(RevocationList(third, RevocationChoice{})).value(), 0).ok());
  ExpectAgainst(trust, scene, {});
}

TEST_F(LinkedAuthorityTest, ALinkByAStrangerIsRefused) {
  const PkiHolder stranger = SelfSigned(AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA-KZ"));  // the same name
  ExpectRefused(LinkCertificate(stranger, young_choice));
  PkiHolder liar = stranger;  // and says that the real one's key signed
  liar.key_identifier = scene.authority.key_identifier;
  ExpectRefused(LinkCertificate(liar, young_choice));
  ExpectRefused(LinkCertificate(ForgerOf(scene.authority), young_choice));
  ExpectRefused(young.certificate);  // vouches for itself
}

TEST_F(LinkedAuthorityTest, ALinkToAnotherCountryIsRefused) {
  young_choice.country = "CN";
  ExpectRefused(LinkCertificate(scene.authority, young_choice));
}

TEST_F(LinkedAuthorityTest, ADocumentSignerIsNoLink) {
  CertificateChoice choice = SignerChoice(young_choice.key, "KZ", "CSCA-KZ 2");
  ExpectRefused(IssuedBy(scene.authority, choice).certificate);
}

TEST_F(LinkedAuthorityTest, AForgeryUnderTheLinkedAuthorityFails) {
  const TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice));
  PkiHolder liar = SelfSigned(AuthorityChoice(PkiKey::Ec("secp521r1"), "KZ", "CSCA-KZ 2"));
  liar.key_identifier = young.key_identifier;
  scene.signer = IssuedBy(liar, scene.signer_choice);
  ExpectAgainst(trust, scene, Unproven({Result::kFailed, Reason::kSignerNotByAuthority}));
}

TEST_F(LinkedAuthorityTest, ValidityIsThatOfTheLinkCertificate) {
  young_choice.not_after = PkiDay(2026, 1, 1);  // before the document was signed
  const TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice));
  ExpectAgainst(trust, scene, {{Check::kValidityPeriod, {Result::kFailed, Reason::kAuthorityOutsideValidity}}});
}

TEST_F(LinkedAuthorityTest, TheLinkedAuthorityRevokes) {
  scene.signer_choice.serial = "\x11";
  scene.signer = IssuedBy(young, scene.signer_choice);
  const TrustStore trust = Linked(LinkCertificate(scene.authority, young_choice), {"\x11"});
  ExpectAgainst(trust, scene, {{Check::kRevocation, {Result::kFailed, Reason::kSignerRevoked}}});
}

}  // namespace
}  // namespace clearance
