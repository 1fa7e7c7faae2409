// Tests of inspection against a store of 1,000 authorities in the mixture of the real lists: documents under each kind
// of them, unknown ones, and that few authorities are tried.
#include <gtest/gtest.h>

#include <set>

#include "tests/support/inspection_scene.h"

namespace clearance {
namespace {

using namespace inspection_scene;

constexpr std::size_t kAuthorities = 1000;
constexpr std::size_t kOfOneCountry = 20;  // of each of the fifty countries of ManyAuthorities

// One authority of the store by its place in ManyAuthorities, and how passports of its country name that.
struct Row {
  const char* what;
  std::size_t index;
  const char* state;
  Reason trust = Reason::kNone;
};
constexpr Row kRows[] = {
    {"brainpoolP256r1 written out", 0, "AUT"},
    {"secp256r1 written out", 20, "KAZ"},
    {"RSA-PSS", 6, "DNK"},
    {"RSA-PSS, far down", 985, "THA"},
    {"RSA PKCS#1", 9, "FIN"},
    {"RSA of 4096 bits", 11, "GBR"},
    {"RSA with a negative serial", 12, "GEO"},
    {"RSA signing with SHA-1", 13, "HUN", Reason::kWeakDigest},
    {"brainpoolP256r1", 14, "IRL"},
    {"brainpoolP384r1", 59, "FIN"},
    {"secp384r1", 79, "ROU"},
    {"secp521r1", 99, "ZAF"},
    {"the last", 999, "ZAF"},
};

struct LargeStoreTest : testing::Test {
  // Made once: keys take their time.
  static const std::vector<PkiHolder>& Authorities() {
    static const std::vector<PkiHolder> authorities = ManyAuthorities(kAuthorities);
    return authorities;
  }
  static const TrustStore& Store() {
    static const TrustStore store = [] {
      TrustStore made;
      const std::size_t source = made.AddSource({.name = "thousand"});
      for (const PkiHolder& authority : Authorities())
        EXPECT_TRUE(made.Add(X509Certificate::FromDer(authority.certificate).value(), source).ok());
      return made;
    }();
    return store;
  }
  // A passport of `state` signed under `authority`.
  static Scene Passport(const PkiHolder& authority, const std::string& state) {
    Scene scene;
    scene.mrz.replace(2, 3, state);
    scene.printed = scene.mrz;
    scene.signer_choice.country = authority.country;
    scene.signer = IssuedBy(authority, scene.signer_choice);
    return scene;
  }
  static std::vector<const TrustAnchor*> CandidatesFor(const Scene& scene) {
    return Store().CandidatesFor(X509Certificate::FromDer(scene.Signer().certificate).value());
  }
};

TEST_F(LargeStoreTest, HoldsAThousand) {
  ASSERT_EQ(Store().anchors().size(), kAuthorities);
  std::set<std::string> curves;
  std::size_t written_out = 0, rsa = 0, unusable = 0;
  for (const TrustAnchor& anchor : Store().anchors()) {
    unusable += !anchor.key;
    if (!anchor.key) continue;
    rsa += anchor.key->kind() == KeyKind::kRsa;
    written_out += anchor.key->explicit_curve();
    if (anchor.key->kind() == KeyKind::kEc) curves.insert(anchor.key->curve());
  }
  EXPECT_EQ(unusable, 0U);
  EXPECT_EQ(written_out, kAuthorities / 4);
  EXPECT_EQ(rsa, kAuthorities * 9 / 20);
  EXPECT_EQ(curves,
            (std::set<std::string>{"brainpoolP256r1", "brainpoolP384r1", "secp256r1", "secp384r1", "secp521r1"}));
}

TEST_F(LargeStoreTest, ADocumentUnderEachKindOfAuthorityIsSound) {
  for (const Row& row : kRows) {
    const PkiHolder& authority = Authorities()[row.index];
    const Scene scene = Passport(authority, row.state);
    TrustStore trust = Store();
    EXPECT_TRUE(trust.AddCrl(X509Crl::FromDer(RevocationList(authority, RevocationChoice{})).value(), 0).ok());
    ExpectAgainst(trust, scene, {{Check::kSignerTrust, {Result::kSuccessful, row.trust}}}, row.what);
    const DocumentInspection inspected = InspectAgainst(scene, trust);
    EXPECT_EQ(inspected.authentic_mrz, scene.mrz) << row.what;
    EXPECT_EQ(inspected.authority, X509Certificate::FromDer(authority.certificate)->SubjectText()) << row.what;
  }
}

// Authorities of fifty countries stand in the store: only those of the signer's own are tried, the right one first.
TEST_F(LargeStoreTest, FewAuthoritiesAreTried) {
  for (const Row& row : kRows) {
    Scene scene = Passport(Authorities()[row.index], row.state);
    const auto candidates = CandidatesFor(scene);
    ASSERT_EQ(candidates.size(), kOfOneCountry) << row.what;
    EXPECT_EQ(candidates.front()->certificate.der(), Authorities()[row.index].certificate) << row.what;
    scene.signer_choice.authority_key_identifier = false;  // by name alone
    scene.signer = IssuedBy(Authorities()[row.index], scene.signer_choice);
    EXPECT_EQ(CandidatesFor(scene).front()->certificate.der(), Authorities()[row.index].certificate) << row.what;
  }
}

TEST_F(LargeStoreTest, AnUnknownAuthorityIsUnknownAmongAThousand) {
  const Outcomes unproven = Unproven({Result::kUndetermined, Reason::kAuthorityUnknown});
  const Scene unknown = Passport(SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "FI", "CSCA-FI")), "FIN");
  EXPECT_EQ(CandidatesFor(unknown).size(), kOfOneCountry) << "all of Finland's, and nobody else's";
  ExpectAgainst(Store(), unknown, unproven);

  CertificateChoice same_name = AuthorityChoice(PkiKey::Ec("secp256r1"), "FI");
  same_name.organization = "Authority 9";
  const Scene impostor = Passport(SelfSigned(same_name), "FIN");
  EXPECT_EQ(CandidatesFor(impostor).size(), kOfOneCountry);
  ExpectAgainst(Store(), impostor, unproven, "the name of one that is in the store");

  const Scene nobody = Passport(SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), "UT")), "UTO");
  EXPECT_EQ(CandidatesFor(nobody).size(), 0U) << "a country that has none";
}

// Refuted where the identifier that the forger copied can only be the real key's; else its authority is unknown.
// Neither clears.
TEST_F(LargeStoreTest, AForgerOfAnyKindIsCaughtOrUnknown) {
  int refuted = 0;
  for (const Row& row : kRows) {
    const PkiHolder& real = Authorities()[row.index];
    PkiHolder liar = SelfSigned(AuthorityChoice(PkiKey::Ec("secp256r1"), real.country));
    liar.name = real.name;
    liar.key_identifier = real.key_identifier;
    const bool of_the_key = real.key_identifier == real.key.Identifier();
    refuted += of_the_key ? 1 : 0;
    const Outcome expected = of_the_key ? Outcome{Result::kFailed, Reason::kSignerNotByAuthority}
                                        : Outcome{Result::kUndetermined, Reason::kAuthorityUnknown};
    ExpectAgainst(Store(), Passport(liar, row.state), Unproven(expected), row.what);
  }
  EXPECT_GT(refuted, 0);
  EXPECT_LT(refuted, static_cast<int>(std::size(kRows)));
}

}  // namespace
}  // namespace clearance
