// Under virtual time, but with a real port of the loopback address: looks come when the test says so.
#include "common/admin/port_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <string>
#include <thread>

#include "common/admin/serving_stage.h"
#include "common/base/file_descriptor.h"
#include "tests/support/loopback_socket.h"

namespace clearance {
namespace {

using testing::HasSubstr;

constexpr int kPatienceMs = 20'000;  // reached only when something is broken

// Who listens and does what the test wants with those who come.
class Listening {
 public:
  std::string address() const { return socket_.address(); }

  // Until somebody is connected who was not taken yet.
  void AwaitCaller() const {
    pollfd one{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    ASSERT_EQ(::poll(&one, 1, kPatienceMs), 1) << "nobody comes";
  }
  bool HasCaller() const {
    pollfd one{.fd = socket_.get(), .events = POLLIN, .revents = 0};
    return ::poll(&one, 1, 0) == 1;
  }
  // Takes one, and what is said to them has arrived when this returns: `word`, or nothing but the end.
  void Take(const std::string& word = "") {
    AwaitCaller();
    taken_ = socket_.Accept();
    ASSERT_TRUE(taken_.valid());
    if (word.empty()) {
      ASSERT_EQ(::shutdown(taken_.get(), SHUT_WR), 0);
    } else {
      ASSERT_EQ(::send(taken_.get(), word.data(), word.size(), MSG_NOSIGNAL), static_cast<ssize_t>(word.size()));
    }
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::milliseconds(kPatienceMs);
    while (!Acknowledged()) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up) << "who was taken has gone";
      std::this_thread::yield();
    }
  }

 private:
  bool Acknowledged() const {
    tcp_info info{};
    socklen_t size = sizeof info;
    EXPECT_EQ(::getsockopt(taken_.get(), IPPROTO_TCP, TCP_INFO, &info, &size), 0);
    return info.tcpi_unacked == 0;
  }
  const LoopbackSocket socket_;
  FileDescriptor taken_;
};

class PortWatchTest : public testing::Test {
 protected:
  void Look(int times = 1) { time_.RunFor(times * kPortLook); }
  // Is asked, and misses that many answers.
  void Miss(int looks) {
    listening_.AwaitCaller();
    Look(looks);
  }
  void Begin() { watch_.Begin(listening_.address()); }
  std::string WhyNot() const {
    return WhyNotReady(ServingStage::kServing, watch_, [this] { return writable_; });
  }
  // How many questions of a LifeSign were answered.
  void Ask() {
    watch_.AskHeard([this] { ++heard_; });
  }

  VirtualTime time_{FromUnixMs(0)};
  Listening listening_;
  Status writable_;
  int deaf_ = 0;
  int heard_ = 0;
  PortWatch watch_{time_, [this] { ++deaf_; }};
};

TEST_F(PortWatchTest, APortWhoseServerEndsEachConnectionTakesCallers) {
  Begin();
  for (int i = 0; i < 2 * kDeafLooks; ++i) {
    listening_.Take();
    Look();
    ASSERT_EQ(WhyNot(), "") << i;
  }
  Ask();
  EXPECT_EQ(heard_, 1);
  EXPECT_EQ(deaf_, 0);
}

// As a server without TLS does, before it ends them.
TEST_F(PortWatchTest, APortWhoseServerBeginsToTalkTakesCallers) {
  Begin();
  for (int i = 0; i < 2 * kSilentLooks; ++i) {
    listening_.Take("settings");
    Look();
  }
  EXPECT_EQ(WhyNot(), "");
}

TEST_F(PortWatchTest, AServerThatIsBusyForAMomentIsNotSilent) {
  Begin();
  for (int i = 0; i < kDeafLooks; ++i) {
    Miss(kSilentLooks - 1);
    ASSERT_EQ(WhyNot(), "") << i;
    listening_.Take();
    Look();
  }
  EXPECT_EQ(deaf_, 0);
}

TEST_F(PortWatchTest, ASilentPortIsNotReadyUntilItAnswersAgain) {
  Begin();
  Miss(kSilentLooks);
  EXPECT_EQ(WhyNot(), "takes no callers at " + listening_.address());
  EXPECT_EQ(WhyNotReady(ServingStage::kDraining, watch_, nullptr), "draining");
  EXPECT_EQ(WhyNotReady(ServingStage::kStarting, watch_, nullptr), "starting");
  Ask();
  EXPECT_EQ(heard_, 0);
  Look(kDeafLooks - kSilentLooks - 1);
  listening_.Take();
  Look();
  EXPECT_EQ(WhyNot(), "");
  EXPECT_EQ(heard_, 1);
  EXPECT_EQ(deaf_, 0);
  writable_ = Status(StatusCode::kUnavailable, "no room");
  EXPECT_EQ(WhyNot(), "no room");
}

TEST_F(PortWatchTest, WhoIsNotAnsweredWaitsAndDoesNotHeapUpMore) {
  Begin();
  Miss(kDeafLooks - 1);
  listening_.Take();
  EXPECT_FALSE(listening_.HasCaller());
}

TEST_F(PortWatchTest, ADeafPortIsToldOnceInTheLogToo) {
  Begin();
  testing::internal::CaptureStderr();
  Miss(kDeafLooks - 1);
  EXPECT_EQ(deaf_, 0);
  Look();
  EXPECT_EQ(deaf_, 1);
  Look(2 * kDeafLooks);
  EXPECT_EQ(deaf_, 1);
  EXPECT_NE(WhyNot(), "");
  const std::string log = testing::internal::GetCapturedStderr();
  EXPECT_THAT(log, HasSubstr("\"event\":\"port_silent\",\"listen\":\"" + listening_.address()));
  EXPECT_THAT(log, HasSubstr("\"event\":\"port_deaf\",\"listen\":\"" + listening_.address()));
}

TEST_F(PortWatchTest, AWatchThatHasEndedTellsNothing) {
  Begin();
  Miss(kSilentLooks);
  Ask();
  watch_.End();
  EXPECT_EQ(WhyNot(), "");
  Look(2 * kDeafLooks);
  EXPECT_EQ(deaf_, 0);
  EXPECT_EQ(heard_, 0);
  EXPECT_FALSE(time_.RunOne()) << "it still looks";
}

// A packet filter, or an address that only others can reach: it proves nothing.
TEST_F(PortWatchTest, APortThatCannotBeReachedIsToldAndNotDeaf) {
  const LoopbackSocket nobody_listens(LoopbackSocket::Use::kHasThePort);
  const std::string at = nobody_listens.address();
  testing::internal::CaptureStderr();
  watch_.Begin(at);
  Look(2 * kDeafLooks);
  EXPECT_THAT(testing::internal::GetCapturedStderr(), HasSubstr("\"event\":\"port_not_watched\",\"listen\":\"" + at));
  EXPECT_EQ(WhyNot(), "");
  EXPECT_EQ(deaf_, 0);
}

// The server needs a descriptor for whom it takes; for want of one gRPC's would listen no more.
TEST_F(PortWatchTest, WithoutADescriptorForTheServerNothingIsAskedAndNobodyIsTaken) {
  Begin();
  listening_.Take();
  Look();
  listening_.Take();
  rlimit before{};
  ASSERT_EQ(::getrlimit(RLIMIT_NOFILE, &before), 0);
  // One is free when the question before has gone: one, not two.
  const FileDescriptor highest(::dup(0));
  const rlimit one_free{.rlim_cur = static_cast<rlim_t>(highest.get()), .rlim_max = before.rlim_max};
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &one_free), 0);
  Look(1 + kSilentLooks);
  const std::string why_not = WhyNot();
  ASSERT_EQ(::setrlimit(RLIMIT_NOFILE, &before), 0);
  EXPECT_FALSE(listening_.HasCaller());
  EXPECT_EQ(why_not, "takes no callers at " + listening_.address());
  Look();
  listening_.Take();
  Look();
  EXPECT_EQ(WhyNot(), "");
}

}  // namespace
}  // namespace clearance
