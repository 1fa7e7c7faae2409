#include "services/server/seal_epochs.h"

#include <set>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/crypto/key_file.h"
#include "common/seal/seal_set.h"

namespace clearance {
namespace {

// An end of an epoch, "2027-01-15T00:00:00Z"; `without` where it is not given.
Instant EndFrom(ConfigReader& reader, std::string_view key, Instant without) {
  const std::string text = reader.StringOr(key, "");
  if (text.empty()) return without;
  const auto instant = ParseInstant(text);
  if (instant.ok()) return *instant;
  reader.Reject(key, "must be a moment in UTC as \"2027-01-15T00:00:00Z\"");
  return without;
}

std::string DaysOf(Duration duration) {
  return std::to_string(std::chrono::ceil<std::chrono::days>(duration).count()) + " days";
}

struct EpochSettings {
  std::string key;
  std::string document_key;
};
// Where the file names the keys of an epoch: the first stands apart.
EpochSettings SettingsOf(std::size_t index) {
  if (index == 0) return {"keys.seal", "keys.seal_document"};
  const std::string table = "keys.seal_epochs[" + std::to_string(index - 1) + "]";
  return {table + ".key", table + ".document"};
}

// What follows `before` must begin later, and leave it time.
void CheckOrder(ConfigReader& table, const SealEpochConfig& before, const SealEpochConfig& epoch, Duration longest) {
  if (epoch.from <= before.from) return table.Reject("from", "must be later than that of the epoch before");
  if (epoch.until <= epoch.from) return table.Reject("until", "must be later than `from`");
  if (before.until == Instant::max()) return;
  if (before.until < epoch.from || before.until - epoch.from < kSealKeyLead + longest)
    table.Reject("from", "the epoch before must be believed for " + DaysOf(kSealKeyLead + longest) +
                             " longer: what it sealed last has its slot then");
}

}  // namespace

std::vector<SealEpochConfig> SealEpochsFrom(ConfigReader& reader, Duration longest) {
  std::vector<SealEpochConfig> epochs;
  epochs.push_back({.key = reader.SecretPath("keys.seal"), .document_key = reader.SecretPath("keys.seal_document")});
  epochs.back().until = EndFrom(reader, "keys.seal_until", Instant::max());
  for (ConfigReader& table : reader.Tables("keys.seal_epochs")) {
    SealEpochConfig epoch{.key = table.SecretPath("key"), .document_key = table.SecretPath("document")};
    if (!table.Has("from")) table.Reject("from", "must be given: when the key begins to seal");
    epoch.from = EndFrom(table, "from", Instant::min());
    epoch.until = EndFrom(table, "until", Instant::max());
    if (epoch.from != Instant::min()) CheckOrder(table, epochs.back(), epoch, longest);
    epochs.push_back(std::move(epoch));
  }
  if (epochs.size() > kMaxSealKeys) reader.Reject("keys.seal_epochs", "has more than 63 tables");
  return epochs;
}

StatusOr<SealEpochs> SealEpochs::Read(const std::vector<SealEpochConfig>& configs) {
  std::vector<SealEpoch> epochs;
  std::set<std::string> seen;
  for (const SealEpochConfig& config : configs) {
    const EpochSettings settings = SettingsOf(epochs.size());
    ASSIGN_OR_RETURN(SigningKey key, OfSetting(settings.key, SigningKey::FromFile(config.key)));
    ASSIGN_OR_RETURN(SecretBytes document_key, OfSetting(settings.document_key, ReadKeyFile(config.document_key)));
    if (!seen.insert(key.PublicKey().ToRaw()).second)
      return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
                   config.key + ": is the key of another epoch already");
    epochs.push_back({std::move(key), std::move(document_key), config.from, config.until});
  }
  return SealEpochs(std::move(epochs));
}

const SealEpoch& SealEpochs::SealingAt(Instant now) const {
  const SealEpoch* newest = &epochs_.front();
  for (const SealEpoch& epoch : epochs_) {
    if (&epoch != &epochs_.front() && now >= epoch.from + kSealKeyLead) newest = &epoch;
  }
  return *newest;
}

StatusOr<const SealEpoch*> SealEpochs::SealingAt(Instant now, Instant needed_until) const {
  const SealEpoch& newest = SealingAt(now);
  if (needed_until <= newest.until) return &newest;
  return Error(StatusCode::kFailedPrecondition, error_reason::kSlotClosed,
               "no key of the seals is in force as long as that slot");
}

const SealEpoch* SealEpochs::OfSeal(const std::string& seal) const {
  for (const SealEpoch& epoch : epochs_) {
    SealKeys keys;
    keys.Add({epoch.key.PublicKey(), SecretBytes()});
    if (VerifySeal(seal, keys, {}).claims) return &epoch;
  }
  return nullptr;
}

SealKeys SealEpochs::Believed() const {
  SealKeys keys;
  for (const SealEpoch& epoch : epochs_)
    keys.Add({epoch.key.PublicKey(), SecretBytes(std::string(epoch.document_key.view())), epoch.from, epoch.until});
  return keys;
}

}  // namespace clearance
