// How the passive networks judge real pictures: the samples their authors publish, one of a living person and two of
// attacks. Three pictures say nothing of an error rate; they show that crop, order and classes are the networks' own,
// where the painted people of presentation_test.cc all look alive.
#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "common/base/bytes.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

TEST(PresentationSamplesTest, TheLivingPersonLooksAliveAndTheAttacksDoNot) {
  REQUIRE_SHARED(models, "models");
  REQUIRE_SHARED(pad, "testdata/pad");
  cv::setNumThreads(1);
  const auto files = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(files.ok()) << files.status();
  const auto networks = MakeNetworkSet(*files);
  ASSERT_TRUE(networks.ok()) << networks.status();
  ASSERT_NE((*networks)->presentation, nullptr);
  const auto calibration = ReadCalibration(ShippedCalibrationWith(false));
  ASSERT_TRUE(calibration.ok() && calibration->presentation);
  const double threshold = calibration->presentation->threshold;
  // As recorded once.
  const struct {
    const char* name;
    bool attack;
    std::array<double, kPresentationNetworkCount> live;
  } kSamples[] = {
      {"image_T1.jpg", false, {0.99859, 0.99976, 1.00000}},
      {"image_F1.jpg", true, {0.00000, 0.01797, 0.43919}},
      {"image_F2.jpg", true, {0.00123, 0.00000, 0.00565}},
  };
  constexpr double kTolerance = 1e-3;
  for (const auto& sample : kSamples) {
    const auto encoded = ReadFile(pad + "/" + sample.name, kMaxPictureBytes);
    ASSERT_TRUE(encoded.ok()) << encoded.status();
    const Look look = LookAt(**networks, *encoded, PictureSide::kLive, DetectionSize::kCapture);
    ASSERT_EQ(CaptureCauseName(look.capture.cause), "none") << sample.name;
    const auto live = (*networks)->presentation->LiveScores(look.picture, look.capture.face);
    ASSERT_TRUE(live.ok()) << live.status();
    for (std::size_t i = 0; i < live->size(); ++i) {
      EXPECT_NEAR((*live)[i], sample.live[i], kTolerance) << sample.name << " " << kPresentationModels[i].name;
    }
    EXPECT_EQ(FuseLiveScores(*live) < threshold, sample.attack) << sample.name << " " << FuseLiveScores(*live);
  }
}

}  // namespace
}  // namespace clearance
