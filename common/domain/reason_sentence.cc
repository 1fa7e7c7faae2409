// Describe: a reason in one plain sentence. The words are those of sentence_table.h.
#include "common/domain/reason.h"
#include "common/domain/sentence_table.h"

namespace clearance {

std::string Describe(const Reason& reason, Language language) {
  const SentenceTable& table = SentencesIn(language);
  SentenceFacts facts;
  if (reason.territory) SetTerritory(table, *reason.territory, facts);
  if (reason.days) {
    facts.Set(Fact::kDays, CountInWords(table, table.day, *reason.days));
    facts.Set(Fact::kNumber, std::to_string(*reason.days));
  }
  if (reason.date) facts.Set(Fact::kDate, FormatDate(*reason.date));
  facts.Set(Fact::kLimit, LimitInWords(reason.limit, language));
  facts.Set(Fact::kDetail, reason.detail);
  return Render(NameOf(table.reasons, reason.code), facts);
}

std::string Describe(const Reason& reason) { return Describe(reason, Language::kEn); }

}  // namespace clearance
