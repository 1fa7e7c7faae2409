#include "common/base/supervision.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdlib>
#include <cstring>

#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

constexpr int kLooks = 4;  // in the time that is allowed between two signs of life

template <typename Number>
std::optional<Number> NumberOf(const char* variable) {
  const char* text = std::getenv(variable);
  if (text == nullptr) return std::nullopt;
  Number number = 0;
  const char* end = text + std::strlen(text);
  const auto [stopped, error] = std::from_chars(text, end, number);
  if (error != std::errc() || stopped != end || number <= 0) return std::nullopt;
  return number;
}

}  // namespace

bool TellSupervisor(std::string_view state) {
  const char* name = std::getenv("NOTIFY_SOCKET");
  if (name == nullptr) return false;
  const std::string_view path = name;
  sockaddr_un address{};
  if (path.empty() || path.size() >= sizeof(address.sun_path)) return false;
  address.sun_family = AF_UNIX;
  path.copy(address.sun_path, path.size());
  if (address.sun_path[0] == '@') address.sun_path[0] = '\0';  // Linux's abstract names
  const FileDescriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  if (!socket.valid()) return false;
  const auto length = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + path.size());
  // Never waits: a manager that does not read must not hold up who serves travellers.
  const ssize_t sent = ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL | MSG_DONTWAIT,
                                reinterpret_cast<const sockaddr*>(&address), length);
  return sent == static_cast<ssize_t>(state.size());
}

std::optional<Duration> WatchdogInterval() {
  const auto watched = NumberOf<long>("WATCHDOG_PID");
  if (watched && *watched != ::getpid()) return std::nullopt;
  const auto allowed_us = NumberOf<long long>("WATCHDOG_USEC");
  if (!allowed_us) return std::nullopt;
  return std::max(std::chrono::duration_cast<Duration>(std::chrono::microseconds(*allowed_us) / kLooks), Duration(1));
}

}  // namespace clearance
