#include "gate-agent/agent/seal_keeper.h"

#include <filesystem>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/log.h"

namespace clearance {
namespace {

constexpr Instant kNeverMade = Instant::min();

// Whether the gate was given a set once, and cannot open what it kept of it.
bool HasLost(const SealKeeper::Parts& parts) {
  std::error_code error;
  return parts.in_force.Get()->revision == kNeverMade && std::filesystem::exists(parts.path, error);
}

}  // namespace

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
    : parts_(std::move(parts)),
      began_at_(parts_.clock.Now()),
      lost_(HasLost(parts_)),
      follower_({.executor = parts_.executor,
                 .random = parts_.random,
                 .name = "seals",
                 .interval = kSealInterval,
                 .known_at_first = [this]() -> std::string {
                   LookAtAge();
                   const std::shared_ptr<const SealSet> set = parts_.in_force.Get();
                   return set->revision == kNeverMade ? "" : SealSetId(SealSetBody(*set));
                 },
                 .ask = [this](const std::string& known,
                               auto done) { parts_.central.GetSealSet(known, kMaxSealSetBytes, std::move(done)); },
                 .take = [this](const std::string& sent) { return Take(sent); },
                 .answered = [this] { LookAtAge(); }}) {}

// In force once it is on the disk: a gate that starts again must not know less than it did.
StatusOr<std::string> SealKeeper::Take(const std::string& sent) {
  ASSIGN_OR_RETURN(SealSet set, OpenSealSet(sent, parts_.key));
  if (set.revision < parts_.in_force.Get()->revision)
    return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
                 "seal set: is older than what is there");
  RETURN_IF_ERROR(CheckReplaces(parts_.path, SealSetFileKind()));
  RETURN_IF_ERROR(WriteFile(parts_.path, sent));
  std::string id = SealSetId(std::string_view(sent).substr(kSignatureBytes));
  LogInfo("seals_replaced", {{"id", id},
                             {"revision", FormatInstant(set.revision)},
                             {"keys", static_cast<std::uint64_t>(set.keys.All().size())},
                             {"revoked", static_cast<std::uint64_t>(set.revoked.ids().size())}});
  parts_.in_force.Replace(std::move(set));
  return id;
}

// The centre makes a set anew every hour: the age of the set is that of what the gate knows. Without one the gate has
// known nothing since it began; and where it kept one that cannot be opened it has forgotten what it knew.
void SealKeeper::LookAtAge() {
  const Instant now = parts_.clock.Now();
  const Instant revision = parts_.in_force.Get()->revision;
  const bool forgotten = lost_ && revision == kNeverMade;
  const bool old = forgotten || now - (revision == kNeverMade ? began_at_ : revision) > kSealSetOld;
  if (old == old_) return;
  old_ = old;
  parts_.in_force.SetFaults(old ? std::vector<ReportedFault>{{std::string(kSealsOldFault), now}}
                                : std::vector<ReportedFault>());
  if (parts_.faults_changed) parts_.faults_changed();
}

}  // namespace clearance
