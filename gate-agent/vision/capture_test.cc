#include "gate-agent/vision/capture.h"

#include <gtest/gtest.h>

#include <map>
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
  // 0.6 of the area is 0.7746 of the width.
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(50, 50, 120), FaceAt(250, 50, 93)}), CaptureCause::kSeveralFaces);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(50, 50, 120), FaceAt(250, 50, 92)}), CaptureCause::kNone);
}

TEST(CaptureTest, TheLargestFaceIsThePersonWhateverItsScore) {
  DetectedFace far_away = FaceAt(250, 50, 50);
  far_away.score = 0.99;
  const std::vector<DetectedFace> faces = {far_away, FaceAt(50, 50, 120)};
  EXPECT_EQ(JudgeCapture(Texture(128), faces, PictureSide::kLive, nullptr).face.left, 50);
}

// Texture() is 400 pixels wide: central are 80 to 320. A face's eyes lie around its middle.
TEST(CaptureTest, InALiveFrameOnlyACentralFaceCounts) {
  const std::vector<DetectedFace> at_edge = {FaceAt(15, 50, 120)};
  EXPECT_EQ(CauseOf(Texture(128), at_edge, PictureSide::kLive), CaptureCause::kNotCentral);
  EXPECT_EQ(CauseOf(Texture(128), at_edge, PictureSide::kReference), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(21, 50, 120)}, PictureSide::kLive), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(259, 50, 120)}, PictureSide::kLive), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(265, 50, 120)}, PictureSide::kLive), CaptureCause::kNotCentral);
}

TEST(CaptureTest, SomebodyAtTheEdgeIsASecondPersonOnlyWhenClearlyNearer) {
  // 1.3 of the area is 1.14 of the width.
  const DetectedFace traveller = FaceAt(140, 50, 120), waiting = FaceAt(10, 50, 110), leaning_in = FaceAt(2, 50, 138);
  const Capture capture = JudgeCapture(Texture(128), {waiting, traveller}, PictureSide::kLive, nullptr);
  EXPECT_EQ(capture.cause, CaptureCause::kNone);
  EXPECT_EQ(capture.face.left, 140);
  EXPECT_NEAR(capture.quality[QualityMeasure::kSingleFacePresent]->native, 110.0 * 110 / (120 * 120), 1e-9);
  EXPECT_EQ(CauseOf(Texture(128), {leaning_in, traveller}, PictureSide::kLive), CaptureCause::kSeveralFaces);
  EXPECT_EQ(CauseOf(Texture(128), {traveller, FaceAt(90, 50, 110)}, PictureSide::kLive), CaptureCause::kSeveralFaces);
  // A page's portrait is at its side and its ghost is not.
  EXPECT_EQ(CauseOf(Texture(128), {waiting, FaceAt(140, 50, 50)}), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {waiting, FaceAt(140, 50, 86)}), CaptureCause::kSeveralFaces);
}

// The traveller's place is 120 to 280 here.
TEST(CaptureTest, WhoStandsInTheTravellersPlaceCountsAndWhoStandsBesideItOnlyWhenClearlyNearer) {
  const DetectedFace traveller = FaceAt(140, 50, 120);
  for (const double width : {100.0, 120.0, 136.0}) {
    const DetectedFace beside = FaceAt(100 - width / 2, 50, width);
    const Capture capture = JudgeCapture(Texture(128), {beside, traveller}, PictureSide::kLive, nullptr);
    EXPECT_EQ(capture.cause, CaptureCause::kNone) << width;
    EXPECT_EQ(capture.face.left, 140) << "never the accomplice beside, were their face the larger: " << width;
  }
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(31, 50, 138), traveller}, PictureSide::kLive), CaptureCause::kSeveralFaces);
  // Both in the place, or neither.
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(70, 50, 110), traveller}, PictureSide::kLive), CaptureCause::kSeveralFaces);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(40, 50, 110), FaceAt(250, 50, 110)}, PictureSide::kLive),
            CaptureCause::kSeveralFaces);
}

// Two of nearly one size, of whom neither is clearly in the middle: nobody can say who is meant.
TEST(CaptureTest, TwoEqualFacesOffTheMiddleAreTwoPersonsWhereverTheZonesEnd) {
  // 200 is the picture's middle. Eyes at 122 and 82, the first just within the place; then at 130 and 290.
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(102, 50, 40), FaceAt(62, 150, 40)}, PictureSide::kLive),
            CaptureCause::kSeveralFaces);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(90, 50, 80), FaceAt(250, 50, 80)}, PictureSide::kLive),
            CaptureCause::kSeveralFaces);
  // The same two, once the first covers the middle: the other is a bystander.
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(121, 50, 80), FaceAt(281, 50, 80)}, PictureSide::kLive), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(119, 50, 80), FaceAt(279, 50, 80)}, PictureSide::kLive),
            CaptureCause::kSeveralFaces)
      << "one pixel beside the middle";
}

TEST(CaptureTest, BesideIsWhoIsAnEyeDistanceFurtherOutThanTheFaceInTheMiddle) {
  // Eyes at 140, 60 from the middle, and 80 apart: the other's are 140 from it, then 139.
  const DetectedFace traveller = FaceAt(40, 20, 200);
  EXPECT_EQ(CauseOf(Texture(128), {traveller, FaceAt(240, 20, 200)}, PictureSide::kLive), CaptureCause::kNone);
  EXPECT_EQ(CauseOf(Texture(128), {traveller, FaceAt(239, 20, 200)}, PictureSide::kLive), CaptureCause::kSeveralFaces);
}

// Laws over many pairs of faces that a camera might see beside each other, seeded.
TEST(CaptureTest, WhoIsTwoPersonsDependsNeitherOnSidesNorOnOrderAndNearEqualsAreToldUnlessOneIsInTheMiddle) {
  const cv::Mat picture = Texture(128);
  cv::RNG random(9);
  int told = 0, passed_over = 0;
  for (int i = 0; i < 2'000; ++i) {
    const double width_a = random.uniform(45.0, 130.0), width_b = width_a * random.uniform(0.9, 1.1);
    const double left_a = random.uniform(0.0, 400 - width_a), left_b = random.uniform(0.0, 400 - width_b);
    const DetectedFace a = FaceAt(left_a, 20, width_a), b = FaceAt(left_b, 30, width_b);
    const CaptureCause cause = CauseOf(picture, {a, b}, PictureSide::kLive);
    const bool several = cause == CaptureCause::kSeveralFaces;
    ASSERT_EQ(CauseOf(picture, {b, a}, PictureSide::kLive) == CaptureCause::kSeveralFaces, several);
    const std::vector<DetectedFace> mirrored = {FaceAt(400 - left_a - width_a, 20, width_a),
                                                FaceAt(400 - left_b - width_b, 30, width_b)};
    ASSERT_EQ(CauseOf(picture, mirrored, PictureSide::kLive) == CaptureCause::kSeveralFaces, several);
    // Written apart: between 0.81 and 1.21 of the other's area only a bystander is nobody. The eyes of FaceAt lie
    // around its box's middle.
    const auto is_bystander_to = [](double left, double width, double own_left, double own_width) {
      const double eyes = left + width / 2, own = own_left + own_width / 2;
      return std::abs(own - 200) <= own_width / 2 && std::abs(own - 200) <= 80 && std::abs(eyes - 200) > 80 &&
             std::abs(eyes - 200) >= std::abs(own - 200) + 0.4 * own_width;
    };
    const bool bystander =
        is_bystander_to(left_a, width_a, left_b, width_b) || is_bystander_to(left_b, width_b, left_a, width_a);
    ASSERT_EQ(several, !bystander) << left_a << " " << width_a << " " << left_b << " " << width_b;
    ++(several ? told : passed_over);
  }
  EXPECT_GT(told, 200);
  EXPECT_GT(passed_over, 200);
}

TEST(CaptureTest, SomebodyFarBehindInTheTravellersPlaceIsNotTheTraveller) {
  const DetectedFace traveller = FaceAt(40, 50, 120), far_behind = FaceAt(180, 50, 60);
  const Capture capture = JudgeCapture(Texture(128), {far_behind, traveller}, PictureSide::kLive, nullptr);
  EXPECT_EQ(capture.cause, CaptureCause::kNone);
  EXPECT_EQ(capture.face.left, 40);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(160, 50, 94), traveller}, PictureSide::kLive), CaptureCause::kSeveralFaces)
      << "0.61 of the area: two persons, whoever is meant";
}

// The tip of the nose as far out as no frontal face has it.
TEST(CaptureTest, AFaceTurnedAsideIsOfNoUse) {
  DetectedFace turned = FaceAt(140, 50, 120);
  const double eyes_px = 48;
  turned.points[2].x += 0.57 * eyes_px * 2.1;  // tan 64.5 degrees
  EXPECT_EQ(CauseOf(Texture(128), {turned}), CaptureCause::kNone);
  turned.points[2].x += 0.57 * eyes_px * 0.1;  // 65.6
  EXPECT_EQ(CauseOf(Texture(128), {turned}), CaptureCause::kNotFrontal);
  turned.points[2].x -= 2 * 0.57 * eyes_px * 2.2;
  EXPECT_EQ(CauseOf(Texture(128), {turned}), CaptureCause::kNotFrontal);
}

TEST(CaptureTest, EveryCauseOfTheTravellersDoingHasItsCoaching) {
  const std::map<CaptureCause, std::string> kCoached = {{CaptureCause::kNoFace, "look_here"},
                                                        {CaptureCause::kNotFrontal, "look_here"},
                                                        {CaptureCause::kSeveralFaces, "one_person_only"},
                                                        {CaptureCause::kFaceTooSmall, "come_closer"},
                                                        {CaptureCause::kFaceCut, "step_into_the_middle"},
                                                        {CaptureCause::kNotCentral, "step_into_the_middle"},
                                                        {CaptureCause::kBlurred, "hold_still"},
                                                        {CaptureCause::kTooDark, "light"},
                                                        {CaptureCause::kTooBright, "light"}};
  for (int i = 0; i <= static_cast<int>(CaptureCause::kEngineFailed); ++i) {
    const auto cause = static_cast<CaptureCause>(i);
    const auto row = kCoached.find(cause);
    EXPECT_EQ(CoachingName(CoachingFor(cause)), row == kCoached.end() ? "none" : row->second)
        << CaptureCauseName(cause);
  }
}

TEST(CaptureTest, DistanceAndEdges) {
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(100, 50, 39)}), CaptureCause::kFaceTooSmall);
  EXPECT_EQ(CauseOf(Texture(128), {FaceAt(100, 50, 41)}), CaptureCause::kNone);
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
