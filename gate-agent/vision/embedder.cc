// The networks' manifests, and what all embedders do alike; see embedder.h.
#include "gate-agent/vision/embedder.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/dlib_embedder.h"
#include "gate-agent/vision/onnx_embedder.h"
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

// Two frames of one crossing are seconds apart, by one camera: of one person they score about 0.6 and more, of two
// persons above this in fewer than one pair of a thousand (README of the models folder: FMR 1e-3 at 0.258, 0.340 and,
// fused, 0.267).
constexpr double kCosineFloor = 0.3;
// EdgeFace alone: of 333,522 pairs of two persons of the benchmark's tuning half none reaches 0.401, of the painted
// people none 0.39; painted frames of one person stay above 0.78.
constexpr double kClearlySame = 0.5;
// As kCosineFloor: a distance of 0.6, where dlib's authors tell two persons apart.
constexpr double kDlibFloor = 0.82;

constexpr int kDlibChipSide = 150;
// dlib's face chip of 150 pixels and padding 0.25: its mean face's eyes (middle of the corners), tip of the nose and
// corners of the mouth.
constexpr FacePoints kDlibTarget = {
    {{47.817, 47.408}, {100.208, 47.408}, {74.013, 76.563}, {50.415, 103.023}, {97.610, 103.023}}};

constexpr std::array<EmbedderManifest, 2> kManifests = {{
    {.name = "edgeface-xs",
     .licence = "BSD-3-Clause (Idiap); ask before commercial use",
     .file = {"edgeface_xs_q.onnx", "1b1766dcd1223abd1f514cfaf79d7ecb8172d2699345d149ec33c81e477a45b8"},
     .kind = EmbedderKind::kOnnx,
     .metric = TemplateMetric::kCosine,
     .side = 112,
     .input = {ChannelOrder::kRgb, 127.5, 1 / 127.5},
     .dimension = 512,
     .fusion_weight = 0.6,
     .same_person_floor = kCosineFloor,
     .target = kArcFaceTarget,
     .clearly_same = kClearlySame},
    {.name = "retail-0095",
     .licence = "Apache-2.0 (Open Model Zoo)",
     .file = {"face_reidentification_retail_0095.onnx",
              "797d7d096eaeaa2b935868ba22be44c7960d00fa0532f7418201626b69b58ba2"},
     .kind = EmbedderKind::kOnnx,
     .metric = TemplateMetric::kCosine,
     .side = kRetailSide,
     .input = {ChannelOrder::kBgr, 0, 1},
     .dimension = 256,
     .fusion_weight = 0.4,
     .same_person_floor = kCosineFloor,
     .target = kRetailTarget},
}};

constexpr EmbedderManifest DlibManifest(std::string_view name, ModelFile file, EmbedderKind kind) {
  return {.name = name,
          .licence = "CC0-1.0 (dlib-models)",
          .file = file,
          .kind = kind,
          .metric = TemplateMetric::kDistance,
          .side = kDlibChipSide,
          .input = {ChannelOrder::kRgb, 0, 1},
          .dimension = 128,
          .fusion_weight = 0,
          .same_person_floor = kDlibFloor,
          .target = kDlibTarget};
}

// The ResNet's authors publish the hash of the archive alone. The unpacked file's is from public records that name both
// (archive abb1f61041e4..., 21,428,389 bytes; unpacked 22,466,066 bytes).
constexpr std::array<EmbedderManifest, 2> kFurther = {
    DlibManifest(
        "dlib-densenet",
        {"face_recognition_densenet_model_v1.dat", "c6a6418ea119126046e204e010127d24dc79a41dd613a9d3961d1856b5df6535"},
        EmbedderKind::kDlibDenseNet),
    DlibManifest("dlib-resnet",
                 {"dlib_face_recognition_resnet_model_v1.dat",
                  "55533b28a95800a551ba546ba62fe69625c7e95a7061c338adffead08719da30"},
                 EmbedderKind::kDlibResNet)};

Status NetworkFailure(StatusCode code, const EmbedderManifest& manifest, std::string_view problem) {
  return Error(code, error_reason::kModelUnusable, fmt::format("{}: {}", manifest.file.name, problem));
}

}  // namespace

std::span<const EmbedderManifest> FusionManifests() { return kManifests; }

std::span<const EmbedderManifest> FurtherManifests() { return kFurther; }

double Likeness(TemplateMetric metric, const std::vector<float>& a, const std::vector<float>& b) {
  if (metric == TemplateMetric::kCosine) return Cosine(a, b);
  CHECK(a.size() == b.size());
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    squares += difference * difference;
  }
  return std::clamp(1 - squares / 2, -1.0, 1.0);
}

double Cosine(const std::vector<float>& a, const std::vector<float>& b) {
  CHECK(a.size() == b.size());
  double sum = 0;
  for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
  return std::clamp(sum, -1.0, 1.0);
}

bool Normalise(std::vector<float>& values) {
  double squares = 0;
  for (float value : values) squares += static_cast<double>(value) * static_cast<double>(value);
  const double length = std::sqrt(squares);
  // Written so that a NaN fails too.
  if (!(length > kSmallestLength)) {
    Wipe(values);
    return false;
  }
  for (float& value : values) value = static_cast<float>(static_cast<double>(value) / length);
  return true;
}

StatusOr<std::unique_ptr<Embedder>> Embedder::Create(const EmbedderManifest& manifest, const std::string& model) {
  std::unique_ptr<Embedder> embedder =
      manifest.kind == EmbedderKind::kOnnx ? MakeOnnxEmbedder(manifest, model) : MakeDlibEmbedder(manifest, model);
  if (embedder == nullptr) {
    return NetworkFailure(StatusCode::kFailedPrecondition, manifest, "this network cannot be loaded");
  }
  const cv::Mat grey(manifest.side, manifest.side, CV_8UC3, cv::Scalar::all(128));
  const std::optional<std::vector<float>> values = embedder->Forward(grey);
  if (!values || values->size() != static_cast<std::size_t>(manifest.dimension)) {
    return NetworkFailure(StatusCode::kFailedPrecondition, manifest, "templates of unexpected dimension");
  }
  return embedder;
}

StatusOr<std::vector<float>> Embedder::Embed(const cv::Mat& picture, const FacePoints& points) {
  cv::Mat aligned;
  std::optional<std::vector<float>> values;
  try {
    aligned = AlignFace(picture, points, manifest_.target, manifest_.side);
    values = Forward(aligned);
  } catch (const std::exception&) {
    values.reset();
  }
  Wipe(aligned);
  // A vector of no length is no template under either metric.
  std::vector<float> unit = values.value_or(std::vector<float>{});
  const bool has_length = Normalise(unit);
  if (manifest_.metric == TemplateMetric::kCosine || !has_length) {
    if (values) Wipe(*values);
  } else {
    Wipe(unit);
    unit = *std::move(values);
  }
  if (!has_length) return NetworkFailure(StatusCode::kInternal, manifest_, "the network failed on a face");
  return unit;
}

}  // namespace clearance
