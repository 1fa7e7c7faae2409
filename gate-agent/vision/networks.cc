// Loading, warming up and lending of network sets; see networks.h.
#include "gate-agent/vision/networks.h"

#include <filesystem>

#include "gate-agent/vision/hog_detector.h"
#include "gate-agent/vision/yunet_detector.h"

namespace clearance {
namespace {

// The size of a lane's camera frame: the detector's buffers are laid out for it before anyone waits.
constexpr int kWarmUpWidth = 640;
constexpr int kWarmUpHeight = 480;

}  // namespace

StatusOr<NetworkFiles> NetworkFiles::Read(const std::string& models_dir, const std::string& landmarks_path,
                                          const Fusion& fusion, bool with_presentation) {
  NetworkFiles files;
  files.fusion = fusion;
  if (landmarks_path != kNoModels) {
    const std::optional<std::string> landmarks =
        landmarks_path.empty() ? FindLandmarks(models_dir) : std::optional(landmarks_path);
    if (landmarks) {
      ASSIGN_OR_RETURN(files.landmarks, LandmarkFinder::Load(*landmarks));
    }
  }
  std::error_code ignored;
  const bool missing = !std::filesystem::exists(std::filesystem::path(models_dir) / kYunetModel.name, ignored);
  // A file that is there but not the one we mean is an error, never a reason to work with less.
  if (!missing || files.landmarks == nullptr) {
    ASSIGN_OR_RETURN(files.yunet, ReadModel(models_dir, kYunetModel));
  }
  for (const EmbedderManifest& manifest : fusion.manifests()) {
    ASSIGN_OR_RETURN(files.embedders.emplace_back(), ReadModel(models_dir, manifest.file));
  }
  if (with_presentation) {
    ASSIGN_OR_RETURN(files.presentation, ReadPresentationFiles(models_dir));
  }
  return files;
}

std::map<std::string, std::string> NetworkFiles::Hashes() const {
  std::map<std::string, std::string> hashes = NetworkHashes(yunet ? YunetModels() : HogModels(), fusion);
  if (landmarks != nullptr) hashes.emplace(kLandmarksModel.name, kLandmarksModel.sha256);
  return hashes;
}

FacePolicy NetworkFiles::Policy(int attempts) const {
  return {
      .fusion = fusion, .detector = yunet ? "yunet" : "hog", .landmarks = landmarks != nullptr, .attempts = attempts};
}

std::map<std::string, std::string> NetworkHashes(std::map<std::string, std::string> hashes, const Fusion& fusion) {
  for (const EmbedderManifest& manifest : fusion.manifests()) {
    hashes.emplace(manifest.file.name, manifest.file.sha256);
  }
  return hashes;
}

StatusOr<std::unique_ptr<NetworkSet>> MakeNetworkSet(const NetworkFiles& files) {
  auto set = std::make_unique<NetworkSet>();
  set->fusion = files.fusion;
  set->landmarks = files.landmarks;
  if (files.yunet) {
    ASSIGN_OR_RETURN(set->detector, YunetDetector::Create(*files.yunet));
  } else {
    ASSIGN_OR_RETURN(set->detector, HogDetector::Create(files.landmarks));
  }
  const auto manifests = files.fusion.manifests();
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    ASSIGN_OR_RETURN(set->embedders.emplace_back(), Embedder::Create(manifests[i], files.embedders[i]));
  }
  if (files.presentation) {
    ASSIGN_OR_RETURN(set->presentation, PresentationDetector::Create(*files.presentation));
  }
  const cv::Mat grey(kWarmUpHeight, kWarmUpWidth, CV_8UC3, cv::Scalar::all(128));
  for (DetectionSize size : {DetectionSize::kTracking, DetectionSize::kCapture}) {
    RETURN_IF_ERROR(set->detector->Detect(grey, size).status());
  }
  return set;
}

NetworkPool::Loan::Loan(NetworkPool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  const std::uint64_t turn = pool_.came_++;
  pool_.changed_.wait(lock, [&] { return turn == pool_.served_ && !pool_.free_.empty(); });
  ++pool_.served_;
  set_ = std::move(pool_.free_.back());
  pool_.free_.pop_back();
  lock.unlock();
  // Another set may be free for whoever is next.
  pool_.changed_.notify_all();
}

NetworkPool::Loan::~Loan() {
  if (set_->detector != nullptr) set_->detector->Forget();
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.free_.push_back(std::move(set_));
  }
  pool_.changed_.notify_all();
}

std::size_t NetworkPool::waiting() const {
  const std::lock_guard lock(mutex_);
  return static_cast<std::size_t>(came_ - served_);
}

}  // namespace clearance
