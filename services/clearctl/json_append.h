// Appends the values of a JSON line to a text that is used again: no document, and no allocation but for text that
// needs escapes.
#pragma once

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/text.h"
#include "common/domain/date.h"

namespace clearance {

inline void AppendNumber(std::string& out, int number) {
  std::array<char, 12> digits;
  const auto written = std::to_chars(digits.data(), digits.data() + digits.size(), number);
  out.append(digits.data(), written.ptr);
}

// "2026-11-22" with its quotes; the years 0 to 9999.
inline void AppendDate(std::string& out, Date date) {
  const std::chrono::year_month_day day(date);
  const auto year = static_cast<unsigned>(static_cast<int>(day.year()));
  const auto month = static_cast<unsigned>(day.month());
  const auto day_of_month = static_cast<unsigned>(day.day());
  const auto digit = [](unsigned value) { return static_cast<char>('0' + value % 10); };
  const std::array<char, 12> text = {'"',
                                     digit(year / 1000),
                                     digit(year / 100),
                                     digit(year / 10),
                                     digit(year),
                                     '-',
                                     digit(month / 10),
                                     digit(month),
                                     '-',
                                     digit(day_of_month / 10),
                                     digit(day_of_month),
                                     '"'};
  out.append(text.data(), text.size());
}

// `text`, which must be UTF-8, with its quotes.
inline void AppendText(std::string& out, std::string_view text) {
  const bool plain = std::all_of(text.begin(), text.end(), [](char c) {
    return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\' && c != 0x7F;
  });
  if (plain) {
    out.append("\"").append(text).append("\"");
  } else {
    out.append(JsonString(text));
  }
}

inline void AppendBool(std::string& out, bool value) { out.append(value ? "true" : "false"); }

// `append` for a value that is there, else null.
template <typename T, typename Append>
void AppendOrNull(std::string& out, const std::optional<T>& value, Append append) {
  if (value) {
    append(out, *value);
  } else {
    out.append("null");
  }
}

}  // namespace clearance
