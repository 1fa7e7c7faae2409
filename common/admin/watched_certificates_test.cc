// Of files with several authorities: the end of which one is shown, and of which one the log tells.
#include "common/admin/watched_certificates.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"
#include "tests/support/temporary_folder.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

constexpr std::int64_t kNowSeconds = 1'798'761'600;  // 2027-01-01T00:00:00Z
constexpr std::int64_t kYearSeconds = 365 * 86'400;
constexpr Instant kNow = FromUnixMs(kNowSeconds * 1000);
constexpr std::int64_t kEnded = kNowSeconds - 86'400;
constexpr std::int64_t kEnds = kNowSeconds + kYearSeconds;

TlsHolder Authority(const char* name, std::int64_t not_after) {
  return MakeTlsHolder(
      {.common_name = name, .is_authority = true, .not_before = kNowSeconds - kYearSeconds, .not_after = not_after});
}

class WatchedCertificatesTest : public testing::Test {
 protected:
  WatchedCertificatesTest() { StartLog("test", LogLevel::kDebug, Log()); }
  ~WatchedCertificatesTest() override { StartLog("", LogLevel::kWarning); }

  TlsHolder Own(const TlsHolder& authority, std::int64_t not_after = kEnds) const {
    return MakeTlsHolder({.issuer = &authority, .not_before = kNowSeconds - kYearSeconds, .not_after = not_after});
  }
  std::string Log() const { return folder_.Path("log"); }
  StatusOr<std::vector<WatchedCertificate>> Watch(const std::string& own, const std::string& authorities) {
    EXPECT_TRUE(WriteFile(folder_.Path("own.pem"), own).ok());
    EXPECT_TRUE(WriteFile(folder_.Path("ca.pem"), authorities).ok());
    return WatchedCertificatesOf({folder_.Path("own.pem"), folder_.Path("ca.pem"), "client_ca"}, kNow);
  }
  // Use and value of each sample.
  static std::vector<std::pair<std::string, double>> Shown(const std::vector<WatchedCertificate>& certificates) {
    Telemetry telemetry;
    AddCertificateMetrics(telemetry, certificates);
    std::vector<std::pair<std::string, double>> shown;
    for (const MetricFamily& family : telemetry.Collect()) {
      EXPECT_EQ(family.info.name, "clearance_certificate_expiry_timestamp_seconds");
      for (const MetricSample& sample : family.samples) shown.emplace_back(sample.labels.at(0).value, sample.value);
    }
    return shown;
  }
  std::vector<nlohmann::json> Logged(const std::vector<WatchedCertificate>& certificates, Instant now = kNow) const {
    LogNotValid(certificates, now);
    std::istringstream text(ReadFile(Log(), 1 << 20).value());
    std::vector<nlohmann::json> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(nlohmann::json::parse(line));
    return lines;
  }

  const TemporaryFolder folder_;
  const TlsHolder old_ = Authority("old", kEnded);
  const TlsHolder new_ = Authority("new", kEnds);
};

using Shows = std::vector<std::pair<std::string, double>>;

TEST_F(WatchedCertificatesTest, TheEndsAreShownInSecondsSince1970) {
  constexpr std::int64_t kBefore1970 = -2;
  const auto watched = Watch(Own(new_, 1'800'000'000).Pem(), Authority("ancient", kBefore1970).Pem());
  ASSERT_TRUE(watched.ok()) << watched.status();
  EXPECT_EQ(Shown(*watched), (Shows{{"tls", 1'800'000'000}, {"client_ca", kBefore1970}}));
}

TEST_F(WatchedCertificatesTest, AnExpiredAuthorityThatIsOutOfUseIsNeitherShownNorLoggedWhereverItStands) {
  const std::string own = Own(new_, kEnds - 1).Pem();
  for (const std::string& authorities : {old_.Pem() + new_.Pem(), new_.Pem() + old_.Pem()}) {
    const auto watched = Watch(own, authorities);
    ASSERT_TRUE(watched.ok()) << watched.status();
    EXPECT_EQ(Shown(*watched), (Shows{{"tls", kEnds - 1}, {"client_ca", kEnds}}));
    EXPECT_TRUE(Logged(*watched).empty());
  }
}

TEST_F(WatchedCertificatesTest, AnExpiredAuthorityThatMadeTheOwnOneIsShownAndAnErrorOfTheLog) {
  const auto watched = Watch(Own(old_).Pem(), new_.Pem() + old_.Pem());
  ASSERT_TRUE(watched.ok()) << watched.status();
  EXPECT_EQ(Shown(*watched), (Shows{{"tls", kEnds}, {"client_ca", kEnded}}));
  const auto lines = Logged(*watched);
  ASSERT_EQ(lines.size(), 1u);
  EXPECT_EQ(lines[0]["event"], "certificate_not_valid");
  EXPECT_EQ(lines[0]["level"], "error");
  EXPECT_EQ(lines[0]["file"], folder_.Path("ca.pem"));
  EXPECT_EQ(lines[0]["from"], FormatInstant(FromUnixMs((kNowSeconds - kYearSeconds) * 1000)));
  EXPECT_EQ(lines[0]["until"], FormatInstant(FromUnixMs(kEnded * 1000)));
}

TEST_F(WatchedCertificatesTest, BothEndsOfTheTimeAreWithinIt) {
  const auto watched = Watch(Own(new_).Pem(), new_.Pem());
  ASSERT_TRUE(watched.ok()) << watched.status();
  const Instant from = watched->front().certificate.not_before();
  const Instant until = watched->front().certificate.not_after();
  EXPECT_TRUE(Logged(*watched, from).empty());
  EXPECT_TRUE(Logged(*watched, until).empty());
  EXPECT_EQ(Logged(*watched, until + Duration(1)).size(), 2u);
  EXPECT_EQ(Logged(*watched, from - Duration(1)).size(), 4u);
}

TEST_F(WatchedCertificatesTest, AFileThatCannotBeReadIsNamed) {
  const std::string own = Own(new_).Pem();
  for (const auto& [own_pem, authorities, named] :
       {std::tuple(own, new_.Pem() + old_.Pem().substr(0, 200), "ca.pem: certificate 2: "),
        std::tuple(own.substr(0, 200), new_.Pem(), "own.pem: certificate: ")}) {
    const Status status = Watch(own_pem, authorities).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kCertificateUnusable);
    EXPECT_NE(MessageOf(status).find(named), std::string::npos) << status;
  }
}

}  // namespace
}  // namespace clearance
