// dlib's HOG detector behind our own types; see hog_detector.h. Apart from landmarks.cc: each costs 20 s to compile.
#include "gate-agent/vision/hog_detector.h"

#include <dlib/image_processing/frontal_face_detector.h>
#include <dlib/opencv/cv_image.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

// dlib answers with how far a box lies above its own threshold of 0: certain faces reach 1 and more.
constexpr double kCertain = 1.0;
// Its window is 80 pixels wide. A tracking picture shrunk to 320 would hide the faces a lane has, so that both sizes
// are looked at as the larger one.
constexpr DetectionSize kOnlySize = DetectionSize::kCapture;

Status Failure(StatusCode code, std::string_view problem) {
  return Error(code, error_reason::kModelUnusable, std::string(kHogModel.name) + ": " + std::string(problem));
}

}  // namespace

struct HogDetector::Scanner {
  dlib::frontal_face_detector detector;
  std::shared_ptr<const LandmarkFinder> landmarks;

  std::vector<DetectedFace> Scan(const cv::Mat& picture);
};

HogDetector::HogDetector(std::unique_ptr<Scanner> scanner) : scanner_(std::move(scanner)) {}
HogDetector::~HogDetector() = default;

std::map<std::string, std::string> HogModels() {
  return {{std::string(kHogModel.name), std::string(kHogModel.sha256)},
          {std::string(kLandmarksModel.name), std::string(kLandmarksModel.sha256)}};
}

std::map<std::string, std::string> HogDetector::Models() const { return HogModels(); }

StatusOr<std::unique_ptr<FaceDetector>> HogDetector::Create(std::shared_ptr<const LandmarkFinder> landmarks) {
  try {
    if (ToHex(Sha256(dlib::get_serialized_frontal_faces())) != kHogModel.sha256) {
      return Failure(StatusCode::kFailedPrecondition, "not the detector we mean: its SHA-256 differs");
    }
    auto scanner = std::make_unique<Scanner>();
    scanner->detector = dlib::get_frontal_face_detector();
    scanner->landmarks = std::move(landmarks);
    return std::unique_ptr<FaceDetector>(new HogDetector(std::move(scanner)));
  } catch (const std::exception&) {
    return Failure(StatusCode::kFailedPrecondition, "dlib cannot load this detector");
  }
}

std::vector<DetectedFace> HogDetector::Scanner::Scan(const cv::Mat& picture) {
  std::vector<dlib::rect_detection> found;
  detector(dlib::cv_image<dlib::bgr_pixel>(picture), found);
  std::vector<DetectedFace> faces;
  for (const dlib::rect_detection& box : found) {
    DetectedFace face;
    face.left = static_cast<double>(box.rect.left());
    face.top = static_cast<double>(box.rect.top());
    face.width = static_cast<double>(box.rect.width());
    face.height = static_cast<double>(box.rect.height());
    face.score = std::clamp(box.detection_confidence / kCertain, 0.0, 1.0);
    const auto points = landmarks->FindInBox(picture, face.left, face.top, face.width);
    if (!points) continue;
    face.points = FivePointsOf(*points);
    faces.push_back(face);
  }
  // dlib keeps the features of the last picture: an empty one of the same size takes their place.
  detector(dlib::cv_image<dlib::bgr_pixel>(cv::Mat(picture.size(), CV_8UC3, cv::Scalar::all(0))), found);
  return faces;
}

StatusOr<std::vector<DetectedFace>> HogDetector::Detect(const cv::Mat& picture, DetectionSize) {
  const double factor =
      std::min(1.0, static_cast<double>(LongestSide(kOnlySize)) / std::max(picture.cols, picture.rows));
  cv::Mat shrunk;
  std::vector<DetectedFace> faces;
  try {
    cv::resize(picture, shrunk, cv::Size(), factor, factor, cv::INTER_AREA);
    faces = scanner_->Scan(shrunk);
  } catch (const std::exception&) {
    Wipe(shrunk);
    return Failure(StatusCode::kInternal, "the detector failed on a picture");
  }
  for (DetectedFace& face : faces) {
    ScaleFace(face, static_cast<double>(picture.cols) / shrunk.cols, static_cast<double>(picture.rows) / shrunk.rows);
  }
  Wipe(shrunk);
  return SuppressOverlaps(std::move(faces), kMaxOverlap);
}

}  // namespace clearance
