// Chip authentication (ICAO Doc 9303-11 §6.2): an answer whose code only the holder of the chip's key can make. It must
// never keep the session's secrets.
#include <array>
#include <utility>

#include "common/crypto/secret.h"
#include "common/document/chip_keys.h"
#include "common/document/chip_protocols.h"
#include "common/document/secure_messaging.h"

namespace clearance {
namespace {

constexpr std::size_t kStatusBytes = 2;

struct NamedCipher {
  std::string_view protocol;
  SessionCipher cipher;
};

// Doc 9303-11 §9.2.5: id-CA-ECDH-….
constexpr std::array kCiphers = {
    NamedCipher{kChipAuthEcdh3Des, SessionCipher::kTripleDes},
    NamedCipher{"0.4.0.127.0.7.2.2.3.2.2", SessionCipher::kAes128},
    NamedCipher{"0.4.0.127.0.7.2.2.3.2.3", SessionCipher::kAes192},
    NamedCipher{"0.4.0.127.0.7.2.2.3.2.4", SessionCipher::kAes256},
};

const SessionCipher* CipherOf(std::string_view protocol) {
  for (const NamedCipher& named : kCiphers) {
    if (named.protocol == protocol) return &named.cipher;
  }
  return nullptr;
}

// True unless both are known and differ: a document with one key need not number it.
bool SameKey(const std::optional<std::int64_t>& a, const std::optional<std::int64_t>& b) {
  return !a || !b || *a == *b;
}

// Whether a vouched-for DG14 offers the protocol. One that lists none means triple DES (TR-03110, part 1: such are the
// first documents with a chip authentication key).
bool Offers(const SecurityInfos& infos, const ChipAuthenticationEvidence& evidence) {
  if (infos.chip_authentication.empty()) return evidence.protocol == kChipAuthEcdh3Des;
  for (const ChipAuthenticationProtocol& offered : infos.chip_authentication) {
    if (offered.protocol == evidence.protocol && SameKey(offered.key_id, evidence.key_id)) return true;
  }
  return false;
}

// The key that the reader used; `outcome` is set when it is not exactly one.
const ChipAuthenticationKey* KeyOf(const SecurityInfos& infos, const ChipAuthenticationEvidence& evidence,
                                   CheckOutcome& outcome) {
  const ChipAuthenticationKey* found = nullptr;
  outcome = Undetermined(InspectionReason::kKeyNotBound);
  for (const ChipAuthenticationKey& key : infos.chip_authentication_keys) {
    if (key.protocol != kChipKeyEcdh || !SameKey(key.key_id, evidence.key_id)) continue;
    if (found != nullptr) {
      outcome = Undetermined(InspectionReason::kMalformed);
      return nullptr;
    }
    found = &key;
  }
  return found;
}

bool CodeIsRight(SessionCipher cipher, std::string_view shared_secret, const ProtectedAnswer& answer,
                 std::uint64_t send_sequence_counter) {
  const SecretBytes key = DeriveMacKey(cipher, shared_secret);
  return ConstantTimeEqual(ProtectionCode(cipher, key, send_sequence_counter, answer.authenticated), answer.code);
}

}  // namespace

CheckOutcome CheckChipAuthentication(const ChipAuthenticationEvidence& evidence, const BoundChipKeys& keys) {
  if (keys.dg14.empty()) return Undetermined(InspectionReason::kKeyNotBound);
  const SessionCipher* cipher = CipherOf(evidence.protocol);
  if (cipher == nullptr) return Undetermined(InspectionReason::kUnsupportedAlgorithm);
  const auto infos = ReadDg14(keys.dg14);
  if (!infos.ok()) return Undetermined(InspectionReason::kMalformed);
  if (!Offers(*infos, evidence)) return Undetermined(InspectionReason::kKeyNotBound);
  CheckOutcome outcome;
  const ChipAuthenticationKey* chosen = KeyOf(*infos, evidence, outcome);
  if (chosen == nullptr) return outcome;
  const auto key = PublicKey::FromInfo(chosen->key_info);
  if (!key.ok()) return OutcomeOfKey(key.status());

  if (evidence.terminal_private_key.empty() || evidence.terminal_private_key.size() > kMaxScalarBytes)
    return Undetermined(InspectionReason::kMalformed);
  auto shared_secret = key->SharedSecret(evidence.terminal_private_key);
  if (!shared_secret.ok()) return Undetermined(InspectionReason::kMalformed);
  const SecretBytes secret(*std::move(shared_secret));
  // All that a copy of a chip's files can give back, and what a genuine chip gives back when the session broke.
  if (evidence.response.size() == kStatusBytes) return Undetermined(InspectionReason::kAnswerWrong);
  const auto answer = ReadProtectedAnswer(evidence.response);
  if (!answer.ok()) return Undetermined(InspectionReason::kMalformed);
  if (!CodeIsRight(*cipher, secret.view(), *answer, evidence.send_sequence_counter) || !answer->status_agrees)
    return Failed(InspectionReason::kAnswerWrong);
  return {InspectionResult::kSuccessful, InspectionReason::kChipAuthentication};
}

}  // namespace clearance
