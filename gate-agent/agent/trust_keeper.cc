#include "gate-agent/agent/trust_keeper.h"

#include <filesystem>
#include <utility>

#include "common/base/log.h"
#include "common/document/trust_alarms.h"
#include "common/document/trust_bundle.h"
#include "common/document/trust_folder.h"

namespace clearance {
namespace {

std::string IdOfFolder(const std::string& folder) {
  const auto bundle = CollectTrust(folder);
  return bundle.ok() ? TrustBundleId(TrustBundleBody(*bundle)) : "";
}

// One line for each kind: a store may have hundreds of authorities that have ended.
void Tell(const std::vector<TrustAlarm>& alarms) {
  for (std::size_t first = 0; first < alarms.size();) {
    const TrustAlarm& alarm = alarms[first];
    std::size_t last = first;
    while (last < alarms.size() && alarms[last].kind == alarm.kind) ++last;
    Log(IsUrgent(alarm.kind) ? LogLevel::kWarning : LogLevel::kInfo, "trust_alarm",
        {{"kind", TrustAlarmKindName(alarm.kind)},
         {"count", static_cast<std::uint64_t>(last - first)},
         {"first", alarm.subject},
         {"at", alarm.at ? FormatInstant(*alarm.at) : ""}});
    first = last;
  }
}

}  // namespace

TrustInForce::TrustInForce(std::optional<TrustStore> trust) {
  if (trust) Replace(*std::move(trust));
}

std::shared_ptr<const TrustStore> TrustInForce::Store() const {
  const std::lock_guard lock(mutex_);
  return store_;
}

std::vector<ReportedFault> TrustInForce::Faults() const {
  const std::lock_guard lock(mutex_);
  return faults_;
}

void TrustInForce::Replace(TrustStore trust) {
  auto store = std::make_shared<const TrustStore>(std::move(trust));
  const std::lock_guard lock(mutex_);
  // Swapped, so that the old one ends outside the lock, or with the last inspection that uses it.
  store_.swap(store);
}

void TrustInForce::SetFaults(std::vector<ReportedFault> faults) {
  const std::lock_guard lock(mutex_);
  faults_ = std::move(faults);
}

StatusOr<std::optional<TrustStore>> LoadOwnTrust(const std::string& path, Instant now) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<TrustStore>();
  ASSIGN_OR_RETURN(TrustStore trust, LoadTrustStore(path, now));
  return std::optional<TrustStore>(std::move(trust));
}

TrustKeeper::TrustKeeper(Parts parts) : parts_(std::move(parts)), strand_(parts_.executor) {
  LookForAlarms();
  strand_.Post([this] {
    known_ = IdOfFolder(parts_.folder);
    Ask();
  });
}

TrustKeeper::~TrustKeeper() { strand_.End(); }

void TrustKeeper::Ask() {
  // By value: the answer may come when this object has ended.
  parts_.central.GetTrust(
      known_, kMaxTrustBundleBytes, [this, strand = strand_](StatusOr<std::optional<std::string>> answer) mutable {
        // Shared: a bundle is too large to be copied with every task.
        auto shared = std::make_shared<const StatusOr<std::optional<std::string>>>(std::move(answer));
        strand.Post([this, shared] { Answered(*shared); });
      });
}

void TrustKeeper::Answered(const StatusOr<std::optional<std::string>>& answer) {
  if (IsRetryable(answer.status())) {
    if (++failures_ == 1) LogWarning("trust_not_fetched", {{"reason", ReasonOf(answer.status())}});
    return strand_.PostAfter(RetryDelay(kTrustBackoff, failures_, answer.status(), parts_.random), [this] { Ask(); });
  }
  failures_ = 0;
  const Status status = answer.ok() && *answer ? Take(**answer) : answer.status();
  if (status.code() == StatusCode::kNotFound && !answer.ok()) {
    LogInfo("trust_not_given_out");  // the centre has no folder: the gate's own is all there is
  } else if (!status.ok()) {
    LogWarning("trust_not_replaced", {{"reason", ReasonOf(status)}, {"why", MessageOf(status)}});
  }
  LookForAlarms();
  strand_.PostAfter(kTrustInterval, [this] { Ask(); });
}

Status TrustKeeper::Take(const std::string& sent) {
  ASSIGN_OR_RETURN(const TrustBundle bundle, OpenTrustBundle(sent, parts_.key));
  ASSIGN_OR_RETURN(TrustStore trust, InstallTrust(bundle, parts_.folder));
  known_ = TrustBundleId(TrustBundleBody(bundle));
  LogInfo("trust_replaced", {{"id", known_},
                             {"revision", FormatInstant(bundle.revision)},
                             {"authorities", static_cast<std::uint64_t>(trust.anchors().size())},
                             {"revocation_lists", static_cast<std::uint64_t>(trust.crls().size())}});
  parts_.trust.Replace(std::move(trust));
  return OkStatus();
}

void TrustKeeper::LookForAlarms() {
  const Instant now = parts_.clock.Now();
  const std::shared_ptr<const TrustStore> store = parts_.trust.Store();
  const TrustStore nobody;
  const std::vector<TrustAlarm> alarms = TrustAlarms(store ? *store : nobody, now);
  Tell(alarms);
  std::map<std::string, Instant> raised;
  for (const TrustAlarm& alarm : alarms) {
    if (!IsUrgent(alarm.kind)) continue;
    const std::string code = "TRUST_" + std::string(TrustAlarmKindName(alarm.kind));
    const auto before = raised_.find(code);
    raised.emplace(code, before == raised_.end() ? now : before->second);
  }
  if (raised == raised_) return;
  raised_ = std::move(raised);
  std::vector<ReportedFault> faults;
  for (const auto& [code, since] : raised_) faults.push_back({code, since});
  parts_.trust.SetFaults(std::move(faults));
  if (parts_.faults_changed) parts_.faults_changed();
}

}  // namespace clearance
