// YuNet through cv::dnn and the decoding of its heads; see yunet_detector.h.
#include "gate-agent/vision/yunet_detector.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/dnn.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/network_input.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr std::array<int, 3> kStrides = {8, 16, 32};
// The coarsest stride: the network's input sides are multiples of it.
constexpr int kInputMultiple = 32;
constexpr int kHeads = 4;  // per stride: cls, obj, bbox, kps
constexpr int kBoxValues = 4;
constexpr int kPointValues = 10;
// e^b beyond this would be a box larger than any picture.
constexpr double kMaxLogSize = 10.0;

Status NetworkFailure(StatusCode code, std::string_view problem) {
  return Error(code, error_reason::kModelUnusable, std::string(kYunetModel.name) + ": " + std::string(problem));
}

int RoundUp(int value) { return (value + kInputMultiple - 1) / kInputMultiple * kInputMultiple; }

// The four outputs of one stride.
struct Heads {
  const float* cls;
  const float* obj;
  const float* box;
  const float* points;
  int columns;
  int rows;
  int stride;
};

void AppendFaces(const Heads& heads, std::vector<DetectedFace>& faces) {
  const double stride = heads.stride;
  for (int row = 0; row < heads.rows; ++row) {
    for (int column = 0; column < heads.columns; ++column) {
      const int cell = row * heads.columns + column;
      const double cls = std::clamp<double>(heads.cls[cell], 0, 1);
      const double obj = std::clamp<double>(heads.obj[cell], 0, 1);
      const double score = std::sqrt(cls * obj);
      if (!(score >= YunetDetector::kMinScore)) continue;
      const float* box = heads.box + cell * kBoxValues;
      const float* points = heads.points + cell * kPointValues;
      DetectedFace face;
      face.score = score;
      face.width = std::exp(std::min<double>(box[2], kMaxLogSize)) * stride;
      face.height = std::exp(std::min<double>(box[3], kMaxLogSize)) * stride;
      face.left = (column + box[0]) * stride - face.width / 2;
      face.top = (row + box[1]) * stride - face.height / 2;
      for (std::size_t j = 0; j < face.points.size(); ++j) {
        face.points[j] = {(points[2 * j] + column) * stride, (points[2 * j + 1] + row) * stride};
      }
      faces.push_back(face);
    }
  }
}

}  // namespace

struct YunetDetector::Network {
  cv::dnn::Net net;
  std::vector<cv::String> outputs;

  static std::unique_ptr<Network> Load(const std::string& model);
  StatusOr<std::vector<DetectedFace>> Forward(const cv::Mat& padded);
};

YunetDetector::YunetDetector(std::unique_ptr<Network> tracking, std::unique_ptr<Network> capture)
    : tracking_(std::move(tracking)), capture_(std::move(capture)) {}
YunetDetector::~YunetDetector() = default;

std::unique_ptr<YunetDetector::Network> YunetDetector::Network::Load(const std::string& model) {
  auto network = std::make_unique<Network>();
  network->net = cv::dnn::readNetFromONNX(model.data(), model.size());
  for (const char* head : {"cls_", "obj_", "bbox_", "kps_"}) {
    for (int stride : kStrides) network->outputs.push_back(head + std::to_string(stride));
  }
  return network;
}

StatusOr<std::unique_ptr<FaceDetector>> YunetDetector::Create(const std::string& model) {
  try {
    return std::unique_ptr<FaceDetector>(new YunetDetector(Network::Load(model), Network::Load(model)));
  } catch (const std::exception&) {
    return NetworkFailure(StatusCode::kFailedPrecondition, "cv::dnn cannot load this network");
  }
}

std::map<std::string, std::string> YunetModels() {
  return {{std::string(kYunetModel.name), std::string(kYunetModel.sha256)}};
}

std::map<std::string, std::string> YunetDetector::Models() const { return YunetModels(); }

StatusOr<std::vector<DetectedFace>> YunetDetector::Network::Forward(const cv::Mat& padded) {
  cv::Mat planes = PlanesOf(padded, {});
  net.setInput(planes);  // it copies them
  planes.setTo(0);
  std::vector<cv::Mat> heads;
  net.forward(heads, outputs);
  std::vector<DetectedFace> faces;
  const std::size_t strides = kStrides.size();
  if (heads.size() != kHeads * strides) return NetworkFailure(StatusCode::kInternal, "unexpected outputs");
  for (std::size_t i = 0; i < strides; ++i) {
    const int stride = kStrides[i];
    const int columns = padded.cols / stride, rows = padded.rows / stride;
    const auto cells = static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows);
    if (heads[i].total() != cells || heads[strides + i].total() != cells ||
        heads[2 * strides + i].total() != cells * kBoxValues ||
        heads[3 * strides + i].total() != cells * kPointValues) {
      return NetworkFailure(StatusCode::kInternal, "outputs of unexpected size");
    }
    AppendFaces({heads[i].ptr<float>(), heads[strides + i].ptr<float>(), heads[2 * strides + i].ptr<float>(),
                 heads[3 * strides + i].ptr<float>(), columns, rows, stride},
                faces);
  }
  return SuppressOverlaps(std::move(faces), YunetDetector::kMaxOverlap);
}

void YunetDetector::Forget() {
  const cv::Mat nobody = cv::Mat::zeros(kInputMultiple, kInputMultiple, CV_8UC3);
  for (Network* network : {tracking_.get(), capture_.get()}) {
    try {
      // Fed another size than before, a network lays its buffers out anew; the old ones are overwritten when they are
      // freed (WipeWhatIsFreed).
      static_cast<void>(network->Forward(nobody));
    } catch (const std::exception&) {
      // The next Detect will say that it fails.
    }
  }
}

StatusOr<std::vector<DetectedFace>> YunetDetector::Detect(const cv::Mat& picture, DetectionSize size) {
  cv::Mat shrunk, padded;
  const double factor = std::min(1.0, static_cast<double>(LongestSide(size)) / std::max(picture.cols, picture.rows));
  const int width = std::max(1, static_cast<int>(std::lround(picture.cols * factor)));
  const int height = std::max(1, static_cast<int>(std::lround(picture.rows * factor)));
  StatusOr<std::vector<DetectedFace>> faces = std::vector<DetectedFace>{};
  try {
    padded = cv::Mat::zeros(RoundUp(height), RoundUp(width), CV_8UC3);
    shrunk = padded(cv::Rect(0, 0, width, height));
    if (factor < 1.0) {
      cv::resize(picture, shrunk, shrunk.size(), 0, 0, cv::INTER_AREA);
    } else {
      picture.copyTo(shrunk);
    }
    faces = (size == DetectionSize::kTracking ? tracking_ : capture_)->Forward(padded);
  } catch (const std::exception&) {
    faces = NetworkFailure(StatusCode::kInternal, "the network failed on a picture");
  }
  Wipe(padded);
  if (faces.ok()) {
    for (DetectedFace& face : *faces) {
      ScaleFace(face, static_cast<double>(picture.cols) / width, static_cast<double>(picture.rows) / height);
    }
  }
  return faces;
}

}  // namespace clearance
