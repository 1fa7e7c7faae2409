// Crops and networks of presentation attack detection; see presentation.h.
#include "gate-agent/vision/presentation.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/onnx_network.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

// How the networks were trained to see a face (README of the models folder).
constexpr double kSquareScale = 1.5;
constexpr int kSquareSide = 128;
constexpr std::size_t kSquareLiveClass = 0;  // of [live, spoof]
constexpr int kBoxSide = 80;
constexpr std::size_t kBoxLiveClass = 1;  // of three classes
constexpr std::array<double, kPresentationNetworkCount> kScales = {kSquareScale, 2.7, 4.0};
// A face box larger than this many pixels is no face of a picture we decode.
constexpr double kLargestCrop = 20'000;

bool IsSquare(std::size_t network) { return network == 0; }

NetworkInput InputOf(std::size_t network) {
  return IsSquare(network) ? NetworkInput{ChannelOrder::kRgb, 0, 1.0 / 255} : NetworkInput{};
}

struct Box {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
};

// A square around the middle of the face; where it reaches outside, the picture is mirrored (without its edge pixel).
cv::Mat SquareCrop(const cv::Mat& picture, const DetectedFace& face) {
  const double side = kSquareScale * std::max(face.width, face.height);
  const double left = face.left + (face.width - side) / 2, top = face.top + (face.height - side) / 2;
  cv::Mat crop;
  const double scale = side / kSquareSide;
  const cv::Matx23d into_picture(scale, 0, left + (scale - 1) / 2, 0, scale, top + (scale - 1) / 2);
  cv::warpAffine(picture, crop, into_picture, cv::Size(kSquareSide, kSquareSide),
                 cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REFLECT_101);
  return crop;
}

// A box of `scale` times the face around its middle, shrunk until it fits and moved until it lies inside.
cv::Mat BoxCrop(const cv::Mat& picture, const DetectedFace& face, double scale) {
  const double fitting = std::min({scale, (picture.cols - 1) / face.width, (picture.rows - 1) / face.height});
  Box box = {0, 0, face.width * fitting, face.height * fitting};
  box.left = std::clamp(face.left + (face.width - box.width) / 2, 0.0, picture.cols - 1 - box.width);
  box.top = std::clamp(face.top + (face.height - box.height) / 2, 0.0, picture.rows - 1 - box.height);
  const cv::Rect inside = cv::Rect(static_cast<int>(box.left), static_cast<int>(box.top),
                                   static_cast<int>(box.width) + 1, static_cast<int>(box.height) + 1) &
                          cv::Rect(0, 0, picture.cols, picture.rows);
  cv::Mat crop;
  cv::resize(picture(inside), crop, cv::Size(kBoxSide, kBoxSide));
  return crop;
}

// Not a number when there is no such class.
double Softmax(const std::vector<float>& values, std::size_t wanted) {
  if (wanted >= values.size()) return std::nan("");
  const float largest = *std::max_element(values.begin(), values.end());
  double sum = 0;
  for (const float value : values) sum += std::exp(static_cast<double>(value - largest));
  return std::exp(static_cast<double>(values[wanted] - largest)) / sum;
}

double LiveClassOf(const std::vector<float>& answer, std::size_t network) {
  return Softmax(answer, IsSquare(network) ? kSquareLiveClass : kBoxLiveClass);
}

bool IsUsable(const DetectedFace& face) {
  return face.width >= 1 && face.height >= 1 && face.width < kLargestCrop && face.height < kLargestCrop &&
         std::abs(face.left) < kLargestCrop && std::abs(face.top) < kLargestCrop;
}

}  // namespace

std::string PresentationPolicyText() {
  return fmt::format("presentation: {} networks, the least live frame, stills from half on", kPresentationNetworkCount);
}

std::map<std::string, std::string> PresentationHashes() {
  std::map<std::string, std::string> hashes;
  for (const ModelFile& model : kPresentationModels) hashes.emplace(model.name, model.sha256);
  return hashes;
}

StatusOr<std::optional<PresentationFiles>> ReadPresentationFiles(const std::string& models_dir) {
  const auto is_there = [&](const ModelFile& model) {
    std::error_code ignored;
    return std::filesystem::exists(std::filesystem::path(models_dir) / model.name, ignored);
  };
  if (std::none_of(kPresentationModels.begin(), kPresentationModels.end(), is_there)) {
    return std::optional<PresentationFiles>();
  }
  PresentationFiles files;
  for (std::size_t i = 0; i < files.size(); ++i) {
    ASSIGN_OR_RETURN(files[i], ReadModel(models_dir, kPresentationModels[i]));
  }
  return std::optional(std::move(files));
}

double FuseLiveScores(const std::array<double, kPresentationNetworkCount>& live) {
  return (live[0] + (live[1] + live[2]) / 2) / 2;
}

struct PresentationDetector::Networks {
  std::array<std::unique_ptr<OnnxNetwork>, kPresentationNetworkCount> by_file;
};

PresentationDetector::PresentationDetector(std::unique_ptr<Networks> networks) : networks_(std::move(networks)) {}
PresentationDetector::~PresentationDetector() = default;

StatusOr<std::unique_ptr<PresentationDetector>> PresentationDetector::Create(const PresentationFiles& files) {
  auto networks = std::make_unique<Networks>();
  for (std::size_t i = 0; i < files.size(); ++i) {
    networks->by_file[i] = OnnxNetwork::Load(files[i], IsSquare(i) ? kSquareSide : kBoxSide, InputOf(i));
    if (networks->by_file[i] == nullptr) {
      return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable,
                   std::string(kPresentationModels[i].name) + ": cannot be loaded");
    }
  }
  return std::unique_ptr<PresentationDetector>(new PresentationDetector(std::move(networks)));
}

StatusOr<std::array<double, kPresentationNetworkCount>> PresentationDetector::LiveScores(const cv::Mat& picture,
                                                                                         const DetectedFace& face) {
  const Status failed = Error(StatusCode::kInternal, error_reason::kModelUnusable,
                              "a network of presentation attack detection failed on a face");
  if (!IsUsable(face)) return failed;
  std::array<double, kPresentationNetworkCount> live{};
  for (std::size_t i = 0; i < live.size(); ++i) {
    cv::Mat crop;
    try {
      crop = IsSquare(i) ? SquareCrop(picture, face) : BoxCrop(picture, face, kScales[i]);
      const std::optional<std::vector<float>> answer = networks_->by_file[i]->Forward(crop);
      live[i] = answer ? LiveClassOf(*answer, i) : std::nan("");
    } catch (const std::exception&) {
      live[i] = std::nan("");
    }
    Wipe(crop);
    if (!(live[i] >= 0 && live[i] <= 1)) return failed;
  }
  return live;
}

StatusOr<double> PresentationDetector::LiveScore(const cv::Mat& picture, const DetectedFace& face) {
  ASSIGN_OR_RETURN(const auto live, LiveScores(picture, face));
  return FuseLiveScores(live);
}

}  // namespace clearance
