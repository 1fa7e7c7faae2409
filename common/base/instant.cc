#include "common/base/instant.h"

#include <array>
#include <cstdio>

namespace clearance {
namespace {

// Where the digits stand in "2026-11-22T02:48:17.000Z", and what must stand between them.
constexpr std::string_view kShape = "dddd-dd-ddTdd:dd:dd";
constexpr std::size_t kSecondsEnd = kShape.size();

Status NotAnInstant() {
  return InvalidField("instant", "must look like 2026-11-22T02:48:17Z or 2026-11-22T02:48:17.000Z");
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int NumberAt(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) value = value * 10 + (text[i] - '0');
  return value;
}

bool HasShape(std::string_view text) {
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    if (kShape[i] == 'd' ? !IsDigit(text[i]) : text[i] != kShape[i]) return false;
  }
  return true;
}

}  // namespace

std::string FormatInstant(Instant instant) {
  const auto day = std::chrono::floor<std::chrono::days>(instant);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss time(instant - day);
  std::array<char, 48> text;
  const int size =
      std::snprintf(text.data(), text.size(), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
                    static_cast<int>(time.hours().count()), static_cast<int>(time.minutes().count()),
                    static_cast<int>(time.seconds().count()), static_cast<int>(time.subseconds().count()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

StatusOr<Instant> ParseInstant(std::string_view text) {
  if (text.size() < kSecondsEnd + 1 || !HasShape(text)) return NotAnInstant();
  int milliseconds = 0;
  const std::string_view tail = text.substr(kSecondsEnd);
  if (tail != "Z") {
    if (tail.size() != 5 || tail[0] != '.' || !IsDigit(tail[1]) || !IsDigit(tail[2]) || !IsDigit(tail[3]) ||
        tail[4] != 'Z') {
      return NotAnInstant();
    }
    milliseconds = NumberAt(tail, 1, 3);
  }
  const std::chrono::year_month_day date(std::chrono::year(NumberAt(text, 0, 4)),
                                         std::chrono::month(static_cast<unsigned>(NumberAt(text, 5, 2))),
                                         std::chrono::day(static_cast<unsigned>(NumberAt(text, 8, 2))));
  const int hours = NumberAt(text, 11, 2);
  const int minutes = NumberAt(text, 14, 2);
  const int seconds = NumberAt(text, 17, 2);
  if (!date.ok() || hours > 23 || minutes > 59 || seconds > 59) return NotAnInstant();
  return Instant(std::chrono::sys_days(date)) + std::chrono::hours(hours) + std::chrono::minutes(minutes) +
         std::chrono::seconds(seconds) + Duration(milliseconds);
}

}  // namespace clearance
