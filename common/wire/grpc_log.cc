#include "common/wire/grpc_log.h"

#include <grpc/support/log.h>

#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/log.h"
#include "common/base/seldom.h"
#include "common/base/text.h"

namespace clearance {
namespace {

// Errors of errors hold all they come from.
constexpr std::size_t kMaxMessageBytes = 1024;

LogLevel LevelOf(gpr_log_severity severity) {
  switch (severity) {
    case GPR_LOG_SEVERITY_DEBUG:
      return LogLevel::kDebug;
    case GPR_LOG_SEVERITY_INFO:
      return LogLevel::kInfo;
    case GPR_LOG_SEVERITY_ERROR:
      break;
  }
  return LogLevel::kError;
}

// What gRPC 1.51 says at either end of a connection for what its other end did: an error to it.
constexpr std::string_view kTlsFile = "ssl_transport_security.cc";
constexpr std::string_view kHandshakeFailed = "Handshake failed ";
constexpr std::string_view kNameUnknown = "No match found for server name";
constexpr std::chrono::minutes kInterval{1};

struct Heard {
  Counter handshakes_failed;
  std::mutex mutex;
  std::map<std::string, Seldom> lines;  // by what they are of: an event, or a place in gRPC's source
};
// gRPC takes a function and nothing to go with it. Never destroyed: its threads may log until the very end.
Heard& TheHeard() {
  static Heard& heard = *new Heard;
  return heard;
}

// How many lines of this kind had none before, where this one is to have one.
std::optional<std::uint64_t> Told(const std::string& kind) {
  const std::lock_guard lock(TheHeard().mutex);
  return TheHeard().lines.try_emplace(kind, kInterval).first->second.Happened(std::chrono::steady_clock::now());
}

void Take(gpr_log_func_args* args) {
  const std::string_view path = args->file;
  const std::string file(path.substr(path.rfind('/') + 1));
  const std::string where = file + ":" + std::to_string(args->line);
  const std::string message = ShownText(args->message, kMaxMessageBytes);
  const LogLevel level = LevelOf(args->severity);
  const auto warn_seldom = [&](const char* event) {
    if (const auto untold = Told(event))
      LogWarning(event, {{"where", where}, {"message", message}, {"untold", *untold}});
  };
  if (file == kTlsFile && message.starts_with(kHandshakeFailed)) {
    TheHeard().handshakes_failed.Add();
    warn_seldom("tls_handshake_failed");
  } else if (file == kTlsFile && message.starts_with(kNameUnknown)) {
    warn_seldom("tls_server_name_unknown");
  } else if (level != LogLevel::kError) {  // asked for by the environment, for a search: all of it
    Log(level, "grpc", {{"where", where}, {"message", message}});
  } else if (const auto untold = Told(where)) {
    Log(level, "grpc", {{"where", where}, {"message", message}, {"untold", *untold}});
  }
}

}  // namespace

void TakeGrpcLog() {
  {
    const std::lock_guard lock(TheHeard().mutex);
    TheHeard().lines.clear();
  }
  gpr_set_log_function(Take);
}

void AddHandshakeMetrics(Telemetry& telemetry) {
  telemetry.AddValue({"clearance_tls_handshakes_failed_total", MetricKind::kCounter,
                      "Connections with whose other end no TLS came about."},
                     [] { return static_cast<double>(TheHeard().handshakes_failed.Value()); });
}

void SilenceGrpcLog() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace clearance
