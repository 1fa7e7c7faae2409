// Fusion of cosines; see matcher.h.
#include "gate-agent/vision/matcher.h"

#include "common/base/check.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {

FaceTemplate::~FaceTemplate() {
  for (std::vector<float>& values : by_network) Wipe(values);
}

StatusOr<FaceTemplate> MakeTemplate(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points) {
  FaceTemplate face;
  for (const auto& embedder : networks.embedders) {
    ASSIGN_OR_RETURN(face.by_network.emplace_back(), embedder->Embed(picture, points));
  }
  return face;
}

double FusedScore(const FaceTemplate& a, const FaceTemplate& b) {
  const auto manifests = FusionManifests();
  CHECK(a.by_network.size() == manifests.size() && b.by_network.size() == manifests.size());
  double score = 0;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    score += manifests[i].fusion_weight * Cosine(a.by_network[i], b.by_network[i]);
  }
  return score;
}

}  // namespace clearance
