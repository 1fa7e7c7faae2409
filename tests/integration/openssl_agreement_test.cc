// Our reading of keys, certificates and signed messages against the `openssl` program: it makes them, and for each good
// and each changed one both must say the same. Where its library is asked in place of the program, that is to ask it
// some thousand times.
#include "common/crypto/cms.h"
#include "common/crypto/x509_certificate.h"
#include "tests/integration/openssl_program.h"

namespace clearance {
namespace {

const std::string kMessage = "Khorgos, 22 November 2026: what is signed.\n";

struct DigestName {
  DigestAlgorithm ours;
  const char* theirs;
};
constexpr std::array kDigests = {
    DigestName{DigestAlgorithm::kSha1, "sha1"}, DigestName{DigestAlgorithm::kSha224, "sha224"},
    DigestName{DigestAlgorithm::kSha256, "sha256"}, DigestName{DigestAlgorithm::kSha384, "sha384"},
    DigestName{DigestAlgorithm::kSha512, "sha512"}};

class OpenSslAgreementTest : public OpenSslProgramTest {
 protected:
  // Signs by the program, and asks both about the signature and about changed ones.
  void ExpectAgreement(const PublicKey& key, const SignatureScheme& scheme, const char* digest,
                       const std::vector<std::string>& options, int flips) {
    const std::string dash = std::string("-") + digest;
    const auto run = [&](std::vector<std::string> arguments) {
      arguments.insert(arguments.end(), options.begin(), options.end());
      arguments.push_back(Path("message"));
      return OpenSsl(arguments);
    };
    Write("message", kMessage);
    ASSERT_TRUE(run({"dgst", dash, "-sign", Path("key.pem"), "-out", Path("signature")}));
    const std::string signature = Read("signature");
    const auto both = [&](const std::string& message, const std::string& tried) {
      Write("message", message);
      Write("signature", tried);
      const bool theirs = run({"dgst", dash, "-verify", Path("public.pem"), "-signature", Path("signature")});
      const bool ours = key.Verify(scheme, message, tried);
      EXPECT_EQ(ours, theirs) << ToHex(tried);
      return ours;
    };
    EXPECT_TRUE(both(kMessage, signature));
    for (int i = 0; i < flips; ++i) {
      EXPECT_FALSE(both(kMessage, Flipped(signature, random_.Below(8 * signature.size()))));
      EXPECT_FALSE(both(Flipped(kMessage, random_.Below(8 * kMessage.size())), signature));
    }
    // The program reads no more of a file than the longest signature has, so it is not asked.
    EXPECT_FALSE(key.Verify(scheme, kMessage, signature + '\0'));
  }

  // The certificate and many changed ones, held against OpenSSL's library.
  void ExpectAgreementOnCertificate(const PublicKey& key, int flips) {
    const auto certificate = X509Certificate::FromPemOrDer(Read("certificate.pem"));
    ASSERT_TRUE(certificate.ok()) << certificate.status();
    EXPECT_EQ(certificate->country(), "KZ");
    EXPECT_EQ(certificate->SubjectText(), "C=kz, O=Test, CN=Signer");
    const std::string info = Read("public.der");
    const auto* info_bytes = owned::Octets(info);
    const owned::Key their_key(d2i_PUBKEY(nullptr, &info_bytes, static_cast<long>(info.size())));
    ASSERT_NE(their_key, nullptr);
    const auto both = [&](const std::string& der) {
      const auto* bytes = owned::Octets(der);
      const owned::Certificate theirs(d2i_X509(nullptr, &bytes, static_cast<long>(der.size())));
      const auto ours = X509Certificate::FromDer(der);
      const auto verified = ours.ok() ? IsSignedBy(*ours, key) : StatusOr<bool>(false);
      const bool good = verified.ok() && *verified;
      EXPECT_EQ(good, theirs != nullptr && X509_verify(theirs.get(), their_key.get()) == 1);
      return good;
    };
    const std::string der(certificate->der());
    EXPECT_TRUE(both(der));
    for (int i = 0; i < flips; ++i) EXPECT_FALSE(both(Flipped(der, random_.Below(8 * der.size()))));
  }

  // A message by the program, and changed ones.
  void ExpectAgreementOnMessage(const std::vector<std::string>& options, int flips, std::string_view content_type) {
    Write("message", kMessage);
    std::vector<std::string> arguments = {"cms",      "-sign",
                                          "-binary",  "-nodetach",
                                          "-in",      Path("message"),
                                          "-signer",  Path("certificate.pem"),
                                          "-inkey",   Path("key.pem"),
                                          "-outform", "DER",
                                          "-out",     Path("message.cms")};
    arguments.insert(arguments.end(), options.begin(), options.end());
    ASSERT_TRUE(OpenSsl(arguments)) << Read("log");
    const auto both = [&](const std::string& bytes, bool attributes_changed = false) {
      Write("message.cms", bytes);
      const bool theirs = OpenSsl({"cms", "-verify", "-noverify", "-binary", "-inform", "DER", "-in",
                                   Path("message.cms"), "-out", Path("content")});
      bool ours = false;
      const auto message = ReadCmsMessage(bytes);
      if (message.ok() && message->signers.size() == 1) {
        const auto signer = FindSignerCertificate(*message, message->signers[0]);
        const auto key = signer ? signer->Key() : StatusOr<PublicKey>(Status(StatusCode::kNotFound, ""));
        ours = key.ok() && VerifyCmsSigner(*message, message->signers[0], *key).signature == CmsSignature::kValid;
      }
      // Attributes OpenSSL writes anew before it hashes them, which mends a SET that is marked as primitive. We hash
      // what stands there.
      if (attributes_changed) {
        EXPECT_TRUE(theirs || !ours);
      } else {
        EXPECT_EQ(ours, theirs) << ToHex(bytes);
      }
      return ours;
    };
    const std::string good = Read("message.cms");
    ASSERT_TRUE(both(good));
    const auto message = ReadCmsMessage(good);
    EXPECT_EQ(message->content, kMessage);
    EXPECT_EQ(message->content_type, content_type);
    const CmsSigner& signer = message->signers[0];
    const std::string_view whole = *message->bytes;
    const std::size_t content_at = whole.find(kMessage);
    ASSERT_NE(content_at, std::string_view::npos);
    for (const std::string_view part :
         {whole.substr(content_at, kMessage.size()), signer.signature, signer.signed_attributes}) {
      for (int i = 0; i < flips && !part.empty(); ++i) {
        const auto offset = static_cast<std::size_t>(part.data() - whole.data());
        EXPECT_FALSE(both(Flipped(good, 8 * offset + random_.Below(8 * part.size())),
                          part.data() == signer.signed_attributes.data()));
      }
    }
  }
};

TEST_F(OpenSslAgreementTest, EveryCurveNamedAndWrittenOut) {
  for (const Curve& curve : kCurves) {
    for (const bool written_out : {false, true}) {
      SCOPED_TRACE(curve.ours + std::string(written_out ? ", written out" : ", named"));
      const PublicKey key = MakeEcKey(curve, written_out);
      EXPECT_EQ(key.curve(), curve.ours);
      EXPECT_EQ(key.explicit_curve(), written_out);
      const DigestName& digest = kDigests[random_.Below(kDigests.size())];
      ExpectAgreement(key, {SignatureKind::kEcdsa, digest.ours, digest.ours, 0}, digest.theirs, {}, 3);
      MakeCertificate({std::string("-") + digest.theirs});
      ExpectAgreementOnCertificate(key, 60);
    }
  }
}

TEST_F(OpenSslAgreementTest, RsaWithEveryDigestPaddingAndSalt) {
  for (const auto& [bits, exponent] : {std::pair(1024, 65537), std::pair(2048, 3)}) {
    SCOPED_TRACE(bits);
    const PublicKey key = MakeRsaKey(bits, exponent);
    EXPECT_EQ(key.bits(), bits);
    for (std::size_t i = 0; i < kDigests.size(); ++i) {
      const DigestName& digest = kDigests[i];
      const DigestName& mask = kDigests[(i + bits / 1024) % kDigests.size()];
      SCOPED_TRACE(digest.theirs);
      ExpectAgreement(key, {SignatureKind::kRsaPkcs1, digest.ours, digest.ours, 0}, digest.theirs, {}, 2);
      for (const int salt : {0, 13, static_cast<int>(DigestBytes(digest.ours))}) {
        if (bits / 8 < static_cast<int>(DigestBytes(digest.ours)) + salt + 2) continue;  // RFC 8017 §9.1.1: no room
        const std::vector<std::string> options = {"-sigopt", "rsa_padding_mode:pss",
                                                  "-sigopt", "rsa_pss_saltlen:" + std::to_string(salt),
                                                  "-sigopt", std::string("rsa_mgf1_md:") + mask.theirs};
        ExpectAgreement(key, {SignatureKind::kRsaPss, digest.ours, mask.ours, salt}, digest.theirs, options, 1);
        std::vector<std::string> certificate_options = options;
        certificate_options.push_back(std::string("-") + digest.theirs);
        MakeCertificate(certificate_options);
        ExpectAgreementOnCertificate(key, 60);
      }
    }
  }
}

TEST_F(OpenSslAgreementTest, PssKeysWithLimits) {
  const PublicKey key =
      MakeKey({"-algorithm", "RSA-PSS", "-pkeyopt", "rsa_keygen_bits:2048", "-pkeyopt", "rsa_pss_keygen_md:sha256",
               "-pkeyopt", "rsa_pss_keygen_mgf1_md:sha256", "-pkeyopt", "rsa_pss_keygen_saltlen:32"});
  ExpectAgreement(key, {SignatureKind::kRsaPss, DigestAlgorithm::kSha256, DigestAlgorithm::kSha256, 32}, "sha256",
                  {"-sigopt", "rsa_pss_saltlen:32"}, 5);
  MakeCertificate({"-sha256", "-sigopt", "rsa_pss_saltlen:32"});
  ExpectAgreementOnCertificate(key, 100);
}

TEST_F(OpenSslAgreementTest, MessagesOfEveryForm) {
  constexpr std::string_view kData = "1.2.840.113549.1.7.1";
  constexpr std::string_view kLds = "2.23.136.1.1.1";
  const auto every_form = [&](const std::vector<std::string>& extra) {
    const auto with = [&](std::vector<std::string> options) {
      options.insert(options.end(), extra.begin(), extra.end());
      return options;
    };
    ExpectAgreementOnMessage(with({"-md", "sha256"}), 3, kData);
    ExpectAgreementOnMessage(with({"-md", "sha1", "-keyid"}), 1, kData);
    // Indefinite lengths, content in pieces. OpenSSL 3.0 itself fails to write such a message with PSS.
    if (extra.empty()) ExpectAgreementOnMessage(with({"-md", "sha512", "-stream"}), 2, kData);
    ExpectAgreementOnMessage(with({"-md", "sha384", "-noattr"}), 2, kData);
    ExpectAgreementOnMessage(with({"-md", "sha224", "-econtent_type", std::string(kLds)}), 2, kLds);
  };
  for (const Curve& curve : {kCurves[2], kCurves[8]}) {
    for (const bool written_out : {false, true}) {
      SCOPED_TRACE(curve.ours);
      MakeEcKey(curve, written_out);
      MakeCertificate({"-sha256"});
      every_form({});
    }
  }
  MakeRsaKey(2048);
  MakeCertificate({"-sha256"});
  every_form({});
  every_form({"-keyopt", "rsa_padding_mode:pss", "-keyopt", "rsa_pss_saltlen:20"});
}

}  // namespace
}  // namespace clearance
