// Loading, warming up and lending of network sets; see networks.h.
#include "gate-agent/vision/networks.h"

namespace clearance {
namespace {

// The size of a lane's camera frame: the detector's buffers are laid out for it before anyone waits.
constexpr int kWarmUpWidth = 640;
constexpr int kWarmUpHeight = 480;

}  // namespace

StatusOr<NetworkFiles> NetworkFiles::Read(const std::string& models_dir) {
  NetworkFiles files;
  ASSIGN_OR_RETURN(files.detector, ReadModel(models_dir, kDetectorModel));
  for (const EmbedderManifest& manifest : FusionManifests()) {
    ASSIGN_OR_RETURN(files.embedders.emplace_back(), ReadModel(models_dir, manifest.file));
  }
  return files;
}

std::map<std::string, std::string> NetworkHashes() {
  std::map<std::string, std::string> hashes;
  hashes.emplace(kDetectorModel.name, kDetectorModel.sha256);
  for (const EmbedderManifest& manifest : FusionManifests()) {
    hashes.emplace(manifest.file.name, manifest.file.sha256);
  }
  return hashes;
}

StatusOr<std::unique_ptr<NetworkSet>> MakeNetworkSet(const NetworkFiles& files) {
  auto set = std::make_unique<NetworkSet>();
  ASSIGN_OR_RETURN(set->detector, FaceDetector::Create(files.detector));
  const auto manifests = FusionManifests();
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    ASSIGN_OR_RETURN(set->embedders.emplace_back(), Embedder::Create(manifests[i], files.embedders[i]));
  }
  const cv::Mat grey(kWarmUpHeight, kWarmUpWidth, CV_8UC3, cv::Scalar::all(128));
  RETURN_IF_ERROR(set->detector->Detect(grey).status());
  return set;
}

NetworkPool::Loan::Loan(NetworkPool& pool) : pool_(pool) {
  std::unique_lock lock(pool_.mutex_);
  pool_.returned_.wait(lock, [this] { return !pool_.free_.empty(); });
  set_ = std::move(pool_.free_.back());
  pool_.free_.pop_back();
}

NetworkPool::Loan::~Loan() {
  {
    const std::lock_guard lock(pool_.mutex_);
    pool_.free_.push_back(std::move(set_));
  }
  pool_.returned_.notify_one();
}

}  // namespace clearance
