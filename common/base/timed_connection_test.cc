// Connections to listeners made here that speak, are silent, or take nothing.
#include "common/base/timed_connection.h"

#include <gtest/gtest.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/base/resolved_address.h"
#include "tests/support/loopback_socket.h"

namespace clearance {
namespace {

constexpr std::chrono::milliseconds kShort{50};
constexpr std::chrono::seconds kLong{20};

ResolvedAddresses AddressesOf(const LoopbackSocket& socket) { return ResolveAddress({"127.0.0.1", socket.port()}); }

TEST(TimedConnectionTest, SaysAndHears) {
  const LoopbackSocket listening;
  TimedConnection connection(kLong);
  ASSERT_EQ(connection.ConnectToAny(*AddressesOf(listening)), 0);
  const FileDescriptor taken = listening.Accept();
  EXPECT_TRUE(connection.Send("question"));
  std::string heard(8, ' ');
  ASSERT_EQ(::recv(taken.get(), heard.data(), heard.size(), MSG_WAITALL), 8);
  EXPECT_EQ(heard, "question");
  ASSERT_EQ(::send(taken.get(), "answer", 6, MSG_NOSIGNAL), 6);
  EXPECT_EQ(connection.Receive(), "answer");
}

TEST(TimedConnectionTest, AnEndIsNoSilence) {
  const LoopbackSocket listening;
  TimedConnection connection(kLong);
  ASSERT_EQ(connection.ConnectToAny(*AddressesOf(listening)), 0);
  { const FileDescriptor closed = listening.Accept(); }
  EXPECT_EQ(connection.Receive(), "");
  while (connection.Send("is answered by a reset, and then by no signal")) continue;
  EXPECT_EQ(connection.Receive(), "");
}

TEST(TimedConnectionTest, WaitsForNothingLongerThanItsPatience) {
  const LoopbackSocket listening;
  TimedConnection connection(kShort);
  ASSERT_EQ(connection.ConnectToAny(*AddressesOf(listening)), 0);
  const FileDescriptor silent = listening.Accept();
  EXPECT_EQ(connection.Receive(), std::nullopt);
  EXPECT_FALSE(connection.Send(std::string(64 << 20, 'x'))) << "more than a socket holds";
  EXPECT_EQ(connection.ConnectToAny(*AddressesOf(listening)), ETIMEDOUT) << "patience is over";
}

// As localhost is two, and one of them nobody may listen at.
TEST(TimedConnectionTest, WhoeverOfTheListTakesItIsConnected) {
  const LoopbackSocket listening, refusing(LoopbackSocket::Use::kHasThePort);
  const ResolvedAddresses refused = AddressesOf(refusing), taken = AddressesOf(listening);
  addrinfo list = *refused;
  list.ai_next = taken.get();
  TimedConnection connection(kLong);
  ASSERT_EQ(connection.ConnectToAny(list), 0);
  EXPECT_TRUE(listening.Accept().valid());
  EXPECT_TRUE(connection.Send("question"));
}

TEST(TimedConnectionTest, NobodyThereIsToldByErrno) {
  const LoopbackSocket refusing(LoopbackSocket::Use::kHasThePort);
  TimedConnection connection(kLong);
  EXPECT_EQ(connection.ConnectToAny(*AddressesOf(refusing)), ECONNREFUSED);
  EXPECT_EQ(ResolveAddress({"a..b", 1}), nullptr);
}

}  // namespace
}  // namespace clearance
