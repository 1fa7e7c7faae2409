// Which embedders make up one score, and the part of each: data, chosen by name and never by a file's being there.
//
// It must never name a network whose bytes are not pinned.
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/embedder.h"

namespace clearance {

// Immutable; copies share what they point to, and each keeps it alive.
class Fusion {
 public:
  // The one that ships: FusionManifests().
  Fusion();

  // What Text() says of one, and so how a calibration's policy begins: names of manifests, each once, with its weight
  // in whole thousandths, which sum to 1: "edgeface-xs*0.6+retail-0095*0.4", "dlib-resnet*1". "" is the one that ships.
  // Error: INVALID_ARGUMENT, INVALID_FIELD naming `embedders`.
  static StatusOr<Fusion> Named(std::string_view text);

  // In the order their templates are kept; their fusion_weight is the part here.
  std::span<const EmbedderManifest> manifests() const { return *manifests_; }

  std::string Text() const;

  // The fused score below which two frames of one moment show two persons: the manifests' own, by their weights.
  double SamePersonFloor() const;

  // From which likeness on the first network alone shows that two frames of one moment are of one person; above 1 where
  // it never does.
  double ClearlySamePerson() const { return manifests().front().clearly_same; }

  // True for copies of one fusion.
  bool SharesWith(const Fusion& other) const { return manifests_ == other.manifests_; }

 private:
  using Manifests = std::vector<EmbedderManifest>;
  explicit Fusion(Manifests manifests) : manifests_(std::make_shared<const Manifests>(std::move(manifests))) {}

  std::shared_ptr<const Manifests> manifests_;
};

}  // namespace clearance
