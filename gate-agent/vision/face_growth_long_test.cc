// An engine that compares faces for days takes no more memory than after its first: ten thousand matches with
// CLEARANCE_LONG=1 (half an hour); else a few, which show a leaked frame and no smaller leak.
#include <gtest/gtest.h>

#include <iostream>
#include <string>
#include <vector>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"
#include "tests/support/long_run.h"
#include "tests/support/process_memory.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

using Result = FaceComparison::Result;

constexpr PersonSeed kAlice = kDistinctPeople[0];
constexpr PersonSeed kBolat = kDistinctPeople[4];

std::vector<EncodedPicture> BurstOf(PersonSeed person) {
  std::vector<EncodedPicture> burst;
  for (std::uint64_t variant = 1; variant <= 3; ++variant) {
    burst.push_back(PaintPortrait(person, LaneConditions(variant)));
  }
  return burst;
}

TEST(FaceGrowthTest, ManyMatchesDoNotMakeItGrow) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer keeps what was freed";
#endif
  REQUIRE_SHARED(models, "models");
  const auto engine = FaceEngine::Load({.models_dir = models,
                                        .calibration_path = ShippedCalibrationWith(/*landmarks=*/false),
                                        .allow_provisional = true,
                                        .landmarks_path = std::string(kNoModels)});
  ASSERT_TRUE(engine.ok()) << engine.status();
  const EncodedPicture portrait = PaintPortrait(kAlice, {});
  const std::vector<EncodedPicture> holder = BurstOf(kAlice), stranger = BurstOf(kBolat);
  const auto match = [&](int i) {
    const bool strange = i % 4 == 3;
    FaceTransaction transaction;
    const FaceComparison comparison = (*engine)->Compare(portrait, strange ? stranger : holder, transaction);
    ASSERT_EQ(comparison.result, strange ? Result::kNoMatch : Result::kMatch);
  };
  const int matches = IsLongRun() ? 10'000 : 24;
  for (int i = 0; i < 8; ++i) match(i);
  const long before = MemoryKib("VmRSS:");
  for (int i = 0; i < matches; ++i) match(i);
  const long after = MemoryKib("VmRSS:");
  std::cout << matches << " matches: resident " << before << " KiB before, " << after << " after\n";
  // What is left free between allocations is far less. A leaked frame is half a megabyte and shows over 24 matches; a
  // leaked template is 3 kB, 30 MB over ten thousand.
  EXPECT_LT(after - before, 8 * 1024);
  EXPECT_GT(before, 0) << "or nothing is measured";
}

}  // namespace
}  // namespace clearance
