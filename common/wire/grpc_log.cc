#include "common/wire/grpc_log.h"

#include <grpc/support/log.h>

#include <chrono>
#include <cstdlib>
#include <memory>
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

// How gRPC 1.51 begins to tell of a peer with which there is no TLS, at either end; an error to it.
constexpr std::string_view kHandshakeFile = "ssl_transport_security.cc";
constexpr std::string_view kHandshakeFailed = "Handshake failed ";
constexpr std::chrono::minutes kHandshakeInterval{1};

struct Handshakes {
  Counter failed;
  std::unique_ptr<Seldom> seldom = std::make_unique<Seldom>(kHandshakeInterval);
};
// gRPC takes a function and nothing to go with it. Never destroyed: its threads may log until the very end.
Handshakes& TheHandshakes() {
  static Handshakes& handshakes = *new Handshakes;
  return handshakes;
}

void Take(gpr_log_func_args* args) {
  const std::string_view path = args->file;
  const std::string file(path.substr(path.rfind('/') + 1));
  const std::string where = file + ":" + std::to_string(args->line);
  const std::string message = ShownText(args->message, kMaxMessageBytes);
  if (file != kHandshakeFile || !message.starts_with(kHandshakeFailed))
    return Log(LevelOf(args->severity), "grpc", {{"where", where}, {"message", message}});
  TheHandshakes().failed.Add();
  if (const auto untold = TheHandshakes().seldom->Happened(std::chrono::steady_clock::now()))
    LogWarning("tls_handshake_failed", {{"where", where}, {"message", message}, {"untold", *untold}});
}

}  // namespace

void TakeGrpcLog() {
  TheHandshakes().seldom = std::make_unique<Seldom>(kHandshakeInterval);
  gpr_set_log_function(Take);
}

void AddHandshakeMetrics(Telemetry& telemetry) {
  telemetry.AddValue({"clearance_tls_handshakes_failed_total", MetricKind::kCounter,
                      "Connections with whose other end no TLS came about."},
                     [] { return static_cast<double>(TheHandshakes().failed.Value()); });
}

void SilenceGrpcLog() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace clearance
