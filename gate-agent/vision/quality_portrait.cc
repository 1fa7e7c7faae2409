// Components of a portrait as a document ought to have it, for reports only: the skin's colour and what is behind the
// head; see quality.h.
#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/quality_parts.h"
#include "gate-agent/vision/wipe.h"

namespace clearance::quality {
namespace {

constexpr int kSide = 256;  // the cheeks' squares then hold some six hundred pixels each

// --- NaturalColour ---

// What skin has, in CIELAB (the standard's clause, as OFIQ computes it).
constexpr double kLeastA = 5, kMostA = 25, kLeastB = 5, kMostB = 35;
constexpr double kNoSkin = 100;  // greenish or bluish

// CIE 1976 L*a*b* under D65, without L*.
struct Chroma {
  double a = 0;
  double b = 0;
};

double LabCurve(double share) {
  constexpr double kKnee = 6.0 / 29;
  return share > kKnee * kKnee * kKnee ? std::cbrt(share) : share / (3 * kKnee * kKnee) + 4.0 / 29;
}

Chroma ChromaOf(const cv::Vec3b& pixel) {
  const double blue = LinearLight()[pixel[0]], green = LinearLight()[pixel[1]], red = LinearLight()[pixel[2]];
  const double x = LabCurve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const double y = LabCurve(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
  const double z = LabCurve((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
  return {500 * (x - y), 200 * (y - z)};
}

Chroma MeanChroma(const cv::Mat& aligned) {
  Chroma sum;
  int count = 0;
  for (const cv::Rect& cheek : CheekZones(kSide)) {
    for (int row = cheek.y; row < cheek.br().y; ++row) {
      for (int column = cheek.x; column < cheek.br().x; ++column, ++count) {
        const Chroma chroma = ChromaOf(aligned.at<cv::Vec3b>(row, column));
        sum.a += chroma.a;
        sum.b += chroma.b;
      }
    }
  }
  return {sum.a / count, sum.b / count};
}

bool IsGrey(const cv::Mat& picture) {
  return std::all_of(picture.begin<cv::Vec3b>(), picture.end<cv::Vec3b>(),
                     [](const cv::Vec3b& pixel) { return pixel[0] == pixel[1] && pixel[1] == pixel[2]; });
}

double DistanceFromSkin(const Chroma& chroma) {
  if (chroma.a < 0 || chroma.b < 0) return kNoSkin;
  return std::hypot(std::max({kLeastA - chroma.a, chroma.a - kMostA, 0.0}),
                    std::max({kLeastB - chroma.b, chroma.b - kMostB, 0.0}));
}

void MeasureColour(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality) {
  cv::Mat aligned = AlignFace(picture, points, UprightTarget(kSide), kSide);
  const double distance = IsGrey(aligned) ? 0 : DistanceFromSkin(MeanChroma(aligned));
  Wipe(aligned);
  quality[QualityMeasure::kNaturalColour] = {distance, ToScore(200 * (1 - Sigmoid(distance, 0, 10)))};
}

// --- BackgroundUniformity ---

// OFIQ's aligned face of 616 px, and the part of it that is made to kBackgroundWidth × kBackgroundHeight.
constexpr FacePoints kOfiqFace = {{{251, 272}, {364, 272}, {308, 336}, {262, 402}, {355, 402}}};
constexpr double kCropLeft = 62, kCropWidth = 492;
// Head with hair, either side of the middle between the eyes in their distances, and above it in eyes to chin.
constexpr double kHeadAside = 1.7, kHeadAbove = 1.1, kChinOverMouth = 1.74;
constexpr int kErodedBy = 4;
constexpr double kLeastShare = 0.01;  // of the crop

// 255 where the crop shows background of `picture`, away from whatever borders on it.
cv::Mat BackgroundMask(cv::Size picture, const FacePoints& points) {
  const Similarity into_crop = FitSimilarity(points, BackgroundTarget());
  std::vector<cv::Point> corners;
  for (const PicturePoint& corner :
       {PicturePoint{0, 0}, PicturePoint{picture.width - 1.0, 0},
        PicturePoint{picture.width - 1.0, picture.height - 1.0}, PicturePoint{0, picture.height - 1.0}}) {
    const PicturePoint there = into_crop.Apply(corner);
    corners.emplace_back(static_cast<int>(std::lround(there.x)), static_cast<int>(std::lround(there.y)));
  }
  cv::Mat mask = cv::Mat::zeros(kBackgroundHeight, kBackgroundWidth, CV_8UC1);
  cv::fillConvexPoly(mask, corners, cv::Scalar(255));
  mask(HeadBox()) = 0;
  cv::erode(mask, mask, cv::Mat::ones(kErodedBy, kErodedBy, CV_8UC1));
  return mask;
}

void MeasureBackground(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality) {
  const cv::Mat mask = BackgroundMask(picture.size(), points);
  if (cv::countNonZero(mask) < kLeastShare * kBackgroundWidth * kBackgroundHeight) return;
  cv::Mat aligned = AlignFace(picture, points, BackgroundTarget(), kBackgroundWidth);
  cv::Mat luminances = Luminances(aligned.rowRange(0, kBackgroundHeight));
  Wipe(aligned);
  cv::Mat across, down, gradient;
  cv::Sobel(luminances, across, CV_32F, 1, 0);
  cv::Sobel(luminances, down, CV_32F, 0, 1);
  cv::magnitude(across, down, gradient);
  const double mean = cv::mean(gradient, mask)[0];
  for (cv::Mat* part : {&luminances, &across, &down, &gradient}) Wipe(*part);
  quality[QualityMeasure::kBackgroundUniformity] = {mean, ToScore(190 * (1 - Sigmoid(mean, 10, 100)))};
}

}  // namespace

FacePoints BackgroundTarget() {
  FacePoints target = kOfiqFace;
  constexpr double kScale = kBackgroundWidth / kCropWidth;
  for (PicturePoint& point : target) point = {(point.x - kCropLeft) * kScale, point.y * kScale};
  return target;
}

cv::Rect HeadBox() {
  const FacePoints points = BackgroundTarget();
  const double eyes_x = (points[0].x + points[1].x) / 2, eyes_y = points[0].y;
  const double aside = kHeadAside * InterEyeDistance(points);
  const double above = kHeadAbove * kChinOverMouth * (points[3].y - eyes_y);
  const cv::Rect box(
      cv::Point(static_cast<int>(std::lround(eyes_x - aside)), static_cast<int>(std::lround(eyes_y - above))),
      cv::Point(static_cast<int>(std::lround(eyes_x + aside)), kBackgroundHeight));
  return box & cv::Rect(0, 0, kBackgroundWidth, kBackgroundHeight);
}

}  // namespace clearance::quality

namespace clearance {

void MeasurePortrait(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality) {
  if (!(InterEyeDistance(points) > 0)) return;
  quality::MeasureColour(picture, points, quality);
  quality::MeasureBackground(picture, points, quality);
}

}  // namespace clearance
