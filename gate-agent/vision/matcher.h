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

// One template per network, in the order of the fusion. Overwritten when it goes; not copied.
struct FaceTemplate {
  Fusion fusion;
  std::vector<std::vector<float>> by_network;

  FaceTemplate() = default;
  FaceTemplate(FaceTemplate&&) = default;
  FaceTemplate& operator=(FaceTemplate&& other) noexcept;
  ~FaceTemplate();
};

// The templates of the face at `points` in `picture` (8 bit, BGR). Error: INTERNAL, MODEL_UNUSABLE.
StatusOr<FaceTemplate> MakeTemplate(NetworkSet& networks, const cv::Mat& picture, const FacePoints& points);

// The mean of templates of one person and fusion, one or more, network by network; of length 1 again where the metric
// is kCosine. nullopt when such a mean has no length: the faces have nothing in common.
std::optional<FaceTemplate> MeanTemplate(std::span<const FaceTemplate> faces);

// The networks' likenesses by their fusion weights, -1..1. Both faces must be of one fusion (CHECK).
double FusedScore(const FaceTemplate& a, const FaceTemplate& b);

}  // namespace clearance
