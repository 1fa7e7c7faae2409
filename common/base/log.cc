#include "common/base/log.h"

#include <charconv>
#include <cmath>
#include <memory>

#include "common/base/clock.h"
#include "common/base/text.h"
#include "common/base/written_place.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#pragma GCC diagnostic pop

namespace clearance {
namespace {

template <typename Number>
std::string NumberText(Number number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number);
  return std::string(text, end.ptr);
}

spdlog::level::level_enum LevelOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return spdlog::level::debug;
    case LogLevel::kInfo:
      return spdlog::level::info;
    case LogLevel::kWarning:
      return spdlog::level::warn;
    case LogLevel::kError:
      break;
  }
  return spdlog::level::err;
}

std::string_view NameOf(LogLevel level) {
  switch (level) {
    case LogLevel::kDebug:
      return "debug";
    case LogLevel::kInfo:
      return "info";
    case LogLevel::kWarning:
      return "warning";
    case LogLevel::kError:
      break;
  }
  return "error";
}

struct ProcessLog {
  std::string process_json;
  std::shared_ptr<spdlog::logger> logger;
};

ProcessLog MakeLog(std::string_view process, LogLevel level, spdlog::sink_ptr sink) {
  auto logger = std::make_shared<spdlog::logger>("clearance", std::move(sink));
  logger->set_pattern("%v");
  logger->set_level(LevelOf(level));
  // A line is worth most when the process dies right after it.
  logger->flush_on(spdlog::level::debug);
  return {JsonString(process), std::move(logger)};
}

// Null where the file cannot be opened, and then why. The same question as that of --check-config goes before: spdlog
// itself would make every folder of a mistyped name.
spdlog::sink_ptr FileSink(const std::string& file, std::string& problem) {
  const Status can = CheckWrittenPlace({.key = "log.file", .path = file, .as = WrittenAs::kAppended});
  if (!can.ok()) {
    problem = MessageOf(can);
    return nullptr;
  }
  try {
    return std::make_shared<spdlog::sinks::basic_file_sink_mt>(file);
  } catch (const spdlog::spdlog_ex& error) {
    problem = error.what();
    return nullptr;
  }
}

// Never destroyed: threads may still log while the process ends.
ProcessLog& TheLog() {
  static ProcessLog& log =
      *new ProcessLog(MakeLog("", LogLevel::kWarning, std::make_shared<spdlog::sinks::stderr_sink_mt>()));
  return log;
}

}  // namespace

LogValue::LogValue(std::string_view text) : json(JsonString(text)) {}
LogValue::LogValue(const char* text) : json(JsonString(text)) {}
LogValue::LogValue(const std::string& text) : json(JsonString(text)) {}
LogValue::LogValue(std::int64_t number) : json(NumberText(number)) {}
LogValue::LogValue(int number) : json(NumberText(number)) {}
LogValue::LogValue(std::uint64_t number) : json(NumberText(number)) {}
// JSON has no NaN and no infinity.
LogValue::LogValue(double number) : json(std::isfinite(number) ? NumberText(number) : "null") {}
LogValue::LogValue(bool yes) : json(yes ? "true" : "false") {}

void StartLog(std::string_view process, LogLevel level, const std::string& file) {
  std::string problem;
  spdlog::sink_ptr sink;
  if (!file.empty()) sink = FileSink(file, problem);
  if (sink == nullptr) sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  TheLog() = MakeLog(process, level, std::move(sink));
  if (!problem.empty()) LogError("log_file_unusable", {{"file", file}, {"problem", problem}});
}

void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
  const ProcessLog& log = TheLog();
  if (!log.logger->should_log(LevelOf(level))) return;
  std::string line = "{\"time\":\"" + FormatInstant(SystemClock().Now()) + "\",\"level\":\"";
  line.append(NameOf(level)).append("\",\"process\":").append(log.process_json);
  line.append(",\"event\":").append(JsonString(event));
  for (const auto& [name, value] : fields) line.append(",").append(JsonString(name)).append(":").append(value.json);
  line.append("}");
  log.logger->log(LevelOf(level), spdlog::string_view_t(line.data(), line.size()));
}

}  // namespace clearance
