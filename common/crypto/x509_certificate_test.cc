// Certificates as countries make them, and certificates made here that are odd or wrong in one way each.
#include "common/crypto/x509_certificate.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/random.h"
#include "tests/support/der.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

StatusOr<X509Certificate> Load(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string bytes, ReadFile(path, kMaxCertificateBytes));
  return X509Certificate::FromPemOrDer(bytes);
}

bool SignedBy(const X509Certificate& certificate, const X509Certificate& issuer) {
  const auto key = issuer.Key();
  if (!key.ok()) return false;
  const auto answer = IsSignedBy(certificate, *key);
  return answer.ok() && *answer;
}

TEST(X509CertificateTest, EveryMockSignerWasSignedByItsAuthority) {
  REQUIRE_SHARED(folder, "testdata/pki/mock_csca_dsc");
  int authorities = 0, signers = 0, pairs = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    SCOPED_TRACE(name);
    const bool is_ec = name.find("ecdsa") != std::string::npos;
    std::optional<X509Certificate> authority, signer;
    for (const auto& [file, into] : {std::pair("mock_csca.pem", &authority), std::pair("mock_dsc.pem", &signer)}) {
      if (!std::filesystem::exists(entry.path() / file)) continue;
      const auto certificate = Load(entry.path() / file);
      ASSERT_TRUE(certificate.ok()) << certificate.status();
      const auto key = certificate->Key();
      ASSERT_TRUE(key.ok()) << key.status();
      EXPECT_EQ(key->kind(), is_ec ? KeyKind::kEc : KeyKind::kRsa);
      EXPECT_EQ(key->explicit_curve(), is_ec);
      EXPECT_TRUE(!is_ec || name.ends_with(key->curve()) || into == &signer) << key->curve();
      EXPECT_EQ(certificate->country(), "FR");
      EXPECT_EQ(certificate->issuer_country(), "FR");
      *into = *certificate;
    }
    if (authority) {
      ++authorities;
      EXPECT_TRUE(authority->IsSelfIssued() && authority->is_authority());
      EXPECT_TRUE(SignedBy(*authority, *authority));
    }
    if (!signer) continue;
    ++signers;
    if (!authority) continue;
    ++pairs;
    EXPECT_TRUE(SignedBy(*signer, *authority));
    EXPECT_FALSE(SignedBy(*authority, *signer));
    EXPECT_EQ(signer->authority_key_identifier(), authority->subject_key_identifier());
  }
  // As many as lie there: authorities without a signer and signers without an authority are among them.
  EXPECT_EQ(authorities, 33);
  EXPECT_EQ(signers, 40);
  EXPECT_EQ(pairs, 32);
}

using der::Algorithm;
using der::Extension;
using der::Integer;
using der::Octets;
using der::Oid;
using der::Sequence;
using der::Set;
using der::Tagged;

constexpr std::string_view kEcdsaWithSha256 = "1.2.840.10045.4.3.2";

std::string NamePart(std::string_view type, std::string_view value, std::uint32_t tag = ber::kPrintableString) {
  return Set(Sequence(Oid(type) + BerElementOf(tag, value)));
}

// A certificate nobody has signed, with everything that may be odd or wrong.
struct Parts {
  std::string version = Tagged(0, Integer("\x02"));
  std::string serial = Integer("\x01");
  std::string inner_algorithm = Algorithm(kEcdsaWithSha256), outer_algorithm = Algorithm(kEcdsaWithSha256);
  std::string issuer = Sequence(NamePart("2.5.4.6", "KZ"));
  std::string not_before = BerElementOf(ber::kUtcTime, "260101000000Z");
  std::string not_after = BerElementOf(ber::kGeneralizedTime, "20510101000000Z");
  std::string subject = Sequence(NamePart("2.5.4.6", "KZ"));
  std::string key = Sequence("");
  std::string unique_ids;
  std::string extensions;

  std::string Der() const {
    const std::string to_be_signed =
        Sequence(version + serial + inner_algorithm + issuer + Sequence(not_before + not_after) + subject + key +
                 unique_ids + (extensions.empty() ? "" : Tagged(3, Sequence(extensions))));
    return Sequence(to_be_signed + outer_algorithm + der::Bits("s"));
  }
  StatusOr<X509Certificate> Read() const { return X509Certificate::FromDer(Der()); }
};

TEST(X509CertificateTest, OddCertificatesAreRead) {
  Parts parts;
  parts.version = "";
  parts.serial = Integer("\xFF\x01");
  parts.unique_ids = BerElementOf(ber::Context(1), "x") + BerElementOf(ber::Context(2), "y");
  parts.issuer = Sequence(NamePart("2.5.4.10", "Org") + NamePart("2.5.4.6", "cn", ber::kUtf8String));
  parts.subject = Sequence("");
  const auto certificate = parts.Read();
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_EQ(ToHex(certificate->serial()), "ff01");
  EXPECT_EQ(certificate->issuer_country(), "CN");
  EXPECT_EQ(certificate->country(), "");
  EXPECT_EQ(certificate->SubjectText(), "");
  EXPECT_FALSE(certificate->IsSelfIssued());
  EXPECT_FALSE(certificate->is_authority());
  EXPECT_TRUE(certificate->may_sign_certificates() && certificate->may_sign_lists() && certificate->may_sign_data());
  EXPECT_FALSE(certificate->Key().ok());
  EXPECT_EQ(FormatInstant(certificate->not_before()), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatInstant(certificate->not_after()), "2051-01-01T00:00:00.000Z");
  EXPECT_TRUE(certificate->ValidAt(certificate->not_before()) && certificate->ValidAt(certificate->not_after()));
  EXPECT_FALSE(certificate->ValidAt(certificate->not_before() - Duration(1)));
  EXPECT_FALSE(certificate->ValidAt(certificate->not_after() + Duration(1)));
  const X509Certificate copy = *certificate;
  EXPECT_EQ(copy.serial().data(), certificate->serial().data());  // one text, shared
}

TEST(X509CertificateTest, ReadsEveryExtensionItKnows) {
  Parts parts;
  const auto period =
      BerElementOf(ber::Context(0), "20260101000000Z") + BerElementOf(ber::Context(1), "20260401000000Z");
  parts.extensions =
      Extension("2.5.29.14", false, Octets("ski")) +
      Extension("2.5.29.35", false, Sequence(BerElementOf(ber::Context(0), "aki"))) +
      Extension("2.5.29.15", true, BerElementOf(ber::kBitString, "\x07\x80")) +
      Extension("2.5.29.16", false, Sequence(period)) +
      Extension("2.5.29.19", true, Sequence("\x01\x01\x01" + Integer("\x05"))) +
      Extension("2.5.29.37", true, Sequence(Oid("2.23.136.1.1.3") + Oid("1.2.3"))) +
      Extension("2.23.136.1.1.6.2", false,
                Sequence(Integer(std::string(1, '\0')) +
                         Set(BerElementOf(ber::kPrintableString, "P") + BerElementOf(ber::kPrintableString, "ID")))) +
      Extension("1.2.3.4", true, "anything") + Extension("1.2.3.5", false, "anything");
  const auto certificate = parts.Read();
  ASSERT_TRUE(certificate.ok()) << certificate.status();
  EXPECT_EQ(certificate->subject_key_identifier(), "ski");
  EXPECT_EQ(certificate->authority_key_identifier(), "aki");
  EXPECT_TRUE(certificate->may_sign_data());
  EXPECT_FALSE(certificate->may_sign_certificates() || certificate->may_sign_lists());
  EXPECT_TRUE(certificate->is_authority());
  EXPECT_EQ(FormatInstant(certificate->key_used_from().value()), "2026-01-01T00:00:00.000Z");
  EXPECT_EQ(FormatInstant(certificate->key_used_until().value()), "2026-04-01T00:00:00.000Z");
  EXPECT_EQ(certificate->extended_key_usage(), (std::vector<std::string>{"2.23.136.1.1.3", "1.2.3"}));
  EXPECT_EQ(certificate->document_types(), (std::vector<std::string>{"P", "ID"}));
  EXPECT_EQ(certificate->unknown_critical(), std::vector<std::string>{"1.2.3.4"});
  EXPECT_TRUE(certificate->IsSelfIssued());

  parts.extensions = Extension("2.5.29.15", true, BerElementOf(ber::kBitString, "\x01\x06")) +
                     Extension("2.5.29.16", false, Sequence(BerElementOf(ber::Context(1), "20260401000000Z"))) +
                     Extension("2.5.29.14", false, "no octets") + Extension("2.5.29.35", false, Sequence(""));
  const auto authority = parts.Read();
  ASSERT_TRUE(authority.ok()) << authority.status();
  EXPECT_TRUE(authority->may_sign_certificates() && authority->may_sign_lists());
  EXPECT_FALSE(authority->may_sign_data());
  EXPECT_FALSE(authority->key_used_from());
  EXPECT_TRUE(authority->key_used_until());
  EXPECT_FALSE(authority->subject_key_identifier() || authority->authority_key_identifier());
}

// RFC 5280 §4.2.1.3: keyCertSign is bit 5, cRLSign bit 6.
TEST(X509CertificateTest, WhoSignsCertificatesNeedNotSignLists) {
  const auto read = [](std::string_view bits) {
    Parts parts;
    parts.extensions = Extension("2.5.29.15", true, BerElementOf(ber::kBitString, bits));
    return parts.Read().value();
  };
  EXPECT_FALSE(read("\x02\x04").may_sign_lists());
  EXPECT_TRUE(read("\x02\x04").may_sign_certificates());
  EXPECT_TRUE(read("\x01\x02").may_sign_lists());
  EXPECT_FALSE(read("\x01\x02").may_sign_certificates());
}

TEST(X509CertificateTest, RefusesWhatIsMalformed) {
  const auto refused = [](auto alter) {
    Parts parts;
    ASSERT_TRUE(parts.Read().ok());
    alter(parts);
    EXPECT_EQ(parts.Read().status().code(), StatusCode::kInvalidArgument);
  };
  refused([](Parts& p) { p.outer_algorithm = Algorithm("1.2.840.10045.4.3.3"); });
  refused([](Parts& p) { p.outer_algorithm = Algorithm(kEcdsaWithSha256, der::Null()); });  // RFC 5280 §4.1.1.2
  refused([](Parts& p) { p.serial = Integer(""); });
  refused([](Parts& p) { p.serial = Octets("\x01"); });
  refused([](Parts& p) { p.issuer = Set(""); });
  refused([](Parts& p) { p.not_after = ""; });
  refused([](Parts& p) { p.not_after = BerElementOf(ber::kUtcTime, "261301000000Z"); });
  refused([](Parts& p) { p.key = ""; });
  refused([](Parts& p) { p.unique_ids = BerElementOf(ber::Context(4), "x"); });
  const std::string usage = Extension("2.5.29.15", true, BerElementOf(ber::kBitString, "\x07\x80"));
  refused([&](Parts& p) { p.extensions = usage + usage; });
  refused([](Parts& p) { p.extensions = Extension("2.5.29.15", true, "x"); });
  refused(
      [](Parts& p) { p.extensions = Extension("2.5.29.16", true, Sequence(BerElementOf(ber::Context(0), "2026"))); });
  refused([](Parts& p) { p.extensions = Extension("2.5.29.19", true, Sequence(BerElementOf(ber::kBoolean, ""))); });
  refused([](Parts& p) { p.extensions = Extension("2.5.29.37", true, Sequence(Integer("\x01"))); });
  refused([](Parts& p) {
    for (int i = 0; i < 65; ++i) p.extensions += Extension("1.2." + std::to_string(i), false, "");
  });
  const std::string good = Parts().Der();
  for (std::size_t size = 0; size < good.size(); ++size)
    EXPECT_FALSE(X509Certificate::FromDer(good.substr(0, size)).ok());
  EXPECT_FALSE(X509Certificate::FromDer(good + "x").ok());
  Parts long_one;
  long_one.key = Sequence(std::string(kMaxCertificateBytes, 'x'));
  EXPECT_FALSE(long_one.Read().ok());
  for (const std::string_view bad : {"", "x", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
                                     "-----BEGIN X509 CRL-----\nMAA=\n-----END X509 CRL-----\n"})
    EXPECT_EQ(X509Certificate::FromPemOrDer(bad).status().code(), StatusCode::kInvalidArgument);
}

TEST(X509CertificateTest, NamesAreShownAsTheyStandAndWithoutControlCharacters) {
  constexpr std::uint32_t kBmpString = 0x1E;
  constexpr std::uint32_t kT61String = 0x14;
  Parts parts;
  parts.subject = Sequence(NamePart("2.5.4.3", "A\nB\x7F\xC2\x85\xE2\x80\xAE") + NamePart("2.5.4.6", "kaz") +
                           NamePart("2.5.4.10", "\xD2\x9A\xD0\xB0", ber::kUtf8String) +
                           NamePart("2.5.4.11", std::string("\x04\x9A\x00z", 4), kBmpString) +
                           NamePart("1.2.3", "\xE9\x41", kT61String));
  EXPECT_EQ(parts.Read()->SubjectText(),
            "CN=A?B???, C=kaz, O=\xD2\x9A\xD0\xB0, OU=\xD2\x9A"
            "z, 1.2.3=?A");
  EXPECT_EQ(parts.Read()->country(), "KAZ");
  // Letters of two octets each, as far as UTF-8 wants three; half a surrogate pair is none.
  parts.subject = Sequence(NamePart("2.5.4.10", std::string("\x4E\x2D\x00z\xD8\x3D", 6), kBmpString));
  EXPECT_EQ(parts.Read()->SubjectText(), "O=\xE4\xB8\xADz???");
  parts.subject = Sequence(NamePart("2.5.4.3", std::string(5000, 'x')));
  EXPECT_LE(parts.Read()->SubjectText().size(), 520U);
  EXPECT_TRUE(parts.Read()->SubjectText().ends_with("..."));
  parts.subject = Sequence(NamePart("2.5.4.6", "K1") + "garbage");
  EXPECT_EQ(parts.Read()->country(), "");
  EXPECT_EQ(parts.Read()->SubjectText(), "C=K1");
}

TEST(X509CertificateTest, TheGermanSpecimenSignersAreRead) {
  REQUIRE_SHARED(folder, "testdata/pki/test_certs");
  for (const char* name : {"/dsc_de_0130846f2b3e.cer", "/dsc_de_0142fd5cf927.cer"}) {
    const auto certificate = Load(folder + name);
    ASSERT_TRUE(certificate.ok()) << certificate.status();
    EXPECT_EQ(certificate->country(), "DE");
    EXPECT_TRUE(certificate->Key().ok()) << certificate->Key().status();
    EXPECT_FALSE(certificate->is_authority());
    EXPECT_TRUE(std::string(name).find(ToHex(certificate->serial())) != std::string::npos);
  }
}

// What a hostile chip can send: real certificates with bytes changed. Nothing may crash, and only a change outside what
// is signed may leave the signature good.
TEST(X509CertificateTest, ChangedBytesNeverCrashNorVerify) {
  REQUIRE_SHARED(folder, "testdata/pki/mock_csca_dsc");
  SeededRandom random(7);
  for (const char* name : {"/sha256_ecdsa_brainpoolP256r1/mock_csca.pem", "/sha256_rsapss_32_3_3072/mock_csca.pem"}) {
    const auto good = Load(folder + name);
    ASSERT_TRUE(good.ok());
    const PublicKey key = good->Key().value();
    int read = 0;
    for (int round = 0; round < 3000; ++round) {
      std::string der(good->der());
      const std::size_t at = random.Below(der.size());
      der[at] = static_cast<char>(der[at] ^ (1 + random.Below(255)));
      const auto changed = X509Certificate::FromDer(der);
      if (!changed.ok()) continue;
      ++read;
      static_cast<void>(changed->Key());
      EXPECT_LE(changed->SubjectText().size(), 520U);
      if (round % 8 != 0) continue;
      const auto verified = IsSignedBy(*changed, key);
      EXPECT_FALSE(verified.ok() && *verified) << "byte " << at;
    }
    EXPECT_GT(read, 1000);
  }
}

}  // namespace
}  // namespace clearance
