// SentenceTable: all that is said to people in one language, as data; each language is one file, sentences_<tag>.cc.
// Inside common/domain only. Sentences say facts and dates: never personal data, never advice.
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "common/domain/enum_names.h"
#include "common/domain/language.h"
#include "common/domain/limit_words.h"
#include "common/domain/reason.h"
#include "common/domain/sentence_template.h"

namespace clearance {

// Which form a noun takes behind a number. A language without the distinction uses kMany alone.
enum class Plural { kOne, kFew, kMany };

// The forms of a noun that its language has, each with the space that divides it from its number.
struct CountedNoun {
  std::string_view one{};
  std::string_view few{};
  std::string_view many{};
};

struct TerritoryWords {
  std::string_view name;  // not inflected
  std::string_view in;    // "in Kazakhstan"
};

// What can be said of a stay without a reason; see DescribeStay.
enum class StaySentence {
  kMayStay,         // days, date = last day, limit, used
  kWithoutLimit,    // no facts
  kNoDayLeft,       // days used, limit, date = earliest entry
  kMustLeaveBy,     // territory, in_territory, date and days always; limit, used
  kOverstayed,      // days always; date = last lawful day, limit
  kStrictestEnded,  // past the last lawful day by the strictest count only: date = that day, limit
};

inline constexpr std::size_t kStaySentenceCount = static_cast<std::size_t>(StaySentence::kStrictestEnded) + 1;

struct SentenceTable {
  std::string_view full_stop;
  Plural (*plural_of)(int count);
  CountedNoun day, entry, hour;
  std::array<TerritoryWords, kAllTerritories.size()> territories;  // in the order of the enumeration
  EnumNames<LimitForm, kLimitFormCount> limits;                    // no full stop; the numbers are always known
  EnumNames<StaySentence, kStaySentenceCount> stays;
  EnumNames<ReasonCode, kReasonCodeCount> reasons;  // facts in clauses only: any of them may be missing
};

// True when every value has a well-formed template of its own, and every sentence ends as one. To be asserted at
// compile time beside every table.
constexpr bool IsComplete(const SentenceTable& table) {
  if (!NamesEveryValue(table.limits, LimitForm::kHoursFromEntry)) return false;
  if (!NamesEveryValue(table.stays, StaySentence::kStrictestEnded)) return false;
  if (!NamesEveryValue(table.reasons, ReasonCode::kStayEndsSoon)) return false;
  for (const auto& [form, text] : table.limits) {
    if (!ShapeOf(text).well_formed) return false;
  }
  for (const auto& [stay, text] : table.stays) {
    if (!ShapeOf(text).well_formed || !text.ends_with(table.full_stop)) return false;
  }
  for (const auto& [code, text] : table.reasons) {
    if (!ShapeOf(text).well_formed || ShapeOf(text).needs_facts || !text.ends_with(table.full_stop)) return false;
  }
  return true;
}

extern const SentenceTable kEnglishSentences;
extern const SentenceTable kChineseSentences;
extern const SentenceTable kKazakhSentences;
extern const SentenceTable kRussianSentences;

const SentenceTable& SentencesIn(Language language);

// "2 days".
std::string CountInWords(const SentenceTable& table, const CountedNoun& noun, int count);

// Both facts of a territory.
void SetTerritory(const SentenceTable& table, Territory territory, SentenceFacts& facts);

}  // namespace clearance
