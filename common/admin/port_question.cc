#include "common/admin/port_question.h"

#include <fcntl.h>
#include <netdb.h>
#include <poll.h>

#include <array>
#include <cerrno>
#include <cstring>

namespace clearance {

PortQuestion::PortQuestion(const addrinfo& to) : size_(to.ai_addrlen) { std::memcpy(&to_, to.ai_addr, to.ai_addrlen); }

void PortQuestion::Put() {
  said_all_ = false;
  socket_ = FileDescriptor();  // its descriptor is free for this one
  socket_ = FileDescriptor(::socket(to_.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
  if (!stands()) return;
  const auto* to = reinterpret_cast<const sockaddr*>(&to_);
  const bool begun = RoomForOneMore() && (::connect(socket_.get(), to, size_) == 0 || errno == EINPROGRESS);
  if (!begun) socket_ = FileDescriptor();
  SayAll();
}

bool PortQuestion::Answered() {
  SayAll();
  if (!stands()) return false;
  std::array<char, 256> answer{};
  const ssize_t got = ::recv(socket_.get(), answer.data(), answer.size(), 0);
  if (got >= 0) return said_all_;
  if (errno != EAGAIN && errno != EINTR) socket_ = FileDescriptor();
  return false;
}

// Not before the connection is there: to shut down one that is being made would be to give it up.
void PortQuestion::SayAll() {
  if (said_all_ || !stands()) return;
  pollfd one{.fd = socket_.get(), .events = POLLOUT, .revents = 0};
  if (::poll(&one, 1, 0) <= 0) return;
  if (::shutdown(socket_.get(), SHUT_WR) == 0)
    said_all_ = reached_ = true;
  else
    socket_ = FileDescriptor();
}

bool PortQuestion::RoomForOneMore() const { return FileDescriptor(::fcntl(socket_.get(), F_DUPFD_CLOEXEC, 0)).valid(); }

}  // namespace clearance
