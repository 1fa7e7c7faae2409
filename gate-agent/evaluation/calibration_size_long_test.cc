// How many people are enough, by the program's own rule on simulated ones: that is where the table of docs/face-eval.md
// comes from.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <iostream>
#include <numbers>

#include "common/base/random.h"
#include "gate-agent/evaluation/calibration_size.h"
#include "gate-agent/evaluation/rates.h"
#include "tests/support/long_run.h"

namespace clearance {
namespace {

// Standard normal (Box and Muller).
class Normal {
 public:
  explicit Normal(std::uint64_t seed) : random_(seed) {}
  double operator()() {
    const double radius = std::sqrt(-2 * std::log(Uniform()));
    return radius * std::cos(2 * std::numbers::pi * Uniform());
  }

 private:
  // In (0, 1).
  double Uniform() { return (static_cast<double>(random_.Next() >> 11) + 0.5) / 9007199254740992.0; }
  SeededRandom random_;
};

// The parts of an impostor score's variance, 1 in all: of each of the two persons, of the two together, and of the two
// pictures. With these the highest scores fall on persons as on the tuning half of the benchmark's: there, of the 112
// false matches at the threshold for 5e-4, another comparison of the same two persons is one too in 17 of 100, and two
// share a single person twice as often as by chance.
constexpr double kPersonPart = 0.05, kPairPart = 0.6;
constexpr double kDeviation = 0.07;  // of scores of two persons: as there

ComparisonSet Strangers(std::int32_t persons, int pictures, std::uint64_t seed) {
  Normal normal(seed);
  std::vector<double> person(static_cast<std::size_t>(persons));
  for (double& part : person) part = std::sqrt(kPersonPart) * normal();
  ComparisonSet set;
  for (std::int32_t a = 0; a < persons; ++a) {
    for (std::int32_t b = a + 1; b < persons; ++b) {
      const double pair =
          person[static_cast<std::size_t>(a)] + person[static_cast<std::size_t>(b)] + std::sqrt(kPairPart) * normal();
      for (int i = 0; i < pictures * pictures; ++i) {
        const double score = pair + std::sqrt(1 - 2 * kPersonPart - kPairPart) * normal();
        set.impostor.push_back({{a, b}, kDeviation * score});
      }
    }
  }
  return set;
}

// How many of `sets` sets support `target`.
int Supported(std::int64_t persons, int pictures, double target, int sets) {
  int supported = 0;
  for (int set = 1; set <= sets; ++set) {
    const ComparisonRates rates(
        Strangers(static_cast<std::int32_t>(persons), pictures, static_cast<std::uint64_t>(set)), persons, /*seed=*/1);
    supported += rates.At(rates.SafeThreshold(target), target).unsupported.empty() ? 1 : 0;
  }
  std::cout << fmt::format("{:g}: {} persons of {} pictures: {} of {} sets\n", target, persons, pictures, supported,
                           sets);
  return supported;
}

// With CLEARANCE_LONG=1 the whole table, twenty sets each; else two of each for the border's target.
TEST(CalibrationSizeTest, ThePlannedPersonsAreEnoughByTheProgramsOwnRule) {
  const int sets = IsLongRun() ? 20 : 2;
  for (const double target : {5e-4, 1e-4, 1e-5}) {
    if (target < 5e-4 && !IsLongRun()) continue;
    for (const int pictures : {2, 3, 4}) {
      EXPECT_GE(Supported(PlannedPersons(target, pictures), pictures, target, sets), sets - sets / 20);
    }
  }
}

// What the guide said before: the least number of persons is not enough, however often each is photographed.
TEST(CalibrationSizeTest, TheLeastNumberOfPersonsIsNotEnough) {
  EXPECT_EQ(Supported(PersonsForFmr(5e-4), 2, 5e-4, 3), 0);
  EXPECT_EQ(Supported(PersonsForFmr(5e-4), 4, 5e-4, 3), 0);
}

}  // namespace
}  // namespace clearance
