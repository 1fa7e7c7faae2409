// A port of this machine that does just what a test wants of it.
#pragma once

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <string>

#include "common/base/file_descriptor.h"

namespace clearance {

// Has a free port of 127.0.0.1. By itself it takes nobody: the kernel makes the connections, as for a process that is
// stopped, and where it does not even listen they are refused.
class LoopbackSocket {
 public:
  enum class Use { kListens, kHasThePort };

  explicit LoopbackSocket(Use use = Use::kListens) {
    sockaddr_in here{};
    here.sin_family = AF_INET;
    here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof here;
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&here), size), 0);
    if (use == Use::kListens) {
      EXPECT_EQ(::listen(socket_.get(), 8), 0);
    }
    EXPECT_EQ(::getsockname(socket_.get(), reinterpret_cast<sockaddr*>(&here), &size), 0);
    port_ = ntohs(here.sin_port);
  }

  std::uint16_t port() const { return port_; }
  std::string address() const { return "127.0.0.1:" + std::to_string(port_); }
  int get() const { return socket_.get(); }
  // Who is next; waits for them.
  FileDescriptor Accept() const { return FileDescriptor(::accept4(socket_.get(), nullptr, nullptr, SOCK_CLOEXEC)); }

 private:
  const FileDescriptor socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
  std::uint16_t port_ = 0;
};

}  // namespace clearance
