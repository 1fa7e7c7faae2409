// Revocation lists: the Australian one of the shared data, and lists made here that are wrong in one way each.
#include "common/crypto/x509_crl.h"

#include <gtest/gtest.h>

#include "common/base/ber.h"
#include "common/base/bytes.h"
#include "common/crypto/x509_certificate.h"
#include "tests/support/der.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using der::Algorithm;
using der::Extension;
using der::Integer;
using der::Sequence;

TEST(X509CrlTest, TheAustralianListIsItsAuthoritys) {
  REQUIRE_SHARED(folder, "testdata/vds_nc");
  const auto bytes = ReadFile(folder + "/csca_AU.crl", kMaxCrlBytes);
  const auto authority_bytes = ReadFile(folder + "/csca_AU.der", kMaxCertificateBytes);
  const auto signer_bytes = ReadFile(folder + "/bsc_AU.der", kMaxCertificateBytes);
  ASSERT_TRUE(bytes.ok() && authority_bytes.ok() && signer_bytes.ok());
  const auto crl = X509Crl::FromPemOrDer(*bytes);
  const auto authority = X509Certificate::FromPemOrDer(*authority_bytes);
  const auto signer = X509Certificate::FromPemOrDer(*signer_bytes);
  ASSERT_TRUE(crl.ok()) << crl.status();
  ASSERT_TRUE(authority.ok() && signer.ok()) << authority.status() << signer.status();
  EXPECT_EQ(FormatInstant(crl->this_update()).substr(0, 10), "2021-08-19");
  ASSERT_TRUE(crl->next_update());
  EXPECT_EQ(FormatInstant(*crl->next_update()).substr(0, 10), "2021-11-17");
  EXPECT_EQ(crl->issuer(), authority->subject());
  EXPECT_EQ(crl->authority_key_identifier(), authority->subject_key_identifier());
  EXPECT_TRUE(crl->IsSignedBy(authority->Key().value()).value());
  EXPECT_TRUE(IsSignedBy(*signer, authority->Key().value()).value());
  EXPECT_FALSE(crl->IsSignedBy(signer->Key().value()).value());
  EXPECT_EQ(crl->Find(signer->serial()), nullptr);
  // Any changed byte of what is signed is seen.
  std::string changed = *bytes;
  const std::size_t at = changed.find("210819");
  ASSERT_NE(at, std::string::npos);
  changed[at + 5] = '8';
  const auto forged = X509Crl::FromDer(changed);
  ASSERT_TRUE(forged.ok()) << forged.status();
  EXPECT_FALSE(forged->IsSignedBy(authority->Key().value()).value());
}

std::string Entry(std::string_view serial, std::string_view extensions = "") {
  return Sequence(Integer(serial) + BerElementOf(ber::kUtcTime, "260102030405Z") +
                  (extensions.empty() ? "" : Sequence(extensions)));
}

constexpr std::string_view kEcdsaWithSha256 = "1.2.840.10045.4.3.2";

// A list signed by nobody.
std::string List(std::string_view entries, std::string_view extensions = "",
                 std::string_view outer_algorithm = kEcdsaWithSha256) {
  const std::string to_be_signed = Integer("\x01") + Algorithm(kEcdsaWithSha256) + Sequence("") +
                                   BerElementOf(ber::kUtcTime, "260101000000Z") +
                                   BerElementOf(ber::kGeneralizedTime, "20510101000000Z") + Sequence(entries) +
                                   (extensions.empty() ? "" : der::Tagged(0, Sequence(extensions)));
  return Sequence(Sequence(to_be_signed) + Algorithm(outer_algorithm) + der::Bits("s"));
}

TEST(X509CrlTest, FindsSerialsByTheirBytes) {
  const std::string reason = Extension("2.5.29.21", false, "\x0A\x01\x04");
  const auto crl = X509Crl::FromDer(List(Entry("\x7F") + Entry("\x80") + Entry(std::string("\0\x80", 2), reason)));
  ASSERT_TRUE(crl.ok()) << crl.status();
  EXPECT_EQ(crl->size(), 3U);
  ASSERT_NE(crl->Find("\x80"), nullptr);  // negative: another one than 00 80
  EXPECT_EQ(crl->Find("\x80")->reason, 0);
  ASSERT_NE(crl->Find(std::string("\0\x80", 2)), nullptr);
  EXPECT_EQ(crl->Find(std::string("\0\x80", 2))->reason, 4);
  EXPECT_EQ(FormatInstant(crl->Find("\x7F")->revoked_at), "2026-01-02T03:04:05.000Z");
  EXPECT_EQ(crl->Find("\x7E"), nullptr);
  EXPECT_EQ(crl->Find(""), nullptr);
  EXPECT_EQ(FormatInstant(*crl->next_update()), "2051-01-01T00:00:00.000Z");
}

TEST(X509CrlTest, APartOfAListIsNotUsed) {
  for (const auto& [oid, critical] : {std::pair("2.5.29.27", true), std::pair("2.5.29.28", true),
                                      std::pair("2.5.29.28", false), std::pair("1.2.3", true)}) {
    SCOPED_TRACE(oid);
    EXPECT_EQ(X509Crl::FromDer(List("", Extension(oid, critical, ""))).status().code(), StatusCode::kUnimplemented);
  }
  EXPECT_TRUE(X509Crl::FromDer(List("", Extension("1.2.3", false, ""))).ok());
  for (const auto& [oid, critical] : {std::pair("2.5.29.29", false), std::pair("1.2.3", true)}) {
    SCOPED_TRACE(oid);
    const std::string entry = Entry("\x01", Extension(oid, critical, ""));
    EXPECT_EQ(X509Crl::FromDer(List(entry)).status().code(), StatusCode::kUnimplemented);
  }
  EXPECT_TRUE(X509Crl::FromDer(List(Entry("\x01", Extension("1.2.3", false, "")))).ok());
}

TEST(X509CrlTest, RefusesWhatIsMalformed) {
  const std::string good = List(Entry("\x01"));
  ASSERT_TRUE(X509Crl::FromDer(good).ok());
  const std::string reason = Extension("2.5.29.21", false, "\x0A\x01\x04");
  const std::string authority = Extension("2.5.29.35", false, Sequence(BerElementOf(ber::Context(0), "aki")));
  EXPECT_TRUE(X509Crl::FromDer(List(Entry("\x01", reason), authority)).ok());
  for (const std::string& bad : {List(Entry("\x01", reason + reason)), List("", authority + authority),  // twice
                                 good + "x", good.substr(0, good.size() - 1), std::string(), List(Entry("")),
                                 List("\x05"), List(Entry("\x01"), "", "1.2.840.10045.4.3.3"),
                                 List(Entry("\x01", Extension("2.5.29.21", false, "\x0A\x01\x7F"))),
                                 std::string("-----BEGIN X509 CRL-----\nAAAA\n-----END X509 CRL-----\n")}) {
    SCOPED_TRACE(ToHex(bad));
    EXPECT_EQ(X509Crl::FromPemOrDer(bad).status().code(), StatusCode::kInvalidArgument);
  }
}

TEST(X509CrlTest, EveryCutOfTheRealListIsRefused) {
  REQUIRE_SHARED(path, "testdata/vds_nc/csca_AU.crl");
  const auto bytes = ReadFile(path, kMaxCrlBytes);
  ASSERT_TRUE(bytes.ok());
  for (std::size_t size = 0; size < bytes->size(); ++size) EXPECT_FALSE(X509Crl::FromDer(bytes->substr(0, size)).ok());
}

}  // namespace
}  // namespace clearance
