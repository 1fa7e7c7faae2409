// Decode, detect, judge, embed, compare, wipe; see face_engine.h.
#include "gate-agent/vision/face_engine.h"

#include <algorithm>
#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>

#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/stopwatch.h"

namespace clearance {
namespace {

// Of several useless frames, the one whose cause tells the traveller most: the order of the enumeration.
bool TellsMore(CaptureCause cause, CaptureCause than) { return static_cast<int>(cause) > static_cast<int>(than); }

struct LiveLook {
  Look look;
  int frame = -1;
};

LiveLook BestLiveLook(NetworkSet& networks, std::span<const EncodedPicture> frames, double& detect_ms) {
  LiveLook best;
  best.look.capture.cause = CaptureCause::kNoPicture;
  const std::size_t count = std::min<std::size_t>(frames.size(), FaceEngine::kMaxLiveFrames);
  for (std::size_t i = 0; i < count; ++i) {
    Look look = LookAt(networks, frames[i], PictureSide::kLive, DetectionSize::kCapture);
    detect_ms += look.detect_ms;
    const CaptureCause cause = look.capture.cause;
    const CaptureCause best_cause = best.look.capture.cause;
    const bool better =
        cause == CaptureCause::kNone
            ? best_cause != CaptureCause::kNone || look.capture.quality.overall > best.look.capture.quality.overall
            : best_cause != CaptureCause::kNone && TellsMore(cause, best_cause);
    if (better || cause == CaptureCause::kSeveralFaces) best = {std::move(look), static_cast<int>(i)};
    if (cause == CaptureCause::kSeveralFaces) break;
  }
  return best;
}

StatusOr<FaceTemplate> TemplateOf(NetworkSet& networks, const Look& look, double& embed_ms) {
  const Stopwatch stopwatch(embed_ms);
  return MakeTemplate(networks, look.picture, look.capture.face.points);
}

FaceComparison NotTaken(FaceComparison comparison, CaptureCause cause, PictureSide side) {
  comparison.result = FaceComparison::Result::kNotTaken;
  comparison.cause = cause;
  comparison.side = side;
  return comparison;
}

}  // namespace

struct FaceEngine::State {
  State(Calibration calibration_in, std::vector<std::unique_ptr<NetworkSet>> sets)
      : calibration(std::move(calibration_in)), pool(std::move(sets)) {}

  const Calibration calibration;
  NetworkPool pool;
};

FaceEngine::FaceEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}
FaceEngine::~FaceEngine() = default;

StatusOr<std::unique_ptr<FaceEngine>> FaceEngine::Load(const FaceEngineOptions& options) {
  if (options.concurrency < 1 || options.concurrency > kMaxConcurrency) {
    return InvalidField("concurrency", "must be 1 to 8");
  }
  cv::setNumThreads(1);
  ASSIGN_OR_RETURN(const NetworkFiles files, NetworkFiles::Read(options.models_dir, options.landmarks_path));
  ASSIGN_OR_RETURN(Calibration calibration, ReadCalibration(options.calibration_path));
  const CalibrationNeeds needs = {FusionPolicy(), files.Hashes(), options.allow_provisional};
  RETURN_IF_ERROR(CheckCalibration(calibration, needs, options.calibration_path));
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < options.concurrency; ++i) {
    ASSIGN_OR_RETURN(sets.emplace_back(), MakeNetworkSet(files));
  }
  return std::unique_ptr<FaceEngine>(new FaceEngine(std::make_unique<State>(std::move(calibration), std::move(sets))));
}

FaceComparison FaceEngine::Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames) {
  FaceComparison comparison;
  comparison.threshold = state_->calibration.threshold;
  NetworkPool::Loan loan(state_->pool);
  NetworkSet& networks = *loan;

  const Look portrait = LookAt(networks, reference, PictureSide::kReference, DetectionSize::kCapture);
  comparison.detect_ms += portrait.detect_ms;
  if (portrait.capture.cause != CaptureCause::kNone) {
    return NotTaken(comparison, portrait.capture.cause, PictureSide::kReference);
  }
  const LiveLook live = BestLiveLook(networks, live_frames, comparison.detect_ms);
  if (live.look.capture.cause != CaptureCause::kNone) {
    return NotTaken(comparison, live.look.capture.cause, PictureSide::kLive);
  }

  const StatusOr<FaceTemplate> portrait_template = TemplateOf(networks, portrait, comparison.embed_ms);
  if (!portrait_template.ok()) return NotTaken(comparison, CaptureCause::kEngineFailed, PictureSide::kReference);
  const StatusOr<FaceTemplate> live_template = TemplateOf(networks, live.look, comparison.embed_ms);
  if (!live_template.ok()) return NotTaken(comparison, CaptureCause::kEngineFailed, PictureSide::kLive);
  comparison.score = FusedScore(*portrait_template, *live_template);
  comparison.live_frame = live.frame;
  comparison.result =
      comparison.score >= comparison.threshold ? FaceComparison::Result::kMatch : FaceComparison::Result::kNoMatch;
  return comparison;
}

std::string_view FaceEngine::policy() const { return state_->calibration.policy; }
double FaceEngine::threshold() const { return state_->calibration.threshold; }
bool FaceEngine::provisional() const { return state_->calibration.provisional; }

std::string_view CaptureCauseName(CaptureCause cause) {
  switch (cause) {
    case CaptureCause::kNone:
      return "none";
    case CaptureCause::kNoPicture:
      return "no_picture";
    case CaptureCause::kPictureUnreadable:
      return "picture_unreadable";
    case CaptureCause::kNoFace:
      return "no_face";
    case CaptureCause::kSeveralFaces:
      return "several_faces";
    case CaptureCause::kFaceTooSmall:
      return "face_too_small";
    case CaptureCause::kFaceCut:
      return "face_cut";
    case CaptureCause::kNotCentral:
      return "not_central";
    case CaptureCause::kNotFrontal:
      return "not_frontal";
    case CaptureCause::kBlurred:
      return "blurred";
    case CaptureCause::kTooDark:
      return "too_dark";
    case CaptureCause::kTooBright:
      return "too_bright";
    case CaptureCause::kEngineFailed:
      return "engine_failed";
  }
  return "unknown";
}

std::string_view PictureSideName(PictureSide side) {
  switch (side) {
    case PictureSide::kNone:
      return "none";
    case PictureSide::kLive:
      return "live";
    case PictureSide::kReference:
      return "reference";
  }
  return "unknown";
}

}  // namespace clearance
