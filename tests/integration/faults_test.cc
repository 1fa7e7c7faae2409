// What a centre and a gate do when the machine under them goes wrong, with real processes: a clock that is set, a port
// that is taken, a key of another; files are those of file_faults_test.cc, disks of disk_faults_test.cc, certificates
// that expire of certificate_faults_test.cc. What is expected is said in docs/operations.md ("When the machine goes
// wrong").
#include <signal.h>

#include <nlohmann/json.hpp>
#include <sstream>

#include "common/base/clock_watch.h"
#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr std::int64_t kHour = 3'600;

constexpr char kCannotListen[] = ": cannot listen there; is the address right and the port free?";

// Of what a program said as it ended only that line is for people. All else is its log: gRPC's own words, too.
void ExpectOneLineForPeople(const std::string& said, const std::string& line) {
  std::vector<std::string> for_people;
  int of_grpc = 0;
  std::istringstream lines(said);
  for (std::string one; std::getline(lines, one);) {
    const auto logged = nlohmann::json::parse(one, nullptr, false);
    if (!logged.is_object()) for_people.push_back(one);
    if (logged.is_object() && logged.value("event", "") == "grpc") ++of_grpc;
  }
  EXPECT_THAT(for_people, testing::ElementsAre(line)) << said;
  EXPECT_GT(of_grpc, 0) << said;
}

TEST_F(FaultsTest, AKeyOfAnotherCertificateIsNamed) {
  Stop();
  const Ended of_another = Run(Server(ConfigWith("pki/server_key.pem", "pki/gate-2_key.pem")));
  EXPECT_EQ(of_another.exit_code, 1) << of_another.said;
  EXPECT_THAT(of_another.said,
              HasSubstr(hall().Path("pki/gate-2_key.pem") + ": is not the key of " + hall().Path("pki/server.pem")));
}

TEST_F(FaultsTest, APortThatIsTakenEndsACentresStartWithALine) {
  std::vector<std::string> argv = {BinPath("clearance-server"), "--config",
                                   ConfigWith("\"clearance.db\"", "\"other.db\""), "--listen", hall().CentreAddress()};
  const Ended ended = Run(argv);
  EXPECT_EQ(ended.exit_code, 1) << ended.said;
  ExpectOneLineForPeople(ended.said, "clearance-server: listen: " + hall().CentreAddress() + kCannotListen);
}

TEST_F(FaultsTest, AClockThatIsSetBackIsToldAndChangesNoAnswer) {
  Stop();
  SetClock(2 * kHour);
  Start();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  SetClock(0);
  EXPECT_EQ(Decide(first).position(), position) << "what was answered is answered the same";
  const v1::DecideCrossingRequest second = Crossing(++travellers_);
  EXPECT_GT(Decide(second).position(), position) << "the order is the commits', not the clock's";
  Report(PassageOf(second));
  AwaitLog("centre.log", "\"event\":\"clock_set_back\"");
  Stop();
  ExpectLedgerInOrder();
}

TEST_F(FaultsTest, AClockThatIsSetForwardIsToldAndBelievedStepByStep) {
  Stop();
  SetClock(0);
  Start();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  SetClock(2 * kHour);
  AwaitLog("centre.log", "\"event\":\"clock_jumped\"");
  EXPECT_EQ(Decide(first).position(), position);
  Stop();
  ExpectLedgerInOrder();
}

// With somebody in the lane and the centre away: what the lane waits for comes to its end all the same.
TEST_F(GateFaultsTest, AGatesClockThatIsSetBackHoldsNobodyInTheLane) {
  SetClock(2 * kHour);
  StartGateAlone();
  const auto set_back = [this](const v1::PresentTravellerResponse& step) {
    if (step.phase() == "DECIDING") SetClock(0);
  };
  EXPECT_EQ(Present(set_back), v1::CROSSING_OUTCOME_TURNED_BACK);
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK) << "the next one is taken, by the clock as it is now";
  LoadNothing();
  Start();
  AwaitLog("gate-1.log", "\"event\":\"clock_set_back\"");
  AwaitReports("ABANDONMENT", 2);
  EndGate();
}

MATCHER(IsWithinASecond, "") { return std::abs(std::get<0>(arg) - std::get<1>(arg)) <= 1; }

// A centre, and a gate whose lane nobody comes to, with one clock.
class SetClockTest : public GateFaultsTest {
 protected:
  void SetUp() override {
    GateFaultsTest::SetUp();
    Stop();
    SetClock(kHour);
    Start();
    ASSERT_TRUE(hall().StartGate("gate-1", kGateLane).ok()) << FileText("gate-1.log");
  }
  void Signal(int signal) {
    hall().centre()->Signal(signal);
    hall().gate("gate-1")->Signal(signal);
  }
  // What a log has said so far of a clock that was set: by how many seconds, less than none where it was set back.
  std::vector<std::int64_t> Steps(const std::string& log) const {
    std::vector<std::int64_t> steps;
    std::istringstream lines(FileText(log));
    for (std::string one; std::getline(lines, one);) {
      const auto line = nlohmann::json::parse(one, nullptr, false);
      const std::string event = line.is_object() ? line.value("event", "") : "";
      if (event == "clock_set_back") steps.push_back(-line.value("by_s", std::int64_t{0}));
      if (event == "clock_jumped") steps.push_back(line.value("by_s", std::int64_t{0}));
    }
    return steps;
  }
  // Until both programs have told as many steps. They are to be these, give or take what looking takes.
  void ExpectSteps(const std::vector<std::int64_t>& expected) {
    for (const std::string log : {"centre.log", "gate-1.log"}) {
      const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
      while (Steps(log).size() < expected.size()) {
        ASSERT_LT(std::chrono::steady_clock::now(), give_up) << FileText(log);
        TryToDecide(Crossing(++travellers_));  // passes the time
      }
      EXPECT_THAT(Steps(log), testing::Pointwise(IsWithinASecond(), expected)) << log;
    }
  }
};

TEST_F(SetClockTest, BothProgramsTellByHowMuchWhetherAnybodyComesOrNot) {
  SetClock(kHour - 5);
  ExpectSteps({-5});
  SetClock(kHour + 35);
  ExpectSteps({-5, 40});
}

TEST_F(SetClockTest, WhoWasStoppedTellsOnlyWhatWasSet) {
  constexpr Duration kStopped = kClockLook + 2 * kLeastClockStep;  // the next look comes late, too
  Signal(SIGSTOP);
  EXPECT_EQ(TryToDecide(Crossing(++travellers_), kStopped).error_code(), grpc::StatusCode::DEADLINE_EXCEEDED);
  Signal(SIGCONT);
  SetClock(kHour - 5);
  ExpectSteps({-5});
}

TEST_F(FaultsTest, APortThatIsTakenEndsAGatesStartWithALine) {
  ASSERT_TRUE(hall().StartGate("gate-1", kGateLane).ok()) << FileText("gate-1.log");
  const std::string taken = hall().DevicesAddress("gate-1");
  std::string text = FileText("gate-1.toml");
  for (const auto& [piece, by] : {std::pair<std::string, std::string>{"gate-1.outbox.db", "other.db"},
                                  {"listen = \"127.0.0.1:0\"", "listen = \"" + taken + "\""}})
    text.replace(text.find(piece), piece.size(), by);
  ASSERT_TRUE(WriteFile(hall().Path("second.toml"), text).ok());
  const Ended ended = Run({BinPath("gate-agent"), "--config", hall().Path("second.toml"), "--models", "none"});
  EXPECT_EQ(ended.exit_code, 1) << ended.said;
  ExpectOneLineForPeople(ended.said, "gate-agent: devices.listen: " + taken + kCannotListen);
}

}  // namespace
}  // namespace clearance
