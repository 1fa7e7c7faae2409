#include "services/clearctl/instant_option.h"

#include "common/base/clock.h"
#include "common/domain/date.h"

namespace clearance {
namespace {

constexpr Date kFirstDay = MakeDate(1900, 1, 1);
constexpr Date kLastDay = MakeDate(2199, 12, 31);

StatusOr<Instant> ReadInstant(const std::string& text) {
  const auto date = ParseDate(text);
  if (date.ok()) return Instant(std::chrono::sys_days(date->time_since_epoch()));
  return ParseInstant(text);
}

bool IsInRange(Instant instant) {
  const Date day = UtcDayOf(instant);
  return day >= kFirstDay && day <= kLastDay;
}

// Whether another year would make a day or a moment of it.
bool OnlyTheYearIsWrong(const std::string& text) {
  constexpr std::string_view kLeapYear = "2000";
  if (text.size() < kLeapYear.size() || text.find_first_not_of("0123456789") != kLeapYear.size()) return false;
  return ReadInstant(std::string(kLeapYear) + text.substr(kLeapYear.size())).ok();
}

}  // namespace

StatusOr<Instant> ReadInstantOption(std::string_view option, const std::string& text) {
  if (text.empty()) return SystemClock().Now();
  const auto instant = ReadInstant(text);
  if (instant.ok() && IsInRange(*instant)) return *instant;
  if (instant.ok() || OnlyTheYearIsWrong(text)) return InvalidField(option, "must be in the years 1900 to 2199");
  return InvalidField(option, "must be a day as 2026-11-25 or a moment as 2026-11-25T08:00:00Z");
}

}  // namespace clearance
