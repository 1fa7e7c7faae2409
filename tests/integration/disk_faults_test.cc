// What a centre and a gate do when the disk under them fills, freezes or stands still while they serve, with real
// processes. What is expected is said in docs/operations.md ("When the machine goes wrong").
#include <signal.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

#include <cerrno>
#include <thread>

#include "clearance/v1/device.grpc.pb.h"
#include "tests/integration/faults_fixture.h"
#include "tests/support/held_threads.h"
#include "tests/support/http_get.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr std::int32_t kStandsStill = -1;  // AtDisk
const std::vector<HallLane> kLane = {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};
// Short waits, so that a lane without a centre ends its crossing soon.
constexpr char kShortWaits[] =
    "[limits]\ndecision_ms = 100\nclosed_in_alone_ms = 200\nclosed_in_ms = 400\ndoor_ms = 50\n";
constexpr char kMrz[] = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F3504152ZE184226B<<<<<16";
constexpr char kFault[] = "OUTBOX_UNWRITABLE";

class DiskFaultsTest : public FaultsTest {
 protected:
  // A gate without its centre, in the disk's hands where LoadDiskTrouble() was called.
  void StartGateAlone() {
    ASSERT_TRUE(hall().StartGate("gate-1", kLane).ok()) << FileText("gate-1.log");
    EXPECT_EQ(hall().StopGate("gate-1"), 0);
    Stop();
    ASSERT_TRUE(WriteFile(hall().Path("gate-1.toml"), FileText("gate-1.toml") + kShortWaits).ok());
    auto gate = Process::Start({BinPath("gate-agent"), "--config", hall().Path("gate-1.toml"), "--models", "none"},
                               hall().Path("gate-1.log"));
    ASSERT_TRUE(gate.ok()) << gate.status();
    gate_ = *std::move(gate);
    const auto devices = gate_->WaitForLine("listening on ", kFaultPatience);
    ASSERT_TRUE(devices.ok()) << devices.status() << FileText("gate-1.log");
    devices_ = v1::DeviceService::NewStub(grpc::CreateChannel(*devices, grpc::InsecureChannelCredentials()));
  }

  // A traveller comes before the lane; where that ended, UNSPECIFIED while the lane took them not or let them not go.
  v1::CrossingOutcome Present() {
    v1::PresentTravellerRequest request;
    request.set_lane_id("gate-1/a");
    request.mutable_traveller()->set_mrz(kMrz);
    Patient context;
    const auto steps = devices_->PresentTraveller(&context, request);
    v1::PresentTravellerResponse step;
    while (steps->Read(&step)) {
    }
    EXPECT_TRUE(steps->Finish().ok());
    return step.outcome();
  }

  // The centre's view of the lane, until it has that fault or has it no more.
  void AwaitFault(bool wanted) {
    Patient context;
    const auto lanes = As<v1::FleetService>("officer-1")->WatchLanes(&context, {});
    v1::WatchLanesResponse message;
    while (lanes->Read(&message)) {
      if (!message.has_report()) continue;
      bool there = false;
      for (const v1::LaneFault& fault : message.report().faults()) there = there || fault.code() == kFault;
      if (there != wanted) continue;
      context->TryCancel();
      lanes->Finish();
      return;
    }
    ADD_FAILURE() << (wanted ? "never told: " : "told for ever: ") << kFault << "\n" << FileText("gate-1.log");
  }
  int Abandonments() {
    int count = 0;
    for (const v1::LedgerEntry& entry : Entries()) count += entry.kind() == "ABANDONMENT" ? 1 : 0;
    return count;
  }
  // What the disk's row of the page promises of a gate, once its disk takes nothing; `room` makes it take everything.
  void ExpectTheGateToKeepItsReportUntil(const std::function<void()>& room) {
    EXPECT_EQ(Present(), v1::CROSSING_OUTCOME_TURNED_BACK) << "whoever is in the lane is let go";
    EXPECT_EQ(kill(gate_->pid(), 0), 0);
    Start();
    AwaitFault(true);
    EXPECT_EQ(Abandonments(), 0);
    room();
    AwaitFault(false);
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    while (Abandonments() == 0 && std::chrono::steady_clock::now() < give_up) std::this_thread::yield();
    EXPECT_EQ(Abandonments(), 1) << FileText("gate-1.log");
    gate_->Signal(SIGTERM);
    EXPECT_EQ(gate_->Wait(), 0) << FileText("gate-1.log");
  }

  std::unique_ptr<Process> gate_;
  std::unique_ptr<v1::DeviceService::Stub> devices_;
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
  Stop();
  ExpectLedgerInOrder();
}

// The real thing where it can be had: a small file system of the centre's own, filled while it serves.
TEST_F(DiskFaultsTest, AFileSystemThatFillsUnderACentreIsToldAndRecoveredFrom) {
  Stop();
  const std::string disk = hall().Path("disk");
  fs::create_directories(disk);
  std::vector<std::string> argv = {
      "/usr/bin/unshare", "-m", "/bin/sh", "-c", "mount -t tmpfs -o size=8m tmpfs \"$0\" && exec \"$@\"", disk};
  std::vector<std::string> probe = argv;
  probe.emplace_back("/bin/true");
  if (Run(probe).exit_code != 0) GTEST_SKIP() << "SKIPPED: no file system can be mounted here";
  const std::string config = ConfigWith("\"clearance.db\"", "\"disk/ledger.db\"");
  for (const std::string& word :
       {BinPath("clearance-server"), std::string("--config"), config, std::string("--listen"), hall().CentreAddress()})
    argv.push_back(word);
  const auto centre = Process::Start(argv, hall().Path("centre.log"));
  ASSERT_TRUE(centre.ok()) << centre.status();
  ASSERT_TRUE((*centre)->WaitForLine("listening on ", kFaultPatience).ok()) << FileText("centre.log");
  const std::string inside = "/proc/" + std::to_string((*centre)->pid()) + "/root" + disk;
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();

  {
    std::ofstream ballast(inside + "/ballast", std::ios::binary);
    const std::string block(65'536, 'b');
    while (ballast.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
    }
  }
  grpc::Status refused;
  DecideUntilRefused(refused);
  EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE") << refused.error_message();
  fs::remove(inside + "/ballast");
  Decide(Crossing(++travellers_));

  EXPECT_EQ(Decide(first).position(), position);
  Disconnect();
  (*centre)->Signal(SIGTERM);
  EXPECT_EQ((*centre)->Wait(), 0);
}

// As a kernel does that has made the file system read-only after an error: files that are open stay open.
TEST_F(DiskFaultsTest, ADiskThatFreezesUnderACentreIsToldAndRecoveredFrom) {
  Stop();
  LoadDiskTrouble();
  Start();
  const v1::DecideCrossingRequest first = Crossing(++travellers_);
  const std::uint64_t position = Decide(first).position();
  AtDisk(EROFS);
  const grpc::Status refused = TryToDecide(Crossing(++travellers_));
  EXPECT_EQ(refused.error_code(), grpc::StatusCode::UNAVAILABLE) << refused.error_message();
  EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE");
  EXPECT_TRUE(Answers()) << "reading goes on";
  AtDisk(0);
  EXPECT_EQ(Decide(first).position(), position);
  Decide(Crossing(++travellers_));
  EXPECT_EQ(Entries().size(), 2u);
  Stop();
  ExpectLedgerInOrder();
}

TEST_F(DiskFaultsTest, AGateWhoseDiskIsFullLetsGoWhoIsInsideAndKeepsTheReport) {
  StartGateAlone();
  rlimit room{fs::file_size(hall().Path("gate-1.outbox.db-wal")), RLIM_INFINITY};
  ASSERT_EQ(prlimit(gate_->pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  ExpectTheGateToKeepItsReportUntil([&] {
    room = {RLIM_INFINITY, RLIM_INFINITY};
    ASSERT_EQ(prlimit(gate_->pid(), RLIMIT_FSIZE, &room, nullptr), 0);
  });
}

TEST_F(DiskFaultsTest, AGateWhoseDiskFreezesDoesTheSame) {
  LoadDiskTrouble();
  StartGateAlone();
  LoadNothing();  // the centre's disk is well
  AtDisk(EROFS);
  ExpectTheGateToKeepItsReportUntil([&] { AtDisk(0); });
}

// A service manager that would start a process again which it does not hear of for a while.
class WatchdogTest : public DiskFaultsTest {
 protected:
  static constexpr char kAllowedUs[] = "2000000";
  static constexpr timeval kAllowed{.tv_sec = 2, .tv_usec = 0};
  static constexpr int kForEver = 40;  // signs of life after which a process counts as one that goes on giving them

  void SetUp() override {
    DiskFaultsTest::SetUp();
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const std::string path = hall().Path("notify");
    ASSERT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, path.size());
    ASSERT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &kAllowed, sizeof kAllowed);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", kAllowedUs, 1);
    LoadDiskTrouble();
  }
  void TearDown() override {
    ::close(socket_);
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
    DiskFaultsTest::TearDown();
  }

  // The next thing that is told; empty when the manager would start the process again now.
  std::string Hear() const {
    std::array<char, 256> buffer{};
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }
  void AwaitSignOfLife() const {
    const auto give_up = std::chrono::steady_clock::now() + kFaultPatience;
    while (Hear() != "WATCHDOG=1") ASSERT_LT(std::chrono::steady_clock::now(), give_up);
  }
  void ExpectSilence() const {
    for (int heard = 0; heard < kForEver; ++heard)
      if (Hear().empty()) return;
    ADD_FAILURE() << "a process that stands still goes on telling that it is alive";
  }

  int socket_ = -1;
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
  gate_->Signal(SIGTERM);
  EXPECT_EQ(gate_->Wait(), 0);
}

}  // namespace
}  // namespace clearance
