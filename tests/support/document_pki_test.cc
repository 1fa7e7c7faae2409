// The development PKI held against the `openssl` program: what it makes is what the standards say, and not only what
// our own readers take for it. What `openssl` refuses by design (written-out curves in chains) is shown to be refused
// for that reason alone.
#include "tests/support/document_pki.h"

#include "tests/support/openssl_fixture.h"

namespace clearance {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

SignatureScheme Pss(DigestAlgorithm digest, DigestAlgorithm mask_digest, int salt_bytes) {
  return {SignatureKind::kRsaPss, digest, mask_digest, salt_bytes};
}
SignatureScheme Scheme(SignatureKind kind, DigestAlgorithm digest) { return {kind, digest, digest, 0}; }

// One authority and one signer of each kind of key and signature.
struct Kind {
  std::string name;
  PkiKey (*key)();
  SignatureScheme scheme;
  friend void PrintTo(const Kind& kind, std::ostream* out) { *out << kind.name; }
};

PkiKey SharedRsa() {
  static const PkiKey key = PkiKey::Rsa(2048);
  return key;
}
PkiKey SharedRsa4096() {
  static const PkiKey key = PkiKey::Rsa(4096);
  return key;
}
template <const char* kCurve>
PkiKey OnCurve() {
  return PkiKey::Ec(kCurve);
}
constexpr char kP224[] = "secp224r1", kP256[] = "secp256r1", kP384[] = "secp384r1", kP521[] = "secp521r1";
constexpr char kB256[] = "brainpoolP256r1", kB384[] = "brainpoolP384r1", kB512[] = "brainpoolP512r1";

std::vector<Kind> Kinds() {
  using enum DigestAlgorithm;
  using enum SignatureKind;
  return {{"rsa_sha1", SharedRsa4096, Scheme(kRsaPkcs1, kSha1)},
          {"rsa_sha256", SharedRsa, Scheme(kRsaPkcs1, kSha256)},
          {"rsa_sha384", SharedRsa, Scheme(kRsaPkcs1, kSha384)},
          {"rsa_sha512", SharedRsa, Scheme(kRsaPkcs1, kSha512)},
          {"pss_sha1", SharedRsa, Pss(kSha1, kSha1, 20)},
          {"pss_sha256", SharedRsa, Pss(kSha256, kSha256, 32)},
          {"pss_mixed", SharedRsa, Pss(kSha256, kSha1, 11)},
          {"pss_sha512", SharedRsa4096, Pss(kSha512, kSha512, 64)},
          {"p224_sha224", OnCurve<kP224>, Scheme(kEcdsa, kSha224)},
          {"p256_sha1", OnCurve<kP256>, Scheme(kEcdsa, kSha1)},
          {"p256_sha512", OnCurve<kP256>, Scheme(kEcdsa, kSha512)},
          {"p384_sha384", OnCurve<kP384>, Scheme(kEcdsa, kSha384)},
          {"p521_sha512", OnCurve<kP521>, Scheme(kEcdsa, kSha512)},
          {"b256_sha256", OnCurve<kB256>, Scheme(kEcdsa, kSha256)},
          {"b384_sha384", OnCurve<kB384>, Scheme(kEcdsa, kSha384)},
          {"b512_sha512", OnCurve<kB512>, Scheme(kEcdsa, kSha512)}};
}

class OpensslKindTest : public OpensslTest, public testing::WithParamInterface<Kind> {
 protected:
  PkiHolder Authority() {
    CertificateChoice choice = AuthorityChoice(GetParam().key());
    choice.scheme = GetParam().scheme;
    return SelfSigned(choice);
  }
  PkiHolder Signer(const PkiHolder& authority) {
    CertificateChoice choice = SignerChoice(GetParam().key());
    choice.scheme = GetParam().scheme;
    return IssuedBy(authority, choice);
  }
};
INSTANTIATE_TEST_SUITE_P(Every, OpensslKindTest, testing::ValuesIn(Kinds()),
                         [](const auto& kind) { return kind.param.name; });

const std::map<int, std::string> kGroups = TwoGroups();

TEST_P(OpensslKindTest, VerifiesSignerCertificateByItsAuthority) {
  const PkiHolder authority = Authority();
  const PkiHolder other = Authority();
  const std::string signer = PutCertificate("signer.pem", Signer(authority));
  const std::string ca = PutCertificate("ca.pem", authority);
  // Level 0: SHA-1 is what some of them are about. Strict: the encoding is DER and the profile RFC 5280's.
  const std::vector<std::string> verify = {"verify", "-auth_level", "0", "-check_ss_sig", "-x509_strict", "-CAfile"};
  std::vector<std::string> by_it = verify;
  by_it.insert(by_it.end(), {ca, signer});
  EXPECT_THAT(Openssl(by_it), HasSubstr("signer.pem: OK"));
  EXPECT_EQ(exit_, 0);
}

TEST_P(OpensslKindTest, VerifiesSod) {
  const PkiHolder authority = Authority();
  const PkiHolder signer = Signer(authority);
  SodChoice choice;
  choice.tag77 = false;
  const std::string content = Put("content", LdsSecurityObject(kGroups, choice));
  const std::string ca = PutCertificate("ca.pem", authority);
  const auto verify = [&] {
    const std::string sod = Put("sod", EfSod(signer, kGroups, choice));
    return Openssl({"cms", "-verify", "-binary", "-inform", "DER", "-in", sod, "-CAfile", ca, "-auth_level", "0",
                    "-purpose", "any", "-out", Path("out")});
  };
  EXPECT_THAT(verify(), HasSubstr("successful"));
  EXPECT_EQ(ReadFile(Path("out"), 1 << 16).value_or(""), ReadFile(content, 1 << 16).value_or("none"));
  choice.cms.content_altered = true;
  EXPECT_THAT(verify(), HasSubstr("content verify error"));
  choice.cms.content_altered = false;
  choice.cms.signature_altered = true;
  EXPECT_THAT(verify(), AllOf(HasSubstr("Verification failure"), Not(HasSubstr("content verify error"))));
}

}  // namespace
}  // namespace clearance
