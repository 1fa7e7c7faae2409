#include "gate-agent/vision/alignment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/embedder.h"

namespace clearance {
namespace {

double SquaredError(const Similarity& fit, const FacePoints& from, const FacePoints& to) {
  double sum = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const PicturePoint at = fit.Apply(from[i]);
    sum += std::pow(at.x - to[i].x, 2) + std::pow(at.y - to[i].y, 2);
  }
  return sum;
}

// The points of `target` as a camera would see them: turned, scaled and shifted.
FacePoints Moved(const FacePoints& target, double angle, double scale, double shift_x, double shift_y) {
  const Similarity move = {scale * std::cos(angle), scale * std::sin(angle), shift_x, shift_y};
  FacePoints moved;
  for (std::size_t i = 0; i < target.size(); ++i) moved[i] = move.Apply(target[i]);
  return moved;
}

TEST(AlignmentTest, RecoversAKnownSimilarityExactly) {
  for (const EmbedderManifest& manifest : FusionManifests()) {
    for (double angle : {-2.9, -0.4, 0.0, 0.3, 1.6}) {
      for (double scale : {0.1, 1.0, 7.5}) {
        const FacePoints seen = Moved(manifest.target, angle, scale, 40, -17);
        const Similarity fit = FitSimilarity(seen, manifest.target);
        EXPECT_NEAR(SquaredError(fit, seen, manifest.target), 0, 1e-18 + 1e-12 * scale);
        EXPECT_NEAR(fit.Scale(), 1 / scale, 1e-9 / scale);
      }
    }
  }
}

TEST(AlignmentTest, IsTheLeastSquaresSolutionForPointsThatDoNotFit) {
  const FacePoints& target = FusionManifests()[0].target;
  FacePoints seen = Moved(target, 0.2, 2, 5, 9);
  seen[0].x += 6;
  seen[2].y -= 4;
  seen[4].x -= 3;
  const Similarity best = FitSimilarity(seen, target);
  const double least = SquaredError(best, seen, target);
  EXPECT_GT(least, 1.0);
  for (double step : {-1e-3, 1e-3}) {
    Similarity other = best;
    other.a += step;
    EXPECT_GT(SquaredError(other, seen, target), least);
    other = best;
    other.b += step;
    EXPECT_GT(SquaredError(other, seen, target), least);
    other = best;
    other.shift_x += step;
    EXPECT_GT(SquaredError(other, seen, target), least);
    other = best;
    other.shift_y += step;
    EXPECT_GT(SquaredError(other, seen, target), least);
  }
}

TEST(AlignmentTest, NeverMirrors) {
  const FacePoints& target = FusionManifests()[0].target;
  FacePoints mirrored = target;
  for (PicturePoint& point : mirrored) point.x = 112 - point.x;
  EXPECT_GT(SquaredError(FitSimilarity(mirrored, target), mirrored, target), 100);
}

TEST(AlignmentTest, PointsInOnePlaceGiveNoScale) {
  FacePoints one_place;
  one_place.fill({10, 10});
  EXPECT_EQ(FitSimilarity(one_place, FusionManifests()[0].target).Scale(), 0);
}

// The centre of the white dot drawn nearest to `around`, by its brightness.
PicturePoint DotNear(const cv::Mat& picture, const PicturePoint& around, int radius) {
  double sum = 0, sum_x = 0, sum_y = 0;
  for (int y = std::max(0, static_cast<int>(around.y) - radius); y <= around.y + radius && y < picture.rows; ++y) {
    for (int x = std::max(0, static_cast<int>(around.x) - radius); x <= around.x + radius && x < picture.cols; ++x) {
      const double light = picture.at<cv::Vec3b>(y, x)[0];
      sum += light;
      sum_x += light * x;
      sum_y += light * y;
    }
  }
  return sum > 0 ? PicturePoint{sum_x / sum, sum_y / sum} : PicturePoint{-1, -1};
}

// Dots drawn at the five points of a picture must lie on the template within one pixel after the warp, also when the
// picture is so large that it is halved on the way.
TEST(AlignmentTest, WarpBringsKnownPointsWithinOnePixelOfTheTemplate) {
  for (const EmbedderManifest& manifest : FusionManifests()) {
    for (double scale : {0.7, 1.0, 3.0, 9.0}) {
      const double angle = 0.35;
      const FacePoints seen = Moved(manifest.target, angle, scale, 60 * scale, 20 * scale);
      cv::Mat picture = cv::Mat::zeros(static_cast<int>(220 * scale), static_cast<int>(220 * scale), CV_8UC3);
      constexpr int kFractionBits = 4;
      for (const PicturePoint& point : seen) {
        cv::circle(picture,
                   cv::Point(static_cast<int>(std::lround(point.x * 16)), static_cast<int>(std::lround(point.y * 16))),
                   static_cast<int>(std::lround(std::max(2.0, 2.5 * scale) * 16)), cv::Scalar::all(255), cv::FILLED,
                   cv::LINE_AA, kFractionBits);
      }
      const cv::Mat aligned = AlignFace(picture, seen, manifest.target, manifest.side);
      ASSERT_EQ(aligned.size(), cv::Size(manifest.side, manifest.side));
      for (const PicturePoint& target : manifest.target) {
        const PicturePoint dot = DotNear(aligned, target, 6);
        EXPECT_NEAR(dot.x, target.x, 1.0) << manifest.name << " scale " << scale;
        EXPECT_NEAR(dot.y, target.y, 1.0) << manifest.name << " scale " << scale;
      }
    }
  }
}

}  // namespace
}  // namespace clearance
