// The stay rules against the day-by-day oracle, on random histories, regimes, readings and questions.
#include <gtest/gtest.h>
// rapidcheck's own bridge needs gtest first.
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ostream>
#include <vector>

#include "common/rules/stay_rules.h"
#include "tests/property/ranges.h"
#include "tests/property/stay_oracle.h"

namespace clearance {
namespace {

// Every property of this file runs this many cases, unless RC_PARAMS says otherwise.
const int kConfigured = setenv("RC_PARAMS", "max_success=10000", 0);

constexpr Date kOrigin = MakeDate(2026, 11, 22);  // day 0 of the oracle: the day asked about
constexpr int kPast = 420;                        // days behind it in which stays lie

Date At(int day) { return kOrigin + Days(day); }
int Number(Date date) { return static_cast<int>((date - kOrigin).count()); }

enum class Ends { kBoth, kNoExit, kExitUnknown, kNoEntry };

// One stay before it is one: everything in small numbers, so that it shrinks.
struct Draw {
  int days_ago;
  int length;  // 0: in and out on one day
  Ends ends;
  StayBasis basis;
  int nationality;  // 0 this person's, 1 none recorded, 2 another
  bool from_zone;
  bool to_zone;
};

std::ostream& operator<<(std::ostream& out, const Draw& draw) {
  return out << "{" << draw.days_ago << " days ago, +" << draw.length << ", ends " << static_cast<int>(draw.ends)
             << ", " << StayBasisName(draw.basis) << ", nationality " << draw.nationality
             << (draw.from_zone ? ", from zone" : "") << (draw.to_zone ? ", to zone" : "") << "}";
}

rc::Gen<Draw> AnyDraw(bool with_gaps) {
  const auto ends = with_gaps
                        ? rc::gen::weightedElement<Ends>(
                              {{6, Ends::kBoth}, {1, Ends::kNoExit}, {2, Ends::kExitUnknown}, {2, Ends::kNoEntry}})
                        : rc::gen::just(Ends::kBoth);
  return rc::gen::build<Draw>(rc::gen::set(&Draw::days_ago, Between(-20, kPast)),
                              rc::gen::set(&Draw::length, Between(0, 70)), rc::gen::set(&Draw::ends, ends),
                              rc::gen::set(&Draw::basis, rc::gen::weightedElement<StayBasis>(
                                                             {{7, StayBasis::kVisaFree}, {1, StayBasis::kVisa}})),
                              rc::gen::set(&Draw::nationality, rc::gen::weightedElement<int>({{7, 0}, {1, 1}, {1, 2}})),
                              rc::gen::set(&Draw::from_zone, rc::gen::arbitrary<bool>()),
                              rc::gen::set(&Draw::to_zone, rc::gen::arbitrary<bool>()));
}

Stay ToStay(const Draw& draw) {
  Stay stay{.territory = Territory::kChn, .basis = draw.basis};
  stay.entry = At(-draw.days_ago);
  stay.exit = At(-draw.days_ago + draw.length);
  if (draw.ends == Ends::kNoExit || draw.ends == Ends::kExitUnknown) stay.exit.reset();
  if (draw.ends == Ends::kNoEntry) stay.entry.reset();
  stay.exit_unknown = draw.ends == Ends::kExitUnknown;
  stay.nationality = draw.nationality == 0 ? "KAZ" : draw.nationality == 1 ? "" : "DEU";
  stay.entered_from = draw.from_zone ? Territory::kIcbc : Territory::kKaz;
  if (draw.to_zone) stay.left_to = Territory::kIcbc;
  return stay;
}

TravelHistory AnyHistory(bool with_gaps) {
  const auto draws = *rc::gen::resize(12, rc::gen::container<std::vector<Draw>>(AnyDraw(with_gaps)));
  TravelHistory history;
  for (const Draw& draw : draws) history.stays.push_back(ToStay(draw));
  std::sort(history.stays.begin(), history.stays.end(), [](const Stay& a, const Stay& b) {
    return a.entry.value_or(a.exit.value_or(kOrigin)) < b.entry.value_or(b.exit.value_or(kOrigin));
  });
  history.covers_all_ports = true;
  if (*rc::gen::arbitrary<bool>()) history.complete_from = At(-*Between(0, kPast));
  return history;
}

// Limits as the oracle knows them and as a rule book does.
struct Law {
  stay_oracle::Terms terms;
  Regime regime;
};

Law AnyLaw() {
  Law law;
  law.regime = {.id = "T", .source = "property", .host = Territory::kChn, .counted_bases = {StayBasis::kVisaFree}};
  if (*rc::gen::weightedElement<bool>({{3, true}, {1, false}})) {
    law.terms.per_stay = *Between(1, 45);
    law.regime.limits.push_back(MakeLimit("T", PerStayLimit{*law.terms.per_stay}));
  }
  if (*rc::gen::weightedElement<bool>({{5, true}, {1, false}})) {
    law.terms.window = *rc::gen::oneOf(rc::gen::just(180), Between(2, 260));
    law.terms.window_max = *Between(1, *law.terms.window + 3);
    law.regime.limits.push_back(MakeLimit("T", RollingLimit{law.terms.window_max, *law.terms.window}));
  }
  law.regime.allowance.value = *rc::gen::element(Allowance::kRolling, Allowance::kFixedAtEntry);
  law.regime.allowance.certainty = *rc::gen::element(Certainty::kFact, Certainty::kInferred);
  law.regime.zone_exit.value = *rc::gen::element(ZoneExit::kEnds, ZoneExit::kSuspends, ZoneExit::kContinues);
  law.regime.zone_exit.certainty = *rc::gen::element(Certainty::kFact, Certainty::kInferred);
  if (*rc::gen::weightedElement<bool>({{1, true}, {4, false}})) {
    law.regime.effective_days_from = At(-*Between(0, kPast));
  }
  return law;
}

// The oracle's terms under one reading.
stay_oracle::Terms Under(const Law& law, Allowance allowance, int clock_days_before) {
  stay_oracle::Terms terms = law.terms;
  terms.fixed_at_entry = allowance == Allowance::kFixedAtEntry;
  terms.clock_days_before = clock_days_before;
  return terms;
}

struct Readings {
  std::vector<Allowance> allowances;
  std::vector<ZoneExit> zone_exits;
};

Readings OpenReadings(const Regime& regime) {
  Readings readings{{regime.allowance.value}, {regime.zone_exit.value}};
  if (regime.allowance.certainty == Certainty::kInferred) {
    readings.allowances = {Allowance::kRolling, Allowance::kFixedAtEntry};
  }
  if (regime.zone_exit.certainty == Certainty::kInferred) {
    readings.zone_exits = {ZoneExit::kEnds, ZoneExit::kSuspends, ZoneExit::kContinues};
  }
  return readings;
}

bool CountsHere(const Stay& stay) { return stay.basis == StayBasis::kVisaFree && stay.nationality != "DEU"; }

std::vector<stay_oracle::Recorded> ListOf(const TravelHistory& history) {
  std::vector<stay_oracle::Recorded> list;
  for (const Stay& stay : history.stays) {
    stay_oracle::Recorded recorded;
    if (stay.entry) recorded.entry = Number(*stay.entry);
    if (stay.exit) recorded.exit = Number(*stay.exit);
    list.push_back(recorded);
  }
  return list;
}

// All counted days up to `on`, but for those of stay number `except`.
stay_oracle::DaySet DaysOf(const TravelHistory& history, const Regime& regime, int on, Evidence evidence,
                           std::optional<std::size_t> except = std::nullopt) {
  const auto list = ListOf(history);
  std::optional<int> complete_from;
  if (history.complete_from) complete_from = Number(*history.complete_from);
  stay_oracle::DaySet days;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i == except || !CountsHere(history.stays[i])) continue;
    const auto of_stay = evidence == Evidence::kMost ? stay_oracle::MostDays(list, i, complete_from, on)
                                                     : stay_oracle::LeastDays(list[i], on);
    days.insert(of_stay.begin(), of_stay.end());
  }
  if (regime.effective_days_from) days.erase(days.begin(), days.lower_bound(Number(*regime.effective_days_from)));
  return days;
}

// How long the clock of a stay has run before `first_day`, when it goes on after trips into the zone: walks the stays
// back from number `next` and keeps the days of those that belong to it.
int ClockBefore(const TravelHistory& history, std::size_t next, int first_day, ZoneExit zone_exit) {
  if (zone_exit == ZoneExit::kEnds) return 0;
  stay_oracle::DaySet presence;
  int begin = first_day;
  for (std::size_t i = next; i > 0; --i) {
    const Stay& before = history.stays[i - 1];
    if (!CountsHere(before) || !before.entry || before.left_to != Territory::kIcbc) break;
    if (Number(*before.entry) > begin) break;
    const int exit = before.exit ? Number(*before.exit) : Number(*before.entry);
    for (int day = Number(*before.entry); day <= exit && day < begin; ++day) presence.insert(day);
    begin = Number(*before.entry);
    if (before.entered_from != Territory::kIcbc) break;
  }
  return zone_exit == ZoneExit::kSuspends ? static_cast<int>(presence.size()) : first_day - begin;
}

constexpr int kNoEnd = 1'000'000;
int OrForEver(const std::optional<int>& days) { return days.value_or(kNoEnd); }

// The fewest and the most days of all open readings.
struct Bounds {
  int strictest = kNoEnd;
  int mildest = 0;
};

Bounds OracleBounds(const Law& law, const TravelHistory& history, const stay_oracle::DaySet& past, int first_day,
                    std::size_t next, bool interrupted) {
  const Readings open = OpenReadings(law.regime);
  Bounds bounds;
  for (const Allowance allowance : open.allowances) {
    for (const ZoneExit zone_exit : open.zone_exits) {
      const int before = interrupted ? ClockBefore(history, next, first_day, zone_exit) : 0;
      const int longest = OrForEver(stay_oracle::LongestStay(past, first_day, Under(law, allowance, before)));
      bounds.strictest = std::min(bounds.strictest, longest);
      bounds.mildest = std::max(bounds.mildest, longest);
    }
  }
  return bounds;
}

RC_GTEST_PROP(StayProperty, EntryAgreesWithTheOracle, ()) {
  const Law law = AnyLaw();
  const TravelHistory history = AnyHistory(true);
  const CountedHistory record{history, law.regime, "KAZ"};
  const auto evidence = *rc::gen::element(Evidence::kMost, Evidence::kLeast);
  const auto route = *rc::gen::element(EntryRoute::kFromOutside, EntryRoute::kBackFromZone);
  const StayCount count = CountEntry(record, kOrigin, route, evidence, StrictestReading(law.regime));
  const StayCount mildest = CountEntry(record, kOrigin, route, evidence, MildestReading(law.regime));

  const auto days = DaysOf(history, law.regime, 0, evidence);
  if (law.terms.window) {
    const int used = stay_oracle::Used(days, 0, *law.terms.window);
    RC_ASSERT(count.days_used == used);
    RC_ASSERT(count.window_excess == std::max(0, used - law.terms.window_max));
  }
  const Bounds expected = OracleBounds(law, history, days, 0, history.stays.size(), route == EntryRoute::kBackFromZone);
  RC_ASSERT(OrForEver(count.bound.days) == expected.strictest);
  RC_ASSERT(OrForEver(mildest.bound.days) == expected.mildest);
  RC_ASSERT(count.Admissible() == (expected.strictest > 0));
}

RC_GTEST_PROP(StayProperty, TheBindingLimitIsTheOneThatEndsTheStay, ()) {
  const Law law = AnyLaw();
  const TravelHistory history = AnyHistory(false);
  const StayCount count = CountEntry({history, law.regime, "KAZ"}, kOrigin, EntryRoute::kFromOutside, Evidence::kMost,
                                     StrictestReading(law.regime));
  const auto days = DaysOf(history, law.regime, 0, Evidence::kMost);
  const bool fixed =
      law.regime.allowance.value == Allowance::kFixedAtEntry || law.regime.allowance.certainty == Certainty::kInferred;
  stay_oracle::Terms only_stay = law.terms;
  only_stay.window.reset();
  stay_oracle::Terms only_window = law.terms;
  only_window.per_stay.reset();
  only_window.fixed_at_entry = fixed;
  const int by_stay = OrForEver(stay_oracle::LongestStay(days, 0, only_stay));
  const int by_window = OrForEver(stay_oracle::LongestStay(days, 0, only_window));
  if (std::min(by_stay, by_window) == kNoEnd) {
    RC_ASSERT(!count.bound.limit);
    return;
  }
  const LimitTerms& binding = law.regime.limits[*count.bound.limit].terms;
  RC_ASSERT(std::holds_alternative<PerStayLimit>(binding) == (by_stay <= by_window));
}

RC_GTEST_PROP(StayProperty, EarliestEntryAgreesWithTheOracle, ()) {
  const Law law = AnyLaw();
  const TravelHistory history = AnyHistory(true);
  const int wanted = *Between(1, 50);
  const auto days = DaysOf(history, law.regime, 0, Evidence::kMost);
  const bool fixed =
      law.regime.allowance.value == Allowance::kFixedAtEntry || law.regime.allowance.certainty == Certainty::kInferred;
  const auto expected = stay_oracle::EarliestEntry(
      days, 0, wanted, Under(law, fixed ? Allowance::kFixedAtEntry : Allowance::kRolling, 0));
  const auto found = EarliestEntry(CountedHistory{history, law.regime, "KAZ"}, kOrigin, wanted);
  RC_ASSERT(found.has_value() == expected.has_value());
  if (expected) RC_ASSERT(Number(*found) == *expected);
}

RC_GTEST_PROP(StayProperty, InsideAgreesWithTheOracle, ()) {
  const Law law = AnyLaw();
  TravelHistory history = AnyHistory(true);
  const int entered = -*Between(0, 120);
  Stay present{.territory = Territory::kChn, .entry = At(entered), .nationality = "KAZ"};
  present.entered_from = *rc::gen::element(Territory::kIcbc, Territory::kKaz);
  if (*rc::gen::arbitrary<bool>()) present.exit = At(*Between(0, 5));
  const auto place = std::find_if(history.stays.begin(), history.stays.end(), [&](const Stay& stay) {
    return stay.entry.value_or(stay.exit.value_or(kOrigin)) > *present.entry;
  });
  const auto index = static_cast<std::size_t>(place - history.stays.begin());
  history.stays.insert(place, present);

  const auto evidence = *rc::gen::element(Evidence::kMost, Evidence::kLeast);
  const CountedHistory record{history, law.regime, "KAZ"};
  const StayCount count = *CountInside(record, history.stays[index], kOrigin, evidence, StrictestReading(law.regime));
  const StayCount mild = *CountInside(record, history.stays[index], kOrigin, evidence, MildestReading(law.regime));
  const auto past = DaysOf(history, law.regime, entered, evidence, index);
  const Bounds expected = OracleBounds(law, history, past, entered, index, present.entered_from == Territory::kIcbc);
  RC_ASSERT(OrForEver(count.bound.days) == expected.strictest);
  RC_ASSERT(OrForEver(mild.bound.days) == expected.mildest);
  if (law.terms.window) {
    auto days = past;
    for (int day = entered; day <= 0; ++day) days.insert(day);
    RC_ASSERT(count.days_used == stay_oracle::Used(days, 0, *law.terms.window));
  }
  const Allowance mildest =
      law.regime.allowance.certainty == Certainty::kInferred ? Allowance::kRolling : law.regime.allowance.value;
  if (present.entered_from != Territory::kIcbc) {
    RC_ASSERT(mild.UnlawfulDays() == stay_oracle::UnlawfulDays(past, entered, 0, Under(law, mildest, 0)));
  }
}

// What really happened to a person in one territory: days of entry and exit in turn, the last stay still running.
std::vector<stay_oracle::Recorded> AnyTruth() {
  const auto steps = *rc::gen::resize(14, rc::gen::nonEmpty(rc::gen::container<std::vector<int>>(Between(0, 45))));
  std::vector<stay_oracle::Recorded> truth{{std::nullopt, std::nullopt}};
  int day = 0;
  truth.back().entry = day -= steps[0];
  for (std::size_t i = 1; i + 1 < steps.size(); i += 2) {
    stay_oracle::Recorded stay;
    stay.exit = day -= steps[i];
    stay.entry = day -= steps[i + 1];
    truth.push_back(stay);
  }
  std::reverse(truth.begin(), truth.end());
  return truth;
}

// The record of `truth`: everything from `complete_from` on, and of the days before what chance has kept.
TravelHistory RecordOf(const std::vector<stay_oracle::Recorded>& truth, int complete_from) {
  TravelHistory history{.complete_from = At(complete_from), .covers_all_ports = true};
  const auto kept = [&](int day) { return day >= complete_from || *rc::gen::arbitrary<bool>(); };
  for (const stay_oracle::Recorded& stay : truth) {
    if (kept(*stay.entry)) {
      if (!history.stays.empty() && !history.stays.back().exit) history.stays.back().exit_unknown = true;
      history.stays.push_back({.territory = Territory::kChn, .entry = At(*stay.entry), .nationality = "KAZ"});
    }
    if (!stay.exit || !kept(*stay.exit)) continue;
    if (history.stays.empty() || history.stays.back().exit) {
      history.stays.push_back({.territory = Territory::kChn, .nationality = "KAZ"});
    }
    history.stays.back().exit = At(*stay.exit);
  }
  return history;
}

RC_GTEST_PROP(StayProperty, NoOverstayIsEverProvedThatDidNotHappen, ()) {
  Law law = AnyLaw();
  law.regime.effective_days_from.reset();
  const auto truth = AnyTruth();
  const TravelHistory history = RecordOf(truth, -*Between(0, 700));
  const Stay* present = OpenStay(history);
  if (present == nullptr) return;
  const auto proven =
      CountInside({history, law.regime, "KAZ"}, *present, kOrigin, Evidence::kProven, MildestReading(law.regime));
  stay_oracle::DaySet past;
  for (std::size_t i = 0; i + 1 < truth.size(); ++i) {
    for (int day = *truth[i].entry; day <= *truth[i].exit; ++day) past.insert(day);
  }
  const Allowance mildest =
      law.regime.allowance.certainty == Certainty::kInferred ? Allowance::kRolling : law.regime.allowance.value;
  const int really = stay_oracle::UnlawfulDays(past, *truth.back().entry, 0, Under(law, mildest, 0));
  RC_ASSERT(proven->UnlawfulDays() <= really);
  const bool all_recorded = *history.complete_from <= At(*truth.front().entry);
  if (all_recorded) RC_ASSERT(proven->UnlawfulDays() == really);
}

}  // namespace
}  // namespace clearance
