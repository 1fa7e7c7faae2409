#include "common/domain/stay_sentence.h"

#include "common/domain/sentence_table.h"

namespace clearance {
namespace {

std::string Say(const SentenceTable& table, StaySentence sentence, const SentenceFacts& facts) {
  return Render(NameOf(table.stays, sentence), facts);
}

bool HasNoLimit(const StayAnswer& stay) { return !stay.longest_stay_days && !stay.must_leave_by; }

// Days used are counted in the window of a rolling limit: beside any other they would say something else.
bool CountsTowardsLimit(const StayAnswer& stay) {
  const auto limit = ReadLimitId(stay.binding_limit);
  return limit && limit->form == LimitForm::kRolling;
}

SentenceFacts FactsOf(const StayAnswer& stay, const SentenceTable& table, Language language) {
  SentenceFacts facts;
  SetTerritory(table, stay.territory, facts);
  if (stay.must_leave_by) facts.Set(Fact::kDate, FormatDate(*stay.must_leave_by));
  facts.Set(Fact::kLimit, LimitInWords(stay.binding_limit, language));
  if (CountsTowardsLimit(stay)) facts.Set(Fact::kUsed, std::to_string(stay.days_used));
  return facts;
}

std::string DescribeNoDayLeft(const StayAnswer& stay, const SentenceTable& table, SentenceFacts facts) {
  if (CountsTowardsLimit(stay)) facts.Set(Fact::kDays, CountInWords(table, table.day, stay.days_used));
  facts.Set(Fact::kDate, stay.earliest_entry ? FormatDate(*stay.earliest_entry) : std::string());
  return Say(table, StaySentence::kNoDayLeft, facts);
}

// Unlawful days hold under every reading, while must_leave_by and the binding limit are the strictest one's: where the
// two do not meet, the day told is the one the unlawful days follow, and no limit is named for it.
std::string DescribeOverstay(const StayAnswer& stay, Date on, const SentenceTable& table, SentenceFacts facts) {
  const Date last_lawful = on - Days(stay.unlawful_days);
  facts.Set(Fact::kDays, CountInWords(table, table.day, stay.unlawful_days));
  if (stay.must_leave_by && *stay.must_leave_by != last_lawful) {
    facts.Set(Fact::kDate, FormatDate(last_lawful));
    facts.Set(Fact::kLimit, std::string());
  }
  return Say(table, StaySentence::kOverstayed, facts);
}

}  // namespace

std::string DescribeEntry(const StayAnswer& stay, Language language) {
  const SentenceTable& table = SentencesIn(language);
  SentenceFacts facts = FactsOf(stay, table, language);
  if (stay.longest_stay_days == 0) return DescribeNoDayLeft(stay, table, facts);
  if (HasNoLimit(stay)) return Say(table, StaySentence::kWithoutLimit, facts);
  if (stay.longest_stay_days) facts.Set(Fact::kDays, CountInWords(table, table.day, *stay.longest_stay_days));
  return Say(table, StaySentence::kMayStay, facts);
}

std::string DescribeStay(const StayAnswer& stay, Date on, bool inside, Language language) {
  if (!inside) return DescribeEntry(stay, language);
  const SentenceTable& table = SentencesIn(language);
  SentenceFacts facts = FactsOf(stay, table, language);
  if (stay.unlawful_days > 0) return DescribeOverstay(stay, on, table, facts);
  if (HasNoLimit(stay)) return Say(table, StaySentence::kWithoutLimit, facts);
  if (!stay.must_leave_by || *stay.must_leave_by < on) return Say(table, StaySentence::kStrictestEnded, facts);
  const auto days_left = (*stay.must_leave_by - on).count() + 1;
  facts.Set(Fact::kDays, CountInWords(table, table.day, static_cast<int>(days_left)));
  return Say(table, StaySentence::kMustLeaveBy, facts);
}

}  // namespace clearance
