// The proof of the rate: on the reporting half of the benchmark's persons the gate's recipe is not worse than the plain
// one, failures to acquire counted as rejections. Without CLEARANCE_LONG=1 on a part of that half.
#include <gtest/gtest.h>

#include <cstdlib>
#include <map>

#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/report.h"
#include "gate-agent/vision/networks.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr std::uint64_t kSeed = 1;
constexpr std::size_t kPicturesOfShortForm = 120;

// The first persons with several pictures: genuine pairs are what a small part is short of.
void KeepPart(PictureSet& set) {
  std::map<std::int32_t, int> pictures;
  for (const PictureFile& picture : set.pictures) ++pictures[picture.person];
  std::erase_if(set.pictures, [&](const PictureFile& picture) { return pictures[picture.person] < 2; });
  if (set.pictures.size() > kPicturesOfShortForm) set.pictures.resize(kPicturesOfShortForm);
}

TEST(FaceRateTest, TheGateIsNotWorseThanThePlainRecipeOnTheReportingHalf) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(faces, "testdata/faces");
  auto set = ListPictures(faces, Half::kReporting);
  ASSERT_TRUE(set.ok()) << set.status();
  const bool whole = std::getenv("CLEARANCE_LONG") != nullptr;
  if (!whole) KeepPart(*set);
  const auto networks = NetworkFiles::Read(models, "");
  ASSERT_TRUE(networks.ok()) << networks.status();
  const auto acquired = AcquireAll(*set, *networks, {.middle_face = true, .plain = true, .threads = 2}, {});
  ASSERT_TRUE(acquired.ok()) << acquired.status();
  const auto border = [&](const std::vector<AcquiredPicture>& pictures) {
    auto compared = CompareAll(*set, AllPairs(*set), pictures, {});
    const auto persons = static_cast<std::int64_t>(set->persons.size());
    const ComparisonRates rates(*std::move(compared), persons, kSeed);
    return rates.At(rates.MeasuredThreshold(kBorderFmr), kBorderFmr);
  };
  const ThresholdRates gate = border(acquired->gate);
  const ThresholdRates plain = border(acquired->plain);
  EXPECT_LE(gate.fmr.Value(), kBorderFmr);
  EXPECT_LE(plain.fmr.Value(), kBorderFmr);
  EXPECT_EQ(gate.false_reject.trials, plain.false_reject.trials);
  EXPECT_LE(gate.false_reject.errors, plain.false_reject.errors);
  // Both must tell faces apart at all: a comparison that accepts nobody would pass the above.
  EXPECT_LT(plain.false_reject.Value(), 0.05);
  RecordProperty("gate_rejected", static_cast<int>(gate.false_reject.errors));
  RecordProperty("plain_rejected", static_cast<int>(plain.false_reject.errors));
}

}  // namespace
}  // namespace clearance
