// Date: a calendar day of one territory. A Date never becomes an Instant, nor an Instant a Date, without a ZoneTable.
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

using Date = std::chrono::local_days;
using Days = std::chrono::days;

// 2026-11-22 → MakeDate(2026, 11, 22). The day must exist.
constexpr Date MakeDate(int year, unsigned month, unsigned day) {
  return Date(std::chrono::local_days(std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day)));
}

// The UTC day of a moment: for two-digit years and other things that no law hangs on. What a law counts is the civil
// day of a ZoneTable.
inline Date UtcDayOf(std::chrono::sys_time<std::chrono::milliseconds> instant) {
  return Date(std::chrono::floor<Days>(instant).time_since_epoch());
}

// ISO 8601 calendar date, "2026-11-22".
std::string FormatDate(Date date);

// Reads exactly that form, years 1900 to 2199; a day that does not exist is an error. INVALID_ARGUMENT.
StatusOr<Date> ParseDate(std::string_view text);

// Completed years of age on `on`; a birthday on 29 February is completed on 1 March of other years.
int AgeOn(Date birth, Date on);

}  // namespace clearance
