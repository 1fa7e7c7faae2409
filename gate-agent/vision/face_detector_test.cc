#include "gate-agent/vision/face_detector.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

DetectedFace Box(double left, double top, double width, double height, double score) {
  return {.left = left, .top = top, .width = width, .height = height, .score = score};
}

TEST(FaceDetectorTest, OverlapIsIntersectionOverUnion) {
  EXPECT_DOUBLE_EQ(Overlap(Box(0, 0, 10, 10, 1), Box(0, 0, 10, 10, 1)), 1);
  EXPECT_DOUBLE_EQ(Overlap(Box(0, 0, 10, 10, 1), Box(5, 0, 10, 10, 1)), 50.0 / 150);
  EXPECT_DOUBLE_EQ(Overlap(Box(0, 0, 10, 10, 1), Box(10, 0, 10, 10, 1)), 0);
  EXPECT_DOUBLE_EQ(Overlap(Box(0, 0, 10, 10, 1), Box(30, 30, 10, 10, 1)), 0);
}

TEST(FaceDetectorTest, SuppressionKeepsTheBestOfEachGroup) {
  const auto kept = SuppressOverlaps({Box(0, 0, 10, 10, 0.7), Box(1, 0, 10, 10, 0.9), Box(50, 0, 10, 10, 0.8)}, 0.3);
  ASSERT_EQ(kept.size(), 2U);
  EXPECT_EQ(kept[0].score, 0.9);
  EXPECT_EQ(kept[1].score, 0.8);
}

TEST(FaceDetectorTest, SuppressionLooksAtABoundedNumberOfBoxes) {
  std::vector<DetectedFace> many;
  for (int i = 0; i < 3000; ++i) many.push_back(Box(100.0 * i, 0, 10, 10, 0.6 + 0.0001 * i));
  EXPECT_EQ(SuppressOverlaps(std::move(many), 0.3).size(), kMaxFaceCandidates);
}

TEST(FaceDetectorTest, ScalingMovesBoxAndPoints) {
  DetectedFace face = Box(10, 20, 30, 40, 0.9);
  face.points.fill({5, 7});
  ScaleFace(face, 2, 3);
  EXPECT_EQ(face.left, 20);
  EXPECT_EQ(face.top, 60);
  EXPECT_EQ(face.width, 60);
  EXPECT_EQ(face.height, 120);
  EXPECT_EQ(face.points[4].x, 10);
  EXPECT_EQ(face.points[4].y, 21);
  EXPECT_EQ(face.score, 0.9);
}

}  // namespace
}  // namespace clearance
