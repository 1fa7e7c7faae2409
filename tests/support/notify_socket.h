// The other end of sd_notify(3): a service manager that hears what the programs tell it that a test starts, and would
// start one again of which it does not hear for a while.
#pragma once

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>

#include <array>
#include <chrono>
#include <cstdlib>
#include <string>

#include "common/base/file_descriptor.h"

namespace clearance {

// For programs that are started while it lives. Not thread-safe: it changes this process's environment.
class NotifySocket {
 public:
  // `path` is made, and is its alone.
  explicit NotifySocket(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    EXPECT_LT(path.size(), sizeof address.sun_path);
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ::setsockopt(socket_.get(), SOL_SOCKET, SO_RCVTIMEO, &kAllowed, sizeof kAllowed);
    setenv("NOTIFY_SOCKET", path.c_str(), 1);
    setenv("WATCHDOG_USEC", kAllowedUs, 1);
  }
  ~NotifySocket() {
    unsetenv("NOTIFY_SOCKET");
    unsetenv("WATCHDOG_USEC");
  }
  NotifySocket(const NotifySocket&) = delete;
  NotifySocket& operator=(const NotifySocket&) = delete;

  // The next thing that is told; empty when the manager would start the process again now.
  std::string Hear() const {
    std::array<char, 256> buffer{};
    const ssize_t size = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
    return size < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(size));
  }
  void AwaitSignOfLife() const {
    const auto give_up = std::chrono::steady_clock::now() + kPatience;
    while (Hear() != "WATCHDOG=1") ASSERT_LT(std::chrono::steady_clock::now(), give_up);
  }
  void ExpectSilence() const {
    for (int heard = 0; heard < kForEver; ++heard)
      if (Hear().empty()) return;
    ADD_FAILURE() << "a process that stands still goes on telling that it is alive";
  }

 private:
  static constexpr char kAllowedUs[] = "2000000";
  static constexpr timeval kAllowed{.tv_sec = 2, .tv_usec = 0};
  static constexpr int kForEver = 40;  // signs of life after which a process counts as one that goes on giving them
  static constexpr std::chrono::seconds kPatience{60};  // reached only when something is broken

  const FileDescriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
};

}  // namespace clearance
