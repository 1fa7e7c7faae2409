// Embedding networks through cv::dnn and their manifests; see embedder.h.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/dnn.hpp>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/embedder.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr double kSmallestLength = 1e-6;

// The five points of ArcFace's 112x112 crop (insightface, "arcface_dst").
constexpr FacePoints kArcFaceTarget = {
    {{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}};

constexpr int kRetailSide = 128;
// The landmarks of Open Model Zoo's face-reidentification-retail-0095, relative to the side.
constexpr FacePoints kRetailTarget = {{{0.31557 * kRetailSide, 0.46157 * kRetailSide},
                                       {0.68262 * kRetailSide, 0.46157 * kRetailSide},
                                       {0.50026 * kRetailSide, 0.64051 * kRetailSide},
                                       {0.34947 * kRetailSide, 0.82470 * kRetailSide},
                                       {0.65344 * kRetailSide, 0.82470 * kRetailSide}}};

constexpr std::array<EmbedderManifest, 2> kManifests = {{
    {.name = "edgeface-xs",
     .licence = "BSD-3-Clause (Idiap); ask before commercial use",
     .file = {"edgeface_xs_q.onnx", "1b1766dcd1223abd1f514cfaf79d7ecb8172d2699345d149ec33c81e477a45b8"},
     .side = 112,
     .channels = ChannelOrder::kRgb,
     .mean = 127.5,
     .scale = 1 / 127.5,
     .dimension = 512,
     .fusion_weight = 0.6,
     .target = kArcFaceTarget},
    {.name = "retail-0095",
     .licence = "Apache-2.0 (Open Model Zoo)",
     .file = {"face_reidentification_retail_0095.onnx",
              "797d7d096eaeaa2b935868ba22be44c7960d00fa0532f7418201626b69b58ba2"},
     .side = kRetailSide,
     .channels = ChannelOrder::kBgr,
     .mean = 0,
     .scale = 1,
     .dimension = 256,
     .fusion_weight = 0.4,
     .target = kRetailTarget},
}};

Status NetworkFailure(StatusCode code, const EmbedderManifest& manifest, std::string_view problem) {
  return Error(code, error_reason::kModelUnusable, fmt::format("{}: {}", manifest.file.name, problem));
}

}  // namespace

std::span<const EmbedderManifest> FusionManifests() { return kManifests; }

std::string FusionPolicy() {
  std::string policy;
  for (const EmbedderManifest& manifest : kManifests) {
    policy += fmt::format("{}{}*{:g}", policy.empty() ? "" : "+", manifest.name, manifest.fusion_weight);
  }
  return policy;
}

double Cosine(const std::vector<float>& a, const std::vector<float>& b) {
  CHECK(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return std::clamp(sum, -1.0, 1.0);
}

struct Embedder::Network {
  const EmbedderManifest& manifest;
  cv::dnn::Net net;

  std::vector<float> Forward(const cv::Mat& aligned) {
    const cv::Size side(manifest.side, manifest.side);
    cv::Mat blob = cv::dnn::blobFromImage(aligned, manifest.scale, side, cv::Scalar::all(manifest.mean),
                                          manifest.channels == ChannelOrder::kRgb);
    net.setInput(blob);
    cv::Mat output = net.forward();
    std::vector<float> values(output.ptr<float>(), output.ptr<float>() + output.total());
    // The output shares memory with the network, and the network keeps its own copy of the last input.
    output.setTo(0);
    blob.setTo(0);
    net.setInput(blob);
    return values;
  }
};

Embedder::Embedder(std::unique_ptr<Network> network) : network_(std::move(network)) {}
Embedder::~Embedder() = default;

const EmbedderManifest& Embedder::manifest() const { return network_->manifest; }

StatusOr<std::unique_ptr<Embedder>> Embedder::Create(const EmbedderManifest& manifest, const std::string& model) {
  try {
    auto network = std::make_unique<Network>(Network{manifest, cv::dnn::readNetFromONNX(model.data(), model.size())});
    const cv::Mat grey(manifest.side, manifest.side, CV_8UC3, cv::Scalar::all(128));
    if (network->Forward(grey).size() != static_cast<std::size_t>(manifest.dimension)) {
      return NetworkFailure(StatusCode::kFailedPrecondition, manifest, "templates of unexpected dimension");
    }
    return std::unique_ptr<Embedder>(new Embedder(std::move(network)));
  } catch (const std::exception&) {
    return NetworkFailure(StatusCode::kFailedPrecondition, manifest, "cv::dnn cannot load this network");
  }
}

StatusOr<std::vector<float>> Embedder::Embed(const cv::Mat& picture, const FacePoints& points) {
  const EmbedderManifest& manifest = network_->manifest;
  cv::Mat aligned;
  std::vector<float> values;
  bool failed = false;
  try {
    aligned = AlignFace(picture, points, manifest.target, manifest.side);
    values = network_->Forward(aligned);
  } catch (const std::exception&) {
    failed = true;
  }
  Wipe(aligned);
  double squares = 0;
  for (float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
  const double length = std::sqrt(squares);
  // Written so that a NaN fails too.
  if (failed || !(length > kSmallestLength)) {
    Wipe(values);
    return NetworkFailure(StatusCode::kInternal, manifest, "the network failed on a face");
  }
  for (float& value : values) value = static_cast<float>(value / length);
  return values;
}

}  // namespace clearance
