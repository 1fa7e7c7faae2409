#include "common/admin/readiness.h"

#include <cstring>
#include <string_view>

#include "common/base/address.h"
#include "common/base/error_reasons.h"
#include "common/base/resolved_address.h"
#include "common/base/text.h"
#include "common/base/timed_connection.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxAnswerBytes = 4'096;
constexpr std::string_view kReady = " 200 ";

Status NotReady(const std::string& address, std::string_view why) {
  return Error(StatusCode::kUnavailable, error_reason::kConfigInvalid, address + ": " + std::string(why));
}

// What was answered until it was closed; cut off where it is too long, comes too late or breaks.
std::string Ask(TimedConnection& connection, const std::string& request) {
  std::string answer;
  if (!connection.Send(request)) return answer;
  while (answer.size() < kMaxAnswerBytes) {
    const auto piece = connection.Receive();
    if (!piece || piece->empty()) break;
    answer += *piece;
  }
  return answer;
}

}  // namespace

Status AskReadiness(const std::string& address, Duration patience) {
  if (address.empty()) return NotReady("admin.listen", "is not set, so that nobody can be asked");
  const auto parts = ParseAddress(address);
  if (!parts) return NotReady(address, "is no address");
  if (parts->port == 0) return NotReady(address, "admin.listen: any free port; only one that is set can be asked");
  const ResolvedAddresses to = ResolveAddress(*parts);
  if (to == nullptr) return NotReady(address, "is no address");
  TimedConnection connection(patience);
  if (const int problem = connection.ConnectToAny(*to)) return NotReady(address, std::strerror(problem));
  const std::string answer =
      Ask(connection, "GET /readyz HTTP/1.1\r\nHost: " + address + "\r\nConnection: close\r\n\r\n");
  const std::string_view line = std::string_view(answer).substr(0, answer.find("\r\n"));
  if (!line.starts_with("HTTP/1.") || answer.find("\r\n") == std::string::npos)
    return NotReady(address, "does not answer in time");
  if (line.find(kReady) != std::string_view::npos) return OkStatus();
  const std::size_t body = answer.find("\r\n\r\n");
  const std::string why = body == std::string::npos ? std::string(line) : answer.substr(body + 4);
  return NotReady(address, "is not ready: " + ShownText(why.substr(0, why.find('\n'))));
}

}  // namespace clearance
