// Files of several authorities, as tls.ca and tls.client_ca are while a site changes its own: what TLS makes of them
// with real processes, and what doctor, log and metric say of it. Which of them counts:
// common/crypto/tls_authorities.h.
#include <signal.h>
#include <sys/stat.h>

#include <ctime>

#include "tests/integration/doctor_fixture.h"
#include "tests/support/http_get.h"
#include "tests/support/tls_certificate.h"

namespace clearance {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::time_t kDay = 24 * 3'600;
constexpr std::time_t kYear = 365 * kDay;
constexpr char kHallsAuthority[] = "pki/ca.pem";
constexpr char kNotValid[] = "certificate_not_valid";

class AuthorityFilesTest : public DoctorTest {
 protected:
  void SetUp() override {
    DoctorTest::SetUp();
    halls_ = FileText(kHallsAuthority);
  }

  static TlsHolder AuthorityUntil(std::time_t end) {
    return MakeTlsHolder({.common_name = "another authority of the site",
                          .is_authority = true,
                          .not_before = std::time(nullptr) - kYear,
                          .not_after = end});
  }
  // Both programs of the hall have that one file.
  void Believe(const std::string& authorities) {
    ASSERT_TRUE(WriteFile(hall().Path(kHallsAuthority), authorities).ok());
  }
  // `name` ("gate-1") has a certificate of that authority from now on, good for another month.
  void CertifyBy(const TlsHolder& authority, const std::string& name, const std::string& names) {
    const TlsHolder made =
        MakeTlsHolder({.names = names, .issuer = &authority, .not_after = std::time(nullptr) + 30 * kDay});
    const std::string key = hall().Path("pki/" + name + "_key.pem");
    ASSERT_TRUE(WriteFile(hall().Path("pki/" + name + ".pem"), made.Pem()).ok());
    ASSERT_TRUE(WriteFile(key, made.KeyPem()).ok());
    ASSERT_EQ(::chmod(key.c_str(), 0600), 0);
  }
  void RestartCentre() {
    StopCentre();
    ASSERT_TRUE(hall().StartCentre().ok()) << FileText("centre.log");
  }
  // What it says of that check that is not in order, "warn what".
  static std::vector<std::string> NotInOrder(const nlohmann::json& examined, const std::string& check) {
    std::vector<std::string> lines;
    for (const nlohmann::json& line : examined["checks"]) {
      if (line["check"] == check && line["state"] != "ok")
        lines.push_back(std::string(line["state"]) + " " + std::string(line["what"]));
    }
    return lines;
  }
  // Starts a program of the hall with an admin endpoint; the end it shows there of the authorities, seconds since 1970.
  double EndShownBy(const std::string& program, const std::string& config, const std::string& use) {
    AddAdmin(config);
    std::vector<std::string> argv = {BinPath(program), "--config", hall().Path(config)};
    if (program == "gate-agent") argv.insert(argv.end(), {"--models", "none"});
    auto process = Process::Start(std::move(argv), hall().Path(program + ".log"));
    EXPECT_TRUE(process.ok()) << process.status();
    if (!process.ok()) return 0;
    const std::string metrics = HttpBody(HttpAsk(AdminOf(**process), "GET /metrics"));
    (*process)->Signal(SIGTERM);
    EXPECT_EQ((*process)->Wait(), 0) << FileText(program + ".log");
    const std::string series = "\nclearance_certificate_expiry_timestamp_seconds{use=\"" + use + "\"} ";
    const std::size_t at = metrics.find(series);
    EXPECT_NE(at, std::string::npos) << metrics;
    return at == std::string::npos ? 0 : std::stod(metrics.substr(at + series.size()));
  }

  std::string halls_;
};

// One that has ended is told once, as something to take out, and the link is none the worse.
TEST_F(AuthorityFilesTest, AnExpiredOneOutOfUseIsAWarningWhereverItStands) {
  const std::string expired = AuthorityUntil(std::time(nullptr) - kDay).Pem();
  for (const bool in_front : {true, false}) {
    Believe(in_front ? expired + halls_ : halls_ + expired);
    RestartCentre();
    const std::string told = "pki/ca.pem (certificate " + std::string(in_front ? "1" : "2") + " of 2): until ";
    for (const char* config : {"server.toml", "gate-1.toml"}) {
      const nlohmann::json examined = Examine(config);
      const auto lines = NotInOrder(examined, "certificate");
      ASSERT_EQ(lines.size(), 1u) << examined.dump(1);
      EXPECT_THAT(lines.front(), HasSubstr("warn " + hall().Path(told)));
      EXPECT_THAT(lines.front(), HasSubstr("which has expired"));
      ExpectLine(examined, "certificate", "ok", "signed by " + hall().Path(kHallsAuthority));
    }
    ExpectInOrder(Examine("gate-1.toml"), "centre");
  }
}

TEST_F(AuthorityFilesTest, OneOutOfUseThatEndsSoonIsAWarningAndOneThatDoesNotIsInOrder) {
  Believe(AuthorityUntil(std::time(nullptr) + 10 * kDay).Pem() + halls_);
  ExpectLine(Examine("gate-1.toml"), "certificate", "warn", "pki/ca.pem (certificate 1 of 2): until ");
  ExpectLine(Examine("server.toml"), "certificate", "warn", "days left: the file holds also this one");
  Believe(AuthorityUntil(std::time(nullptr) + kYear).Pem() + halls_);
  for (const char* config : {"server.toml", "gate-1.toml"}) ExpectInOrder(Examine(config), "certificate");
}

TEST_F(AuthorityFilesTest, AnExpiredOneInFrontIsNeitherShownNorLogged) {
  Believe(AuthorityUntil(std::time(nullptr) - kDay).Pem() + halls_);
  StopCentre();
  const auto now = static_cast<double>(std::time(nullptr));
  EXPECT_GT(EndShownBy("gate-agent", "gate-1.toml", "ca"), now);
  EXPECT_GT(EndShownBy("clearance-server", "server.toml", "client_ca"), now);
  for (const char* log : {"gate-agent.log", "clearance-server.log"})
    EXPECT_THAT(FileText(log), Not(HasSubstr(kNotValid)));
}

// Their own certificates have time left, and nobody believes them.
TEST_F(AuthorityFilesTest, AnExpiredOneThatMadeTheOwnCertificateIsAnError) {
  const std::time_t end = std::time(nullptr) - kDay;
  const TlsHolder expired = AuthorityUntil(end);
  Believe(halls_ + expired.Pem());
  StopCentre();
  CertifyBy(expired, "gate-1", "URI:spiffe://khorgos/gate/gate-1");
  CertifyBy(expired, "server", "DNS:localhost,IP:127.0.0.1");
  EXPECT_EQ(EndShownBy("gate-agent", "gate-1.toml", "ca"), static_cast<double>(end));
  EXPECT_EQ(EndShownBy("clearance-server", "server.toml", "client_ca"), static_cast<double>(end));
  for (const char* log : {"gate-agent.log", "clearance-server.log"}) {
    EXPECT_EQ(LoggedTimes(log, "error", kNotValid), 1) << FileText(log);
    EXPECT_THAT(FileText(log), HasSubstr("\"file\":\"" + hall().Path(kHallsAuthority) + "\""));
  }
  for (const char* config : {"server.toml", "gate-1.toml"})
    ExpectLine(Examine(config), "certificate", "fail", "pki/ca.pem (certificate 2 of 2): until ");
}

// TLS would believe those before it and none behind it, without a word.
TEST_F(AuthorityFilesTest, OneThatCannotBeReadEndsTheStart) {
  Believe(halls_ + AuthorityUntil(std::time(nullptr) + kYear).Pem().substr(0, 200) + "\n" + halls_);
  const std::string line = hall().Path(kHallsAuthority) + ": certificate 2: is not a certificate in PEM form";
  for (const auto& [program, config, setting] : {std::tuple("clearance-server", "server.toml", "tls.client_ca"),
                                                 std::tuple("gate-agent", "gate-1.toml", "tls.ca")}) {
    const Ended ended = Run({BinPath(program), "--config", hall().Path(config), "--check-config"});
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_THAT(ended.said, HasSubstr(std::string(program) + ": " + setting + ": " + line));
    ExpectLine(Examine(config), "certificate", "fail", line);
  }
}

}  // namespace
}  // namespace clearance
