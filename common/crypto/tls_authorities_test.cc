// Files of several authorities, made here: which of them counts, in whatever order they stand.
#include "common/crypto/tls_authorities.h"

#include <gtest/gtest.h>
#include <openssl/err.h>

#include <algorithm>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

constexpr std::int64_t kNowSeconds = 1'798'761'600;  // 2027-01-01T00:00:00Z
constexpr std::int64_t kDay = 86'400;
constexpr Instant kNow = FromUnixMs(kNowSeconds * 1000);

// From and to so many days from now.
TlsHolder Make(const char* name, int from, int to, const TlsHolder* issuer = nullptr, bool is_authority = true) {
  return MakeTlsHolder({.common_name = name,
                        .is_authority = is_authority,
                        .issuer = issuer,
                        .not_before = kNowSeconds + from * kDay,
                        .not_after = kNowSeconds + to * kDay});
}

TlsHolder Gate(const TlsHolder& issuer) { return Make("gate", -10, 10, &issuer, false); }

// In how many days the one ends that counts, in every order of them.
std::vector<int> CountingDays(std::vector<std::string> authorities, const std::string& own) {
  std::vector<int> days;
  std::sort(authorities.begin(), authorities.end());
  do {
    std::string pem;
    for (const std::string& one : authorities) pem += one;
    const auto read = TlsAuthorities::FromPem(pem, own, kNow);
    EXPECT_EQ(ERR_peek_error(), 0UL);
    EXPECT_TRUE(read.ok()) << read.status();
    if (!read.ok()) return {};
    EXPECT_EQ(read->all().size(), authorities.size());
    EXPECT_EQ(read->counting().not_after(), read->all()[read->counting_index()].not_after());
    days.push_back(std::chrono::duration_cast<std::chrono::days>(read->counting().not_after() - kNow).count());
  } while (std::next_permutation(authorities.begin(), authorities.end()));
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

using Days = std::vector<int>;

class TlsAuthoritiesTest : public testing::Test {
 protected:
  const TlsHolder old_ = Make("old", -900, -5);
  const TlsHolder new_ = Make("new", -30, 800);
  const TlsHolder stranger_ = Make("stranger", -30, 900);
};

TEST_F(TlsAuthoritiesTest, TheMakerOfTheOwnOneCountsWhicheverEndsLast) {
  EXPECT_EQ(CountingDays({old_.Pem(), new_.Pem(), stranger_.Pem()}, Gate(new_).Pem()), Days{800});
  EXPECT_EQ(CountingDays({old_.Pem(), new_.Pem(), stranger_.Pem()}, Gate(old_).Pem()), Days{-5}) << "though it ended";
}

TEST_F(TlsAuthoritiesTest, WhereNoneMadeItWhatEndsLastCounts) {
  EXPECT_EQ(CountingDays({old_.Pem(), new_.Pem()}, Gate(stranger_).Pem()), Days{800});
  for (const std::string& none : {std::string(), std::string("text"), new_.KeyPem()})
    EXPECT_EQ(CountingDays({old_.Pem(), new_.Pem()}, none), Days{800});
  EXPECT_EQ(CountingDays({old_.Pem()}, ""), Days{-5});
}

// Names are nobody's: an authority made anew, with another key, has often kept its name.
TEST_F(TlsAuthoritiesTest, ItIsTheKeyThatMakesAndNotTheName) {
  const TlsHolder namesake = Make("new", -30, 700);
  EXPECT_EQ(CountingDays({namesake.Pem(), new_.Pem()}, Gate(namesake).Pem()), Days{700});
  EXPECT_EQ(CountingDays({namesake.Pem(), new_.Pem()}, Gate(new_).Pem()), Days{800});
}

TEST_F(TlsAuthoritiesTest, TheNearestMakerOfAChainCounts) {
  const TlsHolder between = Make("between", -30, 60, &new_);
  const TlsHolder gate = Gate(between);
  EXPECT_EQ(CountingDays({old_.Pem(), new_.Pem(), between.Pem()}, gate.Pem() + between.Pem()), Days{60});
  EXPECT_EQ(CountingDays({stranger_.Pem(), new_.Pem()}, gate.Pem() + between.Pem()), Days{800});
  EXPECT_EQ(CountingDays({stranger_.Pem(), new_.Pem()}, gate.Pem()), Days{900}) << "nothing leads to the file";
}

// An authority whose certificate was made anew for the same key: both have made what the first one made.
TEST_F(TlsAuthoritiesTest, OfACertificateThatWasRenewedTheNewestThatHoldsCounts) {
  const auto renewed = [this](int from, int to) {
    TlsHolder again;
    again.key = owned::Key(EVP_PKEY_dup(new_.key.get()));
    again.certificate = owned::Certificate(X509_dup(new_.certificate.get()));
    ASN1_TIME_set(X509_getm_notBefore(again.certificate.get()), kNowSeconds + from * kDay);
    ASN1_TIME_set(X509_getm_notAfter(again.certificate.get()), kNowSeconds + to * kDay);
    EXPECT_GT(X509_sign(again.certificate.get(), again.key.get(), EVP_sha256()), 0);
    return again.Pem();
  };
  const std::string gate = Gate(new_).Pem();
  EXPECT_EQ(CountingDays({stranger_.Pem(), new_.Pem(), renewed(-1, 850)}, gate), Days{850});
  EXPECT_EQ(CountingDays({stranger_.Pem(), new_.Pem(), renewed(1, 850)}, gate), Days{800}) << "has not begun";
  EXPECT_EQ(CountingDays({stranger_.Pem(), renewed(1, 850)}, gate), Days{850});
}

TEST_F(TlsAuthoritiesTest, ATextWithoutAnyOrWithOneThatCannotBeReadIsAnError) {
  const std::string gate = Gate(new_).Pem();
  EXPECT_EQ(TlsAuthorities::FromPem("", gate, kNow).status().code(), StatusCode::kInvalidArgument);
  const Status second = TlsAuthorities::FromPem(new_.Pem() + old_.Pem().substr(0, 100), gate, kNow).status();
  EXPECT_EQ(MessageOf(second), "certificate 2: is not a certificate in PEM form");
}

TEST_F(TlsAuthoritiesTest, OfFilesWhicheverCannotBeReadIsNamed) {
  const TemporaryFolder folder;
  ASSERT_TRUE(WriteFile(folder.Path("own.pem"), Gate(old_).Pem()).ok());
  ASSERT_TRUE(WriteFile(folder.Path("ca.pem"), new_.Pem() + old_.Pem()).ok());
  const auto read = TlsAuthorities::FromFile(folder.Path("ca.pem"), folder.Path("own.pem"), kNow);
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->counting_index(), 1u);
  ASSERT_TRUE(WriteFile(folder.Path("bad.pem"), old_.Pem() + "-----BEGIN CERTIFICATE-----\n" + new_.Pem()).ok());
  for (const auto& [ca, own] :
       {std::pair("bad.pem", "own.pem"), std::pair("absent.pem", "own.pem"), std::pair("ca.pem", "absent.pem")}) {
    const Status status = TlsAuthorities::FromFile(folder.Path(ca), folder.Path(own), kNow).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    const char* named = std::string_view(ca) == "ca.pem" ? own : ca;
    EXPECT_NE(MessageOf(status).find(folder.Path(named)), std::string::npos) << status;
  }
}

}  // namespace
}  // namespace clearance
