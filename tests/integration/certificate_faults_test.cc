// What a centre and its gates do when a certificate expires, with real processes and travellers before their lanes.
// What is expected is said in docs/operations.md ("When the machine goes wrong"). Certificates are made anew by the
// hall's own CA for other times; clocks are set under the processes alone (tests/support/preload.h).
#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kMinute = 60;
constexpr std::int64_t kDay = 24 * 60 * kMinute;
constexpr std::int64_t kCertificateDays = 30;  // of those made here, as of the hall's own

// A centre that does not answer is given up soon.
constexpr char kSoonAlone[] = "\n[limits]\ndecision_ms = 1000\n";

class CertificateFaultsTest : public GateFaultsTest {
 protected:
  // Has the CA certify the same key and names again, as of that many seconds from now, for kCertificateDays.
  void CertifyAgain(const std::string& name, std::int64_t from) {
    const std::string certificate = hall().Path("pki/" + name + ".pem");
    const std::string request = hall().Path(name + ".csr");
    LoadNothing();
    Openssl({"x509", "-x509toreq", "-in", certificate, "-signkey", hall().Path("pki/" + name + "_key.pem"),
             "-copy_extensions", "copyall", "-out", request});
    SetClockOfPrograms(hall().Path("ca-clock"), from);
    Openssl({"x509", "-req", "-in", request, "-CA", hall().Path("pki/ca.pem"), "-CAkey", hall().Path("pki/ca_key.pem"),
             "-copy_extensions", "copyall", "-days", std::to_string(kCertificateDays), "-out", certificate});
    LoadNothing();
  }
  // A traveller whom the centre refers to an officer, who sends them to the second line.
  void CrossWithTheCentre(const std::string& lane_id) {
    std::string referral;
    const auto answer = [&](const v1::PresentTravellerResponse& step) {
      if (step.referral_id().empty() || !referral.empty()) return;
      referral = step.referral_id();
      SendToSecondLine(referral);
    };
    EXPECT_EQ(Present(answer, lane_id), v1::CROSSING_OUTCOME_TURNED_BACK);
    EXPECT_NE(referral, "") << "the centre was not asked";
  }
  // A traveller of whom the lane can ask nobody; the hall's officer lets them through.
  void CrossWithTheOfficersKey(const std::string& lane_id) {
    bool attended = false;
    const auto turn_key = [&](const v1::PresentTravellerResponse& step) {
      if (step.phase() != "ATTENDED" || std::exchange(attended, true)) return;
      LetThrough(lane_id);
    };
    EXPECT_EQ(Present(turn_key, lane_id), v1::CROSSING_OUTCOME_PASSED);
    EXPECT_TRUE(attended) << "no machine may let anybody through alone";
  }

 private:
  void Openssl(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), "/usr/bin/openssl");
    const Ended ended = Run(std::move(arguments));
    EXPECT_EQ(ended.exit_code, 0) << ended.said;
  }
};

TEST_F(CertificateFaultsTest, ACentreWhoseCertificateHasExpiredDoesNotStart) {
  Stop();
  SetClock((kCertificateDays + 10) * kDay);
  const Ended ended = Run(Server(hall().Path("server.toml")));
  EXPECT_EQ(ended.exit_code, 1) << ended.said;
  EXPECT_THAT(ended.said, HasSubstr("pki/server.pem: valid from"));
  EXPECT_THAT(ended.said, HasSubstr(", not now"));
}

// The traveller who stands there has nothing to do with it: an officer lets them through, and nothing is lost.
TEST_F(CertificateFaultsTest, AGateWhoseCertificateHasExpiredGoesOnAloneAndKeepsItsReportsUntilItHasAnother) {
  PrepareGateAlone(kSoonAlone);
  CertifyAgain("gate-1", -(kCertificateDays + 10) * kDay);
  Start();
  StartPreparedGate();
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"event\":\"certificate_not_valid\""));
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("pki/gate-1.pem"));
  CrossWithTheOfficersKey("gate-1/a");
  EndGate();
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"outbox_waiting\":1"))
      << "the centre believes no expired certificate";
  EXPECT_EQ(ReportsOf("PASSAGE"), 0);

  CertifyAgain("gate-1", 0);
  StartPreparedGate();
  AwaitReports("PASSAGE", 1);
  EndGate();
}

TEST_F(CertificateFaultsTest, ACentreWhoseCertificateExpiresGoesOnWithItsGatesAndNoOtherOneComes) {
  constexpr std::int64_t kExpires = 5 * kDay;
  PrepareGateAlone(kSoonAlone);
  hall().GiveGates(kSoonAlone);
  CertifyAgain("server", kExpires - kCertificateDays * kDay);
  SetClock(kExpires - 5 * kMinute);
  Start();
  StartPreparedGate();
  CrossWithTheCentre("gate-1/a");

  // It expires, under a gate that is connected and before one that is not.
  SetClock(kExpires + kMinute);
  CrossWithTheCentre("gate-1/a");
  ASSERT_TRUE(hall().StartGate("gate-2", kOtherGateLane).ok()) << FileText("gate-2.log");
  Reach(hall().DevicesAddress("gate-2"));
  CrossWithTheOfficersKey("gate-2/a");
  EXPECT_EQ(ReportsOf("PASSAGE"), 0) << "no gate may believe an expired certificate";

  Stop();
  CertifyAgain("server", 0);
  SetClock(kExpires + kMinute);
  Start();
  AwaitReports("PASSAGE", 1);
  EXPECT_EQ(ReportsOf("ABANDONMENT"), 2);
  EXPECT_EQ(hall().StopGate("gate-2"), 0);
  EndGate();
}

}  // namespace
}  // namespace clearance
