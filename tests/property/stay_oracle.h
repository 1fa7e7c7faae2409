// The stay rules once more, day by day: sets of days, one question per day, nothing clever. Written apart from
// common/rules, to judge it; shares no code, no types and no tricks with it. A day is a number: days since 1970-01-01.
#pragma once

#include <cstddef>
#include <optional>
#include <set>
#include <vector>

namespace clearance::stay_oracle {

using DaySet = std::set<int>;

enum class Zone { kEnds, kSuspends, kContinues };

// One way to read what the law leaves open.
struct Reading {
  bool fixed_at_entry = false;
  bool entry_day_free = false;
  bool exit_day_free = false;
  Zone zone = Zone::kEnds;

  int a() const { return entry_day_free ? 1 : 0; }
  int b() const { return exit_day_free ? 1 : 0; }
};

enum class Kind { kPerStay, kRolling, kCalendar, kEntries, kGap, kHours };
enum class Span { kWindow, kMonth, kYear };

struct Limit {
  Kind kind = Kind::kPerStay;
  int max = 1;  // days, entries or hours; of a gap the fewest days outside
  Span span = Span::kWindow;
  int window = 0;  // days, for Span::kWindow
};

// A stay as recorded; a missing end is what the record lacks.
struct Stay {
  std::optional<int> entry{};
  std::optional<int> exit{};
  bool counts = true;  // of the host territory, of this nationality or none recorded, of a counted basis
  bool from_zone = false;
  bool to_zone = false;
};

struct Record {
  std::vector<Stay> stays{};  // in order of entry
  std::optional<int> complete_from{};
  std::optional<int> effective_from{};  // earlier days do not count
};

enum class Holes { kMost, kLeast };

// What lies before a stay.
struct Past {
  DaySet days{};  // counted
  std::vector<int> entries{};
  std::optional<int> last_presence{};
};

// The stay a question is about.
struct Start {
  int first = 0;
  bool is_return = false;          // it goes on with an earlier stay after a trip into the zone
  std::optional<int> continued{};  // days the clock has run before `first`; absent: the clock starts here
};

// Stays longer than this are without limit: two leap years lie in it wherever it begins between 1901 and 2091.
inline constexpr int kForEver = 3000;

// Entries later than this are not looked for: no record, and no year that has begun, reaches beyond it.
inline constexpr int kLatestEntry = 800;

// The first and the last day of stay `index` if the record can be read so; nullopt when it shows no day up to `on`.
struct Presence {
  int first;
  int last;
};
std::optional<Presence> PresenceOf(const Record& record, std::size_t index, Holes holes, int on);

// The first `count` stays of the record, as known on `on`.
Past PastOf(const Record& record, std::size_t count, int on, Holes holes, const Reading& reading);

// A stay that begins on `first`, from outside or back from the zone, after the first `count` stays of the record.
Start StartOf(const Record& record, std::size_t count, int first, bool from_zone, const Reading& reading);
// As an entry asked about: back from the zone by its own word.
Start EntryOf(const Record& record, int on, bool back_from_zone, const Reading& reading);

// Whether presence on `day` of the stay is lawful under one limit.
bool IsLawful(const Limit& limit, const Past& past, const Start& start, int day, const Reading& reading);

// Days until the first unlawful one, and the first of the limits that end it there; nullopt when there is none.
struct Bound {
  std::optional<int> days{};
  std::optional<std::size_t> limit{};
};
Bound LongestStay(const std::vector<Limit>& limits, const Past& past, const Start& start, const Reading& reading);

// Days from the first unlawful one through `on`.
int UnlawfulDays(const Bound& bound, int first, int on);

// The first day from `on` on from which a stay of `days` days is lawful to its end.
std::optional<int> EarliestEntry(const std::vector<Limit>& limits, const Past& past, int on, int days,
                                 const Reading& reading);

// Counted days in the longest rolling window that ends on `on`, and those over its maximum; nullopt without one.
struct WindowUse {
  int used = 0;
  int excess = 0;
};
std::optional<WindowUse> LongestWindow(const std::vector<Limit>& limits, const DaySet& days, int on);

// All counted days on `on`: those of the past, and of the present stay if it ended then.
DaySet DaysOn(const Past& past, const Start& present, int on, const Reading& reading);

// What is used of a limit on `on`, and left, in its own unit: by the stay, when inside it, and before it.
struct Use {
  int used = 0;
  int left = 0;
};
Use UseOf(const Limit& limit, const Past& past, const Start& start, bool inside, int on, const Reading& reading);

// The days on which the days of the longest window leave it, later than `on`.
DaySet DaysBack(const std::vector<Limit>& limits, const DaySet& days, int on);

// The record as it is if everybody leaves on `on`: nothing that begins later is in it.
Record Until(const Record& record, int on, Holes holes);

// Planned stays in order of their first day, each judged after those before it; `past` is the record until then.
struct Plan {
  int from;
  int to;
};
std::vector<Bound> AnswerPlan(const std::vector<Limit>& limits, const Past& past, const std::vector<Plan>& plans,
                              const Reading& reading);

}  // namespace clearance::stay_oracle
