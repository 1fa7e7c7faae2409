// The face comparison a gate's lane asks for: is the person before the camera the person of the portrait?
//
// One engine holds the networks of a gate PC and serves all of its lanes. It answers with a measured value and leaves
// every judgement about the traveller to others. It must never keep, write or log a picture or a template, and never
// answer kMatch without a calibration that belongs to exactly the networks it has loaded.
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// The bytes of a PNG or JPEG file as a camera hands them over; of a document reader JPEG 2000 too.
using EncodedPicture = std::string;

// Why a picture was of no use. A closed set: a lane's screen has one piece of coaching for each (CaptureCauseName).
enum class CaptureCause {
  kNone,               // the pictures were usable
  kNoPicture,          // there was no live frame at all, or the reference was empty
  kPictureUnreadable,  // not complete, of another format, or beyond the limits of picture.h
  kNoFace,             // "look here"
  kSeveralFaces,       // "one person only"
  kFaceTooSmall,       // "come closer"
  kFaceCut,            // part of the face is outside the picture: "step into the middle"
  kNotCentral,         // the nearest face is not the one before the camera: "step into the middle"
  kNotFrontal,         // turned too far aside: "look here"
  kBlurred,            // "hold still"
  kTooDark,            // "light"
  kTooBright,          // "light"
  kEngineFailed,       // the networks failed on this picture; never the traveller's doing
};

// The cause in lower snake case, e.g. "several_faces": for logs, findings and screens' text keys.
std::string_view CaptureCauseName(CaptureCause cause);

enum class PictureSide {
  kNone,       // no picture is to blame
  kLive,       // the frames of the lane's camera
  kReference,  // the portrait of the document
};

// "none", "live" or "reference".
std::string_view PictureSideName(PictureSide side);

// What about a face is for an officer's eyes, whatever the score. The graver first.
enum class FaceAlert {
  kNone,
  kPresentation,     // it looks like a picture of a face rather than like one
  kIdenticalFrames,  // half of the burst or more is the same pictures again: a still, or a replay
  kSecondFace,       // two persons: in one burst, or at two captures of one transaction: one document, two faces
  kOtherOfParty,     // it is the face of another's portrait, and not of its own: swapped documents
};

// The alert in lower snake case, e.g. "identical_frames".
std::string_view FaceAlertName(FaceAlert alert);

// A reference whose resolution or sharpness scores less than this, 0..1, is trusted less: what is compared with it says
// so. Ours: a quarter of the scale, by ISO/IEC 29794-5's curve of the inter-eye distance (half at 70 pixels, width 20)
// 48 pixels between the eyes, where ICAO Doc 9303 asks 90 of a passport's portrait. It refers nobody and moves no
// score.
inline constexpr double kTrustedReferenceQuality = 0.25;

struct FaceComparison {
  enum class Result {
    kMatch,      // score >= threshold, and no alert
    kNoMatch,    // score < threshold, and no alert
    kSuspected,  // compared, but for an officer: `alert` says why
    kNotTaken,   // no score: `cause` and `side` say why
  };

  Result result = Result::kNotTaken;
  FaceAlert alert = FaceAlert::kNone;
  double score = 0;      // fused cosine of the portrait and the mean of the frames used, -1..1; 0 when not taken
  double threshold = 0;  // the calibration's, -1..1
  CaptureCause cause = CaptureCause::kNone;
  PictureSide side = PictureSide::kNone;  // the picture `cause` speaks of; the reference is looked at first
  int live_frame = -1;                    // index of the best live frame that was compared, -1 when not taken
  // The live frame an officer is to see if this goes to one: `live_frame`, or, when not taken, the frame its cause
  // speaks of; the best of the burst where it is the reference that was of no use. -1: none could be decoded.
  int officer_frame = -1;
  int frames_used = 0;                 // live frames whose templates were averaged
  std::optional<double> presentation;  // least live score of the frames compared, 0..1; nothing: not measured
  double reference_quality = 0;        // the lesser score of its resolution and sharpness, 0..1, less where the
                                       // alignment is doubtful
  bool low_trust_reference = false;    // below kTrustedReferenceQuality
  bool reference_ready = false;        // it was not looked at here: by Prepare, or at an earlier capture
  double detect_ms = 0;                // detection in all pictures looked at here
  double embed_ms = 0;                 // alignment and embedding of the faces compared
  double presentation_ms = 0;          // presentation attack detection in the frames used
};

// What the comparisons of one traveller's crossing leave in memory until it ends: the templates of the document's
// portrait and of the live face, and no picture. Overwritten when it is cleared or goes. Not thread-safe.
class FaceTransaction {
 public:
  FaceTransaction();
  ~FaceTransaction();
  FaceTransaction(FaceTransaction&&) noexcept;
  FaceTransaction& operator=(FaceTransaction&&) noexcept;

  // Overwrites what is kept.
  void Clear();

 private:
  friend class FaceEngine;
  struct State;
  std::unique_ptr<State> state_;
};

struct FaceEngineOptions {
  static constexpr int kAttempts = 3;  // kDefaultAttempts (policy.h)

  std::string models_dir;        // as FindModels (model_files.h) found it
  std::string calibration_path;  // a calibration file, see calibration.h
  // True in demo and tests only: accepts a calibration marked provisional, and to work without presentation attack
  // detection.
  bool allow_provisional = false;
  int concurrency = 1;           // sets of networks, 1..kMaxConcurrency: that many comparisons run side by side
  std::string landmarks_path{};  // empty: FindLandmarks(models_dir); kNoModels (model_files.h): without landmarks
  std::string embedders{};       // as Fusion::Named (fusion.h) takes it; empty: the fusion that ships
  int attempts = kAttempts;      // bursts of one round before an officer is called: the caller's, named in the policy
};

// Thread-safe: any thread may call Compare; a call waits while all `concurrency` sets of networks are at work. Each
// network computes on the caller's thread alone (cv::setNumThreads(1), set for the whole process by Load, which also
// has freed memory overwritten, WipeWhatIsFreed in wipe.h).
class FaceEngine {
 public:
  static constexpr int kMaxConcurrency = 8;
  static constexpr int kMaxLiveFrames = 16;  // further frames of a burst are not looked at: kMaxBurstFrames (burst.h)
  // Portraits of others that a face is held against; a party has at most eight persons (docs/booking.md).
  static constexpr std::size_t kMaxOthers = 7;

  // Loads and warms up the networks (about 0.2 s per set).
  // Error: FAILED_PRECONDITION, reason MODEL_UNUSABLE, naming the file: a model is missing, has another sha256 or does
  // not load; the calibration is missing, malformed, made for other models or another policy; or, without
  // `allow_provisional`, it is provisional or presentation attacks cannot be measured (their networks are missing, or
  // the calibration has no threshold for them): an unattended lane that would take a photograph for a person compares
  // no faces, and works at the level *no biometrics*. INVALID_ARGUMENT naming the option when `concurrency` is out of
  // range or `embedders` names no fusion.
  static StatusOr<std::unique_ptr<FaceEngine>> Load(const FaceEngineOptions& options);

  ~FaceEngine();
  FaceEngine(const FaceEngine&) = delete;
  FaceEngine& operator=(const FaceEngine&) = delete;

  // Compares the one face of `reference` with the one face of `live_frames`, a burst: every frame is looked at, the
  // templates of the best are averaged until the answer is sure (burst.h), and all of the best must show one and the
  // same living person: nothing is answered before that has been asked of each. Never fails: the answer is a value. A
  // live frame with several faces ends it as kSeveralFaces even if another frame shows one person only; otherwise
  // unusable frames are passed over while one is usable. Decoded pictures, aligned faces and templates are overwritten
  // before it returns; the encoded bytes stay the caller's to wipe. About 120 ms of one core for a portrait and one
  // frame of 640x480.
  FaceComparison Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames);

  // For a crossing whose document was read: its transaction, with the portrait's template ready, so that the captures
  // to come wait for their own frames alone. About 60 ms. Never fails: what is wrong with the portrait, Compare says.
  FaceTransaction Prepare(const EncodedPicture& reference);

  // The same as one capture of a crossing: `transaction` remembers the reference, which is looked at again only if it
  // is another picture, and the live face for the next capture, and the answer may be kSecondFace. `others` are the
  // portraits of those who cross beside, at most kMaxOthers are looked at: only a face that is not that of its own
  // document is held against them, and may be kOtherOfParty (about 60 ms for each).
  FaceComparison Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames,
                         FaceTransaction& transaction, std::span<const EncodedPicture> others = {});

  // True when presentation attacks are measured: the networks are there and the calibration has a threshold for them.
  bool detects_presentation() const;

  // What was compared and how, as the calibration names it, see PolicyText() of policy.h.
  std::string_view policy() const;
  // The decision threshold of the calibration, -1..1.
  double threshold() const;
  // True when the calibration in use is provisional.
  bool provisional() const;

 private:
  struct State;
  explicit FaceEngine(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace clearance
