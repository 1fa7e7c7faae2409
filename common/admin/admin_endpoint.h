// The admin endpoint: a small HTTP server for whoever looks after a process. It answers GET and HEAD of
//   /metrics   every metric, in Prometheus' text format
//   /healthz   200 as long as the process can answer at all
//   /readyz    200 while it does its work, 503 and why not otherwise
// and nothing else. It has neither a password nor TLS: it must stay on the machine, or on a network of its own. Who
// connects and asks nothing, or asks byte after byte, keeps neither a thread nor for long a place.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

#include "common/admin/room.h"
#include "common/base/status.h"
#include "common/base/telemetry.h"

struct MHD_Daemon;

namespace clearance {

// A page is made on one of them; a second one, so that a scrape that waits for the disk keeps no health check waiting.
inline constexpr unsigned kAdminThreads = 2;
// Connected at a time. One more, and the oldest is closed: an answer takes milliseconds, so the oldest asks nothing.
inline constexpr std::size_t kAdminConnections = 64;
// A connection on which nothing moves for so long is closed.
inline constexpr std::chrono::seconds kSilencePatience{2};

class AdminEndpoint {
 public:
  struct Parts {
    std::string listen;                      // "127.0.0.1:9464"; port 0 takes a free one
    const Telemetry& telemetry;              // must outlive the endpoint
    std::function<std::string()> not_ready;  // why the process does not do its work; empty while it does. Thread-safe
  };
  // UNAVAILABLE (CONFIG_INVALID) naming the address when it cannot listen there.
  static StatusOr<std::unique_ptr<AdminEndpoint>> Open(Parts parts);
  // Waits for pages that are being made; who has not read theirs by then is cut off.
  ~AdminEndpoint();
  AdminEndpoint(const AdminEndpoint&) = delete;
  AdminEndpoint& operator=(const AdminEndpoint&) = delete;

  // "127.0.0.1:9464".
  std::string address() const;

 private:
  explicit AdminEndpoint(Parts parts) : parts_(std::move(parts)) {}
  Status Listen();

  const Parts parts_;
  Room room_{kAdminConnections};
  MHD_Daemon* server_ = nullptr;
  int port_ = 0;
};

}  // namespace clearance
