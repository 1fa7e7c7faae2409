// Calendar days as text, and ages.
#include "common/domain/date.h"

#include <array>
#include <cstdio>

namespace clearance {
namespace {

constexpr std::string_view kShape = "dddd-dd-dd";
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;

bool HasShape(std::string_view text) {
  if (text.size() != kShape.size()) return false;
  for (std::size_t i = 0; i < kShape.size(); ++i) {
    const bool is_digit = text[i] >= '0' && text[i] <= '9';
    if (kShape[i] == 'd' ? !is_digit : text[i] != kShape[i]) return false;
  }
  return true;
}

int NumberAt(std::string_view text, std::size_t at, std::size_t digits) {
  int value = 0;
  for (const char digit : text.substr(at, digits)) value = value * 10 + (digit - '0');
  return value;
}

}  // namespace

std::string FormatDate(Date date) {
  const std::chrono::year_month_day day(date);
  const int year = static_cast<int>(day.year());
  if (year >= 0 && year <= 9999) {
    // Digit by digit: a list of slots has thousands of dates.
    std::string text;
    const auto append = [&text](auto number) {
      text += {static_cast<char>('0' + number / 10), static_cast<char>('0' + number % 10)};
    };
    append(year / 100);
    append(year % 100);
    text += '-';
    append(static_cast<unsigned>(day.month()));
    text += '-';
    append(static_cast<unsigned>(day.day()));
    return text;
  }
  std::array<char, 32> text;
  const int size = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(day.year()),
                                 static_cast<unsigned>(day.month()), static_cast<unsigned>(day.day()));
  return std::string(text.data(), static_cast<std::size_t>(size));
}

StatusOr<Date> ParseDate(std::string_view text) {
  if (!HasShape(text)) return InvalidField("date", "must look like 2026-11-22");
  const std::chrono::year_month_day day(std::chrono::year(NumberAt(text, 0, 4)),
                                        std::chrono::month(static_cast<unsigned>(NumberAt(text, 5, 2))),
                                        std::chrono::day(static_cast<unsigned>(NumberAt(text, 8, 2))));
  if (!day.ok()) return InvalidField("date", "is not a day of the calendar");
  if (day.year() < std::chrono::year(kFirstYear) || day.year() > std::chrono::year(kLastYear)) {
    return InvalidField("date", "must be in the years 1900 to 2199");
  }
  return Date(std::chrono::local_days(day));
}

int AgeOn(Date birth, Date on) {
  const std::chrono::year_month_day from(birth);
  const std::chrono::year_month_day to(on);
  const int years = static_cast<int>(to.year()) - static_cast<int>(from.year());
  const bool before_birthday = to.month() != from.month() ? to.month() < from.month() : to.day() < from.day();
  return before_birthday ? years - 1 : years;
}

}  // namespace clearance
