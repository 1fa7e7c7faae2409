// From picture files to templates: each picture once, on as many threads as asked for.
//
// The one place where the evaluation touches pixels and networks. Pictures and templates are overwritten as in a gate;
// templates live as long as the run and are never written.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/picture_set.h"
#include "gate-agent/evaluation/presentation_rates.h"
#include "gate-agent/evaluation/rates.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/quality.h"

namespace clearance {

struct AcquiredPicture {
  CaptureCause cause = CaptureCause::kNone;  // kNone: there is a template
  std::shared_ptr<const FaceTemplate> face;
  std::optional<double> live;  // 0..1, how alive the face looks; nothing: not measured
  // What a lane says of it: other than `cause` only where AcquisitionPlan::middle_face took a face no lane would.
  CaptureCause lane_cause = CaptureCause::kNone;
  std::shared_ptr<const FaceQuality> quality;  // of a picture with a template, where the plan asks for it
  bool missing = false;                        // there was no such file; `cause` is then kPictureUnreadable
};

struct AcquisitionPlan {
  // Of several persons in a picture the one in its middle counts: for benchmarks, whose people were photographed in
  // company. In a lane somebody beside the traveller may end the frame (capture.h).
  bool middle_face = false;
  bool plain = false;    // by the plain recipe too
  bool quality = false;  // with what is for reports only (MeasurePortrait)
  int threads = 1;
};

// One answer for each picture of a set, in its order.
struct Acquisition {
  std::vector<AcquiredPicture>
      gate;  // as a gate's engine takes a frame: its rules of a usable picture, then the fusion
  // The plain recipe to compare with: the face in the middle, whatever it looks like, and the same fusion. Empty when
  // not planned. Where both take the same face the template is one.
  std::vector<AcquiredPicture> plain;
};

// What the caller hears and says while it runs. Called from any of the threads, one at a time.
struct AcquisitionWatch {
  std::function<void(std::size_t done, std::size_t total)> progress = [](std::size_t, std::size_t) {};
  std::function<bool()> stop = [] { return false; };
};

// Error: MODEL_UNUSABLE; CANCELLED when told to stop.
StatusOr<Acquisition> AcquireAll(const PictureSet& set, const NetworkFiles& networks, const AcquisitionPlan& plan,
                                 const AcquisitionWatch& watch);

// Of `faces`, at least one, that whose box lies nearest to the middle of the picture.
const DetectedFace& MiddleFace(const cv::Mat& picture, const std::vector<DetectedFace>& faces);

// The scores of `pairs`, those without a score set apart. Error: CANCELLED when told to stop.
StatusOr<ComparisonSet> CompareAll(const PictureSet& set, const std::vector<PicturePair>& pairs,
                                   const std::vector<AcquiredPicture>& acquired, const AcquisitionWatch& watch);

// The same pictures by a lane's own rule: without those it refuses for other people in them.
std::vector<AcquiredPicture> ByLaneRule(std::vector<AcquiredPicture> acquired);

// The live scores there are.
std::vector<LiveScore> LiveScoresOf(const PictureSet& set, const std::vector<AcquiredPicture>& acquired);

// How many pictures gave no template, of how many, and why, by CaptureCauseName; "picture_missing" without a file.
struct AcquisitionFailures {
  MeasuredRate rate;
  std::map<std::string, std::int64_t> by_cause;
};
AcquisitionFailures CountFailures(const PictureSet& set, const std::vector<AcquiredPicture>& acquired,
                                  std::uint64_t seed);

}  // namespace clearance
