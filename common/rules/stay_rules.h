// Stay rules: from a travel history to where a person stands under a regime. The history is evidence: missing ends are
// bounded, never invented, and what a record does not prove is kept apart from what it shows. Never asks a clock and
// never decides about a person; Decide does.
#pragma once

#include <optional>
#include <string_view>

#include "common/domain/decision.h"
#include "common/domain/stay.h"
#include "common/rules/reading.h"
#include "common/rules/rule_book.h"
#include "common/rules/stay_bound.h"

namespace clearance {

// How to take a record with holes.
//   kMost:   a stay with an unknown exit lasted until the next entry, one with an unknown entry began where the record
//            before it ends: the most days there can have been.
//   kLeast:  only the days that were recorded themselves.
//   kProven: kLeast, nothing from before the day from which the record is complete at all ports, and nothing but the
//            authority's electronic record.
enum class Evidence { kMost, kLeast, kProven };

// Where a person who enters comes from: kBackFromZone when a stay goes on that a trip into ICBC has interrupted.
enum class EntryRoute { kFromOutside, kBackFromZone };

// By which way a person would enter `host` now who is where `left` says, the history of the territory they would leave:
// a foreigner who comes back from ICBC into the state they had entered it from goes on with their stay.
EntryRoute RouteInto(Territory host, const TravelHistory& left);

// One person's history in one territory as `regime` looks at it. Stays of other territories, nationalities and bases do
// not count; one recorded without a nationality is taken for this person's. Both must outlive the record.
struct CountedHistory {
  const TravelHistory& history;
  const Regime& regime;
  std::string_view nationality;
};

// What the arithmetic says about one stay under one reading: an entry on a day, or the present stay.
struct StayCount {
  Date first_day;         // day 1 of the stay: of its days, the first that counts
  Date on;                // the day asked about
  int days_used = 0;      // counted days in the longest window that ends on `on`; without one, of the present stay
  int window_excess = 0;  // days over the maximum in that window
  StayBound bound{};

  bool Admissible() const { return bound.days != 0; }
  // The last lawful day of the stay; nullopt when not even its first was lawful, or there is no limit.
  std::optional<Date> LastLawfulDay() const;
  // Days of the stay up to `on` on which presence was not lawful.
  int UnlawfulDays() const;
  // How many days it may last from `on` on; nullopt: no limit.
  std::optional<int> DaysLeft() const;
};

// An entry on `on`, judged by the days up to `on`; the entry day begins a new stay, also after an exit on the same day.
// Not for kProven. Allocates nothing.
StayCount CountEntry(const CountedHistory& record, Date on, EntryRoute route, Evidence evidence,
                     const Reading& reading);

// The stay `present` of `record.history` on `on`, its entry known; an open one lasts through `on`. nullopt when
// `evidence` is kProven and the record proves nothing. Allocates nothing.
std::optional<StayCount> CountInside(const CountedHistory& record, const Stay& present, Date on, Evidence evidence,
                                     const Reading& reading);

// True when days of `stay` are days under the record's regime, by territory, nationality and basis.
bool Counts(const CountedHistory& record, const Stay& stay);

// The stay that holds `on`: of several the one begun last; nullptr when there is none that counts.
const Stay* PresentStay(const CountedHistory& record, Date on);

// The first day ≥ `on` on which a stay of `days` days (≥ 1) can begin and be completed lawfully under the strictest
// open reading, given the most days the record can hold up to `on`; nullopt when there is none. By kBackFromZone the
// stay that goes on from `on` is enough if it can last so long, else a new one is sought from the next day.
std::optional<Date> EarliestEntry(const CountedHistory& record, Date on, int days,
                                  EntryRoute route = EntryRoute::kFromOutside);

// The answers in the domain's form, under the strictest open reading and the most days there can have been.
// must_leave_by is the last lawful day of the stay, also when it has passed; unlawful_days hold under every open
// reading and are proved. longest_stay_days counts from `on` on; absent: no limit. earliest_entry is there when an
// entry is not admissible on `on`.
StayAnswer EvaluateEntry(const CountedHistory& record, Date on, EntryRoute route = EntryRoute::kFromOutside);

// The stay `present` of `record.history` on `on`; its entry must be known. A day promised to the person at entry is
// lawful, whatever the count says.
StayAnswer EvaluateStay(const CountedHistory& record, const Stay& present, Date on);

// The last lawful day of `stay`, counted as `count`, or the day the person was promised if that is later.
std::optional<Date> LastDayOf(const Stay& stay, const StayCount& count);

// How many days `stay` may last from the day of `count` on, by the same day; nullopt: no limit.
std::optional<int> DaysLeftOf(const Stay& stay, const StayCount& count);

// Days of `stay` up to the day of `count` that were neither lawful nor promised.
int UnlawfulDaysOf(const Stay& stay, const StayCount& count);

// The id of the limit that ends the stay; "" where none does.
std::string_view BindingLimit(const Regime& regime, const StayBound& bound);

// The limit with the longest window: the one days used are told for. nullptr where none looks back.
const RollingLimit* LongestWindow(const Regime& regime);

// How many days no lawful stay can be longer than under any open reading, whenever it begins; nullopt: no limit.
std::optional<int> LongestLawfulStay(const Regime& regime);

// True when a limit of `regime` asks about the time before the stay.
bool LooksBack(const Regime& regime);

// The earliest day that any limit of `regime` asks about for a stay that begins on `on`; `on` where none looks back.
Date LooksBackTo(const Regime& regime, Date on);

// What the record can know of the days from `needed_from` on.
HistoryCompleteness CompletenessSince(const TravelHistory& history, Date needed_from);

// What the record can know of every day that `regime` looks back to from `on`.
HistoryCompleteness CompletenessFor(const TravelHistory& history, const Regime& regime, Date on);

}  // namespace clearance
