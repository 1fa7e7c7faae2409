#include "services/clearctl/stay_picture.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/text.h"
#include "common/domain/reason.h"
#include "common/domain/stay_sentence.h"

namespace clearance {
namespace {

constexpr std::string_view kMargin = "  ";

std::string DayCount(int days) { return Counted(days, "day", "days"); }

std::string Span(Date from, Date to) {
  return from == to ? FormatDate(from) : FormatDate(from) + " to " + FormatDate(to);
}

// Columns of a text; every character of ours that is no letter of ASCII takes one.
std::size_t Columns(std::string_view text) {
  return static_cast<std::size_t>(
      std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

using Row = std::vector<std::string>;

// Rows under one another, each column as wide as its widest cell; numbers to the right.
std::string Table(const std::vector<Row>& rows) {
  std::vector<std::size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], Columns(row[i]));
  }
  std::string table;
  for (const Row& row : rows) {
    std::string line(kMargin);
    for (std::size_t i = 0; i < row.size(); ++i) {
      const std::string padding(widths[i] - Columns(row[i]), ' ');
      const bool number = !row[i].empty() && row[i].find_first_not_of("0123456789") == std::string::npos;
      line.append(i == 0 ? "" : "  ").append(number ? padding + row[i] : row[i] + padding);
    }
    line.erase(line.find_last_not_of(' ') + 1);
    table.append(line).append("\n");
  }
  return table;
}

// `text` broken at spaces so that no line is wider than `width`.
std::string Wrapped(std::string_view text, int width) {
  std::string wrapped;
  std::string line(kMargin);
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    const std::string_view word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const bool first = line.size() == kMargin.size();
    if (!first && Columns(line) + 1 + Columns(word) > static_cast<std::size_t>(width)) {
      wrapped.append(line).append("\n");
      line = kMargin;
    } else if (!first) {
      line.append(" ");
    }
    line.append(word);
  }
  return wrapped.append(line).append("\n");
}

std::string Title(const StayAccount& account) {
  const StayAnswer& answer = account.answer;
  std::string title = answer.regime;
  title.append(" in ").append(TerritoryName(answer.territory));
  title.append(account.inside ? ": inside on " : ": an entry on ").append(FormatDate(account.on));
  return title.append("\n\n");
}

// "2 days, until 2026-11-23".
std::string StayInWords(const StayAccount& account) {
  const StayAnswer& answer = account.answer;
  if (!answer.longest_stay_days) return "as long as one likes";
  const std::string until = answer.must_leave_by ? FormatDate(*answer.must_leave_by) : "";
  if (account.inside) {
    if (until.empty()) return "not one day of it was lawful";
    if (*answer.longest_stay_days == 0) return "the last lawful day was " + until;
    return DayCount(*answer.longest_stay_days) + " with this one, until " + until;
  }
  return until.empty() ? "not admissible on this day" : DayCount(*answer.longest_stay_days) + ", until " + until;
}

std::string Findings(const StayAccount& account) {
  std::vector<Row> rows = {{"Stay", StayInWords(account)}};
  if (!account.answer.binding_limit.empty()) rows.push_back({"Binds", account.answer.binding_limit});
  if (account.answer.unlawful_days > 0) rows.push_back({"Unlawful", DayCount(account.answer.unlawful_days)});
  if (account.window_excess > 0) rows.push_back({"Too many", DayCount(account.window_excess) + " in the window"});
  const bool tells_entry = account.earliest_entry != account.on;
  if (tells_entry) {
    rows.push_back({"Next entry", account.earliest_entry ? FormatDate(*account.earliest_entry) : "never so long"});
  }
  return Table(rows);
}

std::string_view UnitOf(std::string_view limit) {
  const std::string_view kind = limit.substr(std::min(limit.find('/') + 1, limit.size()));
  if (kind.starts_with("entries-")) return "entries";
  if (kind.starts_with("hours-")) return "hours";
  return kind.starts_with("gap-") ? "days outside" : "days";
}

std::string Limits(const StayAccount& account) {
  if (account.limits.empty()) return "";
  std::vector<Row> rows = {{"Limit", "used", "left", ""}};
  for (const LimitUse& use : account.limits) {
    rows.push_back({use.limit, std::to_string(use.used), std::to_string(use.left), std::string(UnitOf(use.limit))});
  }
  return "\n" + Table(rows);
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(' '), text.size());
    words.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return words;
}

// What `reading` says otherwise than `other`.
std::string DifferentWords(std::string_view reading, std::string_view other) {
  const std::vector<std::string_view> others = Words(other);
  std::string different;
  for (const std::string_view word : Words(reading)) {
    if (std::find(others.begin(), others.end(), word) != others.end()) continue;
    different.append(different.empty() ? "" : " ").append(word);
  }
  return different;
}

std::string Readings(const StayAccount& account) {
  if (account.readings.empty()) return "";
  const ReadingAnswer& strictest = account.readings.front();
  const ReadingAnswer& mildest = account.readings.back();
  const auto outcome = [](const ReadingAnswer& answer) {
    return std::tie(answer.longest_stay_days, answer.must_leave_by, answer.binding_limit, answer.unlawful_days);
  };
  if (outcome(strictest) == outcome(mildest)) return "";
  std::vector<Row> rows = {{"Open reading", "until", "binds"}};
  std::string words;
  const auto add = [&](std::string_view name, const ReadingAnswer& reading, const ReadingAnswer& other) {
    const std::string without = reading.longest_stay_days ? "never" : "no limit";
    rows.push_back({std::string(name), reading.must_leave_by ? FormatDate(*reading.must_leave_by) : without,
                    reading.binding_limit});
    words.append(kMargin).append(name).append(": ").append(DifferentWords(reading.reading, other.reading)).append("\n");
  };
  add("strictest", strictest, mildest);
  add("mildest", mildest, strictest);
  return "\n" + Table(rows) + words;
}

std::string ComeBack(const StayAccount& account) {
  if (account.days_back.empty()) return "";
  std::vector<Row> rows = {{"Days that come back, one a day", ""}};
  for (const DaysBack& back : account.days_back) {
    rows.push_back({Span(back.from, back.to), DayCount(static_cast<int>((back.to - back.from).count()) + 1)});
  }
  return "\n" + Table(rows);
}

std::string Plan(const StayAccount& account, const PictureStyle& style) {
  std::vector<Row> rows = {{"", "Planned", "days", "unlawful from", "by"}};
  for (const PlannedAnswer& planned : account.planned) {
    const int days = static_cast<int>((planned.stay.to - planned.stay.from).count()) + 1;
    const bool lawful = planned.lawful;
    rows.push_back({lawful ? (style.ascii ? "+" : "✓") : (style.ascii ? "X" : "×"),
                    Span(planned.stay.from, planned.stay.to), std::to_string(days),
                    lawful ? "lawful" : FormatDate(*planned.first_unlawful_day), planned.binding_limit});
  }
  const std::string ends = "A planned stay is an entry of its own: the present one is taken to end on ";
  const std::string note = account.inside ? "\n" + Wrapped(ends + FormatDate(account.on) + ".", style.width) : "";
  return Table(rows) + note;
}

}  // namespace

std::string SentencesOf(const StayAccount& account, Language language) {
  std::string text;
  for (const Reason& reason : account.reasons) {
    text.append(text.empty() ? "" : " ").append(Describe(reason, language));
  }
  return text.empty() ? DescribeStay(account.answer, account.on, account.inside, language) : text;
}

std::string ExplainPicture(const StayAccount& account, Language language, const PictureStyle& style) {
  const auto& last_lawful_day = account.answer.must_leave_by;
  std::string picture = Title(account);
  picture.append(StripPicture(account.strip, last_lawful_day, style)).append("\n");
  picture.append(StripLegend(account.strip, last_lawful_day, style)).append("\n");
  picture.append(Findings(account)).append(Limits(account)).append(Readings(account)).append(ComeBack(account));
  if (!account.planned.empty()) picture.append("\n").append(Plan(account, style));
  return picture.append("\n").append(Wrapped(SentencesOf(account, language), style.width));
}

std::string PlanPicture(const StayAccount& account, const PictureStyle& style) {
  // What could be done instead of the plan would only be in its way.
  StayStrip strip = account.strip;
  std::replace(strip.marks.begin(), strip.marks.end(), DayMark::kPossible, DayMark::kFree);
  std::string picture = account.answer.regime;
  picture.append(" in ").append(TerritoryName(account.answer.territory));
  picture.append(": planned as seen on ").append(FormatDate(account.on)).append("\n\n");
  picture.append(StripPicture(strip, std::nullopt, style)).append("\n");
  picture.append(StripLegend(strip, std::nullopt, style)).append("\n");
  return picture.append(Plan(account, style));
}

}  // namespace clearance
