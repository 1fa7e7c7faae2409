// Sentence templates: a sentence of one language with places for its facts. Inside common/domain only. Never knows a
// language or a reason.
//
//   {date}              the fact; Render needs it
//   [; until {date}]    a clause, left out when one of its facts is not known
//   [{date}|some day]   a clause, and the words that stand for it when one of its facts is not known
#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "common/domain/enum_names.h"

namespace clearance {

enum class Fact {
  kTerritory,    // its name, not inflected
  kInTerritory,  // "in Kazakhstan", with which a sentence of some languages begins
  kDays,         // with the noun: "2 days"
  kNumber,       // the days without it, or an age in years
  kDate,
  kLimit,    // in words
  kDetail,   // as it is
  kUsed,     // days used, without the noun
  kEntries,  // with the noun
  kHours,    // with the noun
  kWindow,   // days, without the noun
  kWindowDays,
};

inline constexpr std::size_t kFactCount = static_cast<std::size_t>(Fact::kWindowDays) + 1;

inline constexpr EnumNames<Fact, kFactCount> kFactNames = {{
    {Fact::kTerritory, "territory"},
    {Fact::kInTerritory, "in_territory"},
    {Fact::kDays, "days"},
    {Fact::kNumber, "number"},
    {Fact::kDate, "date"},
    {Fact::kLimit, "limit"},
    {Fact::kDetail, "detail"},
    {Fact::kUsed, "used"},
    {Fact::kEntries, "entries"},
    {Fact::kHours, "hours"},
    {Fact::kWindow, "window"},
    {Fact::kWindowDays, "window_days"},
}};
static_assert(NamesEveryValue(kFactNames, Fact::kWindowDays));

// The facts of one sentence in the words of its language; an empty one is not known.
class SentenceFacts {
 public:
  void Set(Fact fact, std::string words) { words_[static_cast<std::size_t>(fact)] = std::move(words); }
  const std::string& Of(Fact fact) const { return words_[static_cast<std::size_t>(fact)]; }

 private:
  std::array<std::string, kFactCount> words_{};
};

struct TemplateShape {
  bool well_formed = false;
  bool needs_facts = false;  // has a fact outside all clauses
};

// Checks the grammar above: known facts only, clauses not nested, each with a fact, none in the words that stand for
// it. To be asserted at compile time beside every template.
constexpr TemplateShape ShapeOf(std::string_view text) {
  constexpr TemplateShape kMalformed{};
  bool needs_facts = false;
  bool in_clause = false;
  bool clause_has_fact = false;
  bool in_stand_in = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    switch (text[i]) {
      case '{': {
        const std::size_t end = text.find('}', i);
        if (end == std::string_view::npos || in_stand_in) return kMalformed;
        if (!ValueOf(kFactNames, text.substr(i + 1, end - i - 1))) return kMalformed;
        (in_clause ? clause_has_fact : needs_facts) = true;
        i = end;
        break;
      }
      case '[':
        if (in_clause) return kMalformed;
        in_clause = true;
        clause_has_fact = false;
        break;
      case '|':
        if (!in_clause || in_stand_in) return kMalformed;
        in_stand_in = true;
        break;
      case ']':
        if (!in_clause || !clause_has_fact) return kMalformed;
        in_clause = false;
        in_stand_in = false;
        break;
      case '}':
        return kMalformed;
      default:
        break;
    }
  }
  return {.well_formed = !in_clause, .needs_facts = needs_facts};
}

// The sentence of a well-formed template. Facts are put in as they are: braces in one of them mean nothing. A fact
// outside all clauses must be known (CHECK).
std::string Render(std::string_view text, const SentenceFacts& facts);

}  // namespace clearance
