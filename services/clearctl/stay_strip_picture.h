// The days of a strip as text, one sign a day, in rows under their months. Pure: no terminal, no clock.
#pragma once

#include <optional>
#include <string>

#include "common/domain/stay_account.h"

namespace clearance {

inline constexpr int kDefaultPictureWidth = 80;

struct PictureStyle {
  int width = kDefaultPictureWidth;  // columns; at least 40 are used
  bool colour = false;               // ANSI colours on top of the signs, which tell the same without
  bool ascii = false;                // for terminals without UTF-8
};

// The sign of a day and, with colour, its colour.
std::string SignOf(DayMark mark, const PictureStyle& style);

// The rows of `strip` with the months over them, and under them a sign for the day asked about and, where it is given,
// for the last lawful day. Rows hold 30, 60, 90 or 180 days, so that a window of 180 ends where a row does.
std::string StripPicture(const StayStrip& strip, const std::optional<Date>& last_lawful_day, const PictureStyle& style);

// The signs that occur in `strip` with their meaning.
std::string StripLegend(const StayStrip& strip, const std::optional<Date>& last_lawful_day, const PictureStyle& style);

}  // namespace clearance
