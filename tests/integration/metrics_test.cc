// What the two programs show on their admin addresses: every metric the golden list names and no other, before and
// while there is work; health and readiness; and nothing personal.
#include <gmock/gmock.h>
#include <signal.h>

#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include "clearance/v1/device.grpc.pb.h"
#include "common/base/bytes.h"
#include "common/base/clock.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/http_get.h"
#include "tests/support/prometheus_lint.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

constexpr Duration kPatience = std::chrono::seconds(60);  // reached only when something is broken
constexpr char kGoldenNames[] = "tests/golden/metrics.txt";
constexpr char kPage[] = "docs/operations.md";
constexpr std::size_t kMaxPageBytes = 1 << 20;

// "counter clearance_rpc_requests_total" of every line that declares one.
std::set<std::string> DeclaredIn(const std::string& metrics) {
  std::set<std::string> declared;
  std::istringstream lines(metrics);
  for (std::string hash, word, name, kind; lines >> hash;) {
    if (hash == "#" && lines >> word && word == "TYPE" && lines >> name >> kind) declared.insert(kind + " " + name);
    lines.ignore(1 << 16, '\n');
  }
  return declared;
}

// The same of the golden list, for one program: lines "centre|gate|both kind name".
std::set<std::string> GoldenOf(const std::string& program) {
  std::set<std::string> golden;
  std::ifstream file(SourcePath(kGoldenNames));
  for (std::string line; std::getline(file, line);) {
    std::istringstream words(line);
    std::string whose, kind, name;
    words >> whose >> kind >> name;
    if (whose == program || whose == "both") golden.insert(kind + " " + name);
  }
  return golden;
}

// The value of a line that begins with `series` and a blank; -1 when there is none.
double ValueOf(const std::string& metrics, const std::string& series) {
  const std::size_t at = metrics.find("\n" + series + " ");
  return at == std::string::npos ? -1 : std::stod(metrics.substr(at + series.size() + 2));
}

// The values of the label `rpc` in the samples of a metric.
std::set<std::string> RpcsOf(const std::string& metrics, const std::string& name) {
  const std::string head = "\n" + name + "{rpc=\"";
  std::set<std::string> rpcs;
  for (std::size_t at = 0; (at = metrics.find(head, at)) != std::string::npos;) {
    at += head.size();
    rpcs.insert(metrics.substr(at, metrics.find('"', at) - at));
  }
  return rpcs;
}

// Seconds since 1970.
double Now() { return static_cast<double>(ToUnixMs(SystemClock().Now())) / 1000; }

class MetricsTest : public CentreTest {
 protected:
  void SetUp() override {
    CentreTest::SetUp();
    ASSERT_EQ(hall().StopCentre(), 0);
    AddAdmin("server.toml");
    ASSERT_TRUE(hall().StartCentre().ok()) << FileText("centre.log");
    centre_ = AdminOf(*hall().centre());
  }

  void AddAdmin(const std::string& file) {
    ASSERT_TRUE(WriteFile(hall().Path(file), FileText(file) + "\n[admin]\nlisten = \"127.0.0.1:0\"\n").ok());
  }

  static std::string AdminOf(Process& process) {
    const auto address = process.WaitForLine("metrics on ", kPatience);
    EXPECT_TRUE(address.ok()) << address.status();
    return address.ok() ? *address : "127.0.0.1:1";
  }

  // A gate of one lane; its admin address.
  std::string StartGate() {
    EXPECT_TRUE(hall().StartGate("gate-1", {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}}).ok())
        << FileText("gate-1.log");
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
    AddAdmin("gate-1.toml");
    auto gate = Process::Start({BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--models", "none"},
                               hall().Path("gate-1.log"));
    EXPECT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    return AdminOf(*gate_);
  }

  // A hello of TLS with a name that is no centre's, and no certificate. The program may have ended before it is
  // refused.
  void AskForAnotherName() {
    int exit_code = 0;
    EXPECT_TRUE(RunProcess({"/usr/bin/openssl", "s_client", "-connect", hall().CentreAddress(), "-servername",
                            "printer.example", "-brief"},
                           hall().Path("openssl.log"), exit_code)
                    .ok());
  }

  static std::string Metrics(const std::string& address) { return HttpBody(HttpAsk(address, "GET /metrics")); }

  // Scrapes until `series` has at least that value.
  static std::string Await(const std::string& address, const std::string& series, double least) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    std::string metrics;
    while (ValueOf(metrics = Metrics(address), series) < least) {
      if (std::chrono::steady_clock::now() > give_up) {
        ADD_FAILURE() << series << " does not come to " << least << ":\n" << metrics;
        break;
      }
    }
    return metrics;
  }

  std::string centre_;
  std::unique_ptr<Process> gate_;
};

TEST_F(MetricsTest, TheCentreShowsWhatTheGoldenListNamesAndCountsItsCalls) {
  EXPECT_EQ(DeclaredIn(Metrics(centre_)), GoldenOf("centre"));
  const std::string decide = "rpc=\"ClearanceService/DecideCrossing\"";
  EXPECT_EQ(ValueOf(Metrics(centre_), "clearance_rpc_requests_total{" + decide + ",code=\"OK\"}"), 0);

  const v1::DecideCrossingRequest crossing = Crossing(1);
  Decide(crossing);
  Report(PassageOf(crossing));
  v1::DecideCrossingResponse response;
  Patient context;
  EXPECT_FALSE(gate().DecideCrossing(&context, v1::DecideCrossingRequest(), &response).ok());

  const std::string after = Metrics(centre_);
  EXPECT_EQ(ValueOf(after, "clearance_rpc_requests_total{" + decide + ",code=\"OK\"}"), 1);
  EXPECT_EQ(ValueOf(after, "clearance_rpc_requests_total{" + decide + ",code=\"INVALID_ARGUMENT\"}"), 1);
  EXPECT_EQ(ValueOf(after, "clearance_rpc_duration_seconds_count{" + decide + "}"), 2);
  EXPECT_GT(ValueOf(after, "clearance_rpc_duration_seconds_sum{" + decide + "}"), 0);
  EXPECT_EQ(ValueOf(after, "clearance_rpc_under_way{" + decide + "}"), 0);
  EXPECT_GE(ValueOf(after, "clearance_store_functions_total"), 2);
  EXPECT_EQ(ValueOf(after, "clearance_store_commit_functions_sum"), ValueOf(after, "clearance_store_functions_total"));
  EXPECT_EQ(ValueOf(after, "clearance_store_commit_functions_count"), ValueOf(after, "clearance_store_commits_total"));
  EXPECT_GT(ValueOf(after, "clearance_wal_bytes"), 0);
  EXPECT_GT(ValueOf(after, "clearance_disk_free_bytes"), 0);
  EXPECT_GT(ValueOf(after, "clearance_certificate_expiry_timestamp_seconds{use=\"tls\"}"), Now());
  EXPECT_EQ(ValueOf(after, "clearance_ready"), 1);
  EXPECT_EQ(DeclaredIn(after), GoldenOf("centre"));
  EXPECT_THAT(PrometheusComplaints(after), IsEmpty());
  EXPECT_EQ(after.find("100000001"), std::string::npos) << "a document number in a metric";
}

TEST_F(MetricsTest, AWatchIsUnderWayUntilItsCallerIsGone) {
  const std::string watch = "rpc=\"ReviewService/WatchReferrals\"";
  {
    Patient context;
    const auto referrals = officer().WatchReferrals(&context, {});
    v1::WatchReferralsResponse message;
    ASSERT_TRUE(referrals->Read(&message));
    EXPECT_EQ(ValueOf(Metrics(centre_), "clearance_rpc_under_way{" + watch + "}"), 1);
    context->TryCancel();
    referrals->Finish();
  }
  const std::string after = Await(centre_, "clearance_rpc_requests_total{" + watch + ",code=\"CANCELLED\"}", 1);
  EXPECT_EQ(ValueOf(after, "clearance_rpc_under_way{" + watch + "}"), 0);
  EXPECT_THAT(RpcsOf(after, "clearance_rpc_duration_seconds_count"),
              AllOf(Contains("ReviewService/ListReferrals"), Not(Contains("ReviewService/WatchReferrals"))));
}

TEST_F(MetricsTest, TheCentreSaysThatItIsReadyAndAlive) {
  EXPECT_THAT(HttpAsk(centre_, "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  EXPECT_THAT(HttpAsk(centre_, "GET /healthz"), StartsWith("HTTP/1.1 200 "));
}

TEST_F(MetricsTest, AGateShowsItsLanesItsLinkAndItsClockAgainstTheCentres) {
  const std::string address = StartGate();
  // The lane's heartbeat tells the gate the centre's time: one machine here, so next to no offset.
  const std::string metrics =
      Await(address, "clearance_centre_requests_total{rpc=\"FleetService/ReportLane\",code=\"OK\"}", 1);
  const double offset =
      ValueOf(Await(address, "clearance_clock_offset_seconds", -0.9), "clearance_clock_offset_seconds");
  EXPECT_LT(std::abs(offset), 0.9);
  Await(address, "clearance_lane_phase{lane=\"gate-1/a\",phase=\"IDLE\"}", 1);
  EXPECT_EQ(DeclaredIn(Metrics(address)), GoldenOf("gate"));
  EXPECT_EQ(ValueOf(metrics, "clearance_gate_compares_faces"), 0) << "this one has no calibration";
  EXPECT_EQ(ValueOf(metrics, "clearance_outbox_waiting"), 0);
  EXPECT_EQ(ValueOf(metrics, "clearance_lane_queue{lane=\"gate-1/a\"}"), 0);
  EXPECT_GT(ValueOf(metrics, "clearance_certificate_expiry_timestamp_seconds{use=\"tls\"}"), Now());
  EXPECT_THAT(PrometheusComplaints(Metrics(address)), IsEmpty());
  EXPECT_THAT(HttpAsk(address, "GET /readyz"), StartsWith("HTTP/1.1 200 "));
  gate_->Signal(SIGTERM);
  EXPECT_EQ(gate_->Wait(), 0);
}

TEST_F(MetricsTest, StrangersWhoTryThePortAreCountedAndNoErrorInTheLog) {
  for (int i = 0; i < 3; ++i) EXPECT_EQ(HttpAsk(hall().CentreAddress(), "GET /").find("HTTP/1.1 "), std::string::npos);
  for (int i = 0; i < 3; ++i) AskForAnotherName();
  Await(centre_, "clearance_tls_handshakes_failed_total", 6);
  const std::string log = FileText("centre.log");
  for (const char* event : {"\"event\":\"tls_handshake_failed\"", "\"event\":\"tls_server_name_unknown\""}) {
    const std::size_t told = log.find(event);
    ASSERT_NE(told, std::string::npos) << log;
    EXPECT_EQ(log.find(event, told + 1), std::string::npos) << "one a minute: " << log;
  }
  EXPECT_THAT(log, Not(HasSubstr("\"level\":\"error\"")));
}

// A constant zero of what is not counted looks, beside the centre's one, as if the link were broken.
TEST_F(MetricsTest, AGateCountsTheCallsItMakesStreamsTooAndNoOther) {
  const std::string address = StartGate();
  const std::string watch = "under_way{rpc=\"FleetService/WatchCommands\"}";
  Await(centre_, "clearance_rpc_" + watch, 1);
  EXPECT_EQ(ValueOf(Metrics(address), "clearance_centre_" + watch), 1);
  const std::string metrics =
      Await(address, "clearance_centre_requests_total{rpc=\"FleetService/GetSealSet\",code=\"OK\"}", 1);
  const std::set<std::string> unary = {"ClearanceService/DecideCrossing",    "ClearanceService/ReportPassage",
                                       "ClearanceService/ReportAbandonment", "FleetService/ReportLane",
                                       "LedgerService/GetCheckpoint",        "LedgerService/GetProof"};
  std::set<std::string> all = unary;
  all.insert({"FleetService/WatchCommands", "FleetService/GetTrust", "FleetService/GetSealSet"});
  EXPECT_EQ(RpcsOf(metrics, "clearance_centre_requests_total"), all);
  EXPECT_EQ(RpcsOf(metrics, "clearance_centre_under_way"), all);
  EXPECT_EQ(RpcsOf(metrics, "clearance_centre_duration_seconds_count"), unary);
  gate_->Signal(SIGTERM);
  EXPECT_EQ(gate_->Wait(), 0);
}

TEST_F(MetricsTest, AnAdminPortThatIsTakenEndsTheStartWithALine) {
  std::string text = FileText("server.toml");
  text.replace(text.find("clearance.db"), 12, "other.db");
  text.replace(text.find("127.0.0.1:0\"\n", text.find("[admin]")), 11, centre_);
  ASSERT_TRUE(WriteFile(hall().Path("taken.toml"), text).ok());
  int exit_code = 0;
  ASSERT_TRUE(RunProcess({BinPath("clearance-server"), "--config", hall().Path("taken.toml")}, hall().Path("taken.log"),
                         exit_code)
                  .ok());
  EXPECT_EQ(exit_code, 1);
  EXPECT_THAT(FileText("taken.log"), HasSubstr("clearance-server: admin.listen: " + centre_ + ": cannot listen there"));
  // Who has served tells, when it ends, what it has committed.
  EXPECT_THAT(FileText("taken.log"), Not(HasSubstr("\"event\":\"commits\""))) << "it served before it knew";
}

TEST(MetricsPage, NamesEveryMetricAndNoOther) {
  const auto page = ReadFile(SourcePath(kPage), kMaxPageBytes);
  ASSERT_TRUE(page.ok()) << page.status();
  std::set<std::string> named;
  std::istringstream lines(*page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("| `clearance_") || line.starts_with("| `process_"))
      named.insert(line.substr(3, line.find('`', 3) - 3));
  }
  std::set<std::string> golden;
  for (const char* program : {"centre", "gate"})
    for (const std::string& metric : GoldenOf(program)) golden.insert(metric.substr(metric.find(' ') + 1));
  EXPECT_EQ(named, golden);
}

}  // namespace
}  // namespace clearance
