#include "tests/bench/port_year.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <limits>
#include <string>

namespace clearance {
namespace {

// Everything below is our guess at the port, chosen to be hard on a ledger: people who come again and again, families,
// both directions, long absences, and a few of everything that goes wrong.

constexpr int kDaysOfTheYear = 365;
constexpr std::uint32_t kTraders = 40'000;    // a third of all trips
constexpr std::uint32_t kRegulars = 300'000;  // some trips a year
constexpr double kTraderTrips = 0.32;
constexpr double kRegularTrips = 0.24;
constexpr double kNewVisitors = 0.78;  // of visitors' trips; the others have been here before
// The exponent of their busyness: a hundred come every day there is, the middle one some ten times a year.
constexpr double kTraderTail = 2.0;

constexpr double kNeverBack = 0.004;   // of stays in a state: they leave elsewhere, or not at all this year
constexpr double kOverstays = 0.0015;  // of the same
constexpr double kReferred = 0.025;
constexpr double kTurnedBack = 0.003;
constexpr double kLate = 0.005;
constexpr double kOffline = 0.002;

// Per cent of a day's crossings in each opening hour, from 07:00 to 19:00 at Khorgos.
constexpr std::array kByHour = {4, 8, 12, 13, 10, 7, 7, 9, 11, 9, 6, 4};
constexpr int kOpeningHour = 7;
constexpr std::int16_t kAway = std::numeric_limits<std::int16_t>::max();
constexpr std::int64_t kHourMs = 3'600'000;
constexpr std::int64_t kClosesAfterMs = static_cast<std::int64_t>(kByHour.size()) * kHourMs;
constexpr std::int64_t kBetweenFamilyMs = 25'000;

// Holidays as first day of the year, number of days and how many come beside an ordinary day.
struct Holiday {
  int first;
  int days;
  double factor;
};
constexpr std::array kHolidays = {Holiday{0, 7, 1.15}, Holiday{79, 6, 1.25}, Holiday{120, 5, 1.2},
                                  Holiday{210, 21, 1.12}, Holiday{273, 7, 1.3}};

constexpr std::array kOthers = {"RUS", "UZB", "KGZ", "DEU", "TUR", "IND", "USA", "PAK"};

// SplitMix64's last step: a traveller's own numbers, in any order.
std::uint64_t Mixed(std::uint64_t seed, std::uint64_t number) {
  std::uint64_t x = seed * 0x9E3779B97F4A7C15 + number;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EB;
  return x ^ (x >> 31);
}

double BusynessOf(int day) {
  const double angle = 2 * 3.14159265358979 * (day - 205) / kDaysOfTheYear;
  double factor = 1 + 0.28 * std::cos(angle) + (day % 7 >= 5 ? 0.14 : 0);
  for (const Holiday& holiday : kHolidays)
    if (day >= holiday.first && day < holiday.first + holiday.days) factor *= holiday.factor;
  return factor;
}

enum class People { kKaz, kChn, kOther };

// Families have their numbers in fours and one nationality.
People PeopleOf(std::uint64_t seed, std::uint32_t traveller) {
  const std::uint64_t share = Mixed(seed, traveller / 4 + 1'000'000'007ULL) % 1'000;
  if (share < 590) return People::kKaz;
  return share < 985 ? People::kChn : People::kOther;
}

std::uint32_t Scaled(std::uint32_t count, double scale) {
  return std::max(8U, static_cast<std::uint32_t>(count * scale) & ~3U);
}

}  // namespace

Document DocumentOfTraveller(std::uint64_t seed, std::uint32_t traveller) {
  const std::uint64_t mixed = Mixed(seed, traveller);
  const People people = PeopleOf(seed, traveller);
  Document document;
  document.nationality = people == People::kKaz   ? "KAZ"
                         : people == People::kChn ? "CHN"
                                                  : kOthers[mixed % kOthers.size()];
  document.issuing_state = document.nationality;
  document.kind = DocumentKind::kOrdinaryPassport;
  document.number = (people == People::kKaz ? "N" : "E") + std::to_string(10'000'000 + traveller);
  document.birth_date = MakeDate(1950 + static_cast<int>(mixed >> 8 & 63) % 58, 1 + (mixed >> 16 & 0xFF) % 12,
                                 1 + (mixed >> 24 & 0xFF) % 28);
  document.expiry_date = MakeDate(2031, 1 + (mixed >> 40 & 0xFF) % 12, 1);
  document.sex = (mixed >> 48 & 1) != 0 ? Sex::kFemale : Sex::kMale;
  if (people == People::kKaz) document.national_number = std::to_string(100'000'000'000ULL + traveller);
  return document;
}

LaneProfile LaneFor(Movement movement, std::uint64_t number) {
  const bool zone = movement.from == Territory::kIcbc || movement.to == Territory::kIcbc;
  const bool chn = movement.from == Territory::kChn || (zone && movement.to == Territory::kChn);
  LaneProfile lane;
  lane.port = "KHORGOS";
  lane.lane_group = zone ? (chn ? "icbc-chn" : "icbc-kaz") : "road";
  lane.lane_id = "gate-" + std::to_string(1 + number % 12) + "/" + static_cast<char>('a' + number / 12 % 4);
  lane.authority = chn ? Territory::kChn : Territory::kKaz;
  lane.movement = movement;
  lane.sides = {.exit = true, .entry = true};
  return lane;
}

std::vector<std::int64_t> CrossingsByDay(const YearPlan& plan) {
  std::vector<double> busyness(kDaysOfTheYear);
  double sum = 0;
  for (int day = 0; day < kDaysOfTheYear; ++day) sum += busyness[static_cast<std::size_t>(day)] = BusynessOf(day);
  const double mean = sum / kDaysOfTheYear;
  const double most = *std::max_element(busyness.begin(), busyness.end()) / mean;
  const double crossings = static_cast<double>(kCrossingsOfTheYear) / kDaysOfTheYear;
  // Stretched so that the busiest day is the record; the mean stays.
  const double stretch = (static_cast<double>(kRecordDay) / crossings - 1) / (most - 1);
  std::vector<std::int64_t> by_day;
  for (int day = 0; day < plan.days; ++day) {
    const double relative = busyness[static_cast<std::size_t>(day % kDaysOfTheYear)] / mean;
    by_day.push_back(std::llround(plan.scale * crossings * (1 + stretch * (relative - 1))));
  }
  return by_day;
}

PortYear::PortYear(const YearPlan& plan, const ZoneTable& zones)
    : plan_(plan),
      zones_(zones),
      by_day_(CrossingsByDay(plan)),
      traders_(Scaled(kTraders, plan.scale)),
      regulars_(Scaled(kRegulars, plan.scale)),
      random_(plan.seed),
      next_visitor_(traders_ + regulars_) {
  for (const std::int64_t count : by_day_) crossings_ += count;
}

std::optional<PlannedCrossing> PortYear::Next() {
  while (given_ == today_.size()) {
    if (day_ == plan_.days) return std::nullopt;
    MakeDay();
  }
  return today_[given_++];
}

void PortYear::MakeDay() {
  const auto planned = static_cast<std::size_t>(by_day_[static_cast<std::size_t>(day_)]);
  const Date day = plan_.first_day + Days(day_++);
  today_.clear();
  given_ = 0;
  AddReturns(day);
  while (today_.size() < planned) AddTrip(day);
  std::sort(today_.begin(), today_.end(), [](const PlannedCrossing& a, const PlannedCrossing& b) {
    return a.at != b.at ? a.at < b.at : a.traveller < b.traveller;
  });
}

void PortYear::AddReturns(Date day) {
  for (; !returns_.empty() && returns_.top().day <= day; returns_.pop()) {
    const Return back = returns_.top();
    Cross(MomentOf(day), back.traveller, back.movement, day_);
  }
}

std::size_t PortYear::AddTrip(Date day) {
  const std::size_t before = today_.size();
  const Party party = ChooseParty();
  if (!AtHome(party)) return 0;
  const People people = PeopleOf(plan_.seed, party.first);
  const Territory home =
      people == People::kChn || (people == People::kOther && party.first % 8 < 4) ? Territory::kChn : Territory::kKaz;
  const Territory other = home == Territory::kChn ? Territory::kKaz : Territory::kChn;
  const bool zone = Chance(people == People::kOther ? 0.2 : people == People::kKaz ? 0.75 : 0.65);
  const Territory to = zone ? Territory::kIcbc : other;
  Instant out = MomentOf(day);
  if (zone) {
    // There and back on one day, before the gates close.
    Instant back = MomentOf(day);
    if (back < out) std::swap(back, out);
    for (std::uint32_t i = 0; i < party.size; ++i) {
      const Duration behind(static_cast<std::int64_t>(i) * kBetweenFamilyMs);
      Cross(out + behind, party.first + i, {home, to}, day_);
      Cross(std::max(back, out + std::chrono::minutes(20)) + behind, party.first + i, {to, home}, day_);
    }
    return today_.size() - before;
  }
  const bool never = Chance(kNeverBack);
  const int days = Chance(kOverstays) ? 31 + static_cast<int>(random_.Below(60))
                                      : 1 + static_cast<int>(random_.Below(party.first < traders_ ? 3 : 14));
  for (std::uint32_t i = 0; i < party.size; ++i) {
    const std::uint32_t traveller = party.first + i;
    Cross(out + Duration(static_cast<std::int64_t>(i) * kBetweenFamilyMs), traveller, {home, to}, kAway);
    if (!never) returns_.push({day + Days(days), traveller, {to, home}});
  }
  return today_.size() - before;
}

PortYear::Party PortYear::ChooseParty() {
  const double kind = Uniform();
  if (kind < kTraderTrips) return {static_cast<std::uint32_t>(traders_ * std::pow(Uniform(), kTraderTail))};
  if (kind < kTraderTrips + kRegularTrips) return {traders_ + static_cast<std::uint32_t>(random_.Below(regulars_))};
  return ChooseVisitors();
}

// Visitors have their numbers in fours: a family of four, one of three and a single, a couple and two singles, or four
// singles.
PortYear::Party PortYear::ChooseVisitors() {
  const std::uint32_t first_visitor = traders_ + regulars_;
  std::uint32_t chosen = next_visitor_;
  const bool again = next_visitor_ > first_visitor && !Chance(kNewVisitors);
  if (again) chosen = first_visitor + static_cast<std::uint32_t>(random_.Below(next_visitor_ - first_visitor));
  const std::uint32_t four = chosen & ~3U;
  const std::uint32_t place = chosen & 3U;
  Party party{chosen, 1};
  switch (Mixed(plan_.seed, four + 7) % 8) {
    case 0:
      party = {four, 4};
      break;
    case 1:
      party = place < 3 ? Party{four, 3} : party;
      break;
    case 2:
    case 3:
      party = place < 2 ? Party{four, 2} : party;
      break;
    default:
      break;
  }
  if (!again) next_visitor_ = party.first + party.size;
  return party;
}

bool PortYear::AtHome(const Party& party) const {
  for (std::uint32_t i = 0; i < party.size; ++i)
    if (party.first + i < last_day_.size() && last_day_[party.first + i] >= day_) return false;
  return true;
}

void PortYear::Cross(Instant at, std::uint32_t traveller, Movement movement, int last_day) {
  if (traveller >= last_day_.size()) last_day_.resize(std::max<std::size_t>(2 * last_day_.size(), traveller + 1), 0);
  last_day_[traveller] = static_cast<std::int16_t>(last_day);
  const double fate = Uniform();
  PlannedCrossing crossing{at, traveller, movement, CrossingFate::kPassed};
  double until = kReferred;
  const bool other = PeopleOf(plan_.seed, traveller) == People::kOther;
  if (fate < until || other) {
    crossing.fate = CrossingFate::kReferred;
  } else if (fate < (until += kTurnedBack)) {
    crossing.fate = CrossingFate::kTurnedBack;
    today_.push_back(crossing);
    crossing.at += std::chrono::minutes(6);
    crossing.fate = CrossingFate::kPassed;
  } else if (fate < (until += kLate)) {
    crossing.fate = CrossingFate::kLate;
  } else if (fate < until + kOffline) {
    crossing.fate = CrossingFate::kOffline;
  }
  today_.push_back(crossing);
}

Instant PortYear::MomentOf(Date day) {
  auto left = static_cast<int>(random_.Below(100));
  std::int64_t hour = 0;
  while (left >= kByHour[static_cast<std::size_t>(hour)]) left -= kByHour[static_cast<std::size_t>(hour++)];
  const std::int64_t into = hour * kHourMs + static_cast<std::int64_t>(random_.Below(kHourMs));
  return zones_.StartOf(Territory::kKaz, day) + std::chrono::hours(kOpeningHour) +
         Duration(std::min(into, kClosesAfterMs - 1));
}

double PortYear::Uniform() { return static_cast<double>(random_.Next() >> 11) * 0x1.0p-53; }

}  // namespace clearance
