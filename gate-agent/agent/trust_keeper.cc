#include "gate-agent/agent/trust_keeper.h"

#include <filesystem>
#include <utility>

#include "common/base/log.h"
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

StatusOr<std::optional<TrustStore>> LoadOwnTrust(const std::string& path, Instant now) {
  std::error_code error;
  if (!std::filesystem::exists(path, error)) return std::optional<TrustStore>();
  ASSIGN_OR_RETURN(TrustStore trust, LoadTrustStore(path, now));
  return std::optional<TrustStore>(std::move(trust));
}

TrustKeeper::TrustKeeper(Parts parts) : parts_(std::move(parts)) {
  LookForAlarms();
  follower_.emplace(CentreFollower::Parts{
      .executor = parts_.executor,
      .random = parts_.random,
      .name = "trust",
      .interval = kTrustInterval,
      .known_at_first = [this] { return IdOfFolder(parts_.path); },
      .ask = [this](const std::string& known,
                    auto done) { parts_.central.GetTrust(known, kMaxTrustBundleBytes, std::move(done)); },
      .take = [this](const std::string& sent) { return Take(sent); },
      .answered = [this] { LookForAlarms(); }});
}

StatusOr<std::string> TrustKeeper::Take(const std::string& sent) {
  ASSIGN_OR_RETURN(const TrustBundle bundle, OpenTrustBundle(sent, parts_.key));
  ASSIGN_OR_RETURN(TrustStore trust, InstallTrust(bundle, parts_.path));
  std::string id = TrustBundleId(TrustBundleBody(bundle));
  LogInfo("trust_replaced", {{"id", id},
                             {"revision", FormatInstant(bundle.revision)},
                             {"authorities", static_cast<std::uint64_t>(trust.anchors().size())},
                             {"revocation_lists", static_cast<std::uint64_t>(trust.crls().size())}});
  parts_.in_force.Replace(std::move(trust));
  return id;
}

void TrustKeeper::LookForAlarms() {
  const Instant now = parts_.clock.Now();
  const std::shared_ptr<const TrustStore> store = parts_.in_force.Get();
  const TrustStore nobody;
  std::vector<TrustAlarm> alarms = TrustAlarms(store ? *store : nobody, now);
  if (alarms != told_) Tell(alarms);
  told_ = std::move(alarms);
  std::map<std::string, Instant> raised;
  for (const TrustAlarm& alarm : told_) {
    if (!IsUrgent(alarm.kind)) continue;
    const std::string code = "TRUST_" + std::string(TrustAlarmKindName(alarm.kind));
    const auto before = raised_.find(code);
    raised.emplace(code, before == raised_.end() ? now : before->second);
  }
  if (raised == raised_) return;
  raised_ = std::move(raised);
  std::vector<ReportedFault> faults;
  for (const auto& [code, since] : raised_) faults.push_back({code, since});
  parts_.in_force.SetFaults(std::move(faults));
  if (parts_.faults_changed) parts_.faults_changed();
}

}  // namespace clearance
