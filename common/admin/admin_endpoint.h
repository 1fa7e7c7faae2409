// The admin endpoint: a small HTTP server for whoever looks after a process. It answers GET and HEAD of
//   /metrics   every metric, in Prometheus' text format
//   /healthz   200 as long as the process can answer at all
//   /readyz    200 while it does its work, 503 and why not otherwise
// and nothing else. It has neither a password nor TLS: it must stay on the machine, or on a network of its own.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "common/base/status.h"
#include "common/base/telemetry.h"

struct mg_context;

namespace clearance {

// Answers at once: a scrape every few seconds, and whoever looks beside it.
inline constexpr int kAdminThreads = 2;

class AdminEndpoint {
 public:
  struct Parts {
    std::string listen;                      // "127.0.0.1:9464"; port 0 takes a free one
    const Telemetry& telemetry;              // must outlive the endpoint
    std::function<std::string()> not_ready;  // why the process does not do its work; empty while it does. Thread-safe
  };
  // UNAVAILABLE (CONFIG_INVALID) naming the address when it cannot listen there.
  static StatusOr<std::unique_ptr<AdminEndpoint>> Open(Parts parts);
  // Waits for answers under way.
  ~AdminEndpoint();
  AdminEndpoint(const AdminEndpoint&) = delete;
  AdminEndpoint& operator=(const AdminEndpoint&) = delete;

  // "127.0.0.1:9464".
  std::string address() const;

 private:
  explicit AdminEndpoint(Parts parts) : parts_(std::move(parts)) {}
  Status Listen();

  const Parts parts_;
  mg_context* server_ = nullptr;
  int port_ = 0;
};

}  // namespace clearance
