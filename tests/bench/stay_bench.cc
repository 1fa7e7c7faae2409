// The stay engine: one full entry decision (days used, longest stay, must leave by, binding limit) with 10, 100 and
// 1,000 past stays, beside a bitset that only marks and counts the days of one window: less than any engine that names
// a date can do. The last figure is a batch of different people, as an integrator asks for them.
#include <bit>
#include <cstdint>
#include <utility>

#include "common/rules/stay_account.h"
#include "common/rules/stay_rules.h"
#include "tests/bench/bench.h"

namespace clearance {
namespace {

constexpr Date kOn = MakeDate(2026, 11, 22);
constexpr int kWindowDays = 180;
constexpr int kRepetitions = 15;
constexpr int kCalls = 5'000;
constexpr int kPeople = 512;

Regime BenchRegime() {
  return {.id = "CHN-KAZ",
          .source = "bench",
          .host = Territory::kChn,
          .document_kinds = {DocumentKind::kOrdinaryPassport},
          .limits = {MakeLimit("CHN-KAZ", PerStayLimit{30}), MakeLimit("CHN-KAZ", RollingLimit{90, kWindowDays})},
          .allowance = {Allowance::kFixedAtEntry, Certainty::kFact},
          .day_one = {DayOne::kEntry, Certainty::kInferred},
          .exit_day_counts = {true, Certainty::kInferred},
          .counted_bases = {StayBasis::kVisaFree}};
}

// Stays of one or two days, every fourth day or so; `seed` moves them.
TravelHistory History(int stays, unsigned seed) {
  TravelHistory history{.complete_from = MakeDate(2000, 1, 1), .covers_all_ports = true};
  for (int i = stays; i > 0; --i) {
    const Date day = kOn - Days(4 * i + static_cast<int>((seed + static_cast<unsigned>(i)) % 3));
    history.stays.push_back({.territory = Territory::kChn,
                             .entry = day,
                             .exit = day + Days(static_cast<int>(seed % 2)),
                             .nationality = "KAZ"});
  }
  return history;
}

// All that the answer of an entry names.
std::size_t Decide(const TravelHistory& history, const Regime& regime) {
  const CountedHistory record{history, regime, "KAZ"};
  const StayCount count = CountEntry(record, kOn, EntryRoute::kFromOutside, Evidence::kMost, StrictestReading(regime));
  const auto last = count.LastLawfulDay();
  return static_cast<std::size_t>(count.days_used + count.bound.days.value_or(0)) +
         BindingLimit(regime, count.bound).size() +
         static_cast<std::size_t>(last ? last->time_since_epoch().count() : 0);
}

// The bare limit: the stays as pairs of day numbers, their days of one window marked as bits and counted.
int MarkAndCount(const std::vector<std::pair<int, int>>& stays, int window_first) {
  std::uint64_t days[(kWindowDays + 63) / 64] = {};
  for (const auto& [from, to] : stays) {
    if (to < window_first) continue;
    for (int day = std::max(from, window_first) - window_first; day <= to - window_first; ++day) {
      days[day / 64] |= std::uint64_t{1} << (day % 64);
    }
  }
  int count = 0;
  for (const std::uint64_t word : days) count += std::popcount(word);
  return count;
}

double BareSeconds(const TravelHistory& history) {
  std::vector<std::pair<int, int>> stays;
  for (const Stay& stay : history.stays) {
    stays.emplace_back((*stay.entry - kOn).count(), (*stay.exit - kOn).count());
  }
  volatile int sink = 0;
  return MedianSeconds(kRepetitions, kCalls, [&] { sink = MarkAndCount(stays, 1 - kWindowDays - sink % 2); });
}

}  // namespace

void BenchStay(BenchReport& report) {
  report.Section("Stay engine (microseconds a full entry decision)");
  const Regime regime = BenchRegime();
  volatile std::size_t sink = 0;
  for (const int stays : {10, 100, 1000}) {
    const TravelHistory history = History(stays, 1);
    const double seconds = MedianSeconds(kRepetitions, kCalls, [&] { sink = Decide(history, regime); });
    report.Add({"stay decision, " + std::to_string(stays) + " past stays", seconds * 1e6, "us",
                "the same stays marked and counted in a bitset", BareSeconds(history) * 1e6});
  }
  std::vector<TravelHistory> people;
  for (unsigned i = 0; i < kPeople; ++i) people.push_back(History(10, i));
  const double batch = MedianSeconds(kRepetitions, 20, [&] {
    for (const TravelHistory& history : people) sink = Decide(history, regime);
  });
  report.Add({"stay decisions on one core, 10 past stays, 512 people", kPeople / batch, "/s", "bitset alone",
              1 / BareSeconds(people.front())});
  const TravelHistory history = History(10, 1);
  const double account = MedianSeconds(kRepetitions, 200, [&] {
    sink = AccountOf({history, regime, "KAZ"}, {.on = kOn})->strip.marks.size();
  });
  report.Add({"stay account in full, 10 past stays", account * 1e6, "us", "", 0});
}

}  // namespace clearance
