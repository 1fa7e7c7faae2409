// The policy in words; see policy.h.
#include "gate-agent/vision/policy.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/hog_detector.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/presentation.h"
#include "gate-agent/vision/quality.h"
#include "gate-agent/vision/yunet_detector.h"

namespace clearance {

namespace {

std::string DetectorText(std::string_view detector) {
  const std::string sizes = fmt::format("{} at {} and {} px", detector, LongestSide(DetectionSize::kTracking),
                                        LongestSide(DetectionSize::kCapture));
  if (detector == "hog") return fmt::format("{}, overlap {:g}", sizes, HogDetector::kMaxOverlap);
  return fmt::format("{}, score {:g}, overlap {:g}", sizes, YunetDetector::kMinScore, YunetDetector::kMaxOverlap);
}

std::vector<std::string_view> PartsOf(std::string_view policy) {
  std::vector<std::string_view> parts;
  while (!policy.empty()) {
    const std::size_t end = std::min(policy.find_first_of(";,"), policy.size());
    parts.push_back(policy.substr(0, end));
    policy.remove_prefix(std::min(policy.size(), end + 1));
    policy.remove_prefix(std::min(policy.size(), policy.find_first_not_of(' ')));
  }
  return parts;
}

// Of `parts` those that are not in `others`, with commas between them.
std::string OnlyIn(const std::vector<std::string_view>& parts, const std::vector<std::string_view>& others) {
  std::string only;
  for (const std::string_view part : parts) {
    if (std::find(others.begin(), others.end(), part) != others.end()) continue;
    only.append(only.empty() ? "" : ", ").append(part);
  }
  return only;
}

std::string ClearlyText(const Fusion& fusion) {
  if (fusion.ClearlySamePerson() > 1) return "";
  return fmt::format(", by {} from {:g}", fusion.manifests().front().name, fusion.ClearlySamePerson());
}

}  // namespace

std::string PolicyText(const FacePolicy& policy) {
  return fmt::format(
      "{}; {}, {} landmarks; bursts of a round {}; {}; one person from {:g} and the threshold{}; pictures from {} px, "
      "unpacked to {} px; {}; eyes in doubt beyond {:g}; {}",
      policy.fusion.Text(), DetectorText(policy.detector), policy.landmarks ? "68" : "no", policy.attempts,
      BurstPolicyText(), policy.fusion.SamePersonFloor(), ClearlyText(policy.fusion), kMinPictureSide, kWorkingSide,
      CapturePolicyText(), kMaxEyePointGap, PresentationPolicyText());
}

std::string PolicyDifference(std::string_view there, std::string_view here) {
  if (there == here) return "";
  const std::vector<std::string_view> parts_there = PartsOf(there), parts_here = PartsOf(here);
  const std::string only_there = OnlyIn(parts_there, parts_here), only_here = OnlyIn(parts_here, parts_there);
  if (only_there.empty() && only_here.empty()) return "the same parts in another order";
  if (only_there.empty()) return only_here + " only here";
  if (only_here.empty()) return only_there + " only there";
  return fmt::format("{} there; {} here", only_there, only_here);
}

}  // namespace clearance
