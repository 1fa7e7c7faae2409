// Templates of one face by every network of the fusion, and the one score two faces get from them.
//
// It must never decide whether a score is enough: the calibration's threshold does.
#pragma once

#include <opencv2/core/mat.hpp>
#include <optional>
#include <span>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"
#include "gate-agent/vision/networks.h"

namespace clearance {

// One template per network, in the order of the fusion; of a glance the first only. Overwritten when it goes; not
// copied.
struct FaceTemplate {
  Fusion fusion;
  std::vector<std::vector<float>> by_network;

  bool IsGlance() const { return by_network.size() < fusion.manifests().size(); }

  FaceTemplate() = default;
  FaceTemplate(FaceTemplate&&) = default;
  FaceTemplate& operator=(FaceTemplate&& other) noexcept;
  ~FaceTemplate();
};

// The templates of the face at `points` in `picture` (8 bit, BGR). Error: INTERNAL, MODEL_UNUSABLE.
StatusOr<FaceTemplate> MakeTemplate(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points);

// The same by the fusion's first network alone, for half the time: enough to see that two frames of one burst show one
// person where that is clear, never to compare with a document.
StatusOr<FaceTemplate> MakeGlance(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points);

// Adds to `face`, made of the same picture, the networks it lacks.
Status Complete(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points, FaceTemplate& face);

// The mean of templates of one person and fusion, one or more, network by network; of length 1 again where the metric
// is kCosine. nullopt when such a mean has no length: the faces have nothing in common.
std::optional<FaceTemplate> MeanTemplate(std::span<const FaceTemplate> faces);

// The networks' likenesses by their fusion weights, -1..1. Both faces must be of one fusion, and no glance (CHECK).
double FusedScore(const FaceTemplate& a, const FaceTemplate& b);

// The first network's likeness alone, -1..1.
double GlanceLikeness(const FaceTemplate& a, const FaceTemplate& b);

}  // namespace clearance
