// Connections to listeners made here that speak, are silent, or take nothing.
#include "common/base/timed_connection.h"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cerrno>

#include "common/base/resolved_address.h"

namespace clearance {
namespace {

constexpr std::chrono::milliseconds kShort{50};
constexpr std::chrono::seconds kLong{20};

// Listens at a free port of 127.0.0.1.
class Listening {
 public:
  Listening() {
    sockaddr_in any{.sin_family = AF_INET, .sin_port = 0, .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<sockaddr*>(&any), sizeof any), 0);
    EXPECT_EQ(::listen(socket_.get(), 8), 0);
    socklen_t size = sizeof any;
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&any), &size), 0);
    port_ = ntohs(any.sin_port);
  }
  FileDescriptor Taken() const { return FileDescriptor(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC)); }
  ResolvedAddresses addresses(const std::string& host = "127.0.0.1") const { return ResolveAddress({host, port_}); }

 private:
  const FileDescriptor socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port_ = 0;
};

TEST(TimedConnectionTest, SaysAndHears) {
  const Listening listening;
  TimedConnection connection(kLong);
  ASSERT_EQ(connection.ConnectToAny(*listening.addresses("localhost")), 0) << "whichever of the two it is";
  const FileDescriptor taken = listening.Taken();
  EXPECT_TRUE(connection.Send("question"));
  std::string heard(8, ' ');
  ASSERT_EQ(::recv(taken.get(), heard.data(), heard.size(), MSG_WAITALL), 8);
  EXPECT_EQ(heard, "question");
  ASSERT_EQ(::send(taken.get(), "answer", 6, MSG_NOSIGNAL), 6);
  EXPECT_EQ(connection.Receive(), "answer");
}

TEST(TimedConnectionTest, AnEndIsNoSilence) {
  const Listening listening;
  TimedConnection connection(kLong);
  ASSERT_EQ(connection.ConnectToAny(*listening.addresses()), 0);
  { const FileDescriptor closed = listening.Taken(); }
  EXPECT_EQ(connection.Receive(), "");
  while (connection.Send("is answered by a reset, and then by no signal")) continue;
  EXPECT_EQ(connection.Receive(), "");
}

TEST(TimedConnectionTest, WaitsForNothingLongerThanItsPatience) {
  const Listening listening;
  TimedConnection connection(kShort);
  ASSERT_EQ(connection.ConnectToAny(*listening.addresses()), 0);
  const FileDescriptor silent = listening.Taken();
  EXPECT_EQ(connection.Receive(), std::nullopt);
  EXPECT_FALSE(connection.Send(std::string(64 << 20, 'x'))) << "more than a socket holds";
  EXPECT_EQ(connection.ConnectToAny(*listening.addresses()), ETIMEDOUT) << "patience is over";
}

TEST(TimedConnectionTest, NobodyThereIsToldByErrno) {
  TimedConnection connection(kLong);
  EXPECT_EQ(connection.ConnectToAny(*ResolveAddress({"127.0.0.1", 1})), ECONNREFUSED);
  EXPECT_EQ(ResolveAddress({"a..b", 1}), nullptr);
}

}  // namespace
}  // namespace clearance
