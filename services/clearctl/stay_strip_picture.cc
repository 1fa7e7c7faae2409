#include "services/clearctl/stay_strip_picture.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace clearance {
namespace {

struct Sign {
  DayMark mark;
  std::string_view utf8;
  std::string_view ascii;
  std::string_view colour;  // SGR parameters (ECMA-48)
  std::string_view meaning;
};

constexpr std::array<Sign, 7> kSigns = {{
    {DayMark::kUsed, "█", "#", "36", "day of stay"},
    {DayMark::kNotCounted, "░", "~", "2", "present, not counted"},
    {DayMark::kPossible, "▒", "+", "32", "may still be used"},
    {DayMark::kPlanned, "○", "o", "33", "planned"},
    {DayMark::kDoubtful, "?", "?", "33", "lawful by one reading or record only"},
    {DayMark::kUnlawful, "×", "X", "1;31", "not lawful"},
    {DayMark::kFree, "·", ".", "2", "free"},
}};

const Sign& SignFor(DayMark mark) {
  return *std::find_if(kSigns.begin(), kSigns.end(), [&](const Sign& sign) { return sign.mark == mark; });
}

std::string Coloured(std::string_view text, std::string_view colour, const PictureStyle& style) {
  if (!style.colour) return std::string(text);
  return "\x1b[" + std::string(colour) + "m" + std::string(text) + "\x1b[0m";
}

std::string_view OnSign(const PictureStyle& style) { return style.ascii ? "^" : "▲"; }
std::string_view LastSign(const PictureStyle& style) { return style.ascii ? "|" : "┘"; }

constexpr std::string_view kMargin = "  ";
constexpr int kLabelColumns = 14;  // margin, the first day of the row, two spaces
constexpr int kMonthOverhang = 6;  // of a month that begins on the last day of a row
constexpr std::array kRowDays = {180, 90, 60, 30};
constexpr int kLeastRowDays = 20;

int RowDays(const PictureStyle& style) {
  for (const int days : kRowDays) {
    if (days + kLabelColumns + kMonthOverhang <= style.width) return days;
  }
  return kLeastRowDays;
}

std::string WithoutTrailingSpace(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

// "2026-06" over the first of each month.
std::string MonthLine(Date first, int days) {
  const int columns = kLabelColumns + days + kMonthOverhang;
  std::string line(static_cast<std::size_t>(columns), ' ');
  for (int i = 0; i < days; ++i) {
    const Date day = first + Days(i);
    if (std::chrono::year_month_day(day).day() != std::chrono::day(1)) continue;
    const std::string month = FormatDate(day).substr(0, 7);
    line.replace(static_cast<std::size_t>(kLabelColumns + i), month.size(), month);
  }
  return WithoutTrailingSpace(std::move(line));
}

// A run of one mark is coloured once.
std::string DayLine(const StayStrip& strip, int from, int days, const PictureStyle& style) {
  std::string line(kMargin);
  line.append(FormatDate(strip.first + Days(from))).append("  ");
  for (int i = from; i < from + days;) {
    const DayMark mark = strip.marks[static_cast<std::size_t>(i)];
    std::string run;
    for (; i < from + days && strip.marks[static_cast<std::size_t>(i)] == mark; ++i) {
      run.append(style.ascii ? SignFor(mark).ascii : SignFor(mark).utf8);
    }
    line.append(Coloured(run, SignFor(mark).colour, style));
  }
  return line;
}

// The signs under a row, each with its day beside it where there is room; "" when none falls into it.
std::string MarkerLine(const StayStrip& strip, int from, int days, const std::optional<Date>& last_lawful_day,
                       const PictureStyle& style) {
  std::vector<std::pair<int, std::string_view>> markers;
  const auto add = [&](Date day, std::string_view sign) {
    const int place = static_cast<int>((day - strip.first).count()) - from;
    if (place >= 0 && place < days) markers.emplace_back(place, sign);
  };
  add(strip.on, OnSign(style));
  if (last_lawful_day && *last_lawful_day != strip.on) add(*last_lawful_day, LastSign(style));
  std::sort(markers.begin(), markers.end());
  std::string line;
  int column = 0;
  for (const auto& [place, sign] : markers) {
    const std::string day = FormatDate(strip.first + Days(from + place));
    const int at = kLabelColumns + place;
    // Before the sign, so that the line never grows beyond the row.
    const int begin = at - static_cast<int>(day.size()) - 1;
    if (begin >= column) {
      line.append(static_cast<std::size_t>(begin - column), ' ').append(day).append(" ");
      column = at;
    }
    line.append(static_cast<std::size_t>(std::max(0, at - column)), ' ').append(sign);
    column = at + 1;
  }
  return line;
}

}  // namespace

std::string SignOf(DayMark mark, const PictureStyle& style) {
  const Sign& sign = SignFor(mark);
  return Coloured(style.ascii ? sign.ascii : sign.utf8, sign.colour, style);
}

std::string StripPicture(const StayStrip& strip, const std::optional<Date>& last_lawful_day,
                         const PictureStyle& style) {
  std::string picture;
  const int total = static_cast<int>(strip.marks.size());
  const int row_days = RowDays(style);
  for (int from = 0; from < total; from += row_days) {
    const int days = std::min(row_days, total - from);
    const std::string months = MonthLine(strip.first + Days(from), days);
    if (!months.empty()) picture.append(months).append("\n");
    picture.append(DayLine(strip, from, days, style)).append("\n");
    const std::string markers = MarkerLine(strip, from, days, last_lawful_day, style);
    if (!markers.empty()) picture.append(markers).append("\n");
  }
  return picture;
}

std::string StripLegend(const StayStrip& strip, const std::optional<Date>& last_lawful_day, const PictureStyle& style) {
  constexpr std::string_view kGap = "   ";
  std::string legend;
  std::size_t column = 0;
  const auto add = [&](const std::string& sign, std::string_view meaning) {
    const std::size_t columns = kGap.size() + 2 + meaning.size();
    const bool breaks = column > 0 && column + columns > static_cast<std::size_t>(style.width);
    if (breaks) legend.append("\n");
    if (breaks) column = 0;
    legend.append(column == 0 ? kMargin : kGap).append(sign).append(" ").append(meaning);
    column += column == 0 ? kMargin.size() + columns - kGap.size() : columns;
  };
  for (const Sign& sign : kSigns) {
    const bool occurs = std::find(strip.marks.begin(), strip.marks.end(), sign.mark) != strip.marks.end();
    if (occurs) add(SignOf(sign.mark, style), sign.meaning);
  }
  add(std::string(OnSign(style)), "the day asked");
  if (last_lawful_day && *last_lawful_day != strip.on) add(std::string(LastSign(style)), "last lawful day");
  return legend.append("\n");
}

}  // namespace clearance
