// Certificates and revocation lists in every departure that the development PKI offers, as the `openssl` program sees
// them.
#include "tests/support/openssl_fixture.h"

namespace clearance {
namespace {

// Of names, "C = KZ": how they are written without it changed with OpenSSL 3.2.
constexpr char kNames[] = "oneline";

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

using CertificateTest = OpensslTest;

PkiHolder NewAuthority(const std::string& curve = "secp256r1") {
  return SelfSigned(AuthorityChoice(PkiKey::Ec(curve)));
}

std::string PointIn(const std::string& text) {
  const std::size_t begin = text.find("pub:");
  std::string hex;
  for (const char c : text.substr(begin + 4, text.find("Field Type", begin) - begin))
    if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'f')) hex += c;
  return hex.substr(0, 130);
}

TEST_F(CertificateTest, WritesOutCurvesThatAreReadAndRefusedInChains) {
  using enum CurveForm;
  for (const auto& [curve, form] :
       {std::pair{"secp224r1", kExplicit}, std::pair{"secp256r1", kExplicit}, std::pair{"secp384r1", kExplicit},
        std::pair{"secp521r1", kExplicit}, std::pair{"brainpoolP256r1", kExplicit},
        std::pair{"brainpoolP512r1", kExplicit}, std::pair{"secp256r1", kExplicitCompressed},
        std::pair{"brainpoolP256r1", kExplicitCompressed}, std::pair{"secp256r1", kExplicitNoCofactor}}) {
    SCOPED_TRACE(std::string(curve) + " " + std::to_string(static_cast<int>(form)));
    const PkiHolder authority = SelfSigned(AuthorityChoice(PkiKey::Ec(curve).As(form)));
    const std::string ca = PutCertificate("ca.pem", authority);
    EXPECT_THAT(Openssl({"x509", "-in", ca, "-noout", "-text"}), HasSubstr("Field Type: prime-field"));
    const std::string key = Put("key.pem", Openssl({"x509", "-in", ca, "-noout", "-pubkey"}));
    EXPECT_THAT(Openssl({"pkey", "-pubin", "-in", key, "-noout", "-pubcheck"}), HasSubstr("Key is valid"));
    const std::string signer = PutCertificate("signer.pem", IssuedBy(authority, SignerChoice(PkiKey::Ec(curve))));
    EXPECT_THAT(Openssl({"verify", "-CAfile", ca, signer}), HasSubstr("error 94"));
  }
}

TEST_F(CertificateTest, AltersOneNumberOfACurveAtATime) {
  const PkiKey key = PkiKey::Ec("brainpoolP256r1");
  const std::string sound = key.As(CurveForm::kExplicit).Info();
  for (const CurveForm form :
       {CurveForm::kExplicitPrimeAltered, CurveForm::kExplicitAAltered, CurveForm::kExplicitBAltered,
        CurveForm::kExplicitGeneratorAltered, CurveForm::kExplicitOrderAltered, CurveForm::kExplicitCofactorAltered}) {
    SCOPED_TRACE(static_cast<int>(form));
    const std::string altered = key.As(form).Info();
    ASSERT_EQ(altered.size(), sound.size());
    const bool is_generator = form == CurveForm::kExplicitGeneratorAltered;
    std::size_t different = 0;
    for (std::size_t i = 0; i < sound.size(); ++i) different += altered[i] != sound[i] ? 1 : 0;
    EXPECT_TRUE(is_generator ? different > 32 : different == 1) << different;
    Openssl({"asn1parse", "-inform", "DER", "-in", Put("key.der", altered)});
    EXPECT_EQ(exit_, 0);
  }
}

TEST_F(CertificateTest, ForgesWithAnAlteredGroupUnderTheTrustedPoint) {
  for (const char* curve : {"secp256r1", "brainpoolP256r1"}) {
    SCOPED_TRACE(curve);
    const PkiHolder trusted = NewAuthority(curve);
    const PkiHolder forger = ForgerOf(trusted);
    const std::string trusted_text =
        Openssl({"x509", "-in", PutCertificate("trusted.pem", trusted), "-noout", "-text"});
    const std::string forger_text = Openssl({"x509", "-in", PutCertificate("forger.pem", forger), "-noout", "-text"});
    EXPECT_EQ(PointIn(trusted_text), ToHex(trusted.key.Point()));
    EXPECT_EQ(PointIn(forger_text), PointIn(trusted_text));
    EXPECT_EQ(forger.name, trusted.name);
    EXPECT_EQ(forger.serial, trusted.serial);
    EXPECT_NE(forger.key.Info(), trusted.key.As(CurveForm::kExplicit).Info());
    // A verifier that takes the base point from the forger is taken in; one that knows the curve is not.
    const std::string message = Put("message", "any document");
    const std::string signature = Put("signature", forger.key.Sign(forger.scheme, "any document"));
    const auto verify = [&](const std::string& certificate) {
      const std::string key = Put("key.pem", Openssl({"x509", "-in", Path(certificate), "-noout", "-pubkey"}));
      return Openssl({"dgst", "-sha256", "-verify", key, "-signature", signature, message});
    };
    EXPECT_THAT(verify("forger.pem"), HasSubstr("Verified OK"));
    EXPECT_THAT(verify("trusted.pem"), HasSubstr("Verification failure"));
  }
}

TEST_F(CertificateTest, WritesWhatIsAskedFor) {
  CertificateChoice choice = AuthorityChoice(PkiKey::Ec("secp384r1"), "KZ", "CSCA of a test");
  choice.serial = "\xFF\x7E";
  choice.not_before = PkiDay(1999, 2, 3);
  choice.not_after = PkiDay(2050, 1, 1);
  choice.key_used_from = PkiDay(2001, 1, 2);
  choice.key_used_until = PkiDay(2005, 3, 4);
  choice.extended_key_usage = {std::string(kMasterListSignerUsage)};
  choice.document_types = {"P", "ID"};
  const std::string text =
      Openssl({"x509", "-in", PutCertificate("ca.pem", SelfSigned(choice)), "-noout", "-text", "-nameopt", kNames});
  EXPECT_THAT(
      text, AllOf(HasSubstr("Serial Number: -130"), HasSubstr("C = KZ"), HasSubstr("CN = CSCA of a test"),
                  HasSubstr("Not Before: Feb  3 12:00:00 1999 GMT"), HasSubstr("Not After : Jan  1 12:00:00 2050 GMT"),
                  HasSubstr("Not Before: Jan  2 12:00:00 2001 GMT, Not After: Mar  4 12:00:00 2005 GMT"),
                  HasSubstr("2.23.136.1.1.3")));
  EXPECT_THAT(text, AllOf(HasSubstr("CA:TRUE, pathlen:0"), HasSubstr("Certificate Sign, CRL Sign"),
                          HasSubstr("Subject Key Identifier"), HasSubstr("Authority Key Identifier"),
                          HasSubstr("2.23.136.1.1.6.2")));
  choice.subject_key_identifier = false;
  choice.authority_key_identifier = false;
  choice.key_usage.reset();
  choice.path_length.reset();
  EXPECT_THAT(Openssl({"x509", "-in", PutCertificate("ca.pem", SelfSigned(choice)), "-noout", "-text"}),
              AllOf(Not(HasSubstr("Key Identifier")), Not(HasSubstr("Certificate Sign")), Not(HasSubstr("pathlen"))));
}

TEST_F(CertificateTest, WritesPssKeysWithTheirOwnIdentifier) {
  const PkiKey key = PkiKey::Rsa(2048).As(RsaKeyForm::kPss);
  const PkiHolder authority = SelfSigned(AuthorityChoice(key));
  const std::string ca = PutCertificate("ca.pem", authority);
  EXPECT_THAT(Openssl({"x509", "-in", ca, "-noout", "-text"}), HasSubstr("Public Key Algorithm: rsassaPss"));
  EXPECT_THAT(Openssl({"verify", "-check_ss_sig", "-CAfile", ca, ca}), HasSubstr("ca.pem: OK"));
}

TEST_F(CertificateTest, LinksANewKeyToTheOldOne) {
  const PkiHolder older = NewAuthority("secp256r1");
  CertificateChoice choice = AuthorityChoice(PkiKey::Ec("brainpoolP384r1"));
  const PkiHolder newer = SelfSigned(choice);
  const std::string link = Put("link.pem", PkiPem(LinkCertificate(older, choice), "CERTIFICATE"));
  const std::string old_ca = PutCertificate("old.pem", older);
  EXPECT_THAT(Openssl({"verify", "-CAfile", old_ca, link}), HasSubstr("link.pem: OK"));
  // Its key is the new one's: the new one as issuer would have signed otherwise.
  EXPECT_EQ(Openssl({"x509", "-in", link, "-noout", "-pubkey"}),
            Openssl({"x509", "-in", PutCertificate("new.pem", newer), "-noout", "-pubkey"}));
  EXPECT_EQ(newer.name, older.name);
}

TEST_F(CertificateTest, MakesSignersOfEachWrongKind) {
  const PkiHolder authority = NewAuthority();
  const std::string ca = PutCertificate("ca.pem", authority);
  CertificateChoice expired = SignerChoice(PkiKey::Ec("secp256r1"), "CN");
  expired.not_after = PkiDay(2025, 6, 1);
  const std::string signer = PutCertificate("signer.pem", IssuedBy(authority, expired));
  EXPECT_THAT(Openssl({"verify", "-CAfile", ca, signer}), HasSubstr("certificate has expired"));
  EXPECT_THAT(Openssl({"x509", "-in", signer, "-noout", "-subject", "-issuer", "-nameopt", kNames}),
              AllOf(HasSubstr("subject=C = CN"), HasSubstr("issuer=C = UT")));
  CertificateChoice for_crls = SignerChoice(PkiKey::Ec("secp256r1"));
  for_crls.key_usage = {KeyUsage::kCrlSign};
  const PkiHolder wrong = IssuedBy(authority, for_crls);
  EXPECT_THAT(Openssl({"x509", "-in", PutCertificate("signer.pem", wrong), "-noout", "-text"}),
              AllOf(HasSubstr("CRL Sign"), Not(HasSubstr("Digital Signature"))));
  // In the name of an authority that did not sign it.
  PkiHolder impostor = NewAuthority();
  const std::string by_other = PutCertificate("signer.pem", IssuedBy(impostor, SignerChoice(PkiKey::Ec("secp256r1"))));
  EXPECT_NE(Openssl({"verify", "-CAfile", ca, by_other}).find("error"), std::string::npos);
  EXPECT_NE(exit_, 0);
}

TEST_F(CertificateTest, RevokesSignersAlsoOfNegativeSerials) {
  const PkiHolder authority = NewAuthority();
  const std::string ca = PutCertificate("ca.pem", authority);
  CertificateChoice choice = SignerChoice(PkiKey::Ec("secp256r1"));
  const PkiHolder good = IssuedBy(authority, choice);
  choice.serial = "\x85\x01";
  const PkiHolder revoked = IssuedBy(authority, choice);
  const auto put = [this](const std::string& list) { return Put("list.pem", PkiPem(list, "X509 CRL")); };
  const std::string at = std::to_string(ToUnixMs(PkiDay(2026, 11, 1)) / 1000);
  const auto check = [&](const PkiHolder& signer) {
    return Openssl({"verify", "-attime", at, "-crl_check", "-CAfile", ca, "-CRLfile", Path("list.pem"),
                    PutCertificate("signer.pem", signer)});
  };
  const std::string list = put(RevocationList(authority, {.serials = {revoked.serial, "\x05"}}));
  EXPECT_THAT(Openssl({"crl", "-in", list, "-CAfile", ca, "-noout", "-text"}),
              AllOf(HasSubstr("verify OK"), HasSubstr("Serial Number: -7AFF"), HasSubstr("Key Compromise")));
  EXPECT_THAT(check(good), HasSubstr("signer.pem: OK"));
  EXPECT_THAT(check(revoked), HasSubstr("certificate revoked"));

  put(RevocationList(authority, {.this_update = PkiDay(2026, 1, 1), .next_update = PkiDay(2026, 2, 1)}));
  EXPECT_THAT(check(good), HasSubstr("CRL has expired"));
  put(RevocationList(authority, NewAuthority(), {}));
  EXPECT_THAT(Openssl({"crl", "-in", list, "-CAfile", ca, "-noout"}), HasSubstr("verify failure"));
}

}  // namespace
}  // namespace clearance
