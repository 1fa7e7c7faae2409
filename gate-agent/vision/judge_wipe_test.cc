// Judging a picture makes copies of its face; none may stay.
#include <gtest/gtest.h>

#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/quality_parts.h"
#include "gate-agent/vision/wipe.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

// A stretch of a cheek in the upright copy of `side` pixels, and the same in grey.
std::vector<Needle> CopiesOf(const cv::Mat& picture, const FacePoints& points, const FacePoints& target, int side) {
  cv::Mat aligned = AlignFace(picture, points, target, side), grey;
  cv::cvtColor(aligned, grey, cv::COLOR_BGR2GRAY);
  const std::vector<Needle> needles = {MakeNeedle(aligned.ptr(side * 6 / 10, side / 3)),
                                       MakeNeedle(grey.ptr(side * 6 / 10, side / 4))};
  Wipe(aligned);
  Wipe(grey);
  return needles;
}

TEST(JudgeWipeTest, JudgingAPictureLeavesNoCopyOfItsFace) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  REQUIRE_SHARED(models, "models");
  cv::setNumThreads(1);
  const auto detector = YunetDetector::Create(*ReadModel(models, kYunetModel)).value();
  std::shared_ptr<const LandmarkFinder> landmarks;
  if (const auto path = FindLandmarks(models)) landmarks = LandmarkFinder::Load(*path).value();
  cv::Mat picture = *DecodePicture(PaintPortrait(kDistinctPeople[0], LaneConditions(1)));
  const auto faces = detector->Detect(picture, DetectionSize::kTracking).value();
  ASSERT_EQ(faces.size(), 1U);
  std::vector<Needle> needles;
  const auto expect_in = [&](const FacePoints& target, int side) {
    const auto copies = CopiesOf(picture, faces[0].points, target, side);
    needles.insert(needles.end(), copies.begin(), copies.end());
  };
  expect_in(quality::UprightTarget(128), 128);
  expect_in(quality::UprightTarget(256), 256);
  expect_in(LandmarkFinder::ChipTarget(), LandmarkFinder::kChipSide);
  // The search does find what is there.
  cv::Mat kept = AlignFace(picture, faces[0].points, quality::UprightTarget(256), 256);
  EXPECT_GE(CountInMemory(needles[2]), 1);
  Wipe(kept);
  ASSERT_EQ(CaptureCauseName(JudgeCapture(picture, faces, PictureSide::kLive, landmarks.get()).cause), "none");
  for (std::size_t i = 0; i < needles.size(); ++i) EXPECT_EQ(CountInMemory(needles[i]), 0) << i;
  Wipe(picture);
}

}  // namespace
}  // namespace clearance
