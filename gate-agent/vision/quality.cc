// Names of the components and the one order of a burst's frames; see quality.h.
#include "gate-agent/vision/quality.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "common/base/check.h"
#include "gate-agent/vision/quality_parts.h"

namespace clearance {
namespace {

// What a comparison suffers from. The rest describes a picture, and a network does not mind.
constexpr std::array kOrderedBy = {QualityMeasure::kInterEyeDistance, QualityMeasure::kSharpness,
                                   QualityMeasure::kLuminanceMean,    QualityMeasure::kHeadPoseYaw,
                                   QualityMeasure::kHeadPosePitch,    QualityMeasure::kEyesOpen,
                                   QualityMeasure::kMouthClosed};

double Overall(const FaceQuality& quality, double detection_score) {
  double least = 100;
  for (QualityMeasure measure : kOrderedBy) {
    if (quality[measure]) least = std::min(least, quality[measure]->score);
  }
  return detection_score * least / 100 * quality.AlignmentTrust();
}

}  // namespace

namespace quality {

double Sigmoid(double x, double middle, double width) { return 1 / (1 + std::exp((middle - x) / width)); }

double ToScore(double value) { return std::clamp(std::round(value), 0.0, 100.0); }

FacePoints UprightTarget(int side) {
  const auto at = [side](double x, double y) { return PicturePoint{x * side, y * side}; };
  return {at(0.34, 0.36), at(0.66, 0.36), at(0.50, 0.54), at(0.37, 0.73), at(0.63, 0.73)};
}

cv::Mat FaceRegion(int side) {
  cv::Mat oval = cv::Mat::zeros(side, side, CV_8UC1);
  cv::ellipse(oval, cv::Point(side / 2, side * 54 / 100), cv::Size(side * 32 / 100, side * 42 / 100), 0, 0, 360,
              cv::Scalar(255), cv::FILLED);
  return oval;
}

}  // namespace quality

bool FaceQuality::AlignmentDoubtful() const { return eye_point_gap && *eye_point_gap > kMaxEyePointGap; }

double FaceQuality::AlignmentTrust() const { return AlignmentDoubtful() ? kMaxEyePointGap / *eye_point_gap : 1; }

FaceQuality MeasureQuality(const cv::Mat& picture, const FaceShape& shape) {
  FaceQuality quality;
  quality::MeasureShape(shape, picture.size(), quality);
  quality::MeasureSharpness(picture, shape.face.points, quality);
  quality::MeasureLight(picture, shape.face.points, quality);
  if (shape.landmarks) {
    quality::MeasureFeatures(*shape.landmarks, quality);
    quality.eye_point_gap = EyePointGap(shape.face.points, *shape.landmarks);
  }
  quality.overall = Overall(quality, shape.face.score);
  return quality;
}

std::string_view QualityMeasureName(QualityMeasure measure) {
  switch (measure) {
    case QualityMeasure::kInterEyeDistance:
      return "InterEyeDistance";
    case QualityMeasure::kHeadPoseYaw:
      return "HeadPoseYaw";
    case QualityMeasure::kHeadPosePitch:
      return "HeadPosePitch";
    case QualityMeasure::kHeadPoseRoll:
      return "HeadPoseRoll";
    case QualityMeasure::kSharpness:
      return "Sharpness";
    case QualityMeasure::kLuminanceMean:
      return "LuminanceMean";
    case QualityMeasure::kLuminanceVariance:
      return "LuminanceVariance";
    case QualityMeasure::kUnderExposurePrevention:
      return "UnderExposurePrevention";
    case QualityMeasure::kOverExposurePrevention:
      return "OverExposurePrevention";
    case QualityMeasure::kDynamicRange:
      return "DynamicRange";
    case QualityMeasure::kIlluminationUniformity:
      return "IlluminationUniformity";
    case QualityMeasure::kSingleFacePresent:
      return "SingleFacePresent";
    case QualityMeasure::kHeadSize:
      return "HeadSize";
    case QualityMeasure::kLeftwardCrop:
      return "LeftwardCropOfTheFaceImage";
    case QualityMeasure::kRightwardCrop:
      return "RightwardCropOfTheFaceImage";
    case QualityMeasure::kMarginAbove:
      return "MarginAboveOfTheFaceImage";
    case QualityMeasure::kMarginBelow:
      return "MarginBelowOfTheFaceImage";
    case QualityMeasure::kEyesOpen:
      return "EyesOpen";
    case QualityMeasure::kMouthClosed:
      return "MouthClosed";
    case QualityMeasure::kNaturalColour:
      return "NaturalColour";
    case QualityMeasure::kBackgroundUniformity:
      return "BackgroundUniformity";
  }
  CHECK(false);
}

}  // namespace clearance
