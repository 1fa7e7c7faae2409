// What a centre and a gate do when the machine under them goes wrong, with real processes: a disk that fills or freezes
// while they serve, keys that may not be read, certificates that have expired, a clock that is set, a port that is
// taken. What is expected is said in docs/operations.md ("When the machine goes wrong").
#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr Duration kPatience = std::chrono::seconds(60);  // reached only when something is broken
constexpr std::int64_t kHour = 3'600;
constexpr std::int64_t kDay = 24 * kHour;
constexpr uid_t kNobody = 65'534;
const std::vector<HallLane> kLane = {{"gate-1/a", {{"icbc-kaz", "KAZ", "KAZ", "ICBC", true, true}}}};

class FaultsTest : public CentreTest {
 protected:
  void Stop() {
    Disconnect();
    EXPECT_EQ(hall().StopCentre(), 0) << FileText("centre.log");
  }
  void Start() {
    Disconnect();
    const Status started = hall().StartCentre();
    ASSERT_TRUE(started.ok()) << started << "\n" << FileText("centre.log");
  }

  struct Ended {
    int exit_code = -1;
    std::string said;
  };
  // Runs a program that is expected to end by itself.
  Ended Run(std::vector<std::string> argv) {
    argv.insert(argv.begin(), {"/usr/bin/timeout", "60"});
    const std::string log = "run-" + std::to_string(++runs_) + ".log";
    Ended ended;
    const auto output = RunProcess(std::move(argv), hall().Path(log), ended.exit_code);
    EXPECT_TRUE(output.ok()) << output.status();
    ended.said = FileText(log) + (output.ok() ? *output : "");
    return ended;
  }
  std::vector<std::string> Server(const std::string& config) const {
    return {BinPath("clearance-server"), "--config", config, "--listen", "127.0.0.1:0"};
  }
  // The hall's configuration with another piece in the place of one; its path.
  std::string ConfigWith(const std::string& piece, const std::string& by) {
    std::string text = FileText("server.toml");
    const std::size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos) << piece;
    if (at != std::string::npos) text.replace(at, piece.size(), by);
    const std::string path = hall().Path("changed.toml");
    EXPECT_TRUE(WriteFile(path, text).ok());
    return path;
  }

  // From now on programs that are started have this clock, and those that run and were started so, too.
  void SetClock(std::int64_t seconds) {
    const std::string file = hall().Path("clock");
    std::fstream clock(file, std::ios::binary | (fs::exists(file) ? std::ios::in | std::ios::out : std::ios::out));
    clock.write(reinterpret_cast<const char*>(&seconds), sizeof seconds);
    clock.close();
    setenv("CLEARANCE_TEST_CLOCK", file.c_str(), 1);
    setenv("ASAN_OPTIONS", "verify_asan_link_order=0", 0);
    setenv("LD_PRELOAD", BinPath("libclearance_clock_shift.so").c_str(), 1);
  }
  void TearDown() override {
    unsetenv("LD_PRELOAD");
    unsetenv("CLEARANCE_TEST_CLOCK");
  }

  // One try of a decision, in that long.
  grpc::Status TryToDecide(const v1::DecideCrossingRequest& crossing) {
    v1::DecideCrossingResponse response;
    grpc::ClientContext context;
    context.set_deadline(std::chrono::system_clock::now() + std::chrono::seconds(10));
    return gate().DecideCrossing(&context, crossing, &response);
  }
  // Makes decisions until one is refused; how many were taken.
  int DecideUntilRefused(grpc::Status& refused) {
    constexpr int kMost = 100'000;
    for (int taken = 0; taken < kMost; ++taken) {
      refused = TryToDecide(Crossing(++travellers_));
      if (!refused.ok()) return taken;
    }
    ADD_FAILURE() << "nothing was refused";
    return kMost;
  }
  // Until the log says so; decisions pass the time.
  void AwaitLog(const std::string& log, const std::string& piece) {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (FileText(log).find(piece) == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "no " << piece << " in\n" << FileText(log);
      TryToDecide(Crossing(++travellers_));
    }
  }
  void ExpectLedgerInOrder() {
    const Ended verified = Run({BinPath("clearctl"), "ledger", "verify", "--database", hall().Database()});
    EXPECT_EQ(verified.exit_code, 0) << verified.said;
  }

  int travellers_ = 0;

 private:
  int runs_ = 0;
};

TEST_F(FaultsTest, ADiskThatFillsIsToldToEachCallerAndNothingAcknowledgedIsLost) {
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

// The real thing where it can be had: a small file system of the centre's own, filled and frozen while it serves.
TEST_F(FaultsTest, AFileSystemThatFillsOrFreezesUnderACentreIsToldAndRecoveredFrom) {
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
  ASSERT_TRUE((*centre)->WaitForLine("listening on ", kPatience).ok()) << FileText("centre.log");
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

  const std::string in_its_namespace = "--target=" + std::to_string((*centre)->pid());
  const auto remount = [&](const std::string& how) {
    return Run({"/usr/bin/nsenter", in_its_namespace, "--mount", "/bin/mount", "-o", "remount," + how, disk}).exit_code;
  };
  // A file system with files open for writing does not freeze; one that the kernel freezes after an error does.
  if (remount("ro") == 0) {
    DecideUntilRefused(refused);
    EXPECT_EQ(InfoOf(refused).reason(), "STORE_UNAVAILABLE") << refused.error_message();
    EXPECT_EQ(remount("rw"), 0);
  }
  EXPECT_EQ(Decide(first).position(), position);
  Disconnect();
  (*centre)->Signal(SIGTERM);
  EXPECT_EQ((*centre)->Wait(), 0);
}

TEST_F(FaultsTest, AKeyThatMayNotBeReadIsNamed) {
  Stop();
  std::vector<std::string> before;
  if (::geteuid() == 0) {
    before = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    for (const auto& entry : fs::recursive_directory_iterator(hall().Path("")))
      ASSERT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
    ASSERT_EQ(::chown(hall().Path("").c_str(), kNobody, kNobody), 0);
  }
  std::vector<std::string> version = before;
  version.insert(version.end(), {BinPath("clearance-server"), "--version"});
  if (Run(version).exit_code != 0) GTEST_SKIP() << "SKIPPED: another user may not run the programs";
  for (const char* key : {"lookup_key.hex", "server_key.pem", "ledger_key.pem", "master_key.hex", "seal_key.pem"}) {
    const std::string path = hall().Path("pki/" + std::string(key));
    ASSERT_EQ(::chmod(path.c_str(), 0), 0);
    std::vector<std::string> argv = before;
    for (const std::string& word : Server(hall().Path("server.toml"))) argv.push_back(word);
    const Ended ended = Run(argv);
    EXPECT_EQ(ended.exit_code, 1) << ended.said;
    EXPECT_THAT(ended.said, HasSubstr(path));
    EXPECT_THAT(ended.said, HasSubstr("Permission denied"));
    ASSERT_EQ(::chmod(path.c_str(), 0600), 0);
  }
}

TEST_F(FaultsTest, ACentreWhoseCertificateHasExpiredDoesNotStartAndAGateGoesOnAlone) {
  Stop();
  SetClock(40 * kDay);
  const Ended ended = Run(Server(hall().Path("server.toml")));
  EXPECT_EQ(ended.exit_code, 1) << ended.said;
  EXPECT_THAT(ended.said, HasSubstr("pki/server.pem: valid from"));
  EXPECT_THAT(ended.said, HasSubstr(", not now"));

  const Status started = hall().StartGate("gate-1", kLane);
  ASSERT_TRUE(started.ok()) << started << FileText("gate-1.log");
  EXPECT_EQ(hall().StopGate("gate-1"), 0);
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("\"event\":\"certificate_not_valid\""));
  EXPECT_THAT(FileText("gate-1.log"), HasSubstr("pki/gate-1.pem"));
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

TEST_F(FaultsTest, APortThatIsTakenEndsAGatesStartWithALine) {
  ASSERT_TRUE(hall().StartGate("gate-1", kLane).ok()) << FileText("gate-1.log");
  const std::string taken = hall().DevicesAddress("gate-1");
  std::string text = FileText("gate-1.toml");
  for (const auto& [piece, by] : {std::pair<std::string, std::string>{"gate-1.outbox.db", "other.db"},
                                  {"listen = \"127.0.0.1:0\"", "listen = \"" + taken + "\""}})
    text.replace(text.find(piece), piece.size(), by);
  ASSERT_TRUE(WriteFile(hall().Path("second.toml"), text).ok());
  const Ended ended = Run({BinPath("gate-agent"), "--config", hall().Path("second.toml"), "--models", "none"});
  EXPECT_EQ(ended.exit_code, 1) << ended.said;
  EXPECT_THAT(ended.said, HasSubstr("gate-agent: " + taken + ": cannot listen there"));
}

}  // namespace
}  // namespace clearance
