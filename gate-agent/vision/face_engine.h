// The face comparison a gate's lane asks for: is the person before the camera the person of the portrait?
//
// One engine holds the networks of a gate PC and serves all of its lanes. It answers with a measured value and leaves
// every judgement about the traveller to others. It must never keep, write or log a picture or a template, and never
// answer kMatch without a calibration that belongs to exactly the networks it has loaded.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// The bytes of a PNG or JPEG file as a camera or a document reader hands them over.
using EncodedPicture = std::string;

// Why a picture was of no use. A closed set: a lane's screen has one piece of coaching for each (CaptureCauseName).
enum class CaptureCause {
  kNone,               // the pictures were usable
  kNoPicture,          // there was no live frame at all, or the reference was empty
  kPictureUnreadable,  // not a complete PNG or JPEG, or beyond the limits of picture.h
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

struct FaceComparison {
  enum class Result {
    kMatch,     // score >= threshold
    kNoMatch,   // score < threshold
    kNotTaken,  // no score: `cause` and `side` say why
  };

  Result result = Result::kNotTaken;
  double score = 0;      // fused cosine, -1..1; 0 when not taken
  double threshold = 0;  // the calibration's, -1..1
  CaptureCause cause = CaptureCause::kNone;
  PictureSide side = PictureSide::kNone;  // the picture `cause` speaks of; the reference is looked at first
  int live_frame = -1;                    // index of the live frame that was compared, -1 when not taken
  double detect_ms = 0;                   // detection in all pictures of this comparison
  double embed_ms = 0;                    // alignment and embedding of the two faces compared
};

struct FaceEngineOptions {
  std::string models_dir;          // as FindModels (model_files.h) found it
  std::string calibration_path;    // a calibration file, see calibration.h
  bool allow_provisional = false;  // true in demo and tests only: accepts a calibration marked provisional
  int concurrency = 1;             // sets of networks, 1..kMaxConcurrency: that many comparisons run side by side
  std::string landmarks_path{};    // empty: FindLandmarks(models_dir); kNoModels (model_files.h): without landmarks
};

// Thread-safe: any thread may call Compare; a call waits while all `concurrency` sets of networks are at work. Each
// network computes on the caller's thread alone (cv::setNumThreads(1), set for the whole process by Load).
class FaceEngine {
 public:
  static constexpr int kMaxConcurrency = 8;
  static constexpr int kMaxLiveFrames = 16;  // further frames of a burst are not looked at

  // Loads and warms up the networks (about 0.2 s per set).
  // Error: FAILED_PRECONDITION, reason MODEL_UNUSABLE, naming the file: a model is missing, has another sha256 or does
  // not load; the calibration is missing, malformed, made for other models or another policy, or provisional without
  // `allow_provisional`. INVALID_ARGUMENT naming the option when `concurrency` is out of range.
  static StatusOr<std::unique_ptr<FaceEngine>> Load(const FaceEngineOptions& options);

  ~FaceEngine();
  FaceEngine(const FaceEngine&) = delete;
  FaceEngine& operator=(const FaceEngine&) = delete;

  // Compares the one face of `reference` with the one face of the best of `live_frames`. Never fails: whatever the
  // bytes are, the answer is a value. A live frame with several faces ends the comparison as kSeveralFaces even if
  // another frame shows one person only; otherwise unusable frames are passed over while one is usable.
  // Decoded pictures, aligned faces and templates are overwritten before it returns; the encoded bytes stay the
  // caller's to wipe. About 100 ms of one core for a portrait and one frame of 640x480.
  FaceComparison Compare(const EncodedPicture& reference, std::span<const EncodedPicture> live_frames);

  // What was compared and how, as the calibration names it, e.g. "edgeface-xs*0.6+retail-0095*0.4".
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
