// The policy in words; see policy.h.
#include "gate-agent/vision/policy.h"

#include <fmt/format.h>

#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/presentation.h"

namespace clearance {

std::string PolicyText(const FacePolicy& policy) {
  return fmt::format("{}; {} at {} and {} px, {} landmarks; bursts of a round {}; {}; one person from {:g}; {}; {}",
                     policy.fusion.Text(), policy.detector, LongestSide(DetectionSize::kTracking),
                     LongestSide(DetectionSize::kCapture), policy.landmarks ? "68" : "no", policy.attempts,
                     BurstPolicyText(), policy.fusion.SamePersonFloor(), CapturePolicyText(), PresentationPolicyText());
}

}  // namespace clearance
