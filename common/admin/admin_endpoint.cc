#include "common/admin/admin_endpoint.h"

#include <civetweb.h>

#include <array>
#include <atomic>
#include <memory>
#include <string_view>

#include "common/admin/prometheus_text.h"
#include "common/base/address.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/base/log.h"

namespace clearance {
namespace {

constexpr char kRequestTimeoutMs[] = "5000";
constexpr Duration kKnockInterval{10};
constexpr char kPlain[] = "text/plain; charset=utf-8";

struct CloseConnection {
  void operator()(mg_connection* connection) const { mg_close_connection(connection); }
};
// A connection to the library, as its own client; nothing where it takes none any more.
using Visit = std::unique_ptr<mg_connection, CloseConnection>;

struct Answer {
  int code = 200;
  std::string_view reason = "OK";
  const char* content_type = kPlain;
  std::string body{};
};

// Its request is answered whole, with what is to stand in the handler's result: the HTTP code.
int Send(mg_connection* connection, const Answer& answer) {
  const bool head_only = std::string_view(mg_get_request_info(connection)->request_method) == "HEAD";
  std::string text = "HTTP/1.1 " + std::to_string(answer.code) + " ";
  text.append(answer.reason).append("\r\nContent-Type: ").append(answer.content_type);
  text.append("\r\nContent-Length: ").append(std::to_string(answer.body.size()));
  text.append("\r\nCache-Control: no-store\r\nConnection: close\r\n\r\n");
  if (!head_only) text.append(answer.body);
  mg_write(connection, text.data(), text.size());
  return answer.code;
}

bool IsRead(mg_connection* connection) {
  const std::string_view method = mg_get_request_info(connection)->request_method;
  return method == "GET" || method == "HEAD";
}

using Answering = Answer(const AdminEndpoint::Parts&);

Answer Metrics(const AdminEndpoint::Parts& parts) {
  return {.content_type = kPrometheusContentType, .body = PrometheusText(parts.telemetry.Collect())};
}

Answer Health(const AdminEndpoint::Parts&) { return {.body = "ok\n"}; }

Answer Readiness(const AdminEndpoint::Parts& parts) {
  const std::string why_not = parts.not_ready();
  if (why_not.empty()) return {.body = "ready\n"};
  return {.code = 503, .reason = "Service Unavailable", .body = why_not + "\n"};
}

// The library finds a page below another one (/metrics/x) fit for its handler; here a page is its name and no more.
template <Answering* answering>
int Handle(mg_connection* connection, void* data) {
  const mg_request_info* request = mg_get_request_info(connection);
  if (!IsRead(connection)) return Send(connection, {.code = 405, .reason = "Method Not Allowed", .body = "GET only\n"});
  const std::string_view page = request->local_uri;
  if (page.find('/', 1) != std::string_view::npos)
    return Send(connection, {.code = 404, .reason = "Not Found", .body = "no such page\n"});
  return Send(connection, answering(*static_cast<const AdminEndpoint::Parts*>(data)));
}

int Log(const mg_connection*, const char* message) {
  LogWarning("admin_endpoint", {{"problem", message}});
  return 1;
}

}  // namespace

StatusOr<std::unique_ptr<AdminEndpoint>> AdminEndpoint::Open(Parts parts) {
  std::unique_ptr<AdminEndpoint> endpoint(new AdminEndpoint(std::move(parts)));
  RETURN_IF_ERROR(endpoint->Listen());
  return endpoint;
}

Status AdminEndpoint::Listen() {
  const std::string threads = std::to_string(kAdminThreads);
  const std::array options = {"listening_ports",
                              parts_.listen.c_str(),
                              "num_threads",
                              threads.c_str(),
                              "request_timeout_ms",
                              kRequestTimeoutMs,
                              "enable_keep_alive",
                              "no",
                              "enable_directory_listing",
                              "no",
                              static_cast<const char*>(nullptr)};
  mg_callbacks callbacks{};
  callbacks.log_message = Log;
  server_ = mg_start(&callbacks, nullptr, const_cast<const char**>(options.data()));
  mg_server_port port{};
  if (server_ == nullptr || mg_get_server_ports(server_, 1, &port) != 1)
    return Error(StatusCode::kUnavailable, error_reason::kConfigInvalid,
                 parts_.listen + ": admin.listen: cannot listen there; is the address right and the port free?");
  port_ = port.port;
  void* data = const_cast<Parts*>(&parts_);
  mg_set_request_handler(server_, "/metrics", Handle<Metrics>, data);
  mg_set_request_handler(server_, "/healthz", Handle<Health>, data);
  mg_set_request_handler(server_, "/readyz", Handle<Readiness>, data);
  return OkStatus();
}

// The library looks every two seconds whether it is to end, or when somebody knocks; a process that drains keeps its
// database to itself meanwhile.
AdminEndpoint::~AdminEndpoint() {
  if (server_ == nullptr) return;
  const std::string host = ParseAddress(parts_.listen).value_or(HostPort{}).host;
  std::atomic<bool> ended = false;
  std::function<void()> knock;
  ThreadPool knocking(1);
  knock = [&] {
    if (ended) return;
    std::array<char, 128> error{};
    const Visit visit(mg_connect_client(host.c_str(), port_, 0, error.data(), error.size()));
    knocking.PostAfter(kKnockInterval, knock);
  };
  knocking.Post(knock);
  mg_stop(server_);
  ended = true;
}

std::string AdminEndpoint::address() const { return WithPort(parts_.listen, port_); }

}  // namespace clearance
