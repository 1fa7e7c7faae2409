// Embedding of a whole set and its comparisons; see acquisition.h.
#include "gate-agent/evaluation/acquisition.h"

#include <algorithm>
#include <atomic>
#include <latch>
#include <mutex>
#include <opencv2/core/utility.hpp>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/executor.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/networks.h"
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
  const auto faces = networks.detector->Detect(look.picture);
  if (!faces.ok()) return {CaptureCause::kEngineFailed, {}};
  if (faces->empty()) return {CaptureCause::kNoFace, {}};
  return Embedded(networks, look.picture, faces->front().points);
}

AcquiredPicture Acquire(NetworkSet& networks, const std::string& path, Recipe recipe) {
  const StatusOr<EncodedPicture> encoded = ReadFile(path, kMaxPictureBytes);
  if (!encoded.ok()) return {CaptureCause::kPictureUnreadable, {}};
  if (recipe == Recipe::kPlain) return AcquirePlainly(networks, *encoded);
  const Look look = LookAt(networks, *encoded);
  if (look.capture.cause != CaptureCause::kNone) return {look.capture.cause, {}};
  return Embedded(networks, look.picture, look.capture.face.points);
}

}  // namespace

StatusOr<std::vector<AcquiredPicture>> AcquireAll(const PictureSet& set, const AcquisitionOptions& options,
                                                  const AcquisitionWatch& watch) {
  cv::setNumThreads(1);
  ASSIGN_OR_RETURN(const NetworkFiles files, NetworkFiles::Read(options.models_dir));
  std::vector<std::unique_ptr<NetworkSet>> sets;
  for (int i = 0; i < options.threads; ++i) {
    ASSIGN_OR_RETURN(sets.emplace_back(), MakeNetworkSet(files));
  }
  const std::size_t total = set.pictures.size();
  std::vector<std::optional<AcquiredPicture>> acquired(total);
  std::atomic<std::size_t> next = 0;
  std::atomic<bool> stopped = false;
  std::mutex watching;
  std::size_t done = 0;
  std::latch ended(options.threads);
  const auto work = [&](NetworkSet& networks) {
    for (std::size_t i = next++; i < total && !stopped; i = next++) {
      acquired[i].emplace(Acquire(networks, set.folder + "/" + set.pictures[i].name, options.recipe));
      const std::lock_guard lock(watching);
      watch.progress(++done, total);
      if (watch.stop()) stopped = true;
    }
    ended.count_down();
  };
  ThreadPool pool(options.threads);
  for (auto& networks : sets) pool.Post([&work, &networks] { work(*networks); });
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
