// Embedding of a whole set and its comparisons; see acquisition.h.
#include "gate-agent/evaluation/acquisition.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <latch>
#include <mutex>
#include <opencv2/core/utility.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/picture.h"

namespace clearance {
namespace {

constexpr std::size_t kPairsBetweenStops = 100'000;

Status Stopped() { return absl::CancelledError("stopped before the end; nothing was written"); }

AcquiredPicture Embedded(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points) {
  StatusOr<FaceTemplate> face = MakeTemplate(networks, picture, points);
  if (!face.ok()) return {CaptureCause::kEngineFailed, {}};
  return {CaptureCause::kNone, *std::move(face)};
}

AcquiredPicture AcquirePlainly(NetworkSet& networks, const EncodedPicture& encoded) {
  StatusOr<cv::Mat> picture = DecodePicture(encoded);
  if (!picture.ok()) return {CaptureCause::kPictureUnreadable, {}};
  Look look;
  look.picture = *std::move(picture);
  const auto faces = networks.detector->Detect(look.picture, DetectionSize::kCapture);
  if (!faces.ok()) return {CaptureCause::kEngineFailed, {}};
  if (faces->empty()) return {CaptureCause::kNoFace, {}};
  return Embedded(networks, look.picture, MiddleFace(look.picture, *faces).points);
}

bool ShowsOthers(CaptureCause cause) {
  return cause == CaptureCause::kSeveralFaces || cause == CaptureCause::kNotCentral;
}

// Judges the picture anew as if the face in its middle were alone.
void JudgeMiddleFace(NetworkSet& networks, Look& look) {
  const auto faces = networks.detector->Detect(look.picture, DetectionSize::kCapture);
  if (!faces.ok() || faces->empty()) return;
  const DetectedFace& middle = MiddleFace(look.picture, *faces);
  look.capture = JudgeCapture(look.picture, {middle}, PictureSide::kLive, networks.landmarks.get());
}

AcquiredPicture Acquire(NetworkSet& networks, const std::string& path, Recipe recipe) {
  const StatusOr<EncodedPicture> encoded = ReadFile(path, kMaxPictureBytes);
  if (!encoded.ok()) return {CaptureCause::kPictureUnreadable, {}};
  if (recipe == Recipe::kPlain) return AcquirePlainly(networks, *encoded);
  Look look = LookAt(networks, *encoded, PictureSide::kLive, DetectionSize::kCapture);
  if (recipe == Recipe::kMiddleFace && ShowsOthers(look.capture.cause)) JudgeMiddleFace(networks, look);
  if (look.capture.cause != CaptureCause::kNone) return {look.capture.cause, {}};
  return Embedded(networks, look.picture, look.capture.face.points);
}

}  // namespace

const DetectedFace& MiddleFace(const cv::Mat& picture, const std::vector<DetectedFace>& faces) {
  const auto off_middle = [&](const DetectedFace& face) {
    return std::hypot(face.left + face.width / 2 - picture.cols / 2.0, face.top + face.height / 2 - picture.rows / 2.0);
  };
  return *std::min_element(faces.begin(), faces.end(),
                           [&](const DetectedFace& a, const DetectedFace& b) { return off_middle(a) < off_middle(b); });
}

StatusOr<std::vector<AcquiredPicture>> AcquireAll(const PictureSet& set, const NetworkFiles& networks, Recipe recipe,
                                                  int threads, const AcquisitionWatch& watch) {
  cv::setNumThreads(1);
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < threads; ++i) {
    ASSIGN_OR_RETURN(sets.emplace_back(), MakeNetworkSet(networks));
  }
  const std::size_t total = set.pictures.size();
  std::vector<std::optional<AcquiredPicture>> acquired(total);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex watching;
  std::size_t done = 0;
  std::latch ended(threads);
  const auto work = [&](NetworkSet& own) {
    for (std::size_t i = next++; i < total && !stopped; i = next++) {
      acquired[i].emplace(Acquire(own, set.folder + "/" + set.pictures[i].name, recipe));
      const std::lock_guard lock(watching);
      watch.progress(++done, total);
      if (watch.stop()) stopped = true;
    }
    ended.count_down();
  };
  ThreadPool pool(threads);
  for (auto& own : sets) pool.Post([&work, &own] { work(*own); });
  ended.wait();
  if (stopped) return Stopped();
  std::vector<AcquiredPicture> all;
  all.reserve(total);
  for (std::optional<AcquiredPicture>& picture : acquired) all.push_back(*std::move(picture));
  return all;
}

StatusOr<ComparisonSet> CompareAll(const PictureSet& set, const std::vector<PicturePair>& pairs,
                                   const std::vector<AcquiredPicture>& acquired, const AcquisitionWatch& watch) {
  ComparisonSet result;
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (i % kPairsBetweenStops == 0 && watch.stop()) return Stopped();
    const auto a = static_cast<std::size_t>(pairs[i].a);
    const auto b = static_cast<std::size_t>(pairs[i].b);
    const PersonPair persons = {set.pictures[a].person, set.pictures[b].person};
    if (acquired[a].cause != CaptureCause::kNone || acquired[b].cause != CaptureCause::kNone) {
      (pairs[i].same ? result.lost_genuine : result.lost_impostor).push_back(persons);
    } else {
      const double score = FusedScore(acquired[a].face, acquired[b].face);
      (pairs[i].same ? result.genuine : result.impostor).push_back({persons, score});
    }
  }
  return result;
}

AcquisitionFailures CountFailures(const PictureSet& set, const std::vector<AcquiredPicture>& acquired,
                                  std::uint64_t seed) {
  AcquisitionFailures failures;
  std::vector<PersonPair> trials, errors;
  for (std::size_t i = 0; i < acquired.size(); ++i) {
    const std::int32_t person = set.pictures[i].person;
    trials.push_back({person, person});
    if (acquired[i].cause == CaptureCause::kNone) continue;
    errors.push_back({person, person});
    ++failures.by_cause[std::string(CaptureCauseName(acquired[i].cause))];
  }
  failures.rate = RateBootstrap(trials, seed).Measure(errors);
  return failures;
}

}  // namespace clearance
