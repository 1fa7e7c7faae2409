#include "gate-agent/agent/seal_keeper.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"

namespace clearance {
namespace {

constexpr Instant kNeverMade = Instant::min();

}  // namespace

SealsInForce::SealsInForce(SealSet set) : set_(std::make_shared<const SealSet>(std::move(set))) {}

std::shared_ptr<const SealSet> SealsInForce::Set() const {
  const std::lock_guard lock(mutex_);
  return set_;
}

std::vector<ReportedFault> SealsInForce::Faults() const {
  const std::lock_guard lock(mutex_);
  return fault_ ? std::vector<ReportedFault>{*fault_} : std::vector<ReportedFault>();
}

void SealsInForce::Replace(SealSet set) {
  auto replacement = std::make_shared<const SealSet>(std::move(set));
  const std::lock_guard lock(mutex_);
  // Swapped, so that the old one ends outside the lock, or with the last seal that uses it.
  set_.swap(replacement);
}

bool SealsInForce::SetOld(bool is_old, Instant now) {
  const std::lock_guard lock(mutex_);
  if (is_old == fault_.has_value()) return false;
  fault_ = is_old ? std::optional<ReportedFault>({std::string(kSealsOldFault), now}) : std::nullopt;
  return true;
}

SealSet LoadOwnSeals(const std::string& path, const VerifyingKey& key, SealKeys own) {
  SealSet begin;
  begin.revision = kNeverMade;
  begin.keys = std::move(own);
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return begin;
  const auto kept = ReadFile(path, kMaxSealSetBytes);
  auto set = kept.ok() ? OpenSealSet(*kept, key) : StatusOr<SealSet>(kept.status());
  if (set.ok()) return *std::move(set);
  LogWarning("kept_seals_unusable", {{"file", path}, {"why", MessageOf(set.status())}});
  return begin;
}

SealKeeper::SealKeeper(Parts parts)
    : parts_(std::move(parts)), strand_(parts_.executor), began_at_(parts_.clock.Now()) {
  strand_.Post([this] {
    const std::shared_ptr<const SealSet> set = parts_.seals.Set();
    if (set->revision != kNeverMade) known_ = SealSetId(SealSetBody(*set));
    LookAtAge();
    Ask();
  });
}

SealKeeper::~SealKeeper() { strand_.End(); }

void SealKeeper::Ask() {
  // By value: the answer may come when this object has ended.
  parts_.central.GetSealSet(
      known_, kMaxSealSetBytes, [this, strand = strand_](StatusOr<std::optional<std::string>> answer) mutable {
        // Shared: a set is too large to be copied with every task.
        auto shared = std::make_shared<const StatusOr<std::optional<std::string>>>(std::move(answer));
        strand.Post([this, shared] { Answered(*shared); });
      });
}

void SealKeeper::Answered(const StatusOr<std::optional<std::string>>& answer) {
  if (IsRetryable(answer.status())) {
    if (++failures_ == 1) LogWarning("seals_not_fetched", {{"reason", ReasonOf(answer.status())}});
    LookAtAge();
    return strand_.PostAfter(RetryDelay(kSealBackoff, failures_, answer.status(), parts_.random), [this] { Ask(); });
  }
  failures_ = 0;
  const Status status = answer.ok() && *answer ? Take(**answer) : answer.status();
  if (!status.ok()) LogWarning("seals_not_replaced", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
  LookAtAge();
  strand_.PostAfter(kSealInterval, [this] { Ask(); });
}

// In force once it is on the disk: a gate that starts again must not know less than it did.
Status SealKeeper::Take(const std::string& sent) {
  ASSIGN_OR_RETURN(SealSet set, OpenSealSet(sent, parts_.key));
  if (set.revision < parts_.seals.Set()->revision)
    return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
                 "seal set: is older than what is there");
  RETURN_IF_ERROR(WriteFile(parts_.path, sent));
  known_ = SealSetId(std::string_view(sent).substr(kSignatureBytes));
  LogInfo("seals_replaced", {{"id", known_},
                             {"revision", FormatInstant(set.revision)},
                             {"keys", static_cast<std::uint64_t>(set.keys.All().size())},
                             {"revoked", static_cast<std::uint64_t>(set.revoked.ids().size())}});
  parts_.seals.Replace(std::move(set));
  return OkStatus();
}

// The centre makes a set anew every hour: the age of the set is that of what the gate knows. Without one the gate has
// known nothing since it began.
void SealKeeper::LookAtAge() {
  const Instant now = parts_.clock.Now();
  const Instant revision = parts_.seals.Set()->revision;
  const Instant since = revision == kNeverMade ? began_at_ : revision;
  if (parts_.seals.SetOld(now - since > kSealSetOld, now) && parts_.faults_changed) parts_.faults_changed();
}

}  // namespace clearance
