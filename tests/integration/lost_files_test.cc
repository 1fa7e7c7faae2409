// What a centre and a gate do when somebody removes or replaces their database while they serve, with real processes:
// they acknowledge nothing more, and say so. What is expected is said in docs/operations.md ("When the machine goes
// wrong", "When a file in use is gone").
#include <signal.h>

#include "clearance/v1/ledger.grpc.pb.h"
#include "tests/integration/gate_faults_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::Not;

constexpr char kGone[] = "the file is gone: it was removed or moved while it was in use";
constexpr char kReplaced[] = "the file is another one now: it was replaced while it was in use";

class LostFilesTest : public GateFaultsTest {
 protected:
  void StartCentreWithAdmin() {
    AddAdmin("server.toml");
    Start();
    admin_ = AdminOf(*hall().centre());
  }
  void StartGateWithAdmin() {
    PrepareGateAlone(std::string(kShortWaits) + "[admin]\nlisten = \"127.0.0.1:0\"\n");
    StartPreparedGate();
    admin_ = AdminOf(gate_process());
  }
  static void Remove(const std::string& database) {
    for (const char* suffix : {"", "-wal", "-shm"}) EXPECT_TRUE(fs::remove(database + suffix)) << suffix;
  }

  void ExpectNothingAcknowledged() {
    for (int i = 0; i < 3; ++i) {
      const grpc::Status refused = TryToDecide(Crossing(++travellers_));
      ASSERT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE) << refused.error_message();
      EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE");
    }
    EXPECT_TRUE(Answers()) << "reading goes on";
  }
  // To reread what is derived takes connections of its own, and a file for them.
  void ExpectNotVerified() {
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + kFaultPatience);
    const auto stub = v1::LedgerService::NewStub(hall().CentreAs("auditor-1"));
    const auto stream = stub->VerifyLedger(&context, v1::VerifyLedgerRequest());
    v1::VerifyLedgerResponse step;
    while (stream->Read(&step)) continue;
    EXPECT_EQ(stream->Finish().error_code(), grpc::StatusCode::UNAVAILABLE);
  }
  void ExpectNotReady(const std::string& program, const std::string& config, const std::string& setting,
                      const std::string& file, const std::string& why) {
    const Ended asked = Ask(program, config, admin_);
    EXPECT_EQ(asked.exit_code, 1);
    EXPECT_THAT(asked.said, HasSubstr(": is not ready: " + setting + ": " + file + ": nothing can be written: " + why));
  }
  // One error, once.
  void ExpectTold(const std::string& log, const std::string& setting, const std::string& file, const std::string& why) {
    EXPECT_EQ(LoggedTimes(log, "error", "store_unwritable"), 1) << FileText(log);
    EXPECT_THAT(FileText(log), HasSubstr("\"event\":\"store_unwritable\",\"setting\":\"" + setting + "\",\"file\":\"" +
                                         file + "\",\"why\":\"" + why + "\""));
  }
  void ExpectDoctorToFail(const std::string& config, const std::string& why, std::vector<std::string> more = {}) {
    std::vector<std::string> arguments = {"doctor", "--config", hall().Path(config), "--json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    int exit_code = -1;
    const auto output = hall().Clearctl(std::move(arguments), exit_code);
    ASSERT_TRUE(output.ok()) << output.status();
    EXPECT_EQ(exit_code, 2);
    EXPECT_THAT(*output, HasSubstr(why));
    EXPECT_THAT(*output, Not(HasSubstr("as far as SQLite can tell"))) << "it was opened";
  }
  // It sees for itself that a file is not there, and is told by the program what is wrong with one that is.
  void ExpectDoctorToMiss(const std::string& config, const std::string& file) {
    ExpectDoctorToFail(config, file + ": is not there, though a process has it in use");
  }
  void ExpectDoctorToBeTold(const std::string& config, const std::string& setting, const std::string& file,
                            const std::string& why) {
    ExpectDoctorToFail(config,
                       "does not do its work: " + admin_ + ": is not ready: " + setting + ": " + file +
                           ": nothing can be written: " + why,
                       {"--set", "admin.listen=" + admin_});
  }

  // What page "When a file in use is gone" says to do: the open files of a process, by way of /proc.
  static void SaveOpenFiles(pid_t pid, const std::string& database, const std::string& to) {
    const std::string folder = "/proc/" + std::to_string(pid) + "/fd";
    for (const char* suffix : {"", "-wal"}) {
      bool found = false;
      for (const auto& open : fs::directory_iterator(folder)) {
        std::error_code error;
        if (found || fs::read_symlink(open, error) != database + suffix + " (deleted)") continue;
        found = fs::copy_file(open, to + suffix);
      }
      EXPECT_TRUE(found) << suffix;
    }
  }

  std::string admin_;
};

TEST_F(LostFilesTest, ACentreWhoseDatabaseIsRemovedAcknowledgesNothingMoreAndCanBeSaved) {
  Stop();
  StartCentreWithAdmin();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  EXPECT_EQ(Ask("clearance-server", "server.toml", admin_).exit_code, 0);
  Remove(hall().Database());
  ExpectNothingAcknowledged();
  ExpectNotReady("clearance-server", "server.toml", "database", hall().Database(), kGone);
  ExpectTold("centre.log", "database", hall().Database(), kGone);
  ExpectDoctorToMiss("server.toml", hall().Database());
  ExpectDoctorToBeTold("server.toml", "database", hall().Database(), kGone);

  SaveOpenFiles(hall().centre()->pid(), hall().Database(), hall().Path("saved.db"));
  Stop();
  EXPECT_FALSE(fs::exists(hall().Database())) << "no new one was made under its name";
  for (const char* suffix : {"", "-wal"}) fs::rename(hall().Path("saved.db") + suffix, hall().Database() + suffix);
  Start();
  EXPECT_EQ(Decide(first).position(), position);
  Stop();
  ExpectLedgerInOrder();
}

// The readiness looks by itself: nobody need call first.
TEST_F(LostFilesTest, AQuietCentreIsNotReadyAtOnce) {
  Stop();
  StartCentreWithAdmin();
  Remove(hall().Database());
  ExpectNotReady("clearance-server", "server.toml", "database", hall().Database(), kGone);
  ExpectTold("centre.log", "database", hall().Database(), kGone);
  Stop();
}

TEST_F(LostFilesTest, ACentreWhoseDatabaseIsReplacedGoesOnOnlyWithItsOwn) {
  Stop();
  fs::copy_file(hall().Database(), hall().Path("other.db"));
  StartCentreWithAdmin();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  fs::create_hard_link(hall().Database(), hall().Path("own.db"));
  fs::rename(hall().Path("other.db"), hall().Database());
  ExpectNothingAcknowledged();
  ExpectNotReady("clearance-server", "server.toml", "database", hall().Database(), kReplaced);
  ExpectTold("centre.log", "database", hall().Database(), kReplaced);
  ExpectDoctorToBeTold("server.toml", "database", hall().Database(), kReplaced);

  fs::rename(hall().Path("own.db"), hall().Database());
  EXPECT_EQ(Decide(first).position(), position);
  Decide(Crossing(++travellers_));
  EXPECT_EQ(Ask("clearance-server", "server.toml", admin_).exit_code, 0);
  EXPECT_EQ(LoggedTimes("centre.log", "info", "store_writable_again"), 1);
  Stop();
  ExpectLedgerInOrder();
}

// The newest commits are in it, and nowhere else.
TEST_F(LostFilesTest, ACentreWhoseJournalIsRemovedAcknowledgesNothingMoreAndEndsWhole) {
  Stop();
  StartCentreWithAdmin();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  fs::remove(hall().Database() + "-wal");
  ExpectNothingAcknowledged();
  ExpectTold("centre.log", "database", hall().Database(),
             "its -wal is gone: it was removed or moved while it was in use");
  ExpectDoctorToMiss("server.toml", hall().Database() + "-wal");
  ExpectNotVerified();
  EXPECT_FALSE(fs::exists(hall().Database() + "-wal")) << "no new one was made under its name";
  // An orderly end brings what is in the open one into the file.
  Stop();
  Start();
  EXPECT_EQ(Decide(first).position(), position);
  Stop();
  ExpectLedgerInOrder();
}

TEST_F(LostFilesTest, AGateWhoseOutboxIsRemovedTakesNobodyAndSaysSo) {
  StartGateWithAdmin();
  const std::string outbox = hall().Path("gate-1.outbox.db");
  EXPECT_EQ(Ask("gate-agent", "gate-1.toml", admin_).exit_code, 0);
  Remove(outbox);
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_NOT_STARTED) << "nobody is taken";
  ExpectNotReady("gate-agent", "gate-1.toml", "outbox", outbox, kGone);
  ExpectTold("gate-1.log", "outbox", outbox, kGone);
  ExpectDoctorToMiss("gate-1.toml", outbox);
  ExpectDoctorToBeTold("gate-1.toml", "outbox", outbox, kGone);
  Start();
  AwaitFault("OUTBOX_UNWRITABLE", true);
  EndGate();
  EXPECT_FALSE(fs::exists(outbox));
}

TEST_F(LostFilesTest, AGateWhoseOutboxIsReplacedTakesNobodyUntilItsOwnIsBack) {
  StartGateWithAdmin();
  const std::string outbox = hall().Path("gate-1.outbox.db");
  fs::create_hard_link(outbox, hall().Path("own.db"));
  fs::copy_file(outbox, hall().Path("other.db"));
  fs::rename(hall().Path("other.db"), outbox);
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_NOT_STARTED) << "nobody is taken";
  ExpectNotReady("gate-agent", "gate-1.toml", "outbox", outbox, kReplaced);
  ExpectTold("gate-1.log", "outbox", outbox, kReplaced);
  fs::rename(hall().Path("own.db"), outbox);
  EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK) << "the centre is away";
  EXPECT_EQ(Ask("gate-agent", "gate-1.toml", admin_).exit_code, 0);
  EXPECT_EQ(LoggedTimes("gate-1.log", "info", "store_writable_again"), 1);
  EndGate();
}

// Somebody stands in the lane, and the centre is there: what cannot be kept is sent.
TEST_F(LostFilesTest, WhoIsInTheLaneWhenTheOutboxGoesIsReportedAllTheSame) {
  ASSERT_TRUE(hall().StartGate("gate-1", kGateLane).ok()) << FileText("gate-1.log");
  Reach(hall().DevicesAddress("gate-1"));
  bool removed = false;
  EXPECT_EQ(Present([&](const v1::PresentTravellerResponse& step) {
              if (removed || step.referral_id().empty()) return;
              removed = true;
              Remove(hall().Path("gate-1.outbox.db"));
              SendToSecondLine(step.referral_id());
            }),
            v1::CROSSING_OUTCOME_TURNED_BACK);
  EXPECT_TRUE(removed);
  AwaitReports("ABANDONMENT", 1);
  EXPECT_EQ(hall().StopGate("gate-1"), 0);
}

}  // namespace
}  // namespace clearance
