// Active authentication (ICAO Doc 9303-11 §6.1): an RSA key by ISO/IEC 9796-2, an elliptic one by ECDSA. It must never
// take a hash from what is not vouched for.
#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "common/base/ber.h"
#include "common/document/chip_keys.h"
#include "common/document/chip_protocols.h"
#include "common/document/message_recovery.h"

namespace clearance {
namespace {

constexpr std::size_t kChallengeBytes = 8;
constexpr std::size_t kMaxAnswerBytes = kMaxRsaBits / 8;
constexpr char kDerSequence = '\x30';
// SEQUENCE and two INTEGERs: their headers, and a sign octet each.
constexpr std::size_t kMaxDerOverheadBytes = 3 + 2 * 3;

struct NamedDigest {
  std::string_view oid;
  DigestAlgorithm digest;
};

// Doc 9303-11 §9.2.4 wants ecdsa-plain-SHA… (BSI TR-03111) and not SHA-1. SHA-1 is read all the same where EF.SOD
// vouches for it: the message is our own challenge, so that nobody can make two that collide. So are the names of X.509
// (RFC 5758), by mistake in real documents.
constexpr std::array kEcdsaAlgorithms = {
    NamedDigest{"0.4.0.127.0.7.1.1.4.1.1", DigestAlgorithm::kSha1},
    NamedDigest{"0.4.0.127.0.7.1.1.4.1.2", DigestAlgorithm::kSha224},
    NamedDigest{"0.4.0.127.0.7.1.1.4.1.3", DigestAlgorithm::kSha256},
    NamedDigest{"0.4.0.127.0.7.1.1.4.1.4", DigestAlgorithm::kSha384},
    NamedDigest{"0.4.0.127.0.7.1.1.4.1.5", DigestAlgorithm::kSha512},
    NamedDigest{"1.2.840.10045.4.1", DigestAlgorithm::kSha1},
    NamedDigest{"1.2.840.10045.4.3.1", DigestAlgorithm::kSha224},
    NamedDigest{"1.2.840.10045.4.3.2", DigestAlgorithm::kSha256},
    NamedDigest{"1.2.840.10045.4.3.3", DigestAlgorithm::kSha384},
    NamedDigest{"1.2.840.10045.4.3.4", DigestAlgorithm::kSha512},
};

CheckOutcome OutcomeOf(bool answer_right) {
  if (!answer_right) return Failed(InspectionReason::kAnswerWrong);
  return {InspectionResult::kSuccessful, InspectionReason::kActiveAuthentication};
}

// The modulus of an RSA key that PublicKey has already read, without leading zeros.
StatusOr<std::string_view> ModulusOf(std::string_view subject_public_key_info) {
  ASSIGN_OR_RETURN(const std::string_view key, KeyBitsOf(subject_public_key_info));
  ASSIGN_OR_RETURN(const BerElement numbers, ReadBer(key, ber::kSequence));
  BerReader reader(numbers.content);
  ASSIGN_OR_RETURN(const BerElement modulus, reader.Take(ber::kInteger));
  std::string_view content = modulus.content;
  while (content.starts_with('\0')) content.remove_prefix(1);
  return content;
}

CheckOutcome CheckRsa(const PublicKey& key, std::string_view info, const ActiveAuthenticationEvidence& evidence) {
  // The scheme's header has its place only in whole bytes.
  if (key.bits() % 8 != 0) return Undetermined(InspectionReason::kUnsupportedAlgorithm);
  const std::size_t modulus_bytes = static_cast<std::size_t>(key.bits()) / 8;
  if (evidence.answer.size() != modulus_bytes) return Undetermined(InspectionReason::kMalformed);
  const auto modulus = ModulusOf(info);
  if (!modulus.ok() || modulus->size() != modulus_bytes) return Undetermined(InspectionReason::kMalformed);
  const auto recovered = key.RsaPublicOperation(evidence.answer);
  if (!recovered.ok() || recovered->size() != modulus_bytes) return OutcomeOf(false);
  return OutcomeOf(RecoveredMessageIsOver(RepresentativeOf(*recovered, *modulus), evidence.challenge));
}

// The digests that the chip may have used, from what a vouched-for DG14 says; where it says nothing, those that Doc
// 9303-11 §6.1.2.3 allows: none longer than the key. Empty: none that we know.
std::vector<DigestAlgorithm> DigestsOf(const std::optional<std::string>& algorithm, const PublicKey& key) {
  std::vector<DigestAlgorithm> digests;
  if (algorithm) {
    for (const NamedDigest& named : kEcdsaAlgorithms) {
      if (named.oid == *algorithm) digests.push_back(named.digest);
    }
    return digests;
  }
  for (const DigestAlgorithm digest :
       {DigestAlgorithm::kSha512, DigestAlgorithm::kSha384, DigestAlgorithm::kSha256, DigestAlgorithm::kSha224}) {
    if (static_cast<int>(DigestBytes(digest)) * 8 <= key.bits()) digests.push_back(digest);
  }
  return digests;
}

CheckOutcome CheckEcdsa(const PublicKey& key, std::string_view dg14, const ActiveAuthenticationEvidence& evidence) {
  std::optional<std::string> algorithm;
  if (!dg14.empty()) {
    const auto infos = ReadDg14(dg14);
    if (!infos.ok()) return Undetermined(InspectionReason::kMalformed);
    algorithm = infos->active_authentication_algorithm;
  }
  const std::vector<DigestAlgorithm> digests = DigestsOf(algorithm, key);
  if (digests.empty()) return Undetermined(InspectionReason::kUnsupportedAlgorithm);

  const std::size_t plain_bytes = 2 * ((static_cast<std::size_t>(key.bits()) + 7) / 8);
  const bool plain = evidence.answer.size() == plain_bytes;
  const bool der =
      evidence.answer.starts_with(kDerSequence) && evidence.answer.size() <= plain_bytes + kMaxDerOverheadBytes;
  if (!plain && !der) return Undetermined(InspectionReason::kMalformed);
  for (const DigestAlgorithm digest : digests) {
    const SignatureScheme scheme{.kind = SignatureKind::kEcdsa, .digest = digest};
    if (plain && key.Verify(scheme, evidence.challenge, evidence.answer, EcdsaForm::kPlain)) return OutcomeOf(true);
    if (der && key.Verify(scheme, evidence.challenge, evidence.answer, EcdsaForm::kDer)) return OutcomeOf(true);
  }
  return OutcomeOf(false);
}

}  // namespace

CheckOutcome CheckActiveAuthentication(const ActiveAuthenticationEvidence& evidence, const BoundChipKeys& keys) {
  if (keys.dg15.empty()) return Undetermined(InspectionReason::kKeyNotBound);
  if (evidence.challenge.size() != kChallengeBytes || evidence.answer.empty() ||
      evidence.answer.size() > kMaxAnswerBytes)
    return Undetermined(InspectionReason::kMalformed);
  const auto info = ReadDg15(keys.dg15);
  if (!info.ok()) return Undetermined(InspectionReason::kMalformed);
  const auto key = PublicKey::FromInfo(*info);
  if (!key.ok()) return OutcomeOfKey(key.status());
  return key->kind() == KeyKind::kRsa ? CheckRsa(*key, *info, evidence) : CheckEcdsa(*key, keys.dg14, evidence);
}

}  // namespace clearance
