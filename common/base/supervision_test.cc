#include "common/base/supervision.h"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <thread>

#include "common/base/end_signals.h"

namespace clearance {
namespace {

using std::chrono::milliseconds;

constexpr int kPatienceMs = 60'000;  // reached only when something is broken

// A manager that listens under an abstract name; the environment says so while it lives.
class SupervisionTest : public testing::Test {
 protected:
  SupervisionTest() : name_("@clearance-test-" + std::to_string(::getpid())) {
    socket_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name_.copy(address.sun_path, name_.size());
    address.sun_path[0] = '\0';
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address),
                     static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name_.size())),
              0);
    Set("NOTIFY_SOCKET", name_);
  }
  ~SupervisionTest() override {
    ::close(socket_);
    for (const char* variable : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(variable);
  }

  static void Set(const char* variable, const std::string& value) { ::setenv(variable, value.c_str(), 1); }
  // What has come; empty when nothing has.
  std::string Heard() const {
    std::array<char, 256> buffer{};
    const ssize_t size = ::recv(socket_, buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }

  const std::string name_;
  int socket_ = -1;
};

TEST_F(SupervisionTest, HandsOverWhatIsTold) {
  EXPECT_TRUE(TellSupervisor("READY=1"));
  EXPECT_EQ(Heard(), "READY=1");
  EXPECT_TRUE(TellSupervisor("STOPPING=1"));
  EXPECT_EQ(Heard(), "STOPPING=1");
}

TEST_F(SupervisionTest, WithoutASupervisorNothingIsTold) {
  ::unsetenv("NOTIFY_SOCKET");
  EXPECT_FALSE(TellSupervisor("READY=1"));
  for (const std::string& nobody : {std::string(), std::string("/nowhere/at/all"), std::string(200, 'x')}) {
    Set("NOTIFY_SOCKET", nobody);
    EXPECT_FALSE(TellSupervisor("READY=1")) << nobody;
  }
  EXPECT_EQ(Heard(), "");
}

TEST_F(SupervisionTest, TheWatchdogIsLookedAfterFourTimesAsOftenAsItAsks) {
  EXPECT_FALSE(WatchdogInterval().has_value());
  Set("WATCHDOG_USEC", "30000000");
  EXPECT_EQ(WatchdogInterval(), milliseconds(7'500));
  Set("WATCHDOG_PID", std::to_string(::getpid()));
  EXPECT_EQ(WatchdogInterval(), milliseconds(7'500));
  Set("WATCHDOG_PID", std::to_string(::getpid() + 1));
  EXPECT_FALSE(WatchdogInterval().has_value()) << "another process is watched";
  ::unsetenv("WATCHDOG_PID");
  for (const char* bad : {"", "0", "-5", "soon", "5s"}) {
    Set("WATCHDOG_USEC", bad);
    EXPECT_FALSE(WatchdogInterval().has_value()) << bad;
  }
}

TEST_F(SupervisionTest, WhoWaitsForTheEndFeedsTheWatchdog) {
  Set("WATCHDOG_USEC", "4000");
  const EndSignals signals;
  std::string first;
  std::thread manager([&] {
    pollfd coming{.fd = socket_, .events = POLLIN, .revents = 0};
    if (poll(&coming, 1, kPatienceMs) == 1) first = Heard();
    kill(::getpid(), SIGTERM);
  });
  EXPECT_EQ(signals.WaitWatched([] { return true; }), SIGTERM);
  manager.join();
  EXPECT_EQ(first, "WATCHDOG=1");
}

TEST_F(SupervisionTest, WhoIsNotAliveDoesNotFeedIt) {
  Set("WATCHDOG_USEC", "4000");
  const EndSignals signals;
  int asked = 0;
  const auto stands_still = [&asked] {
    if (++asked == 3) kill(::getpid(), SIGTERM);
    return false;
  };
  EXPECT_EQ(signals.WaitWatched(stands_still), SIGTERM);
  EXPECT_EQ(asked, 3);
  EXPECT_EQ(Heard(), "");
}

TEST_F(SupervisionTest, WhomNobodyWatchesWaitsWithoutAWord) {
  const EndSignals signals;
  kill(::getpid(), SIGINT);
  EXPECT_EQ(signals.WaitWatched([] { return true; }), SIGINT);
  EXPECT_EQ(Heard(), "");
}

}  // namespace
}  // namespace clearance
