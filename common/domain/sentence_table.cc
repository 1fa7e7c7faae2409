#include "common/domain/sentence_table.h"

#include "common/base/check.h"

namespace clearance {
namespace {

std::string_view FormOf(const CountedNoun& noun, Plural plural) {
  switch (plural) {
    case Plural::kOne:
      return noun.one;
    case Plural::kFew:
      return noun.few;
    case Plural::kMany:
      return noun.many;
  }
  CheckFailed(__FILE__, __LINE__, "a plural with a form");
}

}  // namespace

const SentenceTable& SentencesIn(Language language) {
  switch (language) {
    case Language::kEn:
      return kEnglishSentences;
    case Language::kZh:
      return kChineseSentences;
    case Language::kKk:
      return kKazakhSentences;
    case Language::kRu:
      return kRussianSentences;
  }
  CheckFailed(__FILE__, __LINE__, "a language with sentences");
}

std::string CountInWords(const SentenceTable& table, const CountedNoun& noun, int count) {
  return std::to_string(count).append(FormOf(noun, table.plural_of(count)));
}

void SetTerritory(const SentenceTable& table, Territory territory, SentenceFacts& facts) {
  const TerritoryWords& words = table.territories.at(static_cast<std::size_t>(territory));
  facts.Set(Fact::kTerritory, std::string(words.name));
  facts.Set(Fact::kInTerritory, std::string(words.in));
}

}  // namespace clearance
