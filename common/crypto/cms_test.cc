// Signed messages as documents carry them.
#include "common/crypto/cms.h"

#include <gtest/gtest.h>
#include <openssl/x509.h>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/base/random.h"
#include "common/crypto/openssl_objects.h"
#include "tests/support/der.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

std::string Load(const std::string& path) {
  const auto bytes = ReadFile(path, kMaxCmsBytes);
  EXPECT_TRUE(bytes.ok()) << bytes.status();
  return bytes.ok() ? *bytes : "";
}

// EF.SOD: tag 0x77 around the message.
StatusOr<CmsMessage> LoadSod(const std::string& path) {
  const std::string file = Load(path);
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(file, 0x77));
  return ReadCmsMessage(std::string(element.content));
}

CmsSignature VerdictOf(const CmsMessage& message) {
  if (message.signers.size() != 1) return CmsSignature::kMalformed;
  const auto certificate = FindSignerCertificate(message, message.signers[0]);
  if (!certificate) return CmsSignature::kMalformed;
  const auto key = certificate->Key();
  if (!key.ok()) return CmsSignature::kUnsupported;
  return VerifyCmsSigner(message, message.signers[0], *key).signature;
}

TEST(CmsTest, SecurityObjectsVerifyWithTheCertificateInside) {
  REQUIRE_SHARED(folder, "testdata/emrtd");
  for (const char* name : {"bsi_tr03105_5/EF_SOD.bin", "bsi_tr03105_5/EF_SOD_sha256_hjp.bin",
                           "etsi_epassport_prototype/EF_SOD.bin", "nl_specimen_2006/ef011D.bin"}) {
    SCOPED_TRACE(name);
    const auto message = LoadSod(folder + "/" + name);
    ASSERT_TRUE(message.ok()) << message.status();
    EXPECT_EQ(message->content_type, "2.23.136.1.1.1");
    EXPECT_EQ(CmsSignatureName(VerdictOf(*message)), "VALID");
  }
}

// The published negative ones. What another parser says of them stands in sod_expected.json; here only the message and
// its signature are judged, not what the LDS security object in it says, nor which version of a message a chip may
// have.
TEST(CmsTest, AlteredSecurityObjects) {
  REQUIRE_SHARED(folder, "testdata/emrtd/sod_negative");
  constexpr std::string_view kUnreadable = "unreadable";
  struct Row {
    const char* name;
    std::string_view expected;
  };
  for (const Row& row : {
           Row{"/sod_03.bin", "WRONG"},                 // content type made id-data in both places: no longer as signed
           Row{"/sod_04.bin", kUnreadable},             // another type than SignedData
           Row{"/sod_05.bin", kUnreadable},             // signedAndEnvelopedData
           Row{"/sod_06.bin", "VALID"},                 // version 1, which no signature covers
           Row{"/sod_07.bin", "VALID"},                 // version 2
           Row{"/sod_08.bin", "VALID"},                 // version 4
           Row{"/sod_09.bin", "WRONG"},                 // sod_03 again
           Row{"/sod_10.bin", "CONTENT_TYPE_DIFFERS"},  // another content type than the attribute's
           Row{"/sod_11.bin", "CONTENT_TYPE_DIFFERS"},  // sod_10 again
           Row{"/sod_12.bin", "DIGEST_DIFFERS"},        // version of the content changed
           Row{"/sod_13.bin", "DIGEST_DIFFERS"},        // the same
           Row{"/sod_14.bin", kUnreadable},             // a byte too many
           Row{"/sod_15.bin", "DIGEST_DIFFERS"},        // a hash in the content changed
           Row{"/sod_16.bin", "WRONG"},                 // the last byte of the signature changed
           Row{"/sod_17.bin", "DIGEST_DIFFERS"},        // a hash in the content changed
           Row{"/sod_18.bin", "VALID"},                 // the data group beside it was altered, not this
           Row{"/sod_19.bin", "VALID"},                 // the same
       }) {
    SCOPED_TRACE(row.name);
    const auto message = LoadSod(folder + row.name);
    EXPECT_EQ(message.ok() ? CmsSignatureName(VerdictOf(*message)) : kUnreadable, row.expected) << message.status();
  }
}

using der::Algorithm;
using der::Integer;
using der::Octets;
using der::Oid;
using der::Sequence;
using der::Set;
using der::Tagged;

constexpr std::string_view kData = "1.2.840.113549.1.7.1";
constexpr std::string_view kLds = "2.23.136.1.1.1";
constexpr std::string_view kSha256 = "2.16.840.1.101.3.4.2.1";
constexpr std::string_view kEcdsaWithSha256 = "1.2.840.10045.4.3.2";
const std::string kEndOfContents(2, '\0');

std::string Attribute(std::string_view oid, std::string_view values) { return Sequence(Oid(oid) + Set(values)); }
std::string ContentType(std::string_view oid) { return Attribute("1.2.840.113549.1.9.3", Oid(oid)); }
std::string MessageDigest(std::string_view content) {
  return Attribute("1.2.840.113549.1.9.4", Octets(Digest(DigestAlgorithm::kSha256, content)));
}

// A key for these tests alone, and messages signed by it.
class SignedByUsTest : public testing::Test {
 protected:
  static EVP_PKEY* Private() {
    static const openssl::Key key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256"));
    return key.get();
  }

  static PublicKey Public() {
    unsigned char* bytes = nullptr;
    const int size = i2d_PUBKEY(Private(), &bytes);
    const std::string info(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size));
    OPENSSL_free(bytes);
    return PublicKey::FromInfo(info).value();
  }

  static std::string Sign(std::string_view message) {
    const openssl::DigestContext context(EVP_MD_CTX_new());
    EXPECT_EQ(EVP_DigestSignInit_ex(context.get(), nullptr, "SHA256", nullptr, nullptr, Private(), nullptr), 1);
    std::string signature(256, '\0');
    std::size_t size = signature.size();
    EXPECT_EQ(EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size,
                             reinterpret_cast<const unsigned char*>(message.data()), message.size()),
              1);
    signature.resize(size);
    return signature;
  }

  // Every part of a message with one signer; the tests change what they are about.
  struct Parts {
    std::string type = std::string(kSignedDataOid);
    std::string version = Integer("\x03");
    std::string content_type = std::string(kLds);
    std::string content = Tagged(0, Octets("content"));
    std::string certificates, lists;  // whole [0] and [1], or nothing
    std::string signer_version = Integer("\x01");
    std::string signer_id = Sequence(Sequence("") + Integer("\x05"));
    std::string digest_algorithm = Algorithm(kSha256);
    std::string attributes = ContentType(kLds) + MessageDigest("content");
    std::string signature_algorithm = Algorithm(kEcdsaWithSha256);
    std::optional<std::string> to_sign;  // the attributes as a set where not given
    int signers = 1;

    std::string Der() const {
      const std::string signed_bytes = to_sign ? *to_sign : Set(attributes);
      const std::string signer =
          Sequence(signer_version + signer_id + digest_algorithm + (attributes.empty() ? "" : Tagged(0, attributes)) +
                   signature_algorithm + Octets(Sign(signed_bytes)));
      std::string all;
      for (int i = 0; i < signers; ++i) all += signer;
      return Sequence(Oid(type) +
                      Tagged(0, Sequence(version + Set(digest_algorithm) + Sequence(Oid(content_type) + content) +
                                         certificates + lists + Set(all))));
    }
  };

  static CmsVerdict Verdict(const Parts& parts) {
    const auto message = ReadCmsMessage(parts.Der());
    EXPECT_TRUE(message.ok()) << message.status();
    if (!message.ok() || message->signers.size() != 1) return {};
    return VerifyCmsSigner(*message, message->signers[0], Public());
  }
};

TEST_F(SignedByUsTest, AGoodMessageIsValidAndSaysHowItWasMade) {
  const CmsVerdict verdict = Verdict(Parts());
  EXPECT_EQ(verdict.signature, CmsSignature::kValid);
  EXPECT_EQ(verdict.content_digest, DigestAlgorithm::kSha256);
  EXPECT_EQ(verdict.scheme, (SignatureScheme{.kind = SignatureKind::kEcdsa}));
  EXPECT_FALSE(verdict.attributes_not_der);
}

TEST_F(SignedByUsTest, AttributesOutOfOrderAreTold) {
  Parts parts;
  const std::string type = ContentType(kLds);
  const std::string digest = MessageDigest("content");
  ASSERT_LT(type, digest);
  parts.attributes = digest + type;
  CmsVerdict verdict = Verdict(parts);  // signed as they stand
  EXPECT_EQ(verdict.signature, CmsSignature::kValid);
  EXPECT_TRUE(verdict.attributes_not_der);
  parts.to_sign = Set(type + digest);  // signed in order, written otherwise
  verdict = Verdict(parts);
  EXPECT_EQ(verdict.signature, CmsSignature::kValid);
  EXPECT_TRUE(verdict.attributes_not_der);
  // Written with indefinite lengths, signed as DER.
  parts.attributes = "\x30\x80" + Oid("1.2.840.113549.1.9.4") + "\x31\x80" +
                     Octets(Digest(DigestAlgorithm::kSha256, "content")) + kEndOfContents + kEndOfContents + type;
  verdict = Verdict(parts);
  EXPECT_EQ(verdict.signature, CmsSignature::kValid);
  EXPECT_TRUE(verdict.attributes_not_der);
  parts.to_sign = Set(digest);  // a part of them is not them
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kWrong);
}

TEST_F(SignedByUsTest, TheContentsTypeIsBound) {
  Parts parts;
  parts.attributes = ContentType(kData) + MessageDigest("content");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kContentTypeDiffers);
  parts.attributes = MessageDigest("content");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kContentTypeDiffers);
  parts.attributes = ContentType(kLds);
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kContentTypeDiffers);
  // RFC 5652 §5.3: without attributes plain data alone. Else signed attributes of one message would be the content of
  // another.
  parts.attributes = "";
  parts.to_sign = "content";
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kContentTypeDiffers);
  parts.content_type = kData;
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kValid);
  parts.to_sign = "another";
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kWrong);
}

TEST_F(SignedByUsTest, TheContentIsBound) {
  Parts parts;
  parts.attributes = ContentType(kLds) + MessageDigest("another");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kDigestDiffers);
  EXPECT_TRUE(Verdict(parts).scheme);
  // Content that is elsewhere is not empty content.
  parts.content = "";
  parts.attributes = ContentType(kLds) + MessageDigest("");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kDigestDiffers);
  parts.content_type = kData;
  parts.attributes = "";
  parts.to_sign = "";
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kWrong);
}

TEST_F(SignedByUsTest, ContentMayComeInPieces) {
  Parts parts;
  const std::string pieces = Octets("con") + "\x24\x80" + Octets("te") + kEndOfContents + Octets("nt");
  parts.content = "\xA0\x80\x24\x80" + pieces + kEndOfContents + kEndOfContents;
  const auto message = ReadCmsMessage(parts.Der());
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->content, "content");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kValid);
}

TEST_F(SignedByUsTest, AlgorithmsNotUsedAreToldFromMalformedOnes) {
  Parts parts;
  parts.digest_algorithm = Algorithm("1.2.840.113549.2.5");  // MD5
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kUnsupported);
  parts = Parts();
  parts.signature_algorithm = Algorithm("1.3.101.112");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kUnsupported);
  EXPECT_FALSE(Verdict(parts).scheme);
  EXPECT_TRUE(Verdict(parts).content_digest);
  parts.signature_algorithm = Algorithm("1.2.840.113549.1.1.10", Integer("\x01"));
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kMalformed);
  parts.signature_algorithm = Sequence("");
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kMalformed);
  parts.signature_algorithm = Algorithm("1.2.840.113549.1.1.11");  // RSA, and the key is none
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kWrong);
  parts.signature_algorithm = Algorithm("1.2.840.10045.2.1");  // the digest is the one beside it
  EXPECT_EQ(Verdict(parts).signature, CmsSignature::kValid);
}

TEST(CmsTest, EveryVerdictHasItsName) {
  std::vector<std::string_view> names;
  for (const CmsSignature signature :
       {CmsSignature::kValid, CmsSignature::kDigestDiffers, CmsSignature::kContentTypeDiffers, CmsSignature::kWrong,
        CmsSignature::kUnsupported, CmsSignature::kMalformed})
    names.push_back(CmsSignatureName(signature));
  EXPECT_EQ(names, (std::vector<std::string_view>{"VALID", "DIGEST_DIFFERS", "CONTENT_TYPE_DIFFERS", "WRONG",
                                                  "UNSUPPORTED", "MALFORMED"}));
}

TEST_F(SignedByUsTest, SignersAreNamedByIssuerAndSerialOrByKey) {
  Parts parts;
  const auto by_name = ReadCmsMessage(parts.Der());
  ASSERT_TRUE(by_name.ok());
  EXPECT_EQ(by_name->signers[0].issuer, Sequence(""));
  EXPECT_EQ(by_name->signers[0].serial, "\x05");
  EXPECT_TRUE(by_name->signers[0].subject_key_identifier.empty());
  EXPECT_FALSE(FindSignerCertificate(*by_name, by_name->signers[0]));
  parts.signer_id = BerElementOf(ber::Context(0), "key");
  parts.attributes += Attribute("1.2.840.113549.1.9.5", BerElementOf(ber::kUtcTime, "260102030405Z"));
  const auto by_key = ReadCmsMessage(parts.Der());
  ASSERT_TRUE(by_key.ok());
  EXPECT_EQ(by_key->signers[0].subject_key_identifier, "key");
  EXPECT_TRUE(by_key->signers[0].issuer.empty() && by_key->signers[0].serial.empty());
  EXPECT_EQ(FormatInstant(by_key->signers[0].signing_time.value()), "2026-01-02T03:04:05.000Z");
}

TEST_F(SignedByUsTest, CertificatesAndListsAreHandedOnAsTheyStand) {
  const std::string one = Sequence("one"), two = Sequence("two"), other_choice = Tagged(3, "of RFC 5652 §10.2");
  Parts parts;
  parts.certificates = Tagged(0, one + other_choice + two);
  parts.lists = Tagged(1, two + other_choice);
  auto message = ReadCmsMessage(parts.Der());
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_EQ(message->certificates, (std::vector<std::string_view>{one, two}));
  EXPECT_EQ(message->crls, std::vector<std::string_view>{two});
  parts.certificates.clear();
  message = ReadCmsMessage(parts.Der());
  ASSERT_TRUE(message.ok()) << message.status();
  EXPECT_TRUE(message->certificates.empty());
  EXPECT_EQ(message->crls.size(), 1U);
}

TEST_F(SignedByUsTest, RefusesWhatIsMalformed) {
  const auto refused = [](auto alter) {
    Parts parts;
    ASSERT_TRUE(ReadCmsMessage(parts.Der()).ok());
    alter(parts);
    EXPECT_EQ(ReadCmsMessage(parts.Der()).status().code(), StatusCode::kInvalidArgument);
  };
  refused([](Parts& p) { p.type = "1.2.840.113549.1.7.4"; });
  refused([](Parts& p) { p.version = Integer("\x06"); });
  refused([](Parts& p) { p.signer_version = Integer("\xFF"); });
  refused([](Parts& p) { p.content = Tagged(0, Sequence("")); });
  refused([](Parts& p) { p.content = Tagged(0, Octets("a") + Octets("b")); });
  refused([](Parts& p) { p.content = Octets("content"); });
  refused([](Parts& p) { p.signer_id = Set(""); });
  refused([](Parts& p) { p.digest_algorithm = ""; });
  refused([](Parts& p) { p.attributes += ContentType(kLds); });  // twice
  refused([](Parts& p) { p.attributes += Attribute("1.2.3", "") + Attribute("1.2.3", ""); });
  refused([](Parts& p) { p.attributes = Attribute("1.2.840.113549.1.9.3", Oid(kLds) + Oid(kLds)); });
  refused([](Parts& p) { p.attributes = Attribute("1.2.840.113549.1.9.3", ""); });
  refused([](Parts& p) { p.attributes = Attribute("1.2.840.113549.1.9.4", Octets("a") + Octets("b")); });
  refused([](Parts& p) { p.attributes = Attribute("1.2.840.113549.1.9.4", Integer("\x01")); });
  refused([](Parts& p) {
    for (int i = 0; i < 70; ++i) p.attributes += Attribute("1.2." + std::to_string(i), "");
  });
  refused([](Parts& p) { p.signers = 17; });
  refused([](Parts& p) { p.certificates = Tagged(0, "x"); });
  refused([](Parts& p) { p.lists = Tagged(1, Sequence("") + "x"); });
  refused([](Parts& p) { p.lists = Tagged(1, "") + Tagged(0, ""); });  // the certificates come first
  for (std::string Parts::*set : {&Parts::certificates, &Parts::lists}) {
    refused([set](Parts& p) {
      std::string many;
      for (std::size_t i = 0; i <= kMaxCmsCertificates; ++i) many += Sequence("");
      p.*set = Tagged(set == &Parts::lists ? 1 : 0, many);
    });
  }
  const std::string good = Parts().Der();
  for (std::size_t size = 0; size < good.size(); ++size) EXPECT_FALSE(ReadCmsMessage(good.substr(0, size)).ok());
  EXPECT_FALSE(ReadCmsMessage(good + '\0').ok());
  EXPECT_FALSE(ReadCmsMessage(std::string(kMaxCmsBytes + 1, '\0')).ok());
}

// What a hostile chip can send. Nothing may crash, and nothing that is signed may be changed unseen.
TEST(CmsTest, ChangedBytesNeverCrashNorVerifyAnotherContent) {
  REQUIRE_SHARED(path, "testdata/emrtd/bsi_tr03105_5/EF_SOD_sha256_hjp.bin");
  const auto good = LoadSod(path);
  ASSERT_TRUE(good.ok()) << good.status();
  SeededRandom random(7);
  int read = 0;
  for (int round = 0; round < 5000; ++round) {
    std::string bytes = *good->bytes;
    const std::size_t at = random.Below(bytes.size());
    bytes[at] = static_cast<char>(bytes[at] ^ (1 + random.Below(255)));
    const auto changed = ReadCmsMessage(std::move(bytes));
    if (!changed.ok()) continue;
    ++read;
    if (VerdictOf(*changed) != CmsSignature::kValid) continue;
    EXPECT_EQ(changed->content, good->content) << "byte " << at;
    EXPECT_EQ(changed->content_type, good->content_type) << "byte " << at;
    EXPECT_EQ(changed->signers[0].signed_attributes, good->signers[0].signed_attributes) << "byte " << at;
  }
  EXPECT_GT(read, 3000);
}

}  // namespace
}  // namespace clearance
