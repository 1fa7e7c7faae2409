// What a centre and a gate do when the disk under them fills, freezes or stands still while they serve, with real
// processes. What is expected is said in docs/operations.md ("When the machine goes wrong").
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include <cerrno>
#include <optional>
#include <thread>

#include "tests/integration/gate_faults_fixture.h"
#include "tests/support/held_threads.h"
#include "tests/support/http_get.h"
#include "tests/support/notify_socket.h"
#include "tests/support/own_mounts.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::int32_t kStandsStill = -1;  // AtDisk
constexpr char kOwnDisk[] = "mount -t tmpfs -o size=8m tmpfs \"$0\"";

class DiskFaultsTest : public GateFaultsTest {
 protected:
  // One line when it begins, whatever is refused meanwhile; and one, behind it, when it is over.
  void ExpectTold(const std::string& log, const std::string& setting, const std::string& file) {
    EXPECT_EQ(LoggedTimes(log, "error", "store_unwritable"), 1) << FileText(log);
    EXPECT_EQ(LoggedTimes(log, "info", "store_writable_again"), 1) << FileText(log);
    EXPECT_THAT(FileText(log), HasSubstr("\"event\":\"store_unwritable\",\"setting\":\"" + setting + "\",\"file\":\"" +
                                         file + "\",\"why\":\""));
    EXPECT_LT(FileText(log).find("store_unwritable"), FileText(log).find("store_writable_again"));
  }
  // What the disk's row of the page promises of a gate, once its disk takes nothing; `room` makes it take everything.
  void ExpectTheGateToKeepItsReportUntil(const std::function<void()>& room) {
    EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK) << "whoever is in the lane is let go";
    EXPECT_EQ(kill(gate_process().pid(), 0), 0);
    Start();
    AwaitFault("OUTBOX_UNWRITABLE", true);
    EXPECT_EQ(ReportsOf("ABANDONMENT"), 0);
    room();
    AwaitFault("OUTBOX_UNWRITABLE", false);
    AwaitReports("ABANDONMENT", 1);
    EndGate();
  }

  // The hall's folder "disk", over which a program mounts a small file system of its own by kOwnDisk.
  std::string Disk() {
    fs::create_directories(hall().Path("disk"));
    return hall().Path("disk");
  }
  // Leaves no room on the disk of that process; the file whose removal gives it back.
  std::string Fill(pid_t pid) {
    const std::string path = "/proc/" + std::to_string(pid) + "/root" + hall().Path("disk") + "/ballast";
    std::ofstream ballast(path, std::ios::binary);
    const std::string block(65'536, 'b');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
    EXPECT_GT(fs::file_size(path), block.size());
    return path;
  }
};

TEST_F(DiskFaultsTest, ADiskThatFillsIsToldToEachCallerAndNothingAcknowledgedIsLost) {
  const v1::DecideCrossingRequest before = Crossing(++travellers_);
  const std::uint64_t position = Decide(before).position();
  const auto wal = fs::file_size(hall().Database() + "-wal");
  rlimit room{wal + 65'536, RLIM_INFINITY};
  ASSERT_EQ(prlimit(hall().centre()->pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  grpc::Status refused;
  const int taken = DecideUntilRefused(refused);
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE) << refused.error_message();
  EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE");
  EXPECT_TRUE(Answers()) << "reading goes on";

  // There is room again: it goes on by itself, and what was acknowledged is where it was.
  room = {RLIM_INFINITY, RLIM_INFINITY};
  ASSERT_EQ(prlimit(hall().centre()->pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  EXPECT_EQ(Decide(before).position(), position);
  Decide(Crossing(++travellers_));
  EXPECT_EQ(Entries().size(), static_cast<std::size_t>(taken) + 2);
  ExpectTold("centre.log", "database", hall().Database());
  Stop();
  ExpectLedgerInOrder();
}

// The real thing where it can be had: a small file system of the centre's own, filled while it serves.
TEST_F(DiskFaultsTest, AFileSystemThatFillsUnderACentreIsToldAndRecoveredFrom) {
  Stop();
  REQUIRE_OWN_MOUNTS(own_disk, kOwnDisk, Disk());
  std::vector<std::string> argv = own_disk;
  const std::string config = ConfigWith("\"clearance.db\"", "\"disk/ledger.db\"");
  for (const std::string& word :
       {BinPath("clearance-server"), std::string("--config"), config, std::string("--listen"), hall().CentreAddress()})
    argv.push_back(word);
  const auto centre = Process::Start(argv, hall().Path("centre.log"));
  ASSERT_TRUE(centre.ok()) << centre.status();
  ASSERT_TRUE((*centre)->WaitForLine("listening on ", kFaultPatience).ok()) << FileText("centre.log");
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();

  const std::string ballast = Fill((*centre)->pid());
  grpc::Status refused;
  DecideUntilRefused(refused);
  EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE") << refused.error_message();
  fs::remove(ballast);
  Decide(Crossing(++travellers_));

  EXPECT_EQ(Decide(first).position(), position);
  ExpectTold("centre.log", "database", hall().Path("disk/ledger.db"));
  Disconnect();
  (*centre)->Signal(SIGTERM);
  EXPECT_EQ((*centre)->Wait(), 0);
}

// As a kernel does that has made the file system read-only after an error: files that are open stay open.
TEST_F(DiskFaultsTest, ADiskThatFreezesUnderACentreIsToldAndRecoveredFrom) {
  Stop();
  AddAdmin("server.toml");
  LoadDiskTrouble();
  Start();
  const std::string admin = AdminOf(*hall().centre());
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  AtDisk(EROFS);
  const grpc::Status refused = TryToDecide(Crossing(++travellers_));
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE) << refused.error_message();
  EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE");
  EXPECT_FALSE(TryToDecide(Crossing(++travellers_)).ok());
  EXPECT_TRUE(Answers()) << "reading goes on";
  const Ended asked = Ask("clearance-server", "server.toml", admin);
  EXPECT_EQ(asked.exit_code, 1);
  EXPECT_THAT(asked.said, HasSubstr(": is not ready: database: " + hall().Database() + ": nothing can be written: "));
  AtDisk(0);
  EXPECT_EQ(Decide(first).position(), position);
  Decide(Crossing(++travellers_));
  EXPECT_EQ(Entries().size(), 2u);
  EXPECT_EQ(Ask("clearance-server", "server.toml", admin).exit_code, 0);
  ExpectTold("centre.log", "database", hall().Database());
  Stop();
  ExpectLedgerInOrder();
}

// Whoever is told by the readiness to send nothing sends nothing: a centre that nobody calls finds out all the same.
TEST_F(DiskFaultsTest, AQuietCentreFindsOutByItselfThatItsDiskIsWellAgain) {
  Stop();
  AddAdmin("server.toml");
  LoadDiskTrouble();
  Start();
  const std::string admin = AdminOf(*hall().centre());
  AtDisk(EROFS);
  EXPECT_FALSE(TryToDecide(Crossing(++travellers_)).ok());
  EXPECT_EQ(Ask("clearance-server", "server.toml", admin).exit_code, 1);
  AtDisk(0);
  const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
  while (Ask("clearance-server", "server.toml", admin).exit_code != 0)
    ASSERT_LT(std::chrono::steady_clock::now(), give_up) << FileText("centre.log");
  ExpectTold("centre.log", "database", hall().Database());
  Stop();
}

// Under this limit its log cannot grow either: what is said there, the tests below ask.
TEST_F(DiskFaultsTest, AGateWhoseDiskIsFullLetsGoWhoIsInsideAndKeepsTheReport) {
  StartGateAlone();
  rlimit room{fs::file_size(hall().Path("gate-1.outbox.db-wal")), RLIM_INFINITY};
  ASSERT_EQ(prlimit(gate_process().pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  ExpectTheGateToKeepItsReportUntil([&] {
    room = {RLIM_INFINITY, RLIM_INFINITY};
    ASSERT_EQ(prlimit(gate_process().pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  });
}

TEST_F(DiskFaultsTest, AGateWhoseDiskFreezesDoesTheSame) {
  LoadDiskTrouble();
  StartGateAlone();
  LoadNothing();  // the centre's disk is well
  AtDisk(EROFS);
  ExpectTheGateToKeepItsReportUntil([&] { AtDisk(0); });
  ExpectTold("gate-1.log", "outbox", hall().Path("gate-1.outbox.db"));
}

TEST_F(DiskFaultsTest, AGateWithNoSpaceLeftDoesTheSame) {
  PrepareGateAlone(std::string(kShortWaits) + "[admin]\nlisten = \"127.0.0.1:0\"\n");
  LoadDiskTrouble();
  StartPreparedGate();
  const std::string admin = AdminOf(gate_process());
  const std::string outbox = hall().Path("gate-1.outbox.db");
  LoadNothing();
  AtDisk(ENOSPC);
  ExpectTheGateToKeepItsReportUntil([&] {
    const Ended asked = Ask("gate-agent", "gate-1.toml", admin);
    EXPECT_EQ(asked.exit_code, 1);
    EXPECT_THAT(asked.said, HasSubstr(": is not ready: outbox: " + outbox + ": nothing can be written: "));
    AtDisk(0);
  });
  ExpectTold("gate-1.log", "outbox", outbox);
}

// The real thing where it can be had, as of the centre above.
TEST_F(DiskFaultsTest, AGateWhoseFileSystemFillsDoesTheSame) {
  REQUIRE_OWN_MOUNTS(own_disk, kOwnDisk, Disk());
  PrepareGateAlone();
  std::string text = FileText("gate-1.toml");
  const std::string outbox = "\"gate-1.outbox.db\"";
  text.replace(text.find(outbox), outbox.size(), "\"disk/outbox.db\"");
  ASSERT_TRUE(WriteFile(hall().Path("gate-1.toml"), text).ok());
  StartPreparedGate(own_disk);
  const std::string ballast = Fill(gate_process().pid());
  ExpectTheGateToKeepItsReportUntil([&] { fs::remove(ballast); });
  ExpectTold("gate-1.log", "outbox", hall().Path("disk/outbox.db"));
}

// Beside a service manager that would start a process again which it does not hear of for a while.
class WatchdogTest : public DiskFaultsTest {
 protected:
  void SetUp() override {
    DiskFaultsTest::SetUp();
    notify_.emplace(hall().Path("notify"));
    LoadDiskTrouble();
  }
  void TearDown() override {
    notify_.reset();
    DiskFaultsTest::TearDown();
  }
  void AwaitSignOfLife() const { notify_->AwaitSignOfLife(); }
  void ExpectSilence() const { notify_->ExpectSilence(); }

 private:
  std::optional<NotifySocket> notify_;
};

TEST_F(WatchdogTest, ACentreWhoseWriterStandsStillIsHeardOfNoMoreUntilItGoesOn) {
  Stop();
  Start();
  AwaitSignOfLife();
  AtDisk(kStandsStill);
  std::thread lane([this] { EXPECT_TRUE(TryToDecide(Crossing(++travellers_), kFaultPatience).ok()); });
  ExpectSilence();
  AtDisk(0);
  lane.join();
  AwaitSignOfLife();
  Stop();
}

TEST_F(WatchdogTest, ACentreWhoseDiskTakesNothingIsAliveForToStartItAgainWouldNotMendIt) {
  Stop();
  Start();
  AtDisk(EROFS);
  EXPECT_FALSE(TryToDecide(Crossing(++travellers_)).ok());
  AwaitSignOfLife();
  AwaitSignOfLife();
  AtDisk(0);
  Stop();
}

// The few threads on which gRPC runs every callback of a process, by the name it gives them.
constexpr char kGrpcThreads[] = "nexting_thread";

TEST_F(WatchdogTest, ACentreWhoseGrpcStandsStillIsHeardOfNoMoreUntilItGoesOn) {
  Stop();
  Start();
  AwaitSignOfLife();
  HeldThreads held(hall().centre()->pid(), kGrpcThreads);
  ASSERT_GE(held.size(), 2u) << "may a parent trace its child here?";
  ExpectSilence();
  held.LetGo();
  AwaitSignOfLife();
  EXPECT_TRUE(TryToDecide(Crossing(++travellers_)).ok()) << "it was only held";
  Stop();
}

TEST_F(WatchdogTest, AGateWhoseLaneStandsStillIsHeardOfNoMore) {
  StartGateAlone();
  AwaitSignOfLife();
  AtDisk(kStandsStill);
  std::thread traveller([this] { EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK); });
  ExpectSilence();
  AtDisk(0);
  traveller.join();
  AwaitSignOfLife();
  EndGate();
}

}  // namespace
}  // namespace clearance
