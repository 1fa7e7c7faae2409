#include "common/document/chip_authenticity.h"

#include <array>

#include "common/base/ber.h"
#include "common/document/chip_protocols.h"

namespace clearance {
namespace {

constexpr std::string_view kStandardizedParameters = "0.4.0.127.0.7.1.2";
constexpr std::string_view kEcPublicKey = "1.2.840.10045.2.1";

struct StandardizedCurve {
  std::int64_t number;
  std::string_view oid;
};

// Doc 9303-11 table 4. 0 to 2 are groups of another kind.
constexpr std::array kStandardizedCurves = {
    StandardizedCurve{8, "1.2.840.10045.3.1.1"},     // NIST P-192
    StandardizedCurve{9, "1.3.36.3.3.2.8.1.1.3"},    // brainpoolP192r1
    StandardizedCurve{10, "1.3.132.0.33"},           // NIST P-224
    StandardizedCurve{11, "1.3.36.3.3.2.8.1.1.5"},   // brainpoolP224r1
    StandardizedCurve{12, "1.2.840.10045.3.1.7"},    // NIST P-256
    StandardizedCurve{13, "1.3.36.3.3.2.8.1.1.7"},   // brainpoolP256r1
    StandardizedCurve{14, "1.3.36.3.3.2.8.1.1.9"},   // brainpoolP320r1
    StandardizedCurve{15, "1.3.132.0.34"},           // NIST P-384
    StandardizedCurve{16, "1.3.36.3.3.2.8.1.1.11"},  // brainpoolP384r1
    StandardizedCurve{17, "1.3.36.3.3.2.8.1.1.13"},  // brainpoolP512r1
    StandardizedCurve{18, "1.3.132.0.35"},           // NIST P-521
};

// The same key with its curve named, when `info` gives the curve by number; nullopt when it does not.
StatusOr<std::optional<std::string>> WithNamedCurve(std::string_view info) {
  ASSIGN_OR_RETURN(const BerElement whole, ReadBer(info, ber::kSequence));
  BerReader reader(whole.content);
  ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kSequence));
  BerReader parts(algorithm.content);
  ASSIGN_OR_RETURN(const BerElement name, parts.Take(ber::kOid));
  ASSIGN_OR_RETURN(const std::string oid, BerOid(name.content));
  if (oid != kStandardizedParameters) return std::nullopt;
  ASSIGN_OR_RETURN(const BerElement parameter, parts.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const std::int64_t number, BerInteger(parameter.content));
  RETURN_IF_ERROR(parts.Finish());
  for (const StandardizedCurve& curve : kStandardizedCurves) {
    if (curve.number != number) continue;
    std::string named = BerElementOf(ber::kOid, BerOidContent(kEcPublicKey));
    named += BerElementOf(ber::kOid, BerOidContent(curve.oid));
    std::string content = BerElementOf(ber::kSequence, named);
    content += reader.rest();
    return BerElementOf(ber::kSequence, content);
  }
  return absl::UnimplementedError("a chip's key on standardized domain parameters that are no curve we know");
}

}  // namespace

StatusOr<PublicKey> ReadChipKey(std::string_view subject_public_key_info) {
  ASSIGN_OR_RETURN(const auto named, WithNamedCurve(subject_public_key_info));
  return PublicKey::FromInfo(named ? std::string_view(*named) : subject_public_key_info);
}

ChipAuthenticity OutcomeOfBadKey(const Status& problem) {
  switch (problem.code()) {
    case StatusCode::kUnimplemented:
      return Undetermined(InspectionReason::kUnsupportedAlgorithm);
    case StatusCode::kFailedPrecondition:
      return Failed(InspectionReason::kCurveAltered);
    default:
      return Undetermined(InspectionReason::kMalformed);
  }
}

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

ChipAuthenticity CheckChipAuthenticity(const ChipEvidence& evidence, const BoundChipKeys& keys) {
  if (const auto* active = std::get_if<ActiveAuthenticationEvidence>(&evidence))
    return CheckActiveAuthentication(*active, keys);
  if (const auto* chip = std::get_if<ChipAuthenticationEvidence>(&evidence))
    return CheckChipAuthentication(*chip, keys);
  if (const auto* pace = std::get_if<PaceCamEvidence>(&evidence)) return CheckPaceCam(*pace, keys);
  return {InspectionResult::kNotPerformed, InspectionReason::kChallengeMissing};
}

}  // namespace clearance
