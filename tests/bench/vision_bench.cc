// Faces: the pipeline beside the plain forward passes of the networks it needs, and what four lanes wait for an answer.
#include <fmt/format.h>
#include <malloc.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <opencv2/core.hpp>
#include <span>
#include <thread>

#include "gate-agent/devices/painter.h"
#include "gate-agent/devices/simulated_lane.h"
#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/bench/bare_forward.h"
#include "tests/bench/bench.h"
#include "tests/support/process_memory.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

constexpr int kRepetitions = 7;
constexpr int kBurst = 8;
constexpr int kLanes = 4;
constexpr int kSets = 2;
constexpr int kRounds = 25;  // of each lane: 100 waits, so that a p99 is one of them

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

std::vector<std::string> BurstOf(PersonSeed person, int frames) {
  std::vector<std::string> burst;
  for (int i = 0; i < frames; ++i) {
    burst.push_back(PaintPortrait(person, AtCameraSize(LaneConditions(static_cast<std::uint64_t>(i)))));
  }
  return burst;
}

// One pass of dlib's shape predictor over a face, without anything around it; 0 without its file.
double BareLandmarksMs(const std::string& models) {
  const auto path = FindLandmarks(models);
  if (!path) return 0;
  const auto landmarks = LandmarkFinder::Load(*path);
  if (!landmarks.ok()) return 0;
  cv::Mat noise(LandmarkFinder::kChipSide, LandmarkFinder::kChipSide, CV_8UC3);
  cv::RNG(1).fill(noise, cv::RNG::UNIFORM, 0, 255);
  const double side = LandmarkFinder::kChipSide / 2.0;
  return 1e3 * MedianSeconds(kRepetitions, 10, [&] { (*landmarks)->FindInBox(noise, side / 2, side / 2, side); });
}

// What a burst needs of the networks once its portrait has a template, and what that template needs. To be taken before
// any engine is loaded: that has glibc write over every block that is freed (wipe.h), the blocks of a bare pass too.
struct BareForwards {
  double tracking = 0;
  double closely = 0;
  double edgeface = 0;
  double retail = 0;
  double presentation = 0;
  double landmarks = 0;  // of one face

  explicit BareForwards(const std::string& models)
      : tracking(BareMs(models, BareNetwork::kDetector320x256)),
        closely(BareMs(models, BareNetwork::kDetector640x480)),
        edgeface(BareMs(models, BareNetwork::kEdgeFace)),
        retail(BareMs(models, BareNetwork::kRetail)),
        presentation(BareMs(models, BareNetwork::kPresentationSquare) +
                     BareMs(models, BareNetwork::kPresentationBox27) + BareMs(models, BareNetwork::kPresentationBox40)),
        landmarks(BareLandmarksMs(models)) {}

  double Embed() const { return edgeface + retail; }
  double Portrait(bool with_landmarks) const { return Closely(with_landmarks) + Embed(); }
  // A portrait and one frame: with no other to choose from, that is looked at closely at once.
  double Frame(bool with_landmarks) const {
    return Portrait(with_landmarks) + Closely(with_landmarks) + Embed() + presentation;
  }
  // `whole` of the frames compared are embedded by both networks, the rest by the first; the best is looked at closely.
  double Burst(int frames, int whole, bool with_landmarks) const {
    return frames * tracking + Closely(with_landmarks) + kMaxAveragedFrames * (edgeface + presentation) +
           whole * retail;
  }

 private:
  double Closely(bool with_landmarks) const { return closely + (with_landmarks ? landmarks : 0); }
};

const char* Named(bool with_landmarks) { return with_landmarks ? "with landmarks" : "without landmarks"; }

// Four lanes that ask again and again, on as many sets of networks as there are cores. As at a gate the portrait's
// template is made when the document was read: beside the others' waits, and in none of its own.
void BenchLanes(FaceEngine& engine, BenchReport& report, const std::string& name, std::span<const std::string> burst,
                double bare) {
  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  std::vector<std::vector<double>> waits(kLanes);
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < kLanes; ++lane) {
    lanes.emplace_back([&, lane] {
      for (int round = 0; round < kRounds; ++round) {
        FaceTransaction transaction = engine.Prepare(portrait);
        const auto start = std::chrono::steady_clock::now();
        engine.Compare(portrait, burst, transaction);
        waits[static_cast<std::size_t>(lane)].push_back(
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
      }
    });
  }
  for (std::thread& lane : lanes) lane.join();
  std::vector<double> all;
  for (const std::vector<double>& waited : waits) all.insert(all.end(), waited.begin(), waited.end());
  std::sort(all.begin(), all.end());
  report.Add({name, all[all.size() * 99 / 100], "ms", "the forwards of its burst, lanes / cores times",
              bare * kLanes / kSets});
}

// The answer to a burst as the simulated camera gives it, and to a longer one that is nobody's match.
void BenchAnswers(FaceEngine& engine, BenchReport& report, const BareForwards& bare, bool with_landmarks) {
  const char* named = Named(with_landmarks);
  BenchLanes(engine, report,
             fmt::format("answer with 4 lanes, bursts of {}, {}, p99 (aim 500)", kSimulatedBurst, named),
             BurstOf(kDistinctPeople[0], kSimulatedBurst), bare.Burst(kSimulatedBurst, 1, with_landmarks));
  BenchLanes(engine, report,
             fmt::format("answer with 4 lanes, a stranger's bursts of {}, {}, p99 (aim 1,500)", kBurst, named),
             BurstOf(kDistinctPeople[4], kBurst), bare.Burst(kBurst, kMaxAveragedFrames, with_landmarks));
}

// A portrait and one frame that settles it.
void BenchFrame(FaceEngine& engine, BenchReport& report, const BareForwards& bare, bool with_landmarks) {
  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  const std::vector<std::string> sure = BurstOf(kDistinctPeople[0], 1);
  std::vector<double> embedding;
  const double whole = 1e3 * MedianSeconds(kRepetitions, 1, [&] {
                         const FaceComparison comparison = engine.Compare(portrait, sure);
                         embedding.push_back(comparison.embed_ms);
                       });
  if (!with_landmarks) {  // which embedding does not ask for
    report.Add(
        {"embed, two faces", Median(embedding), "ms", "EdgeFace + retail-0095 forward, twice", 2 * bare.Embed()});
  }
  report.Add({fmt::format("frame to decision, {} (aim 1.3 x)", Named(with_landmarks)), whole, "ms",
              "the sum of the forwards it needs", bare.Frame(with_landmarks)});
}

// Nobody's match: every frame is needed, three are embedded.
void BenchBurst(FaceEngine& engine, BenchReport& report, const BareForwards& bare, bool with_landmarks) {
  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  const std::vector<std::string> stranger = BurstOf(kDistinctPeople[4], kBurst);
  const double burst = 1e3 * MedianSeconds(kRepetitions, 1, [&] { engine.Compare(portrait, stranger); });
  report.Add({fmt::format("burst of {} to decision, {} (aim 1,500)", kBurst, Named(with_landmarks)), burst, "ms",
              "the sum of the forwards it needs",
              bare.Portrait(with_landmarks) + bare.Burst(kBurst, kMaxAveragedFrames, with_landmarks)});
}

// A face that is not its own document's is held against the portraits of those beside, as many as a party has: their
// templates are made then and there, for nobody needs them otherwise.
void BenchOthers(FaceEngine& engine, BenchReport& report, const BareForwards& bare) {
  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  const std::vector<std::string> stranger = BurstOf(kDistinctPeople[4], 1);
  std::vector<std::string> others;
  for (std::size_t i = 0; i < FaceEngine::kMaxOthers; ++i) {
    others.push_back(PaintPortrait(kDistinctPeople[5 + i], AtCameraSize({})));
  }
  const double whole = 1e3 * MedianSeconds(kRepetitions, 1, [&] {
                         FaceTransaction transaction = engine.Prepare(portrait);
                         engine.Compare(portrait, stranger, transaction, others);
                       });
  const double alone = 1e3 * MedianSeconds(kRepetitions, 1, [&] {
                         FaceTransaction transaction = engine.Prepare(portrait);
                         engine.Compare(portrait, stranger, transaction);
                       });
  report.Add({"a face that differs, held against 7 others' portraits", whole - alone, "ms", "the forwards these need",
              static_cast<double>(FaceEngine::kMaxOthers) * bare.Portrait(false)});
}

StatusOr<std::unique_ptr<FaceEngine>> LoadEngine(const std::string& models, const std::string& landmarks) {
  return FaceEngine::Load({.models_dir = models,
                           .calibration_path = ShippedCalibrationWith(landmarks != kNoModels),
                           .allow_provisional = true,
                           .concurrency = kSets,
                           .landmarks_path = landmarks});
}

// What this process holds once an engine of two sets has compared: with --only face nothing else was before it.
void BenchMemory(FaceEngine& engine, BenchReport& report, const std::string& figure) {
  const std::string portrait = PaintPortrait(kDistinctPeople[0], AtCameraSize({}));
  const std::vector<std::string> burst = BurstOf(kDistinctPeople[0], kBurst);
  const std::vector<std::string> stranger = BurstOf(kDistinctPeople[4], kBurst);
  std::vector<std::thread> lanes;
  for (int lane = 0; lane < kSets; ++lane) {
    lanes.emplace_back([&, lane] { engine.Compare(portrait, lane % 2 == 0 ? burst : stranger); });
  }
  for (std::thread& lane : lanes) lane.join();
  report.Add({figure, static_cast<double>(MemoryKib("VmRSS:")) / 1024, "MiB", "", 0});
}

// Detection in both sizes beside the forward pass each needs, and what judging the found face costs.
void BenchCapture(const std::string& models, BenchReport& report, const BareForwards& bare) {
  const auto model = ReadModel(models, kYunetModel);
  auto detector = model.ok() ? YunetDetector::Create(*model) : model.status();
  if (!detector.ok()) return report.Missing("detection", MessageOf(detector.status()));
  const cv::Mat frame = *DecodePicture(PaintPortrait(kDistinctPeople[0], AtCameraSize(LaneConditions(1))));
  std::vector<DetectedFace> faces;
  const auto detect_ms = [&](DetectionSize size) {
    return 1e3 * MedianSeconds(kRepetitions, 3, [&] { faces = (*detector)->Detect(frame, size).value(); });
  };
  report.Add(
      {"detect for tracking", detect_ms(DetectionSize::kTracking), "ms", "YuNet 320x256 forward", bare.tracking});
  report.Add({"detect for capture", detect_ms(DetectionSize::kCapture), "ms", "YuNet 640x480 forward", bare.closely});
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

void BenchFace(BenchReport& report) {
  report.Section("Faces (milliseconds, one thread)");
  const auto models = FindModels("");
  if (!models) return report.Missing("frame to decision", "no models: ./dev models");
  const BareForwards bare(*models);
  ::malloc_trim(0);  // what these passes have freed is no part of the memory measured below
  auto engine = LoadEngine(*models, std::string(kNoModels));
  if (!engine.ok()) return report.Missing("frame to decision", MessageOf(engine.status()));
  BenchMemory(**engine, report, "resident, two sets of networks without landmarks (aim 300)");
  BenchCapture(*models, report, bare);

  BenchFrame(**engine, report, bare, false);
  BenchBurst(**engine, report, bare, false);
  BenchOthers(**engine, report, bare);
  BenchAnswers(**engine, report, bare, false);
  if (!FindLandmarks(*models)) return report.Missing("resident with landmarks", "no libdlib-data");
  engine->reset();
  ::malloc_trim(0);  // nor what the engine without landmarks has freed
  engine = LoadEngine(*models, "");
  if (!engine.ok()) return report.Missing("resident with landmarks", MessageOf(engine.status()));
  BenchMemory(**engine, report, "resident, the same with landmarks (aim 420)");
  BenchFrame(**engine, report, bare, true);
  BenchBurst(**engine, report, bare, true);
  BenchAnswers(**engine, report, bare, true);
}

}  // namespace clearance
