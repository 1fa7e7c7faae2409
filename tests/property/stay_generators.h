// Random travel histories, regimes and readings, each twice: as the engine knows them and as the day-by-day oracle
// does. Everything is drawn in small numbers and printed, so that a failure shrinks to a case a person can read.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <vector>

#include "common/rules/stay_rules.h"
#include "tests/property/ranges.h"
#include "tests/property/stay_oracle.h"

namespace clearance {

// Days behind the day asked about in which stays lie.
inline constexpr int kPastDays = 420;

Date DayOf(int number);
int NumberOf(Date date);

// What a record may lack.
enum class Ends { kBoth, kNoExit, kExitUnknown, kNoEntry };

// Where a stay lies: anywhere, or so many days after the exit of the one drawn before it.
enum class Place { kAnywhere, kAfter };

// On what ground it was; only the first two count.
enum class Ground { kCounted, kNoNationality, kOtherNationality, kVisa, kElsewhere };

struct StayDraw {
  Place place = Place::kAnywhere;
  int days = 0;    // before the day asked about, or after the stay before
  int length = 0;  // 0: in and out on one day
  Ends ends = Ends::kBoth;
  Ground ground = Ground::kCounted;
  bool from_zone = false;
  bool to_zone = false;
};
std::ostream& operator<<(std::ostream& out, const StayDraw& draw);

// A record as both sides see it.
struct RecordCase {
  TravelHistory history{};
  stay_oracle::Record oracle{};
};
std::ostream& operator<<(std::ostream& out, const RecordCase& record);

enum class Gaps { kNone, kSome };
// Stays around `on`; up to 20 days of them lie behind it.
RecordCase AnyRecord(Date on, Gaps gaps);

// Puts a stay of this person that holds `on` into the record, in its place; where it is. It may have a known exit.
std::size_t AddPresentStay(RecordCase& record, Date on);

// A regime as both sides see it, and all its open readings.
struct LawCase {
  Regime regime{};
  std::vector<stay_oracle::Limit> limits{};
  std::vector<stay_oracle::Reading> open_readings{};  // the strictest first, the mildest last
};
std::ostream& operator<<(std::ostream& out, const LawCase& law);

// True when a stay that counts, of the first `count`, goes on behind `day`: somebody was inside twice.
bool Overlaps(const RecordCase& record, std::size_t count, int day);

// 0 to 4 limits of any kind and every reading, each a fact or inferred; sets the record's `effective_from`.
LawCase AnyLaw(Date on, RecordCase& record);

// Any of the 24 readings, whether the regime leaves it open or not.
Reading AnyReading();
stay_oracle::Reading ToOracle(const Reading& reading);
Reading FromOracle(const stay_oracle::Reading& reading);

// The day a question is about: around the end of a month or a year as often as anywhere else.
Date AnyDay();

// The case as rapidcheck prints it with a counterexample.
void Tell(const LawCase& law, const RecordCase& record, Date on);

// Days of a bound, large where there is none.
inline constexpr int kNoEnd = 1'000'000;
inline int OrNoEnd(const std::optional<int>& days) { return days.value_or(kNoEnd); }

}  // namespace clearance
