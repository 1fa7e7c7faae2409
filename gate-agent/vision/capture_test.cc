#include "gate-agent/vision/capture.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

namespace clearance {
namespace {

// A face of `width` pixels whose eyes lie 0.4 widths apart.
DetectedFace FaceAt(double left, double top, double width) {
  DetectedFace face{.left = left, .top = top, .width = width, .height = 1.3 * width, .score = 0.9};
  const auto at = [&](double x, double y) { return PicturePoint{left + x * width, top + y * width}; };
  face.points = {at(0.3, 0.5), at(0.7, 0.5), at(0.5, 0.75), at(0.35, 0.95), at(0.65, 0.95)};
  return face;
}

// Sharp texture around a mean grey level.
cv::Mat Texture(int level) {
  cv::Mat picture(300, 400, CV_8UC3);
  cv::RNG random(5);
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const int shade = level + random.uniform(-20, 20);
      picture.at<cv::Vec3b>(y, x) = cv::Vec3b::all(cv::saturate_cast<unsigned char>(shade));
    }
  }
  return picture;
}

CaptureCause CauseOf(const cv::Mat& picture, const std::vector<DetectedFace>& faces,
                     PictureSide side = PictureSide::kReference) {
  return JudgeCapture(picture, faces, side, nullptr).cause;
}

TEST(CaptureTest, OneFaceIsUsable) {
  const Capture capture = JudgeCapture(Texture(128), {FaceAt(100, 50, 120)}, PictureSide::kLive, nullptr);
  EXPECT_EQ(capture.cause, CaptureCause::kNone);
  EXPECT_NEAR(capture.quality[QualityMeasure::kInterEyeDistance]->native, 48, 1e-9);
  EXPECT_GT(capture.quality.overall, 0);
}

TEST(CaptureTest, NoFaceAndSeveralFaces) {
  EXPECT_EQ(CauseOf(Texture(128), {}), CaptureCause::kNoFace);
  // 0.3 of the area is 0.5477 of the width.
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(50, 50, 120), FaceAt(250, 50, 66)}), CaptureCause::kSeveralFaces);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(50, 50, 120), FaceAt(250, 50, 65)}), CaptureCause::kNone);
}

TEST(CaptureTest, TheLargestFaceIsThePersonWhateverItsScore) {
  DetectedFace far_away = FaceAt(250, 50, 50);
  far_away.score = 0.99;
  const std::vector<DetectedFace> faces = {far_away, FaceAt(50, 50, 120)};
  EXPECT_EQ(JudgeCapture(Texture(128), faces, PictureSide::kLive, nullptr).face.left, 50);
}

TEST(CaptureTest, DistanceAndEdges) {
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(100, 50, 59)}), CaptureCause::kFaceTooSmall);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(100, 50, 61)}), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(-40, 50, 120)}), CaptureCause::kFaceCut);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(320, 50, 120)}), CaptureCause::kFaceCut);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(100, 200, 120)}), CaptureCause::kFaceCut);
}

TEST(CaptureTest, LightAndSharpness) {
  const std::vector<DetectedFace> face = {FaceAt(100, 50, 120)};
  EXPECT_EQ(CauseOf(Texture(10), face), CaptureCause::kTooDark);
  EXPECT_EQ(CauseOf(Texture(252), face), CaptureCause::kTooBright);
  cv::Mat blurred = Texture(128);
  EXPECT_EQ(CauseOf(blurred, face), CaptureCause::kNone);
  cv::GaussianBlur(blurred, blurred, cv::Size(), 4);
  EXPECT_EQ(CauseOf(blurred, face), CaptureCause::kBlurred);
}

}  // namespace
}  // namespace clearance
