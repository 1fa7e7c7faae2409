#include "common/document/vds_nc.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "common/base/base64url.h"
#include "common/base/canonical_json.h"
#include "common/crypto/public_key.h"
#include "common/document/document_signer.h"
#include "common/document/state_codes.h"

namespace clearance {
namespace {

constexpr std::string_view kSealSignerUsage = "2.23.136.1.1.14.2";  // extended key usage of VDS-NC signers
constexpr std::size_t kMaxTypeCharacters = 32;
constexpr std::size_t kMaxStateLetters = 3;
constexpr std::size_t kMaxVersionDigits = 4;

// RFC 7518 §3.4: an algorithm is a digest and a curve.
struct Algorithm {
  std::string_view name;
  std::string_view curve;
  DigestAlgorithm digest;
};
constexpr std::array kAlgorithms = {Algorithm{"ES256", "secp256r1", DigestAlgorithm::kSha256},
                                    Algorithm{"ES384", "secp384r1", DigestAlgorithm::kSha384},
                                    Algorithm{"ES512", "secp521r1", DigestAlgorithm::kSha512}};

// What stands in the DocumentTypeList of those who may sign a type of seal.
struct SealType {
  std::string_view type;
  std::string_view document_type;
};
constexpr std::array kSealTypes = {SealType{"icao.test", "NT"}, SealType{"icao.vacc", "NV"}};

struct Seal {
  std::string type;
  std::string issuing_state;
  int version = 0;
  std::string data;  // canonical: what is signed
  std::string algorithm;
  std::string certificate;  // DER
  std::string signature;    // r and s
};

StatusOr<std::string> Member(const std::vector<CanonicalMember>& members, std::string_view name) {
  const auto member = std::find_if(members.begin(), members.end(), [&](const auto& m) { return m.name == name; });
  if (member == members.end()) return InvalidField(name, "is missing");
  return member->value;
}

StatusOr<std::vector<CanonicalMember>> Object(const std::vector<CanonicalMember>& members, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string value, Member(members, name));
  if (!value.starts_with('{')) return InvalidField(name, "is not an object");
  return CanonicalMembers(value);
}

// A string in which nothing is escaped: no member read here can hold what would have to be.
StatusOr<std::string> Text(const std::vector<CanonicalMember>& members, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string value, Member(members, name));
  if (!value.starts_with('"')) return InvalidField(name, "is not a string");
  if (value.find('\\') != std::string::npos) return InvalidField(name, "has a character that does not belong there");
  return value.substr(1, value.size() - 2);
}

StatusOr<std::string> Bytes(const std::vector<CanonicalMember>& members, std::string_view name) {
  ASSIGN_OR_RETURN(const std::string text, Text(members, name));
  auto bytes = FromBase64Url(text);
  if (!bytes.ok()) return InvalidField(name, "is not base64url");
  if (bytes->empty()) return InvalidField(name, "is empty");
  return *std::move(bytes);
}

bool IsUpper(char c) { return c >= 'A' && c <= 'Z'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsTypeCharacter(char c) { return (c >= 'a' && c <= 'z') || IsUpper(c) || IsDigit(c) || c == '.' || c == '-'; }

Status ReadHeader(const std::vector<CanonicalMember>& data, Seal& seal) {
  ASSIGN_OR_RETURN(const auto header, Object(data, "hdr"));
  ASSIGN_OR_RETURN(seal.type, Text(header, "t"));
  ASSIGN_OR_RETURN(seal.issuing_state, Text(header, "is"));
  ASSIGN_OR_RETURN(const std::string version, Member(header, "v"));
  const auto holds_only = [](const std::string& text, std::size_t most, bool (*allowed)(char)) {
    return !text.empty() && text.size() <= most && std::all_of(text.begin(), text.end(), allowed);
  };
  if (!holds_only(seal.type, kMaxTypeCharacters, IsTypeCharacter)) return InvalidField("t", "is no type of a seal");
  if (!holds_only(seal.issuing_state, kMaxStateLetters, IsUpper) || CertificateCountryOf(seal.issuing_state).empty()) {
    return InvalidField("is", "is no code of a state");
  }
  if (!holds_only(version, kMaxVersionDigits, IsDigit)) return InvalidField("v", "is no version number");
  std::from_chars(version.data(), version.data() + version.size(), seal.version);
  return OkStatus();
}

StatusOr<Seal> ReadSeal(std::string_view json) {
  if (json.size() > kMaxVdsNcBytes) return InvalidField("json", "is too long");
  Seal seal;
  ASSIGN_OR_RETURN(const auto whole, CanonicalMembers(json));
  ASSIGN_OR_RETURN(seal.data, Member(whole, "data"));
  ASSIGN_OR_RETURN(const auto data, Object(whole, "data"));
  RETURN_IF_ERROR(ReadHeader(data, seal));
  RETURN_IF_ERROR(Object(data, "msg").status());
  ASSIGN_OR_RETURN(const auto signature, Object(whole, "sig"));
  ASSIGN_OR_RETURN(seal.algorithm, Text(signature, "alg"));
  ASSIGN_OR_RETURN(seal.certificate, Bytes(signature, "cer"));
  ASSIGN_OR_RETURN(seal.signature, Bytes(signature, "sigvl"));
  return seal;
}

// A result other than kValid, and why. The rest of this file answers the first that holds.
struct Finding {
  VdsNcResult result = VdsNcResult::kValid;
  std::string problem{};
  VdsNcRevocation revocation = VdsNcRevocation::kNotLookedAt;
};

const SealType* SealTypeOf(const Seal& seal) {
  const auto type = std::find_if(kSealTypes.begin(), kSealTypes.end(),
                                 [&](const SealType& known) { return known.type == seal.type; });
  return type == kSealTypes.end() ? nullptr : &*type;
}

Finding JudgeSignature(const Seal& seal, const X509Certificate& signer) {
  if (SealTypeOf(seal) == nullptr) return {VdsNcResult::kUnsupported, "a type of seal that we do not know"};
  const auto algorithm = std::find_if(kAlgorithms.begin(), kAlgorithms.end(),
                                      [&](const Algorithm& known) { return known.name == seal.algorithm; });
  if (algorithm == kAlgorithms.end()) {
    return {VdsNcResult::kUnsupported, "the signature's algorithm is none of ES256, ES384 and ES512"};
  }
  const StatusOr<PublicKey> key = signer.Key();
  if (!key.ok() && key.status().code() == StatusCode::kInvalidArgument) {
    return {VdsNcResult::kMalformed, "the key in the signer's certificate is malformed"};
  }
  if (!key.ok() || key->kind() != KeyKind::kEc || key->curve() != algorithm->curve) {
    return {VdsNcResult::kSignatureWrong, "the signer's key is not of the curve that the algorithm asks for"};
  }
  const SignatureScheme scheme{.kind = SignatureKind::kEcdsa, .digest = algorithm->digest};
  if (!key->Verify(scheme, seal.data, seal.signature, EcdsaForm::kPlain)) {
    return {VdsNcResult::kSignatureWrong, "the signature is not one over this data by the key it names"};
  }
  return {};
}

Finding JudgePurpose(const Seal& seal, const X509Certificate& signer) {
  const auto holds = [](const std::vector<std::string>& texts, std::string_view text) {
    return std::find(texts.begin(), texts.end(), text) != texts.end();
  };
  const auto not_for_seals = [](std::string_view problem) {
    return Finding{VdsNcResult::kSignerNotForSeals, std::string(problem)};
  };
  if (!holds(signer.extended_key_usage(), kSealSignerUsage)) {
    return not_for_seals("the signer's certificate is not one for seals");
  }
  if (signer.is_authority() || !signer.may_sign_data()) {
    return not_for_seals("the signer's certificate is not one to sign data with");
  }
  if (!signer.unknown_critical().empty()) {
    return not_for_seals("the signer's certificate has a critical extension that we do not know");
  }
  // A certificate without a list is for every type.
  if (!signer.document_types().empty() && !holds(signer.document_types(), SealTypeOf(seal)->document_type)) {
    return not_for_seals("the signer's certificate is for other types of seals");
  }
  if (signer.country() != CertificateCountryOf(seal.issuing_state)) {
    return not_for_seals("the signer is of another state than the one that the seal names");
  }
  return {};
}

Finding JudgeRevocation(const X509Certificate& signer, const TrustAnchor& authority, const TrustStore& trust,
                        Instant at) {
  const CheckOutcome outcome = CheckRevocation(signer, authority, trust, at);
  if (outcome.reason == InspectionReason::kAuthorityRevoked) {
    return {VdsNcResult::kSignerRevoked, "the authority's certificate has been revoked", VdsNcRevocation::kChecked};
  }
  if (outcome.reason == InspectionReason::kNoRevocationList) return {.revocation = VdsNcRevocation::kNoList};
  if (outcome.reason == InspectionReason::kRevocationListExpired) return {.revocation = VdsNcRevocation::kListEnded};
  if (outcome.reason != InspectionReason::kSignerRevoked) return {.revocation = VdsNcRevocation::kChecked};
  if (outcome.result == InspectionResult::kFailed) {
    return {VdsNcResult::kSignerRevoked, "the signer's certificate has been revoked", VdsNcRevocation::kChecked};
  }
  // Serial numbers are unique per issuer only, but after a change of keys the list bears the newest one's name.
  return {VdsNcResult::kSignerRevoked, "a list of another authority of the state has the signer's serial number",
          VdsNcRevocation::kChecked};
}

Finding JudgeTime(const X509Certificate& signer, const std::vector<const TrustAnchor*>& authorities, Instant at) {
  if (at < signer.not_before()) return {VdsNcResult::kNotYetValid, "the signer's certificate is not valid yet"};
  if (at > signer.not_after()) return {VdsNcResult::kExpired, "the signer's certificate has expired"};
  // One key may stand in several certificates, from renewals.
  const auto any = [&](auto condition) { return std::any_of(authorities.begin(), authorities.end(), condition); };
  if (any([&](const TrustAnchor* authority) { return authority->certificate.ValidAt(at); })) return {};
  if (any([&](const TrustAnchor* authority) { return at > authority->certificate.not_after(); })) {
    return {VdsNcResult::kExpired, "the authority's certificate has expired"};
  }
  return {VdsNcResult::kNotYetValid, "the authority's certificate is not valid yet"};
}

Finding JudgeSigner(const Seal& seal, const X509Certificate& signer, const TrustStore* trust, Instant at) {
  if (trust == nullptr) return {VdsNcResult::kSignerUnknown, "no authorities were given to hold the signer against"};
  auto makers = MakersOf(signer, trust->CandidatesFor(signer));
  if (!makers.ok() || makers->empty())
    return {VdsNcResult::kSignerUnknown, "no trusted authority made the signer's certificate"};
  if (Finding purpose = JudgePurpose(seal, signer); purpose.result != VdsNcResult::kValid) return purpose;
  const std::string_view country = CertificateCountryOf(seal.issuing_state);
  std::vector<const TrustAnchor*> authorities = *std::move(makers);
  std::erase_if(authorities, [&](const TrustAnchor* anchor) { return anchor->certificate.country() != country; });
  if (authorities.empty()) {
    return {VdsNcResult::kSignerNotForSeals, "the signer's authority is of another state than the one the seal names"};
  }
  Finding revocation;
  for (const TrustAnchor* authority : authorities) {  // all of one state, whose lists are one set
    revocation = JudgeRevocation(signer, *authority, *trust, at);
    if (revocation.result != VdsNcResult::kValid) return revocation;
  }
  Finding time = JudgeTime(signer, authorities, at);
  time.revocation = revocation.revocation;
  return time;
}

VdsNcVerdict Malformed(const Status& status) {
  return {.result = VdsNcResult::kMalformed, .problem = MessageOf(status)};
}

}  // namespace

std::string_view VdsNcResultName(VdsNcResult result) {
  switch (result) {
    case VdsNcResult::kMalformed:
      return "MALFORMED";
    case VdsNcResult::kUnsupported:
      return "UNSUPPORTED";
    case VdsNcResult::kSignatureWrong:
      return "SIGNATURE_WRONG";
    case VdsNcResult::kSignerUnknown:
      return "SIGNER_UNKNOWN";
    case VdsNcResult::kSignerNotForSeals:
      return "SIGNER_NOT_FOR_SEALS";
    case VdsNcResult::kSignerRevoked:
      return "SIGNER_REVOKED";
    case VdsNcResult::kNotYetValid:
      return "NOT_YET_VALID";
    case VdsNcResult::kExpired:
      return "EXPIRED";
    case VdsNcResult::kValid:
      break;
  }
  return "VALID";
}

std::string_view VdsNcRevocationName(VdsNcRevocation revocation) {
  switch (revocation) {
    case VdsNcRevocation::kNotLookedAt:
      return "NOT_LOOKED_AT";
    case VdsNcRevocation::kChecked:
      return "CHECKED";
    case VdsNcRevocation::kListEnded:
      return "LIST_ENDED";
    case VdsNcRevocation::kNoList:
      break;
  }
  return "NO_LIST";
}

VdsNcVerdict VerifyVdsNc(std::string_view json, const TrustStore* trust, Instant at) {
  const StatusOr<Seal> seal = ReadSeal(json);
  if (!seal.ok()) return Malformed(seal.status());
  const StatusOr<X509Certificate> signer = X509Certificate::FromDer(seal->certificate);
  if (!signer.ok()) return Malformed(InvalidField("cer", "is no certificate"));
  Finding finding = JudgeSignature(*seal, *signer);
  if (finding.result == VdsNcResult::kMalformed) return Malformed(InvalidField("cer", finding.problem));
  if (finding.result == VdsNcResult::kValid) finding = JudgeSigner(*seal, *signer, trust, at);
  return {.result = finding.result,
          .problem = std::move(finding.problem),
          .type = seal->type,
          .issuing_state = seal->issuing_state,
          .version = seal->version,
          .signer = signer->SubjectText(),
          .revocation = finding.revocation};
}

}  // namespace clearance
