// A TCP connection with an end of patience: nothing that is asked over it waits longer.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/file_descriptor.h"
#include "common/base/instant.h"

struct addrinfo;

namespace clearance {

// Not thread-safe.
class TimedConnection {
 public:
  explicit TimedConnection(Duration patience) : give_up_(std::chrono::steady_clock::now() + patience) {}

  // To the first address of the list that takes it: localhost is two, and one of them nobody may listen at. 0, or the
  // errno of the last one (ETIMEDOUT when patience ended).
  int ConnectToAny(const addrinfo& first);

  // False when the connection has broken, or takes no more before patience ends. Raises no SIGPIPE.
  bool Send(std::string_view bytes);

  // What has come, as soon as something has; empty when the other side has ended or broken the connection, nothing when
  // patience has ended.
  std::optional<std::string> Receive();

 private:
  int Connect(const addrinfo& to);
  bool Await(short events) const;

  std::chrono::steady_clock::time_point give_up_;
  FileDescriptor socket_;
};

}  // namespace clearance
