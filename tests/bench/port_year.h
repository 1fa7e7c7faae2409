// A year at the port of Khorgos, made up from a seed: who crosses, where and when. Public figures give the frame
// (9.99 million crossings in 2025, record day 42,800; domain page §1), the rest is our guess and stands in
// port_year.cc. No crossing is anybody's. Nothing here reads a clock or writes a store; the same plan gives the same
// crossings.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <vector>

#include "common/base/instant.h"
#include "common/base/random.h"
#include "common/domain/crossing.h"
#include "common/domain/date.h"
#include "common/domain/document.h"
#include "common/domain/territory.h"
#include "common/domain/zone_table.h"

namespace clearance {

inline constexpr std::int64_t kCrossingsOfTheYear = 10'000'000;
inline constexpr std::int64_t kRecordDay = 42'800;

struct YearPlan {
  std::uint64_t seed = 1;
  Date first_day = MakeDate(2025, 1, 1);
  int days = 365;      // from first_day on; of the seasons of 365 days
  double scale = 1.0;  // crossings and travellers against the real port
};

// What becomes of one crossing.
//   kPassed:     decided, and through some seconds later.
//   kReferred:   something is to be looked at: an officer answers before the passage.
//   kTurnedBack: decided and then not gone through; they come again.
//   kLate:       decided and passed, but the gate's report comes hours later.
//   kOffline:    passed while the centre was away: a passage without a decision, reported hours later.
enum class CrossingFate : std::uint8_t { kPassed, kReferred, kTurnedBack, kLate, kOffline };

struct PlannedCrossing {
  Instant at{};  // when the lane asks
  std::uint32_t traveller = 0;
  Movement movement{Territory::kKaz, Territory::kIcbc};
  CrossingFate fate = CrossingFate::kPassed;
};

// The document of a traveller of the plan, made from both numbers alone.
Document DocumentOfTraveller(std::uint64_t seed, std::uint32_t traveller);

// The lane of that number (any) for a movement: its group, authority and sides as at Khorgos.
LaneProfile LaneFor(Movement movement, std::uint64_t number);

// How many crossings each day of a year sees: a long summer, holidays, week-ends; the busiest day has kRecordDay, the
// sum is kCrossingsOfTheYear to within 0.1 %, both times `scale`.
std::vector<std::int64_t> CrossingsByDay(const YearPlan& plan);

// The crossings in order of time. Not thread-safe.
class PortYear {
 public:
  PortYear(const YearPlan& plan, const ZoneTable& zones);

  // Nothing after the last day.
  std::optional<PlannedCrossing> Next();

  // Of all days.
  std::int64_t crossings() const { return crossings_; }
  // Days whose crossings have been given out, the running one included.
  int day() const { return day_; }
  // Numbers below it are travellers of the plan, some of whom have not come yet.
  std::uint32_t travellers() const { return next_visitor_; }

 private:
  struct Return {
    Date day{};
    std::uint32_t traveller = 0;
    Movement movement{Territory::kKaz, Territory::kIcbc};
    friend bool operator>(const Return& a, const Return& b) {
      return a.day != b.day ? a.day > b.day : a.traveller > b.traveller;
    }
  };
  struct Party {
    std::uint32_t first = 0;
    std::uint32_t size = 1;
  };

  void MakeDay();
  void AddReturns(Date day);
  // The crossings a new trip puts into this day: one way, or out and back.
  std::size_t AddTrip(Date day);
  Party ChooseParty();
  Party ChooseVisitors();
  // True when nobody of the party is away, or has been at the port today.
  bool AtHome(const Party& party) const;
  void Cross(Instant at, std::uint32_t traveller, Movement movement, int last_day);
  // A moment of the opening hours, busy hours more often.
  Instant MomentOf(Date day);
  double Uniform();
  bool Chance(double probability) { return Uniform() < probability; }

  const YearPlan plan_;
  const ZoneTable& zones_;
  const std::vector<std::int64_t> by_day_;
  const std::uint32_t traders_;
  const std::uint32_t regulars_;
  std::int64_t crossings_ = 0;
  SeededRandom random_;
  std::uint32_t next_visitor_;
  std::vector<std::int16_t> last_day_;  // by traveller: the day_ of their last crossing, or kAway
  std::priority_queue<Return, std::vector<Return>, std::greater<>> returns_;
  int day_ = 0;
  std::vector<PlannedCrossing> today_;  // in order of time
  std::size_t given_ = 0;
};

}  // namespace clearance
