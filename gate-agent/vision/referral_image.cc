// Sealing, opening and sweeping of referral images; see referral_image.h.
#include "gate-agent/vision/referral_image.h"

#include <algorithm>

#include "common/base/error_reasons.h"
#include "common/crypto/aead.h"

namespace clearance {

ReferralImages::ReferralImages() : key_(NewAeadKey()) {}

Status ReferralImages::Keep(const std::string& crossing_id, const EncodedPicture& frame, Instant now) {
  if (frame.empty() || frame.size() > kMaxFrameBytes) return InvalidField("frame", "must be 1 byte to 4 MB");
  // Bound to its crossing: under another one's id it does not open.
  Sealed sealed = {AeadSeal(key_.view(), frame, crossing_id), now + kKeptFor};
  const std::lock_guard lock(mutex_);
  if (sealed_.size() >= kMaxKept && !sealed_.contains(crossing_id)) {
    const auto first = std::min_element(sealed_.begin(), sealed_.end(), [](const auto& a, const auto& b) {
      return a.second.expires < b.second.expires;
    });
    Wipe(first->second.bytes);
    sealed_.erase(first);
  }
  sealed_[crossing_id] = std::move(sealed);
  return OkStatus();
}

StatusOr<SecretBytes> ReferralImages::Open(const std::string& crossing_id, Instant now) const {
  const std::lock_guard lock(mutex_);
  const auto found = sealed_.find(crossing_id);
  if (found == sealed_.end() || now >= found->second.expires) {
    return Error(StatusCode::kNotFound, error_reason::kNotFound, "no picture is kept of this crossing");
  }
  return AeadOpen(key_.view(), found->second.bytes, crossing_id);
}

void ReferralImages::Forget(const std::string& crossing_id) {
  const std::lock_guard lock(mutex_);
  const auto found = sealed_.find(crossing_id);
  if (found == sealed_.end()) return;
  Wipe(found->second.bytes);
  sealed_.erase(found);
}

void ReferralImages::Sweep(Instant now) {
  const std::lock_guard lock(mutex_);
  for (auto kept = sealed_.begin(); kept != sealed_.end();) {
    if (now < kept->second.expires) {
      ++kept;
      continue;
    }
    Wipe(kept->second.bytes);
    kept = sealed_.erase(kept);
  }
}

std::size_t ReferralImages::size() const {
  const std::lock_guard lock(mutex_);
  return sealed_.size();
}

}  // namespace clearance
