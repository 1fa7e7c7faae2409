#include "gate-agent/evaluation/bootstrap.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "common/base/random.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSeed = 7;

// `persons` persons with two pictures each, all against all; nothing but the pairs of persons.
std::vector<PersonPair> ImpostorTrials(std::int32_t persons) {
  std::vector<PersonPair> trials;
  for (std::int32_t a = 0; a < persons; ++a) {
    for (std::int32_t b = a + 1; b < persons; ++b) trials.insert(trials.end(), 4, {a, b});
  }
  return trials;
}

// The same interval the long way: persons drawn into a list, every trial looked up in it, copies of one person never
// held against each other.
Interval IntervalByBruteForce(const std::vector<PersonPair>& trials, const std::vector<PersonPair>& errors,
                              std::int32_t persons) {
  SeededRandom random(kSeed);
  std::vector<double> rates;
  for (int resample = 0; resample < RateBootstrap::kResamples; ++resample) {
    std::vector<std::int32_t> drawn;
    for (std::int32_t i = 0; i < persons; ++i) {
      drawn.push_back(static_cast<std::int32_t>(random.Below(static_cast<std::uint64_t>(persons))));
    }
    const auto counted = [&](const std::vector<PersonPair>& pairs) {
      std::int64_t count = 0;
      for (const PersonPair& pair : pairs) {
        const auto times_a = std::count(drawn.begin(), drawn.end(), pair.a);
        const auto times_b = std::count(drawn.begin(), drawn.end(), pair.b);
        count += pair.a == pair.b ? times_a : times_a * times_b;
      }
      return static_cast<double>(count);
    };
    rates.push_back(counted(errors) / counted(trials));
  }
  std::sort(rates.begin(), rates.end());
  return {rates[24], rates[975]};
}

TEST(RateBootstrapTest, AgreesWithBruteForce) {
  constexpr std::int32_t kPersons = 12;
  const std::vector<PersonPair> trials = ImpostorTrials(kPersons);
  const std::vector<PersonPair> errors = {{0, 1}, {0, 2}, {0, 2}, {3, 5}, {0, 7}, {9, 10}};
  const MeasuredRate rate = RateBootstrap(trials, kSeed).Measure(errors);
  const Interval expected = IntervalByBruteForce(trials, errors, kPersons);
  EXPECT_EQ(rate.persons, kPersons);
  EXPECT_EQ(rate.trials, 264);
  EXPECT_EQ(rate.errors, 6);
  EXPECT_DOUBLE_EQ(rate.Value(), 6.0 / 264);
  EXPECT_DOUBLE_EQ(rate.interval.low, expected.low);
  EXPECT_DOUBLE_EQ(rate.interval.high, expected.high);
}

TEST(RateBootstrapTest, AgreesWithBruteForceForTrialsOfOnePersonEach) {
  constexpr std::int32_t kPersons = 20;
  std::vector<PersonPair> trials, errors;
  for (std::int32_t person = 0; person < kPersons; ++person) {
    trials.insert(trials.end(), static_cast<std::size_t>(1 + person % 3), {person, person});
    if (person % 5 == 0) errors.push_back({person, person});
  }
  const Interval measured = RateBootstrap(trials, kSeed).Measure(errors).interval;
  const Interval expected = IntervalByBruteForce(trials, errors, kPersons);
  EXPECT_DOUBLE_EQ(measured.low, expected.low);
  EXPECT_DOUBLE_EQ(measured.high, expected.high);
}

TEST(RateBootstrapTest, ErrorsOfOnePersonAreLessSureThanTheSameNumberSpread) {
  const std::vector<PersonPair> trials = ImpostorTrials(40);
  std::vector<PersonPair> one_wolf, spread;
  for (std::int32_t i = 1; i <= 20; ++i) {
    one_wolf.push_back({0, i});
    spread.push_back({2 * i - 2, 2 * i - 1});
  }
  const RateBootstrap bootstrap(trials, kSeed);
  EXPECT_GT(bootstrap.Measure(one_wolf).interval.high, 1.5 * bootstrap.Measure(spread).interval.high);
}

TEST(RateBootstrapTest, WithoutAnErrorDoubtRemains) {
  const MeasuredRate rate = RateBootstrap(ImpostorTrials(110), kSeed).Measure({});
  EXPECT_EQ(rate.Value(), 0);
  EXPECT_EQ(rate.interval.low, 0);
  EXPECT_NEAR(rate.interval.high, 5e-4, 1e-6);  // 110 persons: just enough for 5e-4 (support.h)
}

TEST(RateBootstrapTest, NothingTriedMeansNothingKnown) {
  const MeasuredRate rate = RateBootstrap({}, kSeed).Measure({});
  EXPECT_EQ(rate, (MeasuredRate{0, 0, 0, {0, 1}}));
}

TEST(RateBootstrapTest, MoreErrorsNeverLowerTheInterval) {
  const std::vector<PersonPair> trials = ImpostorTrials(25);
  SeededRandom random(3);
  const RateBootstrap bootstrap(trials, kSeed);
  std::vector<PersonPair> errors;
  Interval last = bootstrap.Measure(errors).interval;
  for (int i = 0; i < 60; ++i) {
    errors.push_back(trials[random.Below(trials.size())]);
    const MeasuredRate rate = bootstrap.Measure(errors);
    EXPECT_GE(rate.interval.low, last.low);
    EXPECT_GE(rate.interval.high, last.high);
    EXPECT_LE(rate.interval.low, rate.Value());
    EXPECT_GE(rate.interval.high, rate.Value());
    last = rate.interval;
  }
}

TEST(RateBootstrapTest, TheSameSeedGivesTheSameInterval) {
  const std::vector<PersonPair> trials = ImpostorTrials(30);
  const std::vector<PersonPair> errors = {{1, 2}, {2, 3}, {1, 9}};
  EXPECT_EQ(RateBootstrap(trials, 1).Measure(errors), RateBootstrap(trials, 1).Measure(errors));
  EXPECT_NE(RateBootstrap(trials, 1).Measure(errors), RateBootstrap(trials, 2).Measure(errors));
}

}  // namespace
}  // namespace clearance
