// dlib's shape predictor behind our own types; see landmarks.h. The one file that knows it: its headers cost 20 s.
#include "gate-agent/vision/landmarks.h"

#include <dlib/image_processing/shape_predictor.h>
#include <dlib/opencv/cv_image.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <streambuf>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr std::string_view kDebiansFolder = "/usr/share/dlib";

// In the upright copy a face is looked for in, the box as dlib's detector would draw it: eyes 105 pixels apart, so that
// dlib's whole pixels are half a hundredth of that.
constexpr int kChipSide = LandmarkFinder::kChipSide;
constexpr int kBoxSide = 256;
constexpr double kBoxAt = (kChipSide - kBoxSide) / 2.0;
constexpr PicturePoint InBox(double x, double y) { return {kBoxAt + x * kBoxSide, kBoxAt + y * kBoxSide}; }
// The predictor's own start, the mean of 300-W's faces in the unit box: laid upon the five points, it starts right.
constexpr FacePoints kMeanFace = {
    {InBox(0.2945, 0.3152), InBox(0.7055, 0.3152), InBox(0.5, 0.547), InBox(0.3171, 0.7511), InBox(0.6829, 0.7511)}};

Status Unusable(const std::string& path, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable, path + ": " + std::string(problem));
}

PicturePoint Middle(const PicturePoint& a, const PicturePoint& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

// Reads from bytes that are there already: a stringstream would copy a hundred megabytes.
class BytesBuffer : public std::streambuf {
 public:
  explicit BytesBuffer(std::string& bytes) { setg(bytes.data(), bytes.data(), bytes.data() + bytes.size()); }
};

Similarity Inverse(const Similarity& s) {
  const double square = s.a * s.a + s.b * s.b;
  Similarity inverse;
  inverse.a = s.a / square;
  inverse.b = -s.b / square;
  inverse.shift_x = -(inverse.a * s.shift_x - inverse.b * s.shift_y);
  inverse.shift_y = -(inverse.b * s.shift_x + inverse.a * s.shift_y);
  return inverse;
}

}  // namespace

FacePoints FivePointsOf(const FaceLandmarks& landmarks) {
  return {Middle(landmarks[36], landmarks[39]), Middle(landmarks[42], landmarks[45]), landmarks[30], landmarks[48],
          landmarks[54]};
}

double EyePointGap(const FacePoints& points, const FaceLandmarks& landmarks) {
  const double eyes_px = InterEyeDistance(points);
  if (!(eyes_px > 0)) return std::numeric_limits<double>::infinity();
  const FacePoints five = FivePointsOf(landmarks);
  const double first = std::hypot(five[0].x - points[0].x, five[0].y - points[0].y);
  const double second = std::hypot(five[1].x - points[1].x, five[1].y - points[1].y);
  return std::max(first, second) / eyes_px;
}

std::optional<std::string> FindLandmarks(const std::string& models_dir) {
  for (const std::filesystem::path& folder :
       {std::filesystem::path(models_dir), std::filesystem::path(kDebiansFolder)}) {
    std::error_code ignored;
    const std::filesystem::path file = folder / kLandmarksModel.name;
    if (std::filesystem::exists(file, ignored)) return file.string();
  }
  return std::nullopt;
}

struct LandmarkFinder::Predictor {
  dlib::shape_predictor predictor;

  std::optional<FaceLandmarks> Predict(const cv::Mat& picture, const dlib::rectangle& box) const {
    try {
      const dlib::full_object_detection found = predictor(dlib::cv_image<dlib::bgr_pixel>(picture), box);
      FaceLandmarks landmarks;
      if (found.num_parts() != landmarks.size()) return std::nullopt;
      for (std::size_t i = 0; i < landmarks.size(); ++i) {
        const dlib::point& part = found.part(i);
        landmarks[i] = {static_cast<double>(part.x()), static_cast<double>(part.y())};
      }
      return landmarks;
    } catch (const std::exception&) {
      return std::nullopt;
    }
  }
};

FacePoints LandmarkFinder::ChipTarget() { return kMeanFace; }

LandmarkFinder::LandmarkFinder(std::unique_ptr<const Predictor> predictor) : predictor_(std::move(predictor)) {}
LandmarkFinder::~LandmarkFinder() = default;

StatusOr<std::shared_ptr<const LandmarkFinder>> LandmarkFinder::Load(const std::string& path) {
  StatusOr<std::string> bytes = ReadFile(path, kMaxLandmarksBytes);
  if (!bytes.ok()) return Unusable(path, "this network cannot be read");
  if (ToHex(Sha256(*bytes)) != kLandmarksModel.sha256)
    return Unusable(path, "not the network we mean: its SHA-256 differs");
  try {
    auto predictor = std::make_unique<Predictor>();
    BytesBuffer buffer(*bytes);
    std::istream stream(&buffer);
    dlib::deserialize(predictor->predictor, stream);
    return std::shared_ptr<const LandmarkFinder>(new LandmarkFinder(std::move(predictor)));
  } catch (const std::exception&) {
    return Unusable(path, "dlib cannot load this network");
  }
}

std::optional<FaceLandmarks> LandmarkFinder::Find(const cv::Mat& picture, const FacePoints& points) const {
  const Similarity to_chip = FitSimilarity(points, kMeanFace);
  if (!(to_chip.Scale() > 0)) return std::nullopt;
  std::optional<FaceLandmarks> landmarks;
  cv::Mat chip;
  try {
    chip = AlignFace(picture, points, kMeanFace, kChipSide);
    const auto first = static_cast<long>(kBoxAt);
    landmarks = predictor_->Predict(chip, dlib::rectangle(first, first, first + kBoxSide - 1, first + kBoxSide - 1));
  } catch (const std::exception&) {
    landmarks = std::nullopt;
  }
  Wipe(chip);
  if (!landmarks) return std::nullopt;
  const Similarity back = Inverse(to_chip);
  for (PicturePoint& point : *landmarks) point = back.Apply(point);
  return landmarks;
}

std::optional<FaceLandmarks> LandmarkFinder::FindInBox(const cv::Mat& picture, double left, double top,
                                                       double side) const {
  const auto x = std::lround(left), y = std::lround(top), length = std::lround(side);
  if (picture.empty() || length < 1) return std::nullopt;
  return predictor_->Predict(picture, dlib::rectangle(x, y, x + length - 1, y + length - 1));
}

}  // namespace clearance
