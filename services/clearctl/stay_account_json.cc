#include "services/clearctl/stay_account_json.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "services/clearctl/stay_picture.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

Json OrNull(const std::optional<Date>& date) { return date ? Json(FormatDate(*date)) : Json(nullptr); }
Json OrNull(const std::optional<int>& number) { return number ? Json(*number) : Json(nullptr); }
Json OrNull(const std::string& text) { return text.empty() ? Json(nullptr) : Json(text); }

Json ReasonsJson(const StayAccount& account) {
  Json reasons = Json::array();
  for (const Reason& reason : account.reasons) {
    reasons.push_back({{"code", ReasonCodeName(reason.code)},
                       {"days", OrNull(reason.days)},
                       {"date", OrNull(reason.date)},
                       {"limit", OrNull(reason.limit)}});
  }
  return reasons;
}

Json LimitsJson(const StayAccount& account) {
  Json limits = Json::array();
  for (const LimitUse& use : account.limits) {
    limits.push_back({{"limit", use.limit}, {"used", use.used}, {"left", use.left}});
  }
  return limits;
}

Json ReadingsJson(const StayAccount& account) {
  Json readings = Json::array();
  for (const ReadingAnswer& answer : account.readings) {
    readings.push_back({{"reading", answer.reading},
                        {"longest_stay", OrNull(answer.longest_stay_days)},
                        {"must_leave_by", OrNull(answer.must_leave_by)},
                        {"binding_limit", OrNull(answer.binding_limit)},
                        {"window_excess", answer.window_excess},
                        {"unlawful_days", answer.unlawful_days},
                        {"tier", OrNull(answer.tier)}});
  }
  return readings;
}

Json PlanJson(const StayAccount& account) {
  if (account.planned.empty()) return nullptr;
  Json plan = Json::array();
  for (const PlannedAnswer& planned : account.planned) {
    plan.push_back({{"from", FormatDate(planned.stay.from)},
                    {"to", FormatDate(planned.stay.to)},
                    {"lawful", planned.lawful},
                    {"first_unlawful_day", OrNull(planned.first_unlawful_day)},
                    {"binding_limit", OrNull(planned.binding_limit)}});
  }
  return plan;
}

// One object for each run of days with the same mark.
Json StripJson(const StayStrip& strip) {
  Json runs = Json::array();
  for (std::size_t i = 0; i < strip.marks.size();) {
    const std::size_t begin = i;
    while (i < strip.marks.size() && strip.marks[i] == strip.marks[begin]) ++i;
    runs.push_back({{"from", FormatDate(strip.first + Days(begin))},
                    {"to", FormatDate(strip.first + Days(i - 1))},
                    {"mark", DayMarkName(strip.marks[begin])}});
  }
  return runs;
}

}  // namespace

std::string AccountJson(const ExplainedStay& stay, Language language) {
  const StayAccount& account = stay.account;
  const StayAnswer& answer = account.answer;
  Json days_back = Json::array();
  for (const DaysBack& back : account.days_back) {
    days_back.push_back({{"from", FormatDate(back.from)}, {"to", FormatDate(back.to)}});
  }
  Json record = nullptr;
  if (stay.completeness) {
    record = {{"completeness", HistoryCompletenessName(*stay.completeness)},
              {"complete_from", OrNull(stay.complete_from)}};
  }
  const Json json = {{"rule_book_version", stay.rule_book_version},
                     {"regime", answer.regime},
                     {"territory", TerritoryName(answer.territory)},
                     {"question", account.inside ? "inside" : "enter"},
                     {"on", FormatDate(account.on)},
                     {"admissible", account.inside ? Json(nullptr) : Json(answer.longest_stay_days != 0)},
                     {"days_used", answer.days_used},
                     {"days_left", OrNull(account.days_left)},
                     {"longest_stay", OrNull(answer.longest_stay_days)},
                     {"must_leave_by", OrNull(answer.must_leave_by)},
                     {"binding_limit", OrNull(answer.binding_limit)},
                     {"earliest_entry", OrNull(account.earliest_entry)},
                     {"window_excess", account.window_excess},
                     {"unlawful_days", answer.unlawful_days},
                     {"overstay", answer.unlawful_days > 0},
                     {"reasons", ReasonsJson(account)},
                     {"plan", PlanJson(account)},
                     {"limits", LimitsJson(account)},
                     {"readings", ReadingsJson(account)},
                     {"days_back", days_back},
                     {"strip", StripJson(account.strip)},
                     {"sentence", SentencesOf(account, language)},
                     {"record", record}};
  return json.dump(2) + "\n";
}

}  // namespace clearance
