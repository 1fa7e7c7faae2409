// Embedding of a whole set and its comparisons; see acquisition.h.
#include "gate-agent/evaluation/acquisition.h"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <filesystem>
#include <latch>
#include <mutex>
#include <opencv2/core/utility.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "common/crypto/secret.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

constexpr std::size_t kPairsBetweenStops = 100'000;

Status Stopped() { return absl::CancelledError("stopped before the end; nothing was written"); }

AcquiredPicture Useless(CaptureCause cause) {
  AcquiredPicture picture;
  picture.cause = picture.lane_cause = cause;
  return picture;
}

AcquiredPicture Unread(const std::string& path) {
  AcquiredPicture picture = Useless(CaptureCause::kPictureUnreadable);
  std::error_code error;
  picture.missing = !std::filesystem::exists(path, error);
  return picture;
}

AcquiredPicture Embedded(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points) {
  StatusOr<FaceTemplate> face = MakeTemplate(networks, picture, points);
  if (!face.ok()) return Useless(CaptureCause::kEngineFailed);
  AcquiredPicture acquired;
  acquired.face = std::make_shared<const FaceTemplate>(*std::move(face));
  return acquired;
}

bool SamePoints(const FacePoints& a, const FacePoints& b) {
  return std::equal(a.begin(), a.end(), b.begin(), [](const PicturePoint& left, const PicturePoint& right) {
    return left.x == right.x && left.y == right.y;
  });
}

bool ShowsOthers(CaptureCause cause) {
  return cause == CaptureCause::kSeveralFaces || cause == CaptureCause::kNotCentral;
}

struct BothRecipes {
  AcquiredPicture gate, plain;
};

// The plain recipe on a picture the gate's has taken or refused already.
AcquiredPicture AcquirePlainly(NetworkSet& networks, const Look& look, const AcquiredPicture& gate) {
  if (look.picture.empty()) return gate;
  const auto faces = networks.detector->Detect(look.picture, DetectionSize::kCapture);
  if (!faces.ok()) return Useless(CaptureCause::kEngineFailed);
  if (faces->empty()) return Useless(CaptureCause::kNoFace);
  const FacePoints& points = MiddleFace(look.picture, *faces).points;
  if (gate.cause == CaptureCause::kNone && SamePoints(points, look.capture.face.points)) return gate;
  return Embedded(networks, look.picture, points);
}

BothRecipes Acquire(NetworkSet& networks, const std::string& path, const AcquisitionPlan& plan) {
  StatusOr<EncodedPicture> encoded = ReadFile(path, kMaxPictureBytes);
  if (!encoded.ok()) return {Unread(path), Unread(path)};
  Look look = LookAt(networks, *encoded, PictureSide::kLive, DetectionSize::kCapture);
  Wipe(*encoded);
  const CaptureCause lane_cause = look.capture.cause;
  if (plan.middle_face && ShowsOthers(lane_cause)) {
    // Judged anew as if the face in the middle were alone.
    const auto faces = networks.detector->Detect(look.picture, DetectionSize::kCapture);
    if (faces.ok() && !faces->empty()) {
      const DetectedFace& middle = MiddleFace(look.picture, *faces);
      look.capture = JudgeCapture(look.picture, {middle}, PictureSide::kLive, networks.landmarks.get());
    }
  }
  BothRecipes both;
  both.gate = look.capture.cause == CaptureCause::kNone ? Embedded(networks, look.picture, look.capture.face.points)
                                                        : Useless(look.capture.cause);
  if (lane_cause != CaptureCause::kNone) both.gate.lane_cause = lane_cause;
  if (plan.plain) both.plain = AcquirePlainly(networks, look, both.gate);
  if (both.gate.face && networks.presentation) {
    const StatusOr<double> live = networks.presentation->LiveScore(look.picture, look.capture.face);
    if (live.ok()) both.gate.live = *live;
  }
  if (both.gate.face && plan.quality) {
    auto quality = std::make_shared<FaceQuality>(look.capture.quality);
    MeasurePortrait(look.picture, look.capture.face.points, *quality);
    both.gate.quality = std::move(quality);
  }
  return both;
}

}  // namespace

const DetectedFace& MiddleFace(const cv::Mat& picture, const std::vector<DetectedFace>& faces) {
  const auto off_middle = [&](const DetectedFace& face) {
    return std::hypot(face.left + face.width / 2 - picture.cols / 2.0, face.top + face.height / 2 - picture.rows / 2.0);
  };
  return *std::min_element(faces.begin(), faces.end(),
                           [&](const DetectedFace& a, const DetectedFace& b) { return off_middle(a) < off_middle(b); });
}

StatusOr<Acquisition> AcquireAll(const PictureSet& set, const NetworkFiles& networks, const AcquisitionPlan& plan,
                                 const AcquisitionWatch& watch) {
  cv::setNumThreads(1);
  WipeWhatIsFreed();
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < plan.threads; ++i) {
    ASSIGN_OR_RETURN(sets.emplace_back(), MakeNetworkSet(networks));
  }
  const std::size_t total = set.pictures.size();
  Acquisition acquisition;
  acquisition.gate.resize(total);
  acquisition.plain.resize(plan.plain ? total : 0);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex watching;
  std::size_t done = 0;
  std::latch ended(plan.threads);
  const auto work = [&](NetworkSet& own) {
    for (std::size_t i = next++; i < total && !stopped; i = next++) {
      BothRecipes both = Acquire(own, PathOf(set, set.pictures[i]), plan);
      acquisition.gate[i] = std::move(both.gate);
      if (plan.plain) acquisition.plain[i] = std::move(both.plain);
      const std::lock_guard lock(watching);
      watch.progress(++done, total);
      if (watch.stop()) stopped = true;
    }
    ended.count_down();
  };
  ThreadPool pool(plan.threads);
  for (auto& own : sets) pool.Post([&work, &own] { work(*own); });
  ended.wait();
  if (stopped) return Stopped();
  return acquisition;
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
      const double score = FusedScore(*acquired[a].face, *acquired[b].face);
      (pairs[i].same ? result.genuine : result.impostor).push_back({persons, score});
    }
  }
  return result;
}

std::vector<AcquiredPicture> ByLaneRule(std::vector<AcquiredPicture> acquired) {
  for (AcquiredPicture& picture : acquired) {
    if (picture.lane_cause != CaptureCause::kNone) picture = Useless(picture.lane_cause);
  }
  return acquired;
}

std::vector<LiveScore> LiveScoresOf(const PictureSet& set, const std::vector<AcquiredPicture>& acquired) {
  std::vector<LiveScore> scores;
  for (std::size_t i = 0; i < acquired.size(); ++i) {
    if (acquired[i].live) scores.push_back({set.pictures[i].person, *acquired[i].live});
  }
  return scores;
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
    const std::string_view cause = acquired[i].missing ? "picture_missing" : CaptureCauseName(acquired[i].cause);
    ++failures.by_cause[std::string(cause)];
  }
  failures.rate = RateBootstrap(trials, seed).Measure(errors);
  return failures;
}

}  // namespace clearance
