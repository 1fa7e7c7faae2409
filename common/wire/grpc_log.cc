#include "common/wire/grpc_log.h"

#include <grpc/support/log.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "common/base/log.h"
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

void Take(gpr_log_func_args* args) {
  const std::string_view path = args->file;
  const std::string where = std::string(path.substr(path.rfind('/') + 1)) + ":" + std::to_string(args->line);
  Log(LevelOf(args->severity), "grpc", {{"where", where}, {"message", ShownText(args->message, kMaxMessageBytes)}});
}

}  // namespace

void TakeGrpcLog() { gpr_set_log_function(Take); }

void SilenceGrpcLog() {
  if (std::getenv("GRPC_VERBOSITY") == nullptr) gpr_set_log_function([](gpr_log_func_args*) {});
}

}  // namespace clearance
