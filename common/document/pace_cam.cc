// PACE with chip authentication mapping (ICAO Doc 9303-11 §4.4.3.5.2): the mapping key is the chip's static key times
// what the chip sent. It must never compare less than whole points.
#include <algorithm>
#include <optional>

#include "common/crypto/secret.h"
#include "common/document/chip_keys.h"
#include "common/document/chip_protocols.h"

namespace clearance {
namespace {

// A document has one or two; each costs a multiplication on its curve.
constexpr std::size_t kMaxKeysTried = 8;
constexpr std::size_t kMaxPointBytes = 1 + 2 * kMaxScalarBytes;
constexpr char kUncompressed = '\x04';

bool IsPaceCam(std::string_view protocol) {
  if (!protocol.starts_with(kPaceCamEcdh)) return false;
  const std::string_view cipher = protocol.substr(kPaceCamEcdh.size());
  return cipher == "2" || cipher == "3" || cipher == "4";  // AES-128, -192, -256: no triple DES is defined
}

bool OffersPaceCam(const SecurityInfos& infos) { return std::any_of(infos.pace.begin(), infos.pace.end(), IsPaceCam); }

// nullopt when the key's curve is not the one of the mapping.
std::optional<CheckOutcome> CheckAgainst(std::string_view key_info, const PaceCamEvidence& evidence) {
  const auto key = PublicKey::FromInfo(key_info);
  if (!key.ok()) return OutcomeOfKey(key.status());
  if (key->kind() != KeyKind::kEc) return Undetermined(InspectionReason::kMalformed);
  const auto mapping_key = key->WithPoint(evidence.chip_mapping_key);
  if (!mapping_key.ok()) return std::nullopt;
  const std::size_t scalar_bytes = (static_cast<std::size_t>(key->bits()) + 7) / 8;
  if (evidence.chip_authentication_data.size() > scalar_bytes) return Undetermined(InspectionReason::kMalformed);
  const auto product = key->Multiply(evidence.chip_authentication_data);
  if (!product.ok() || !ConstantTimeEqual(*product, mapping_key->point()))
    return Failed(InspectionReason::kAnswerWrong);
  return CheckOutcome{InspectionResult::kSuccessful, InspectionReason::kPaceCam};
}

// The best outcome of the keys on the mapping's curve; nullopt when there is none. An unreadable key never hides
// another one's answer, and never turns a wrong one into a doubt.
std::optional<CheckOutcome> CheckAgainstAll(const SecurityInfos& infos, const PaceCamEvidence& evidence) {
  std::optional<CheckOutcome> worst;
  std::size_t tried = 0;
  for (const ChipAuthenticationKey& key : infos.chip_authentication_keys) {
    if (key.protocol != kChipKeyEcdh) continue;
    if (tried++ == kMaxKeysTried) break;
    const auto outcome = CheckAgainst(key.key_info, evidence);
    if (!outcome) continue;
    if (outcome->result == InspectionResult::kSuccessful) return outcome;
    if (!worst || outcome->result == InspectionResult::kFailed) worst = outcome;
  }
  return worst;
}

}  // namespace

// Doc 9303-11 §4.4.3.5.2.
CheckOutcome CheckPaceCam(const PaceCamEvidence& evidence, const BoundChipKeys& keys) {
  if (keys.dg14.empty()) return Undetermined(InspectionReason::kKeyNotBound);
  if (!IsPaceCam(evidence.protocol)) return Undetermined(InspectionReason::kUnsupportedAlgorithm);
  if (evidence.chip_authentication_data.empty() || evidence.chip_authentication_data.size() > kMaxScalarBytes ||
      !evidence.chip_mapping_key.starts_with(kUncompressed) || evidence.chip_mapping_key.size() > kMaxPointBytes)
    return Undetermined(InspectionReason::kMalformed);
  const auto offered = ReadDg14(keys.dg14);
  if (!offered.ok()) return Undetermined(InspectionReason::kMalformed);
  // EF.CardSecurity names no document: without this, a chip that holds another document's would pass for this one's.
  if (!OffersPaceCam(*offered)) return Undetermined(InspectionReason::kKeyNotBound);
  if (!keys.card_security.empty()) {
    const auto infos = ReadSecurityInfos(keys.card_security);
    if (!infos.ok()) return Undetermined(InspectionReason::kMalformed);
    if (const auto outcome = CheckAgainstAll(*infos, evidence)) return *outcome;
  }
  return CheckAgainstAll(*offered, evidence).value_or(Undetermined(InspectionReason::kKeyNotBound));
}

}  // namespace clearance
