#include "services/fleet/published_seals.h"

#include <algorithm>
#include <utility>

#include "common/base/log.h"

namespace clearance {

PublishedSeals::PublishedSeals(SealKeys keys, SigningKey key, RevokedSource revoked, const Clock& clock)
    : key_(std::move(key)), source_(std::move(revoked)), clock_(clock) {
  set_.keys = std::move(keys);
}

StatusOr<std::unique_ptr<PublishedSeals>> PublishedSeals::Open(SealKeys keys, const SigningKey& key,
                                                               RevokedSource revoked, const Clock& clock) {
  std::unique_ptr<PublishedSeals> seals(new PublishedSeals(std::move(keys), key, std::move(revoked), clock));
  RETURN_IF_ERROR(seals->Refresh(clock.Now()));
  return seals;
}

std::shared_ptr<const PublishedSeals::Edition> PublishedSeals::Latest() {
  const std::scoped_lock lock(mutex_);
  const Instant now = clock_.Now();
  if (now >= looked_at_ && now < looked_at_ + kSealSetLook) return edition_;
  const Status status = Refresh(now);
  if (!status.ok()) LogWarning("seals_not_published", {{"reason", ReasonOf(status)}});
  return edition_;
}

Status PublishedSeals::Refresh(Instant now) {
  ASSIGN_OR_RETURN(const std::vector<std::string> ids, source_(now));
  looked_at_ = now;
  RevokedBookings revoked(ids);
  const bool is_fresh = edition_ && now < edition_->revision + kSealSetLife;
  if (is_fresh && revoked == set_.revoked) return OkStatus();
  // Rising, also where the clock was put back: a gate takes nothing older than what it has.
  set_.revision = edition_ ? std::max(now, edition_->revision + Duration(1)) : now;
  set_.revoked = std::move(revoked);
  const std::string body = SealSetBody(set_);
  edition_ = std::make_shared<Edition>(Edition{set_.revision, SealSetId(body), SignSealSet(body, key_)});
  LogInfo("seals_published", {{"id", edition_->id},
                              {"keys", static_cast<std::uint64_t>(set_.keys.All().size())},
                              {"revoked", static_cast<std::uint64_t>(set_.revoked.ids().size())}});
  return OkStatus();
}

}  // namespace clearance
