#include "tests/support/pki_master_list.h"

#include <array>

#include "tests/support/der_writer.h"

namespace clearance {
namespace {

// RFC 6211 §2: the algorithms once more, under the signature.
std::string AlgorithmProtection(const SignatureScheme& scheme) {
  const std::string signature = SignatureIdentifier(scheme);
  // [1] IMPLICIT SignatureAlgorithmIdentifier: the content of the SEQUENCE, which is shorter than 128 here.
  const std::string protection =
      der::Sequence({DigestIdentifier(scheme.digest, false), der::Explicit(1, std::string_view(signature).substr(2))});
  return der::Sequence({der::Oid("1.2.840.113549.1.9.52"), der::SetOf({protection})});
}

constexpr std::array kCountries = {"AT", "BE", "CH", "CN", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GB", "GE",
                                   "HU", "IE", "IN", "IT", "JP", "KG", "KR", "KZ", "LT", "LV", "MN", "MY", "NL",
                                   "NO", "PL", "PT", "RO", "RU", "SE", "SG", "SI", "SK", "TH", "TJ", "TM", "TR",
                                   "UA", "US", "UZ", "VN", "AU", "BR", "CA", "IL", "MX", "NZ", "ZA"};
constexpr std::array kCurves = {"brainpoolP256r1", "secp256r1", "brainpoolP384r1", "secp384r1", "secp521r1"};

CertificateChoice ChoiceOf(std::size_t index, const std::vector<PkiKey>& rsa_keys) {
  constexpr std::size_t kOf = 20;
  const std::size_t kind = index % kOf;
  const bool is_explicit = kind < 5;
  const bool is_pss = kind >= 5 && kind < 9;
  const bool is_pkcs1 = kind >= 9 && kind < 14;
  const bool is_ec = !is_pss && !is_pkcs1;
  // Fewer of the large curves, which take the longest to make.
  const std::size_t curve = kind == 19 ? index / kOf % kCurves.size() : index / kOf % 2;
  PkiKey key = is_ec ? PkiKey::Ec(kCurves[curve]) : rsa_keys[(index / kOf + kind) % rsa_keys.size()];
  if (is_explicit) key = key.As(CurveForm::kExplicit);
  CertificateChoice choice = AuthorityChoice(key, kCountries[index % kCountries.size()]);
  choice.organization = "Authority " + std::to_string(index);
  choice.scheme = key.DefaultScheme();
  if (is_pss)
    choice.scheme = SignatureScheme{SignatureKind::kRsaPss, DigestAlgorithm::kSha256, DigestAlgorithm::kSha256, 32};
  if (kind == 13) choice.scheme->digest = DigestAlgorithm::kSha1;
  if (kind == 12) choice.serial = std::string("\xFE\x01", 2) + static_cast<char>(index / kOf);
  if (!is_ec) choice.subject_key_identifier_octets = PkiDigest(DigestAlgorithm::kSha1, choice.organization);
  return choice;
}

}  // namespace

std::string MasterListOf(const PkiHolder& authority, const PkiHolder& signer,
                         const std::vector<std::string>& certificates, const MasterListChoice& choice) {
  std::vector<std::string> entries = certificates;
  entries.insert(entries.end(), choice.more_entries.begin(), choice.more_entries.end());
  const std::string content = der::Sequence({der::Integer(choice.version), der::SetOf(std::move(entries))});
  CmsChoice cms;
  cms.content_type = choice.content_type;
  cms.signing_time = choice.signed_at;
  cms.certificates = {signer.certificate};
  if (choice.form == MasterListForm::kGerman) {
    cms.certificates.push_back(authority.certificate);
    cms.identifier = SignerIdentifier::kSubjectKeyIdentifier;
    cms.digest_parameters = false;
    cms.more_attributes = {AlgorithmProtection(signer.scheme)};
  }
  cms.content_altered = choice.content_altered;
  cms.signature_altered = choice.signature_altered;
  return SignedMessage(signer, content, cms);
}

std::vector<PkiHolder> ManyAuthorities(std::size_t count) {
  // Kept: making them takes longer than all the rest.
  static const std::vector<PkiKey> rsa_keys = {PkiKey::Rsa(2048), PkiKey::Rsa(2048), PkiKey::Rsa(2048),
                                               PkiKey::Rsa(4096)};
  std::vector<PkiHolder> authorities;
  authorities.reserve(count);
  for (std::size_t i = 0; i < count; ++i) authorities.push_back(SelfSigned(ChoiceOf(i, rsa_keys)));
  return authorities;
}

}  // namespace clearance
