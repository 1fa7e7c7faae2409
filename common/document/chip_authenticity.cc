#include "common/document/chip_authenticity.h"

#include "common/document/chip_keys.h"
#include "common/document/chip_protocols.h"

namespace clearance {

bool OffersChipAuthenticity(std::string_view dg14, std::string_view dg15) {
  if (!dg15.empty()) return true;
  if (dg14.empty()) return false;
  const auto infos = ReadDg14(dg14);
  // A damaged file must not make "the document offers nothing" of the check.
  if (!infos.ok()) return true;
  if (!infos->chip_authentication.empty() || !infos->chip_authentication_keys.empty()) return true;
  for (const std::string& protocol : infos->pace) {
    if (protocol.starts_with(kPaceCamEcdh)) return true;
  }
  return false;
}

CheckOutcome CheckChipAuthenticity(const ChipEvidence& evidence, const BoundChipKeys& keys) {
  if (const auto* active = std::get_if<ActiveAuthenticationEvidence>(&evidence))
    return CheckActiveAuthentication(*active, keys);
  if (const auto* chip = std::get_if<ChipAuthenticationEvidence>(&evidence))
    return CheckChipAuthentication(*chip, keys);
  if (const auto* pace = std::get_if<PaceCamEvidence>(&evidence)) return CheckPaceCam(*pace, keys);
  return {InspectionResult::kNotPerformed, InspectionReason::kChallengeMissing};
}

}  // namespace clearance
