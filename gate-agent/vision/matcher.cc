// Fusion of cosines; see matcher.h.
#include "gate-agent/vision/matcher.h"

#include "common/base/check.h"
#include "gate-agent/vision/wipe.h"

namespace clearance {

FaceTemplate::~FaceTemplate() {
  for (std::vector<float>& values : by_network) Wipe(values);
}

FaceTemplate& FaceTemplate::operator=(FaceTemplate&& other) noexcept {
  if (this == &other) return *this;
  for (std::vector<float>& values : by_network) Wipe(values);
  by_network = std::move(other.by_network);
  fusion = std::move(other.fusion);
  return *this;
}

StatusOr<FaceTemplate> MakeTemplate(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points) {
  FaceTemplate face;
  face.fusion = networks.fusion;
  RETURN_IF_ERROR(Complete(networks, picture, points, face));
  return face;
}

StatusOr<FaceTemplate> MakeGlance(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points) {
  FaceTemplate face;
  face.fusion = networks.fusion;
  ASSIGN_OR_RETURN(face.by_network.emplace_back(), networks.embedders.front()->Embed(picture, points));
  return face;
}

Status Complete(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points, FaceTemplate& face) {
  for (std::size_t i = face.by_network.size(); i < networks.embedders.size(); ++i) {
    ASSIGN_OR_RETURN(face.by_network.emplace_back(), networks.embedders[i]->Embed(picture, points));
  }
  return OkStatus();
}

std::optional<FaceTemplate> MeanTemplate(std::span<const FaceTemplate> faces) {
  CHECK(!faces.empty());
  FaceTemplate mean;
  mean.fusion = faces[0].fusion;
  const auto manifests = mean.fusion.manifests();
  for (std::size_t network = 0; network < manifests.size(); ++network) {
    std::vector<float>& values = mean.by_network.emplace_back(faces[0].by_network[network]);
    for (const FaceTemplate& face : faces.subspan(1)) {
      for (std::size_t i = 0; i < values.size(); ++i) values[i] += face.by_network[network][i];
    }
    if (manifests[network].metric == TemplateMetric::kCosine) {
      if (!Normalise(values)) return std::nullopt;
    } else {
      for (float& value : values) value /= static_cast<float>(faces.size());
    }
  }
  return mean;
}

double FusedScore(const FaceTemplate& a, const FaceTemplate& b) {
  CHECK(a.fusion.SharesWith(b.fusion));
  const auto manifests = a.fusion.manifests();
  CHECK(a.by_network.size() == manifests.size() && b.by_network.size() == manifests.size());
  double score = 0;
  for (std::size_t i = 0; i < manifests.size(); ++i) {
    score += manifests[i].fusion_weight * Likeness(manifests[i].metric, a.by_network[i], b.by_network[i]);
  }
  return score;
}

double GlanceLikeness(const FaceTemplate& a, const FaceTemplate& b) {
  return Likeness(a.fusion.manifests().front().metric, a.by_network.front(), b.by_network.front());
}

}  // namespace clearance
