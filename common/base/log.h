// Log: one JSON object a line, of an event name and named fields, through spdlog.
//
// Never personal data: no name, no document number, no birth date, no picture, no booking reference. Fields say
// lanes, request ids, reasons, counts and times.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace clearance {

enum class LogLevel { kDebug, kInfo, kWarning, kError };

// A value already in JSON form.
struct LogValue {
  LogValue(std::string_view text);    // NOLINT(google-explicit-constructor): a list of fields reads better
  LogValue(const char* text);         // NOLINT(google-explicit-constructor)
  LogValue(const std::string& text);  // NOLINT(google-explicit-constructor)
  LogValue(std::int64_t number);      // NOLINT(google-explicit-constructor)
  LogValue(int number);               // NOLINT(google-explicit-constructor)
  LogValue(std::uint64_t number);     // NOLINT(google-explicit-constructor)
  LogValue(double number);            // NOLINT(google-explicit-constructor)
  LogValue(bool yes);                 // NOLINT(google-explicit-constructor)
  std::string json;
};

using LogField = std::pair<std::string_view, LogValue>;

// Sends the process's log to standard error (or to `file`, appended) from `level` up, marked with the process's name.
// Called once in main, before any thread; without it, lines of kWarning and above go to standard error. With a file
// that cannot be opened, or whose folder is not there, the log goes to standard error and says so there.
void StartLog(std::string_view process, LogLevel level, const std::string& file = "");

// Thread-safe.
void Log(LogLevel level, std::string_view event, std::initializer_list<LogField> fields = {});
inline void LogInfo(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kInfo, event, fields);
}
inline void LogWarning(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kWarning, event, fields);
}
inline void LogError(std::string_view event, std::initializer_list<LogField> fields = {}) {
  Log(LogLevel::kError, event, fields);
}

}  // namespace clearance
