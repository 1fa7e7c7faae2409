#include "common/admin/readiness.h"

#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include "common/admin/resolved_address.h"
#include "common/base/address.h"
#include "common/base/error_reasons.h"
#include "common/base/text.h"

namespace clearance {
namespace {

using std::chrono::steady_clock;

constexpr std::size_t kMaxAnswerBytes = 4'096;
constexpr std::string_view kReady = " 200 ";

Status NotReady(const std::string& address, std::string_view why) {
  return Error(StatusCode::kUnavailable, error_reason::kConfigInvalid, address + ": " + std::string(why));
}

class Connection {
 public:
  explicit Connection(steady_clock::time_point give_up) : give_up_(give_up) {}
  ~Connection() { Close(); }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // To the first address of the list that takes it: localhost is two, and one of them nobody may listen at. 0, or the
  // errno of the last one.
  int ConnectToAny(const addrinfo& first) {
    int problem = 0;
    for (const addrinfo* to = &first; to != nullptr; to = to->ai_next) {
      Close();
      problem = Connect(*to);
      if (problem == 0) return 0;
    }
    return problem;
  }

  // What was answered until it was closed; cut off where it is too long, comes too late or breaks.
  std::string Ask(const std::string& request) {
    std::string answer;
    if (send(socket_, request.data(), request.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(request.size()))
      return answer;
    std::array<char, 1'024> buffer{};
    while (answer.size() < kMaxAnswerBytes && Await(POLLIN)) {
      const ssize_t got = recv(socket_, buffer.data(), buffer.size(), 0);
      if (got <= 0) break;
      answer.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return answer;
  }

 private:
  // 0, or errno.
  int Connect(const addrinfo& to) {
    socket_ = socket(to.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (socket_ < 0) return errno;
    if (connect(socket_, to.ai_addr, to.ai_addrlen) == 0) return 0;
    if (errno != EINPROGRESS) return errno;
    if (!Await(POLLOUT)) return ETIMEDOUT;
    int problem = 0;
    socklen_t size = sizeof problem;
    getsockopt(socket_, SOL_SOCKET, SO_ERROR, &problem, &size);
    return problem;
  }

  void Close() {
    if (socket_ >= 0) close(socket_);
    socket_ = -1;
  }

  bool Await(short events) const {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(give_up_ - steady_clock::now()).count();
    pollfd one{.fd = socket_, .events = events, .revents = 0};
    return left > 0 && poll(&one, 1, static_cast<int>(left)) > 0;
  }

  const steady_clock::time_point give_up_;
  int socket_ = -1;
};

}  // namespace

Status AskReadiness(const std::string& address, Duration patience) {
  if (address.empty()) return NotReady("admin.listen", "is not set, so that nobody can be asked");
  const auto parts = ParseAddress(address);
  if (!parts) return NotReady(address, "is no address");
  if (parts->port == 0) return NotReady(address, "admin.listen: any free port; only one that is set can be asked");
  const ResolvedAddresses to = ResolveAddress(*parts);
  if (to == nullptr) return NotReady(address, "is no address");
  Connection connection(steady_clock::now() + patience);
  if (const int problem = connection.ConnectToAny(*to)) return NotReady(address, std::strerror(problem));
  const std::string answer =
      connection.Ask("GET /readyz HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n");
  const std::string_view line = std::string_view(answer).substr(0, answer.find("\r\n"));
  if (!line.starts_with("HTTP/1.") || answer.find("\r\n") == std::string::npos)
    return NotReady(address, "does not answer in time");
  if (line.find(kReady) != std::string_view::npos) return OkStatus();
  const std::size_t body = answer.find("\r\n\r\n");
  const std::string why = body == std::string::npos ? std::string(line) : answer.substr(body + 4);
  return NotReady(address, "is not ready: " + ShownText(why.substr(0, why.find('\n'))));
}

}  // namespace clearance
