#include "gate-agent/agent/portraits_in_hand.h"

#include <algorithm>
#include <utility>

#include "common/crypto/secret.h"

namespace clearance {

PortraitsInHand::~PortraitsInHand() {
  for (Kept& kept : kept_) Wipe(kept.portrait);
}

// Erasing moves the portraits behind it, which leaves no copy: only the one that goes is overwritten.
void PortraitsInHand::Drop(std::vector<Kept>::iterator kept) {
  Wipe(kept->portrait);
  kept_.erase(kept);
}

void PortraitsInHand::Keep(const std::string& crossing_id, EncodedPicture portrait) {
  Forget(crossing_id);
  const std::lock_guard lock(mutex_);
  if (kept_.size() >= kMaxKept) Drop(kept_.begin());
  kept_.push_back({crossing_id, std::move(portrait)});
}

EncodedPicture PortraitsInHand::Of(const std::string& crossing_id) const {
  const std::lock_guard lock(mutex_);
  for (const Kept& kept : kept_) {
    if (kept.crossing_id == crossing_id) return kept.portrait;
  }
  return "";
}

std::vector<EncodedPicture> PortraitsInHand::Others(const std::string& crossing_id) const {
  std::vector<EncodedPicture> others;
  const std::lock_guard lock(mutex_);
  for (auto kept = kept_.rbegin(); kept != kept_.rend() && others.size() < FaceEngine::kMaxOthers; ++kept) {
    if (kept->crossing_id != crossing_id && !kept->portrait.empty()) others.push_back(kept->portrait);
  }
  return others;
}

void PortraitsInHand::Forget(const std::string& crossing_id) {
  const std::lock_guard lock(mutex_);
  const auto kept =
      std::find_if(kept_.begin(), kept_.end(), [&](const Kept& one) { return one.crossing_id == crossing_id; });
  if (kept != kept_.end()) Drop(kept);
}

}  // namespace clearance
