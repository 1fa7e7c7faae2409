#include "common/base/timed_connection.h"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>

namespace clearance {

using std::chrono::steady_clock;

int TimedConnection::ConnectToAny(const addrinfo& first) {
  int problem = 0;
  for (const addrinfo* to = &first; to != nullptr; to = to->ai_next) {
    problem = Connect(*to);
    if (problem == 0) return 0;
  }
  return problem;
}

bool TimedConnection::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent > 0)
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    else if (errno != EAGAIN || !Await(POLLOUT))
      return false;
  }
  return true;
}

std::optional<std::string> TimedConnection::Receive() {
  if (!Await(POLLIN)) return std::nullopt;
  std::array<char, 4'096> buffer{};
  const ssize_t got = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
  return std::string(buffer.data(), got > 0 ? static_cast<std::size_t>(got) : 0);
}

int TimedConnection::Connect(const addrinfo& to) {
  socket_ = FileDescriptor(::socket(to.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!socket_.valid()) return errno;
  if (::connect(socket_.get(), to.ai_addr, to.ai_addrlen) == 0) return 0;
  if (errno != EINPROGRESS) return errno;
  if (!Await(POLLOUT)) return ETIMEDOUT;
  int problem = 0;
  socklen_t size = sizeof problem;
  ::getsockopt(socket_.get(), SOL_SOCKET, SO_ERROR, &problem, &size);
  return problem;
}

bool TimedConnection::Await(short events) const {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up_ - steady_clock::now()).count();
  pollfd one{.fd = socket_.get(), .events = events, .revents = 0};
  return left > 0 && ::poll(&one, 1, static_cast<int>(left)) > 0;
}

}  // namespace clearance
