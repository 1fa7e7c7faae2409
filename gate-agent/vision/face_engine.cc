// Decode, detect, judge, embed, compare, wipe; see face_engine.h.
#include "gate-agent/vision/face_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <map>
#include <opencv2/core.hpp>
#include <opencv2/core/utility.hpp>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/policy.h"
#include "gate-agent/vision/stopwatch.h"
#include "gate-agent/vision/wipe.h"
#include "gate-agent/vision/yunet_detector.h"

namespace clearance {
namespace {

static_assert(FaceEngine::kMaxLiveFrames == kMaxBurstFrames);
static_assert(FaceEngineOptions::kAttempts == kDefaultAttempts);

// Why a calibration does not fit a gate where dlib's detector stands in: none that ships was made with it.
Status WithoutYunet(const Status& foreign) {
  return Error(
      StatusCode::kFailedPrecondition, error_reason::kModelUnusable,
      fmt::format("{} is missing, and no calibration of dlib's detector in its place is configured: put the file "
                  "back, or run face-eval calibrate without it ({})",
                  kYunetModel.name, MessageOf(foreign)));
}

FaceComparison NotTaken(FaceComparison comparison, CaptureCause cause, PictureSide side) {
  comparison.result = FaceComparison::Result::kNotTaken;
  comparison.cause = cause;
  comparison.side = side;
  return comparison;
}

// What a portrait lost when it was printed, scanned or compressed, and whether it could be aligned. Its pose and light
// were an officer's to judge when the document was issued, and what was not measured is no fault of it.
double ReferenceQuality(const FaceQuality& quality) {
  double least = 100;
  for (const QualityMeasure measure : {QualityMeasure::kInterEyeDistance, QualityMeasure::kSharpness}) {
    if (quality[measure]) least = std::min(least, quality[measure]->score);
  }
  return least / 100 * quality.AlignmentTrust();
}

StatusOr<FaceTemplate> TemplateOf(NetworkSet& networks, const Look& look, double& embed_ms) {
  const Stopwatch stopwatch(embed_ms);
  return MakeTemplate(networks, look.picture, look.capture.face.points);
}

// The document's side of a comparison, as it was when it was looked at.
struct Reference {
  std::string digest;                        // of the encoded picture
  CaptureCause cause = CaptureCause::kNone;  // another: there is no template
  FaceTemplate face;
  double quality = 0;  // ReferenceQuality, 0..1
};

Reference LookAtReference(NetworkSet& networks, const EncodedPicture& encoded, FaceComparison& comparison) {
  Reference reference;
  reference.digest = Sha256(encoded);
  const Look look = LookAt(networks, encoded, PictureSide::kReference, DetectionSize::kCapture);
  comparison.detect_ms += look.detect_ms;
  reference.cause = look.capture.cause;
  if (reference.cause != CaptureCause::kNone) return reference;
  StatusOr<FaceTemplate> face = TemplateOf(networks, look, comparison.embed_ms);
  if (face.ok()) {
    reference.face = *std::move(face);
    reference.quality = ReferenceQuality(look.capture.quality);
  } else {
    reference.cause = CaptureCause::kEngineFailed;
  }
  return reference;
}

// A burst as it was seen: what to compare, and the frames for it.
struct SeenBurst {
  Burst burst;
  std::map<int, Look> kept;  // by frame; those of burst.Order()

  // As FaceComparison has it, before any frame was looked at closely.
  int OfficerFrame() const {
    return burst.cause() == CaptureCause::kNone ? burst.Order().front() : burst.refused().value_or(-1);
  }
};

SeenBurst LookAtBurst(NetworkSet& networks, std::span<const EncodedPicture> frames, double& detect_ms) {
  SeenBurst seen;
  // Among several the best is found first; a single frame is looked at closely at once.
  const DetectionSize size = frames.size() == 1 ? DetectionSize::kCapture : DetectionSize::kTracking;
  for (std::size_t i = 0; i < frames.size() && !seen.burst.Ended(); ++i) {
    Look look = LookAt(networks, frames[i], PictureSide::kLive, size);
    detect_ms += look.detect_ms;
    const Burst::Place place =
        seen.burst.Offer({look.capture.cause, look.capture.quality.overall, DigestOf(look.picture)});
    if (place.displaced) seen.kept.erase(*place.displaced);
    if (place.kept) seen.kept.emplace(static_cast<int>(i), std::move(look));
  }
  return seen;
}

// The live side of a comparison while it is made.
struct LiveFace {
  std::vector<FaceTemplate> templates;  // of every frame that could be compared, best first
  std::vector<const Look*> looks;       // which each was made of
  std::optional<FaceTemplate> mean;     // of those the score rests on
  bool sure = false;                    // the score rests on enough of them
  double least_alike = 1;               // of the two frames that are least alike, their score
};

// Whoever holds a picture up, or steps aside for another, may do so in one frame only: the frame that looks least alive
// speaks for the burst.
bool MeasurePresentation(NetworkSet& networks, const Look& look, FaceComparison& comparison) {
  const Stopwatch stopwatch(comparison.presentation_ms);
  const StatusOr<double> score = networks.presentation->LiveScore(look.picture, look.capture.face);
  if (score.ok()) comparison.presentation = std::min(comparison.presentation.value_or(1), *score);
  return score.ok();
}

// The face of a frame the score can do without: a glance where that shows clearly whom all frames before show.
// Otherwise neither this face nor one of those stays a glance.
StatusOr<FaceTemplate> FurtherFace(NetworkSet& networks, const Look& look, LiveFace& live, double& embed_ms) {
  const Stopwatch stopwatch(embed_ms);
  const auto complete = [&](const Look& of, FaceTemplate& face) {
    return Complete(networks, of.picture, of.capture.face.points, face);
  };
  ASSIGN_OR_RETURN(FaceTemplate face, MakeGlance(networks, look.picture, look.capture.face.points));
  const bool clear = std::all_of(live.templates.begin(), live.templates.end(), [&](const FaceTemplate& before) {
    return GlanceLikeness(before, face) >= face.fusion.ClearlySamePerson();
  });
  if (clear) return face;
  RETURN_IF_ERROR(complete(look, face));
  for (std::size_t i = 0; i < live.templates.size(); ++i) {
    RETURN_IF_ERROR(complete(*live.looks[i], live.templates[i]));
  }
  return face;
}

// Takes the next face of the burst into the score while that is not sure, and holds it against those before it in any
// case; a glance has been. False when its mean has no length.
bool TakeFace(FaceTemplate face, const Look& look, const FaceTemplate& portrait, LiveFace& live,
              FaceComparison& comparison) {
  if (!face.IsGlance()) {
    for (const FaceTemplate& before : live.templates) {
      live.least_alike = std::min(live.least_alike, FusedScore(before, face));
    }
  }
  live.looks.push_back(&look);
  live.templates.push_back(std::move(face));
  if (live.sure) return true;
  live.mean = MeanTemplate(live.templates);
  if (!live.mean) return false;
  comparison.score = FusedScore(portrait, *live.mean);
  comparison.frames_used = static_cast<int>(live.templates.size());
  live.sure = IsSure(comparison.score, comparison.threshold, comparison.frames_used);
  return true;
}

// Looks closely at the best frame, on which the answer rests most; the others keep their tracking points. One that is
// of no use so makes room for the next. One whose alignment is doubtful comes after the next if that is the better by
// landmarks too, where tracking found it. The frames to compare go to `order`; a cause when there are none, or a second
// person is seen, which is then that of the comparison's frame for an officer.
CaptureCause OrderClosely(NetworkSet& networks, SeenBurst& seen, std::vector<int>& order, FaceComparison& comparison) {
  order.assign(seen.burst.Order().begin(), seen.burst.Order().end());
  CaptureCause cause = CaptureCause::kNone;
  for (; !order.empty(); order.erase(order.begin())) {
    Look& best = seen.kept.at(order.front());
    if (best.size == DetectionSize::kTracking) {
      best.detect_ms = 0;
      LookCloser(networks, PictureSide::kLive, best);
      comparison.detect_ms += best.detect_ms;
    }
    cause = best.capture.cause;
    comparison.officer_frame = order.front();
    if (cause == CaptureCause::kNone || cause == CaptureCause::kSeveralFaces) break;
  }
  if (cause != CaptureCause::kNone || order.size() < 2) return cause;
  const FaceQuality& best = seen.kept.at(order[0]).capture.quality;
  if (!best.AlignmentDoubtful()) return cause;
  Look& next = seen.kept.at(order[1]);
  JudgeByLandmarks(networks, PictureSide::kLive, next);
  PlaceNext(order, best.overall, {next.capture.cause, next.capture.quality.overall, {}});
  return cause;
}

// Compares the frames one after the other. The score ends when it is sure; that all of them show one living person is
// asked of every one. A cause when no frame could be compared.
CaptureCause CompareFrames(NetworkSet& networks, SeenBurst& seen, const FaceTemplate& portrait,
                           bool detect_presentation, LiveFace& live, FaceComparison& comparison) {
  std::vector<int> order;
  const CaptureCause cause = OrderClosely(networks, seen, order, comparison);
  if (cause != CaptureCause::kNone) return cause;
  for (const int frame : order) {
    const Look& look = seen.kept.at(frame);
    StatusOr<FaceTemplate> face = live.sure ? FurtherFace(networks, look, live, comparison.embed_ms)
                                            : TemplateOf(networks, look, comparison.embed_ms);
    if (!face.ok()) return CaptureCause::kEngineFailed;
    if (detect_presentation && !MeasurePresentation(networks, look, comparison)) return CaptureCause::kEngineFailed;
    if (live.templates.empty()) comparison.live_frame = comparison.officer_frame = frame;
    if (!TakeFace(*std::move(face), look, portrait, live, comparison)) return CaptureCause::kEngineFailed;
  }
  return live.mean ? CaptureCause::kNone : CaptureCause::kEngineFailed;
}

}  // namespace

struct FaceTransaction::State {
  std::optional<Reference> reference;     // of Prepare, or of the capture before
  std::optional<FaceTemplate> last_live;  // of the capture before

  // That of `encoded`: the one that is kept, if it is of this very picture and the networks did not fail on it.
  const Reference& ReferenceOf(NetworkSet& networks, const EncodedPicture& encoded, FaceComparison& comparison) {
    comparison.reference_ready =
        reference && reference->cause != CaptureCause::kEngineFailed && reference->digest == Sha256(encoded);
    if (!comparison.reference_ready) reference = LookAtReference(networks, encoded, comparison);
    return *reference;
  }
};

FaceTransaction::FaceTransaction() : state_(std::make_unique<State>()) {}
FaceTransaction::~FaceTransaction() = default;
FaceTransaction::FaceTransaction(FaceTransaction&&) noexcept = default;
FaceTransaction& FaceTransaction::operator=(FaceTransaction&&) noexcept = default;
void FaceTransaction::Clear() { state_ = std::make_unique<State>(); }

struct FaceEngine::State {
  State(Calibration calibration_in, std::vector<std::unique_ptr<NetworkSet>> sets, bool detects)
      : calibration(std::move(calibration_in)), detects_presentation(detects), pool(std::move(sets)) {}

  // The gravest of what stands against an automatic answer, whoever else crosses.
  FaceAlert AlertOf(const FaceComparison& comparison, const Burst& burst, const LiveFace& live,
                    const FaceTransaction::State& transaction) const {
    if (comparison.presentation && *comparison.presentation < calibration.presentation->threshold) {
      return FaceAlert::kPresentation;
    }
    if (burst.MostlyRepeated()) return FaceAlert::kIdenticalFrames;
    // Frames of one moment are no less alike than a face is to its portrait.
    const double same_person_floor = std::max(live.mean->fusion.SamePersonFloor(), calibration.threshold);
    if (live.least_alike < same_person_floor) return FaceAlert::kSecondFace;
    if (transaction.last_live && FusedScore(*transaction.last_live, *live.mean) < same_person_floor) {
      return FaceAlert::kSecondFace;
    }
    return FaceAlert::kNone;
  }

  // Whether `live` is the face of one of `portraits`; those of no use are passed over.
  bool IsOneOf(NetworkSet& networks, std::span<const EncodedPicture> portraits, const FaceTemplate& live,
               FaceComparison& comparison) const {
    for (const EncodedPicture& portrait : portraits.first(std::min(portraits.size(), kMaxOthers))) {
      const Reference other = LookAtReference(networks, portrait, comparison);
      if (other.cause == CaptureCause::kNone && FusedScore(other.face, live) >= calibration.threshold) return true;
    }
    return false;
  }

  const Calibration calibration;
  const bool detects_presentation;
  NetworkPool pool;
};

FaceEngine::FaceEngine(std::unique_ptr<State> state) : state_(std::move(state)) {}
FaceEngine::~FaceEngine() = default;

StatusOr<std::unique_ptr<FaceEngine>> FaceEngine::Load(const FaceEngineOptions& options) {
  if (options.concurrency < 1 || options.concurrency > kMaxConcurrency) {
    return InvalidField("concurrency", "must be 1 to 8");
  }
  cv::setNumThreads(1);
  WipeWhatIsFreed();
  ASSIGN_OR_RETURN(const Fusion fusion, Fusion::Named(options.embedders));
  ASSIGN_OR_RETURN(const NetworkFiles files, NetworkFiles::Read(options.models_dir, options.landmarks_path, fusion));
  ASSIGN_OR_RETURN(Calibration calibration, ReadCalibration(options.calibration_path));
  const CalibrationNeeds needs = {PolicyText(files.Policy(options.attempts)), files.Hashes(),
                                  options.allow_provisional};
  if (const Status fits = CheckCalibration(calibration, needs, options.calibration_path); !fits.ok()) {
    return files.yunet ? fits : WithoutYunet(fits);
  }
  const bool detects_presentation = calibration.presentation && files.presentation;
  if (!detects_presentation && !options.allow_provisional) {
    return Error(StatusCode::kFailedPrecondition, error_reason::kModelUnusable,
                 options.calibration_path + ": presentation attacks cannot be measured: " +
                     (files.presentation ? "it has no threshold for them" : "their networks are missing"));
  }
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < options.concurrency; ++i) {
    ASSIGN_OR_RETURN(sets.emplace_back(), MakeNetworkSet(files));
  }
  return std::unique_ptr<FaceEngine>(
      new FaceEngine(std::make_unique<State>(std::move(calibration), std::move(sets), detects_presentation)));
}

FaceTransaction FaceEngine::Prepare(const EncodedPicture& reference) {
  FaceTransaction transaction;
  FaceComparison nobody_compared;
  NetworkPool::Loan loan(state_->pool);
  transaction.state_->ReferenceOf(*loan, reference, nobody_compared);
  return transaction;
}

FaceComparison FaceEngine::Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames) {
  FaceTransaction alone;
  return Compare(reference, live_frames, alone);
}

FaceComparison FaceEngine::Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames,
                                   FaceTransaction& transaction, std::span<const EncodedPicture> others) {
  FaceComparison comparison;
  comparison.threshold = state_->calibration.threshold;
  NetworkPool::Loan loan(state_->pool);
  NetworkSet& networks = *loan;

  const Reference& portrait = transaction.state_->ReferenceOf(networks, reference, comparison);
  SeenBurst seen = LookAtBurst(networks, live_frames, comparison.detect_ms);
  comparison.officer_frame = seen.OfficerFrame();
  if (portrait.cause != CaptureCause::kNone) return NotTaken(comparison, portrait.cause, PictureSide::kReference);
  if (seen.burst.cause() != CaptureCause::kNone) return NotTaken(comparison, seen.burst.cause(), PictureSide::kLive);
  comparison.reference_quality = portrait.quality;
  comparison.low_trust_reference = portrait.quality < kTrustedReferenceQuality;

  LiveFace live;
  FaceComparison compared = comparison;
  const CaptureCause cause = CompareFrames(networks, seen, portrait.face, detects_presentation(), live, compared);
  if (cause != CaptureCause::kNone) {
    comparison.detect_ms = compared.detect_ms;
    comparison.embed_ms = compared.embed_ms;
    comparison.officer_frame = compared.officer_frame;
    return NotTaken(comparison, cause, PictureSide::kLive);
  }
  compared.alert = state_->AlertOf(compared, seen.burst, live, *transaction.state_);
  const bool differs = compared.alert == FaceAlert::kNone && compared.score < compared.threshold;
  if (differs && state_->IsOneOf(networks, others, *live.mean, compared)) compared.alert = FaceAlert::kOtherOfParty;
  compared.result = compared.alert != FaceAlert::kNone     ? FaceComparison::Result::kSuspected
                    : compared.score >= compared.threshold ? FaceComparison::Result::kMatch
                                                           : FaceComparison::Result::kNoMatch;
  transaction.state_->last_live = std::move(live.mean);
  return compared;
}

bool FaceEngine::detects_presentation() const { return state_->detects_presentation; }
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

std::string_view FaceAlertName(FaceAlert alert) {
  switch (alert) {
    case FaceAlert::kNone:
      return "none";
    case FaceAlert::kPresentation:
      return "presentation";
    case FaceAlert::kIdenticalFrames:
      return "identical_frames";
    case FaceAlert::kSecondFace:
      return "second_face";
    case FaceAlert::kOtherOfParty:
      return "other_of_party";
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
