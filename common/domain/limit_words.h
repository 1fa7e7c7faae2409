// Limits in words. A rule-book id names a regime and a limit, "CHN-KAZ/rolling-90-180"; here it is read for people.
// Never judges a stay: the numbers that count are those of the rule book.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/domain/language.h"

namespace clearance {

// The forms of limit a rule book can name; # is a number.
enum class LimitForm {
  kPerStay,            // per-stay-#: days in one stay
  kRolling,            // rolling-#-#: days in any so many days
  kCalendarYear,       // calendar-year-#: days
  kCalendarMonth,      // calendar-month-#: days
  kEntriesRolling,     // entries-#-rolling-#: entries in any so many days
  kEntriesYear,        // entries-#-year: entries in a calendar year
  kEntriesMonth,       // entries-#-month: entries in a calendar month
  kGap,                // gap-#: days outside between two stays
  kHoursFromMidnight,  // hours-#-from-midnight: from the midnight after the entry
  kHoursFromEntry,     // hours-#-from-entry
};

inline constexpr std::size_t kLimitFormCount = static_cast<std::size_t>(LimitForm::kHoursFromEntry) + 1;

// What an id says behind its regime.
struct NamedLimit {
  LimitForm form{};
  int count = 0;        // days, entries or hours, by the form
  int window_days = 0;  // of a rolling form; else 0
  friend bool operator==(const NamedLimit&, const NamedLimit&) = default;
};

// Reads an id, regime and slash included; nullopt for any other form.
std::optional<NamedLimit> ReadLimitId(std::string_view id);

// "CHN-KAZ/rolling-90-180" → "90 days in any 180", without a full stop; an id of another form as it is.
std::string LimitInWords(std::string_view id, Language language);

}  // namespace clearance
