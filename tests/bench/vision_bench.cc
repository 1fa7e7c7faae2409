// Faces: the pipeline beside the plain forward passes of the networks it needs.
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/bare_forward.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/bench/bench.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kRepetitions = 7;

double BareMs(const std::string& models, BareNetwork network) {
  const auto forward = BareForward::Load(models, network);
  if (!forward.ok()) return 0;
  (*forward)->Run();
  return MedianSeconds(kRepetitions, 3, [&] { (*forward)->Run(); }) * 1e3;
}

// The size the bare forward pass of the detector is measured at.
CaptureConditions AtCameraSize(CaptureConditions conditions) {
  conditions.width_px = 640;
  conditions.height_px = 480;
  return conditions;
}

// Detection in both sizes beside the forward pass each needs, and what judging the found face costs.
void BenchCapture(const std::string& models, BenchReport& report) {
  const auto model = ReadModel(models, kYunetModel);
  auto detector = model.ok() ? YunetDetector::Create(*model) : model.status();
  if (!detector.ok()) return report.Missing("detection", MessageOf(detector.status()));
  const cv::Mat frame = *DecodePicture(PaintPortrait(kDistinctPeople[0], AtCameraSize(LaneConditions(1))));
  std::vector<DetectedFace> faces;
  const auto detect_ms = [&](DetectionSize size) {
    return 1e3 * MedianSeconds(kRepetitions, 3, [&] { faces = (*detector)->Detect(frame, size).value(); });
  };
  report.Add({"detect for tracking", detect_ms(DetectionSize::kTracking), "ms", "YuNet 320x256 forward",
              BareMs(models, BareNetwork::kDetector320x256)});
  report.Add({"detect for capture", detect_ms(DetectionSize::kCapture), "ms", "YuNet 640x480 forward",
              BareMs(models, BareNetwork::kDetector640x480)});
  const auto judge_ms = [&](const LandmarkFinder* landmarks) {
    return 1e3 * MedianSeconds(kRepetitions, 10, [&] { JudgeCapture(frame, faces, PictureSide::kLive, landmarks); });
  };
  report.Add({"judge a face by five points", judge_ms(nullptr), "ms", "", 0});
  const auto path = FindLandmarks(models);
  if (!path) return report.Missing("judge a face by 68 landmarks", "no libdlib-data");
  const auto landmarks = LandmarkFinder::Load(*path);
  if (!landmarks.ok()) return report.Missing("judge a face by 68 landmarks", MessageOf(landmarks.status()));
  report.Add({"judge a face by 68 landmarks", judge_ms(landmarks->get()), "ms", "", 0});
}

}  // namespace

void BenchVision(BenchReport& report) {
  report.Section("Faces (milliseconds, one thread)");
  const auto models = FindModels("");
  if (!models) return report.Missing("detect, embed, compare", "no models: ./dev models");
  BenchCapture(*models, report);
  auto engine = FaceEngine::Load({.models_dir = *models,
                                  .calibration_path = SourcePath("gate-agent/vision/calibration/lfw_provisional.json"),
                                  .allow_provisional = true});
  if (!engine.ok()) return report.Missing("detect, embed, compare", MessageOf(engine.status()));
  const double detect = BareMs(*models, BareNetwork::kDetector640x480);
  const double embed = BareMs(*models, BareNetwork::kEdgeFace) + BareMs(*models, BareNetwork::kRetail);

  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  const std::vector<std::string> live = {PaintPortrait(kDistinctPeople[0], AtCameraSize(LaneConditions(1)))};
  std::vector<double> detecting;
  std::vector<double> embedding;
  const double whole = 1e3 * MedianSeconds(kRepetitions, 1, [&] {
                         const FaceComparison comparison = (*engine)->Compare(portrait, live);
                         detecting.push_back(comparison.detect_ms);
                         embedding.push_back(comparison.embed_ms);
                       });
  // A comparison looks at two pictures and embeds two faces.
  report.Add({"detect, two pictures", Median(detecting), "ms", "YuNet 640x480 forward, twice", 2 * detect});
  report.Add({"embed, two faces", Median(embedding), "ms", "EdgeFace + retail-0095 forward, twice", 2 * embed});
  report.Add({"compare a frame with a portrait", whole, "ms", "the sum of these forwards", 2 * (detect + embed)});
}

}  // namespace clearance
