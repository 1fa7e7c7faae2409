#include "services/fleet/published_trust.h"

#include <utility>

#include "common/base/log.h"
#include "common/document/trust_bundle.h"

namespace clearance {

StatusOr<std::unique_ptr<PublishedTrust>> PublishedTrust::Open(const std::string& folder, const SigningKey& key) {
  std::unique_ptr<PublishedTrust> trust(new PublishedTrust(folder, key));
  RETURN_IF_ERROR(trust->Refresh());
  return trust;
}

std::shared_ptr<const PublishedTrust::Edition> PublishedTrust::Latest() {
  const std::scoped_lock lock(mutex_);
  const Status status = Refresh();
  if (!status.ok()) LogWarning("trust_not_published", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
  return edition_;
}

Status PublishedTrust::Refresh() {
  ASSIGN_OR_RETURN(const std::string index, ReadTrustIndex(folder_));
  if (edition_ && edition_->index == index) return OkStatus();
  ASSIGN_OR_RETURN(const TrustBundle bundle, CollectTrust(folder_));
  ASSIGN_OR_RETURN(const TrustStore store, LoadTrustBundle(bundle));
  const std::string body = TrustBundleBody(bundle);
  edition_ = std::make_shared<Edition>(Edition{bundle.index, TrustBundleId(body), SignTrustBundle(body, key_)});
  LogInfo("trust_published", {{"id", edition_->id},
                              {"revision", FormatInstant(bundle.revision)},
                              {"authorities", static_cast<std::uint64_t>(store.anchors().size())},
                              {"bytes", static_cast<std::uint64_t>(edition_->bundle.size())}});
  return OkStatus();
}

}  // namespace clearance
