#include "common/admin/admin_endpoint.h"

#include <microhttpd.h>
#include <sys/socket.h>

#include <map>
#include <memory>
#include <string_view>

#include "common/admin/prometheus_text.h"
#include "common/base/address.h"
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/base/resolved_address.h"

namespace clearance {
namespace {

constexpr char kPlain[] = "text/plain; charset=utf-8";
// Those that were shut down count until they are closed. Each thread has its share, and one alone may have them all.
constexpr unsigned kMostConnections = 2 * kAdminThreads * kAdminConnections;

struct Answer {
  unsigned code = MHD_HTTP_OK;
  const char* content_type = kPlain;
  std::string body{};
};

Answer Metrics(const AdminEndpoint::Parts& parts) {
  return {.content_type = kPrometheusContentType, .body = PrometheusText(parts.telemetry.Collect())};
}

Answer Health(const AdminEndpoint::Parts&) { return {.body = "ok\n"}; }

Answer Readiness(const AdminEndpoint::Parts& parts) {
  const std::string why_not = parts.not_ready();
  if (why_not.empty()) return {.body = "ready\n"};
  return {.code = MHD_HTTP_SERVICE_UNAVAILABLE, .body = why_not + "\n"};
}

Answer AnswerTo(std::string_view method, std::string_view page, const AdminEndpoint::Parts& parts) {
  using Answering = Answer(const AdminEndpoint::Parts&);
  static const std::map<std::string_view, Answering*> pages = {
      {"/metrics", Metrics}, {"/healthz", Health}, {"/readyz", Readiness}};
  const auto found = pages.find(page);
  if (found == pages.end()) return {.code = MHD_HTTP_NOT_FOUND, .body = "no such page\n"};
  if (method != MHD_HTTP_METHOD_GET && method != MHD_HTTP_METHOD_HEAD)
    return {.code = MHD_HTTP_METHOD_NOT_ALLOWED, .body = "GET only\n"};
  return found->second(parts);
}

// Called when a request's head is there, whole. To a HEAD the library sends no body.
MHD_Result Handle(void* parts, MHD_Connection* connection, const char* page, const char* method, const char*,
                  const char*, std::size_t*, void**) {
  Answer answer = AnswerTo(method, page, *static_cast<const AdminEndpoint::Parts*>(parts));
  MHD_Response* response =
      MHD_create_response_from_buffer(answer.body.size(), answer.body.data(), MHD_RESPMEM_MUST_COPY);
  if (response == nullptr) return MHD_NO;
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONTENT_TYPE, answer.content_type);
  MHD_add_response_header(response, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
  MHD_add_response_header(response, MHD_HTTP_HEADER_CONNECTION, "close");
  if (answer.code == MHD_HTTP_METHOD_NOT_ALLOWED) MHD_add_response_header(response, MHD_HTTP_HEADER_ALLOW, "GET, HEAD");
  const MHD_Result queued = MHD_queue_response(connection, answer.code, response);
  MHD_destroy_response(response);
  return queued;
}

// The library calls it before it closes what has left.
void Note(void* room, MHD_Connection* connection, void**, MHD_ConnectionNotificationCode what) {
  const MHD_ConnectionInfo* info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
  CHECK(info != nullptr);
  Room& places = *static_cast<Room*>(room);
  what == MHD_CONNECTION_NOTIFY_STARTED ? places.Came(info->connect_fd) : places.Left(info->connect_fd);
}

// localhost is two addresses, and whoever is told 127.0.0.1 must find it.
const addrinfo* FirstOf(const ResolvedAddresses& addresses) {
  for (const addrinfo* one = addresses.get(); one != nullptr; one = one->ai_next)
    if (one->ai_family == AF_INET) return one;
  return addresses.get();
}

}  // namespace

StatusOr<std::unique_ptr<AdminEndpoint>> AdminEndpoint::Open(Parts parts) {
  std::unique_ptr<AdminEndpoint> endpoint(new AdminEndpoint(std::move(parts)));
  RETURN_IF_ERROR(endpoint->Listen());
  return endpoint;
}

// The library waits for all its connections at once, with epoll, and says nothing of what strangers send it.
Status AdminEndpoint::Listen() {
  const ResolvedAddresses addresses = ResolveAddress(ParseAddress(parts_.listen).value_or(HostPort{}), AI_PASSIVE);
  if (const addrinfo* at = FirstOf(addresses)) {
    const unsigned protocol = at->ai_family == AF_INET6 ? MHD_USE_IPv6 : MHD_NO_FLAG;
    server_ = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | protocol, 0, nullptr, nullptr, Handle, const_cast<Parts*>(&parts_),
        MHD_OPTION_SOCK_ADDR, at->ai_addr, MHD_OPTION_THREAD_POOL_SIZE, kAdminThreads, MHD_OPTION_CONNECTION_LIMIT,
        kMostConnections, MHD_OPTION_CONNECTION_TIMEOUT, static_cast<unsigned>(kSilencePatience.count()),
        MHD_OPTION_NOTIFY_CONNECTION, Note, &room_, MHD_OPTION_END);
  }
  const MHD_DaemonInfo* info = server_ == nullptr ? nullptr : MHD_get_daemon_info(server_, MHD_DAEMON_INFO_BIND_PORT);
  if (info == nullptr)
    return Error(StatusCode::kUnavailable, error_reason::kConfigInvalid,
                 "admin.listen: " + parts_.listen + ": cannot listen there; is the address right and the port free?");
  port_ = info->port;
  return OkStatus();
}

AdminEndpoint::~AdminEndpoint() {
  if (server_ != nullptr) MHD_stop_daemon(server_);
}

std::string AdminEndpoint::address() const { return WithPort(parts_.listen, port_); }

}  // namespace clearance
