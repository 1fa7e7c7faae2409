// The epochs of the seals' keys: which key seals what is booked now, and which ones are believed. The first is that of
// `keys.seal`, which also signs what gates get; further ones are `[[keys.seal_epochs]]`. Epochs overlap: what was
// sealed under a key must be believed until its slot is over, so that a rotation never spoils a booking.
#pragma once

#include <string>
#include <vector>

#include "common/base/config.h"
#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/secret.h"
#include "common/crypto/signature.h"
#include "common/seal/seal.h"

namespace clearance {

// A new key seals from so long after its `from` on: gates whose clocks are behind, or who have not asked yet, believe
// it by then.
inline constexpr Duration kSealKeyLead = std::chrono::minutes(5);

// Files are not opened.
struct SealEpochConfig {
  std::string key;           // file: Ed25519 private key, PEM
  std::string document_key;  // file: 32 bytes in hexadecimal
  Instant from = Instant::min();
  Instant until = Instant::max();
};

// `keys.seal`, `keys.seal_document`, `keys.seal_until` and `keys.seal_epochs`, the first always there. Rejects an epoch
// that does not begin later than the one before, ends before it begins, or does not overlap: one must be believed for
// kSealKeyLead and `longest` after the next begins. `longest` is how long after its making a seal can still be shown.
std::vector<SealEpochConfig> SealEpochsFrom(ConfigReader& reader, Duration longest);

struct SealEpoch {
  SigningKey key;
  SecretBytes document_key;
  Instant from{};
  Instant until{};
};

class SealEpochs {
 public:
  // Reads the files. Errors name the file, or two epochs with one key (CONFIG_INVALID).
  static StatusOr<SealEpochs> Read(const std::vector<SealEpochConfig>& configs);

  // The newest that seals at `now`; believed until its end.
  const SealEpoch& SealingAt(Instant now) const;
  // The same. FAILED_PRECONDITION (SLOT_CLOSED) when it is not believed until `needed_until`.
  StatusOr<const SealEpoch*> SealingAt(Instant now, Instant needed_until) const;
  // The one whose key signed this seal; nullptr when none of them did.
  const SealEpoch* OfSeal(const std::string& seal) const;
  // The one gates know the centre by.
  const SigningKey& centre_key() const { return epochs_.front().key; }
  // All of them, with the keys of their document hashes.
  SealKeys Believed() const;

 private:
  explicit SealEpochs(std::vector<SealEpoch> epochs) : epochs_(std::move(epochs)) {}
  std::vector<SealEpoch> epochs_;
};

}  // namespace clearance
