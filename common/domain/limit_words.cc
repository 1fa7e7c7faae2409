#include "common/domain/limit_words.h"

#include <array>
#include <charconv>
#include <system_error>

#include "common/domain/enum_names.h"
#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

constexpr EnumNames<LimitForm, kLimitFormCount> kIdForms = {{
    {LimitForm::kPerStay, "per-stay-#"},
    {LimitForm::kRolling, "rolling-#-#"},
    {LimitForm::kCalendarYear, "calendar-year-#"},
    {LimitForm::kCalendarMonth, "calendar-month-#"},
    {LimitForm::kEntriesRolling, "entries-#-rolling-#"},
    {LimitForm::kEntriesYear, "entries-#-year"},
    {LimitForm::kEntriesMonth, "entries-#-month"},
    {LimitForm::kGap, "gap-#"},
    {LimitForm::kHoursFromMidnight, "hours-#-from-midnight"},
    {LimitForm::kHoursFromEntry, "hours-#-from-entry"},
}};
static_assert(NamesEveryValue(kIdForms, LimitForm::kHoursFromEntry));

// Reads the leading digits of `text` and takes them away.
std::optional<int> TakeNumber(std::string_view& text) {
  if (text.starts_with('-')) return std::nullopt;  // from_chars would take it for a sign
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc()) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  return number;
}

// The numbers, at most two, that stand in `text` where `form` has a #; nullopt when it is not of that form.
std::optional<std::array<int, 2>> NumbersOf(std::string_view form, std::string_view text) {
  std::array<int, 2> numbers{};
  std::size_t count = 0;
  for (const char sign : form) {
    if (sign == '#') {
      const auto number = TakeNumber(text);
      if (!number) return std::nullopt;
      numbers.at(count++) = *number;
    } else {
      if (!text.starts_with(sign)) return std::nullopt;
      text.remove_prefix(1);
    }
  }
  return text.empty() ? std::optional(numbers) : std::nullopt;
}

}  // namespace

std::optional<NamedLimit> ReadLimitId(std::string_view id) {
  const std::size_t slash = id.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  for (const auto& [form, text] : kIdForms) {
    if (const auto numbers = NumbersOf(text, id.substr(slash + 1)))
      return NamedLimit{form, numbers->at(0), numbers->at(1)};
  }
  return std::nullopt;
}

std::string LimitInWords(std::string_view id, Language language) {
  const auto limit = ReadLimitId(id);
  if (!limit) return std::string(id);
  const SentenceTable& table = SentencesIn(language);
  SentenceFacts facts;
  facts.Set(Fact::kDays, CountInWords(table, table.day, limit->count));
  facts.Set(Fact::kEntries, CountInWords(table, table.entry, limit->count));
  facts.Set(Fact::kHours, CountInWords(table, table.hour, limit->count));
  facts.Set(Fact::kWindow, std::to_string(limit->window_days));
  facts.Set(Fact::kWindowDays, CountInWords(table, table.day, limit->window_days));
  return Render(NameOf(table.limits, limit->form), facts);
}

}  // namespace clearance
