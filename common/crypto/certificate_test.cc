// Certificates made here, so that each may be wrong in its own way.
#include "common/crypto/certificate.h"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/openssl_objects.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using X509Object = std::unique_ptr<X509, openssl::Free<X509_free>>;
using GeneralNames = std::unique_ptr<GENERAL_NAMES, openssl::Free<GENERAL_NAMES_free>>;

constexpr std::int64_t kBeginSeconds = 1'767'225'600;  // 2026-01-01T00:00:00Z
constexpr std::int64_t kEndSeconds = 1'798'761'599;    // 2026-12-31T23:59:59Z

struct Name {
  int type;
  std::string text;
};

class CertificateTest : public testing::Test {
 protected:
  openssl::Key NewKey() const { return openssl::Key(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "P-256")); }

  std::string Make(const std::vector<Name>& names) {
    const X509Object certificate(X509_new());
    X509_set_version(certificate.get(), 2);
    ASN1_TIME_set(X509_getm_notBefore(certificate.get()), kBeginSeconds);
    ASN1_TIME_set(X509_getm_notAfter(certificate.get()), kEndSeconds);
    X509_set_pubkey(certificate.get(), key_.get());
    if (!names.empty()) {
      const GeneralNames general_names(sk_GENERAL_NAME_new_null());
      for (const Name& name : names) {
        ASN1_IA5STRING* text = ASN1_IA5STRING_new();
        ASN1_STRING_set(text, name.text.data(), static_cast<int>(name.text.size()));
        GENERAL_NAME* general_name = GENERAL_NAME_new();
        GENERAL_NAME_set0_value(general_name, name.type, text);
        sk_GENERAL_NAME_push(general_names.get(), general_name);
      }
      X509_add1_ext_i2d(certificate.get(), NID_subject_alt_name, general_names.get(), 0, 0);
    }
    X509_sign(certificate.get(), key_.get(), EVP_sha256());
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate.get());
    return openssl::ContentOf(bio.get());
  }

  static std::string PemOf(EVP_PKEY* key) {
    const openssl::Bio bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return openssl::ContentOf(bio.get());
  }

  const openssl::Key key_ = NewKey();
};

TEST_F(CertificateTest, ReadsUrisAndPeriod) {
  const std::string pem = Make({{GEN_DNS, "localhost"},
                                {GEN_URI, "spiffe://khorgos/gate/g1"},
                                {GEN_EMAIL, "a@b"},
                                {GEN_URI, "spiffe://khorgos/role/supervisor"}});
  const auto certificate = Certificate::FromPem(pem);
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_EQ(certificate->uris(),
            (std::vector<std::string>{"spiffe://khorgos/gate/g1", "spiffe://khorgos/role/supervisor"}));
  EXPECT_EQ(FormatInstant(certificate->not_before()), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatInstant(certificate->not_after()), "2026-12-31T23:59:59.000Z");
}

TEST_F(CertificateTest, IsValidAtBothEndsAndNotOutside) {
  const auto certificate = Certificate::FromPem(Make({}));
  ASSERT_TRUE(certificate.ok());
  EXPECT_FALSE(certificate->ValidAt(FromUnixMs(kBeginSeconds * 1000 - 1)));
  EXPECT_TRUE(certificate->ValidAt(FromUnixMs(kBeginSeconds * 1000)));
  EXPECT_TRUE(certificate->ValidAt(FromUnixMs(kEndSeconds * 1000)));
  EXPECT_FALSE(certificate->ValidAt(FromUnixMs(kEndSeconds * 1000 + 1)));
}

TEST_F(CertificateTest, WithoutUrisItNamesNobody) {
  EXPECT_TRUE(Certificate::FromPem(Make({}))->uris().empty());
  EXPECT_TRUE(Certificate::FromPem(Make({{GEN_DNS, "spiffe://khorgos/gate/g1"}}))->uris().empty());
}

TEST_F(CertificateTest, RefusesUrisThatReadersWouldSeeDifferently) {
  for (const std::string& uri : {std::string("spiffe://khorgos/gate/g1\0.evil", 30), std::string("spiffe://a b"),
                                 std::string("spiffe://\xC3\xBC"), std::string("spiffe://a\n")}) {
    EXPECT_EQ(Certificate::FromPem(Make({{GEN_URI, uri}})).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST_F(CertificateTest, TheFirstCertificateOfAChainCounts) {
  const std::string chain = Make({{GEN_URI, "spiffe://khorgos/gate/g1"}}) + Make({{GEN_URI, "spiffe://khorgos/ca"}});
  EXPECT_EQ(Certificate::FromPem(chain)->uris(), std::vector<std::string>{"spiffe://khorgos/gate/g1"});
}

TEST_F(CertificateTest, ReadsEveryCertificateOfATextInOrder) {
  const std::string first = Make({{GEN_URI, "spiffe://khorgos/gate/g1"}});
  const std::string second = Make({{GEN_URI, "spiffe://khorgos/ca"}});
  for (const std::string& text :
       {first + second, "# old\n" + first + "subject=new\n\n" + second + "end\n", first + PemOf(key_.get()) + second}) {
    const auto all = Certificate::AllFromPem(text);
    ASSERT_TRUE(all.ok()) << all.status();
    ASSERT_EQ(all->size(), 2u);
    EXPECT_EQ(all->front().uris(), std::vector<std::string>{"spiffe://khorgos/gate/g1"});
    EXPECT_EQ(all->back().uris(), std::vector<std::string>{"spiffe://khorgos/ca"});
  }
}

// TLS would believe those before it and none behind it, and say nothing.
TEST_F(CertificateTest, OneOfSeveralThatCannotBeReadIsAnErrorThatSaysWhich) {
  const std::string good = Make({});
  const std::string garbled = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
  const auto problem = [](const std::string& text) {
    const Status status = Certificate::AllFromPem(text).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << status;
    EXPECT_EQ(ERR_peek_error(), 0UL);
    return MessageOf(status);
  };
  for (const std::string& bad :
       {garbled, good.substr(0, good.size() / 2), good.substr(0, good.size() / 2) + "\n" + good})
    EXPECT_EQ(problem(good + bad + good), "certificate 2: is not a certificate in PEM form");
  EXPECT_EQ(problem(good + good + good.substr(0, 60)), "certificate 3: is not a certificate in PEM form");
  EXPECT_EQ(problem(good + Make({{GEN_URI, "spiffe://a b"}})),
            "certificate 2: has a URI with a character no URI may have");
  for (const std::string& none : {std::string(), std::string("text"), garbled, PemOf(key_.get())})
    EXPECT_EQ(problem(none), "certificate: is not a certificate in PEM form");
}

TEST_F(CertificateTest, KnowsItsPrivateKey) {
  const auto certificate = Certificate::FromPem(Make({}));
  ASSERT_TRUE(certificate.ok());
  EXPECT_FALSE(certificate->subject_key().empty());
  const auto why_not = [&](const std::string& key) {
    const Status checked = certificate->CheckPrivateKey(key, "key.pem", "own.pem");
    EXPECT_TRUE(checked.ok() || ReasonOf(checked) == error_reason::kCertificateUnusable) << checked;
    return MessageOf(checked);
  };
  EXPECT_EQ(why_not(PemOf(key_.get())), "");
  EXPECT_EQ(why_not(PemOf(NewKey().get())), "key.pem: is not the key of own.pem");
  const openssl::Bio encrypted(BIO_new(BIO_s_mem()));
  PEM_write_bio_PrivateKey(encrypted.get(), key_.get(), EVP_aes_256_cbc(), nullptr, 0, nullptr, const_cast<char*>("p"));
  for (const std::string& unusable : {std::string("no key"), openssl::ContentOf(encrypted.get())})
    EXPECT_EQ(why_not(unusable), "key.pem: is not a key in PEM form without a pass phrase");
}

TEST_F(CertificateTest, RefusesWhatIsNoCertificate) {
  const std::string pem = Make({});
  EXPECT_FALSE(Certificate::FromPem("").ok());
  EXPECT_FALSE(Certificate::FromPem(PemOf(key_.get())).ok());
  EXPECT_FALSE(Certificate::FromPem(pem.substr(0, pem.size() / 2)).ok());
  EXPECT_FALSE(Certificate::FromPem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").ok());
}

TEST_F(CertificateTest, AnUnusableFileIsNamed) {
  const TemporaryFolder folder;
  ASSERT_TRUE(WriteFile(folder.Path("good.pem"), Make({{GEN_URI, "spiffe://khorgos/gate/g1"}})).ok());
  ASSERT_TRUE(WriteFile(folder.Path("bad.pem"), "nothing").ok());
  EXPECT_TRUE(Certificate::FromFile(folder.Path("good.pem")).ok());
  for (const char* name : {"bad.pem", "absent.pem"}) {
    const Status status = Certificate::FromFile(folder.Path(name)).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition);
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    EXPECT_NE(MessageOf(status).find(folder.Path(name)), std::string::npos) << status;
    EXPECT_EQ(Certificate::AllFromFile(folder.Path(name)).status(), status);
  }
  EXPECT_EQ(Certificate::AllFromFile(folder.Path("good.pem"))->size(), 1u);
}

}  // namespace
}  // namespace clearance
