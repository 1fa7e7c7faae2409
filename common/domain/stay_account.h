// StayAccount: everything there is to tell about one person's stay in one territory on one day, for people who want to
// know why: the traveller, an officer, an auditor. Decisions carry the short form, StayAnswer.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/date.h"
#include "common/domain/decision.h"
#include "common/domain/document.h"
#include "common/domain/purpose.h"
#include "common/domain/territory.h"

namespace clearance {

// What is used of one limit on the day asked, in its own unit: days of stay, entries or hours. Of a gap: days outside
// there have been, and how many are still missing. `left` is never below 0.
struct LimitUse {
  std::string limit{};  // rule-book id
  int used = 0;
  int left = 0;
  friend bool operator==(const LimitUse&, const LimitUse&) = default;
};

// The same stay under one open reading of what the law leaves open.
struct ReadingAnswer {
  std::string reading{};                   // "allowance=rolling day1=entry exit_day=counts zone_exit=ends"
  std::optional<int> longest_stay_days{};  // as in StayAnswer
  std::optional<Date> must_leave_by{};
  std::string binding_limit{};
  int window_excess = 0;  // days over the maximum in the window on the day asked
  int unlawful_days = 0;  // of the present stay up to the day asked, as far as the record proves them
  std::string tier{};     // how grave the rule book calls so many unlawful days; empty: not
  friend bool operator==(const ReadingAnswer&, const ReadingAnswer&) = default;
};

// From `from` to `to` one day of stay a day leaves the longest window: so many days come back if nobody enters.
struct DaysBack {
  Date from{};
  Date to{};
  friend bool operator==(const DaysBack&, const DaysBack&) = default;
};

// A stay somebody thinks of, both ends counted.
struct PlannedStay {
  Date from{};
  Date to{};
  friend bool operator==(const PlannedStay&, const PlannedStay&) = default;
};

struct PlannedAnswer {
  PlannedStay stay{};
  bool lawful = false;
  std::optional<Date> first_unlawful_day{};
  std::optional<Date>
      must_leave_by{};          // the last lawful day of a stay that begins on its first; absent: none, or no limit
  std::string binding_limit{};  // that ends it too early; empty when lawful
  friend bool operator==(const PlannedAnswer&, const PlannedAnswer&) = default;
};

// What one day of the strip was, is or would be. Of several the later one in this list.
enum class DayMark {
  kFree,        // no day of stay
  kNotCounted,  // present, but on a ground that does not count, or before the regime began
  kUsed,        // a day of stay
  kPossible,    // may still be used: of the present stay, or of one that begins on the day asked
  kPlanned,     // of a planned stay
  kDoubtful,    // present, and not lawful by the strictest reading; not under every one, or not proved
  kUnlawful,    // present and proved not lawful under every reading; planned, and not lawful by the strictest
};
std::string_view DayMarkName(DayMark mark);
std::optional<DayMark> ParseDayMark(std::string_view name);

// The longest strip: the longest window a limit may have, and a year.
inline constexpr int kMaxStripDays = 1000 + 366;

// The days that the limits look at, as a strip: marks[i] is that of `first` + i.
struct StayStrip {
  Date first{};
  Date on{};  // the day asked about
  std::vector<DayMark> marks{};
  friend bool operator==(const StayStrip&, const StayStrip&) = default;
};

// The most planned stays one question may hold, and the longest stay whose earliest entry may be asked for.
inline constexpr std::size_t kMaxPlannedStays = 64;
inline constexpr int kMaxDaysAsked = 1000;

// What somebody wants to know about a person's stay in a territory.
struct StayQuery {
  Document document{};
  Territory territory = Territory::kChn;
  std::optional<Date> on{};  // today in that territory when absent
  std::vector<PlannedStay> planned{};
  int days = 1;                      // of the stay whose earliest entry is sought
  std::optional<Purpose> purpose{};  // of an entry, where it is declared
  friend bool operator==(const StayQuery&, const StayQuery&) = default;
};

// A question before the journey: may this person be there on these days?
struct PlanQuery {
  Document document{};
  Territory territory = Territory::kChn;
  PlannedStay stay{};
  std::optional<Purpose> purpose{};
  friend bool operator==(const PlanQuery&, const PlanQuery&) = default;
};

struct PlanAnswer {
  PlannedAnswer planned{};
  std::optional<Date> earliest_entry{};  // for a stay as long, from its first day on; absent: never
  HistoryCompleteness completeness = HistoryCompleteness::kUnknown;
  friend bool operator==(const PlanAnswer&, const PlanAnswer&) = default;
};

struct StayAccount {
  bool inside = false;  // about the present stay; else about an entry on `on`
  Date on{};
  StayAnswer answer{};  // under the strictest open reading
  // What the record can know of the days the answer rests on.
  HistoryCompleteness completeness = HistoryCompleteness::kUnknown;
  std::optional<int> days_left{};  // of the longest window, else of the stay; absent without such a limit
  int window_excess = 0;           // days over the maximum in the longest window on `on`
  std::vector<LimitUse> limits{};
  std::vector<ReadingAnswer> readings{};  // every open reading; the strictest first, the mildest last
  std::vector<DaysBack> days_back{};
  std::optional<Date> earliest_entry{};  // for a stay of as many days as were asked for, from `on` on
  std::vector<PlannedAnswer> planned{};  // in the order asked
  StayStrip strip{};
  std::vector<Reason> reasons{};  // the graver first
  friend bool operator==(const StayAccount&, const StayAccount&) = default;
};

}  // namespace clearance
