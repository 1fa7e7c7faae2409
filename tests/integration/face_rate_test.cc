// The proof of the rate: on the reporting half of the benchmark's persons, the gate's recipe is not worse than the
// plain one, failures to acquire counted as rejections: with the face in the middle of each picture, for these people
// were photographed in company, and by the lane's own rule on second persons.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <iostream>

#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/vision/networks.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSeed = 1;

struct Recipe {
  const char* name;
  ThresholdRates border;
  AcquisitionFailures failures;
};

Recipe Measured(const char* name, const PictureSet& set, const std::vector<AcquiredPicture>& pictures) {
  auto compared = CompareAll(set, AllPairs(set), pictures, {});
  EXPECT_TRUE(compared.ok()) << compared.status();
  const ComparisonRates rates(*std::move(compared), static_cast<std::int64_t>(set.persons.size()), kSeed);
  const Recipe recipe = {name, rates.At(rates.MeasuredThreshold(kBorderFmr), kBorderFmr),
                         CountFailures(set, pictures, kSeed)};
  const MeasuredRate& rejected = recipe.border.false_reject;
  std::cout << fmt::format(
      "{}: {} of {} pictures gave no template; of {} genuine pairs {} rejected, FTA counted, {:.2f} % "
      "({:.2f}-{:.2f}), {} of those compared; {}\n",
      name, recipe.failures.rate.errors, recipe.failures.rate.trials, rejected.trials, rejected.errors,
      100 * rejected.Value(), 100 * rejected.interval.low, 100 * rejected.interval.high, recipe.border.fnmr.errors,
      recipe.border.fnmr_unsupported);
  EXPECT_LE(recipe.border.fmr.Value(), kBorderFmr) << name;
  return recipe;
}

TEST(FaceRateTest, TheGateIsNotWorseThanThePlainRecipeOnTheReportingHalf) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(faces, "testdata/faces");
  const auto set = ListPictures(faces, Half::kReporting);
  ASSERT_TRUE(set.ok()) << set.status();
  const auto networks = NetworkFiles::Read(models, "");
  ASSERT_TRUE(networks.ok()) << networks.status();
  const auto acquired = AcquireAll(*set, *networks, {.middle_face = true, .plain = true, .threads = 2}, {});
  ASSERT_TRUE(acquired.ok()) << acquired.status();
  std::cout << "FMR 5e-4 as measured; these people were looked at before: no untouched figures (docs/face.md)\n";
  const Recipe gate = Measured("gate, middle face", *set, acquired->gate);
  const Recipe lane = Measured("gate, lane's own rule", *set, ByLaneRule(acquired->gate));
  const Recipe plain = Measured("plain recipe", *set, acquired->plain);

  EXPECT_EQ(gate.border.false_reject.trials, plain.border.false_reject.trials);
  EXPECT_LE(gate.border.false_reject.errors, plain.border.false_reject.errors);
  // Both must tell faces apart at all: a comparison that accepts nobody would pass the above.
  EXPECT_LT(plain.border.false_reject.Value(), 0.05);

  // The same by the lane's own rule, by which a picture is refused for other people in it and for nothing else.
  EXPECT_EQ(lane.border.false_reject.trials, plain.border.false_reject.trials);
  EXPECT_LE(lane.border.false_reject.errors, plain.border.false_reject.errors);
  EXPECT_LT(lane.failures.rate.Value(), 0.01);
  for (const auto& [cause, count] : lane.failures.by_cause) {
    EXPECT_TRUE(cause == "several_faces" || cause == "not_central") << count << " of " << cause;
  }
}

}  // namespace
}  // namespace clearance
