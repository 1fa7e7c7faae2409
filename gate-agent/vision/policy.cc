// The policy in words; see policy.h.
#include "gate-agent/vision/policy.h"

#include <fmt/format.h>

#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/presentation.h"

namespace clearance {

namespace {

std::string ClearlyText(const Fusion& fusion) {
  if (fusion.ClearlySamePerson() > 1) return "";
  return fmt::format(", by {} from {:g}", fusion.manifests().front().name, fusion.ClearlySamePerson());
}

}  // namespace

std::string PolicyText(const FacePolicy& policy) {
  return fmt::format(
      "{}; {} at {} and {} px, {} landmarks; bursts of a round {}; {}; one person from {:g} and the threshold{}; {}; "
      "{}",
      policy.fusion.Text(), policy.detector, LongestSide(DetectionSize::kTracking),
      LongestSide(DetectionSize::kCapture), policy.landmarks ? "68" : "no", policy.attempts, BurstPolicyText(),
      policy.fusion.SamePersonFloor(), ClearlyText(policy.fusion), CapturePolicyText(), PresentationPolicyText());
}

}  // namespace clearance
