// How a signature was made, by its AlgorithmIdentifier. Parameters count only where they change the meaning: real
// issuers write NULL, nothing, or more than that beside algorithms that take none.
#include <array>

#include "common/crypto/algorithm_identifier.h"
#include "common/crypto/object_identifiers.h"
#include "common/crypto/public_key.h"

namespace clearance {
namespace {

constexpr std::string_view kMaskByMgf1 = "1.2.840.113549.1.1.8";
constexpr std::string_view kEcdsaWithSpecified = "1.2.840.10045.4.3";

struct Named {
  std::string_view oid;
  SignatureKind kind;
  DigestAlgorithm digest;
};

constexpr std::array kNamed = {
    Named{"1.2.840.113549.1.1.5", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha1},
    Named{"1.3.14.3.2.29", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha1},  // the older name, OIW
    Named{"1.2.840.113549.1.1.14", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha224},
    Named{"1.2.840.113549.1.1.11", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha256},
    Named{"1.2.840.113549.1.1.12", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha384},
    Named{"1.2.840.113549.1.1.13", SignatureKind::kRsaPkcs1, DigestAlgorithm::kSha512},
    Named{"1.2.840.10045.4.1", SignatureKind::kEcdsa, DigestAlgorithm::kSha1},
    Named{"1.2.840.10045.4.3.1", SignatureKind::kEcdsa, DigestAlgorithm::kSha224},
    Named{"1.2.840.10045.4.3.2", SignatureKind::kEcdsa, DigestAlgorithm::kSha256},
    Named{"1.2.840.10045.4.3.3", SignatureKind::kEcdsa, DigestAlgorithm::kSha384},
    Named{"1.2.840.10045.4.3.4", SignatureKind::kEcdsa, DigestAlgorithm::kSha512},
};

StatusOr<SignatureScheme> WithDigestBeside(SignatureKind kind, std::optional<DigestAlgorithm> digest) {
  if (!digest) return InvalidField("signature_algorithm", "names no digest, and none is stated beside it");
  return SignatureScheme{.kind = kind, .digest = *digest, .mask_digest = *digest};
}

// The content of one [n] EXPLICIT that may be left out.
StatusOr<std::optional<std::string_view>> Optional(BerReader& reader, unsigned n) {
  ASSIGN_OR_RETURN(const std::optional<BerElement> element, reader.TakeIf(ber::ContextConstructed(n)));
  return element ? std::optional(element->content) : std::nullopt;
}

StatusOr<std::int64_t> WholeInteger(std::string_view whole) {
  ASSIGN_OR_RETURN(const BerElement element, ReadBer(whole, ber::kInteger));
  return BerInteger(element.content);
}

// RFC 4055 §3.1: what is left out has the default of 1996, SHA-1.
StatusOr<SignatureScheme> ReadPss(const AlgorithmIdentifier& algorithm) {
  constexpr std::int64_t kDefaultSaltBytes = 20;
  constexpr std::int64_t kMaxSaltBytes = 512;
  SignatureScheme scheme{.kind = SignatureKind::kRsaPss,
                         .digest = DigestAlgorithm::kSha1,
                         .mask_digest = DigestAlgorithm::kSha1,
                         .salt_bytes = kDefaultSaltBytes};
  if (!algorithm.HasParameters()) return scheme;
  if (algorithm.parameters->tag != ber::kSequence)
    return InvalidField("signature_algorithm", "has PSS parameters of another form");
  BerReader reader(algorithm.parameters->content);
  ASSIGN_OR_RETURN(const auto digest, Optional(reader, 0));
  if (digest) {
    ASSIGN_OR_RETURN(scheme.digest, ReadDigestAlgorithm(*digest));
  }
  ASSIGN_OR_RETURN(const auto mask, Optional(reader, 1));
  if (mask) {
    ASSIGN_OR_RETURN(const AlgorithmIdentifier generator, ReadAlgorithmIdentifier(*mask));
    if (generator.oid != kMaskByMgf1) return NotUsedHere("a mask generation function other than MGF1");
    if (generator.parameters) {
      ASSIGN_OR_RETURN(scheme.mask_digest, ReadDigestAlgorithm(generator.parameters->whole));
    }
  }
  ASSIGN_OR_RETURN(const auto salt, Optional(reader, 2));
  if (salt) {
    ASSIGN_OR_RETURN(const std::int64_t bytes, WholeInteger(*salt));
    if (bytes < 0 || bytes > kMaxSaltBytes)
      return InvalidField("signature_algorithm", "has a PSS salt of impossible length");
    scheme.salt_bytes = static_cast<int>(bytes);
  }
  ASSIGN_OR_RETURN(const auto trailer, Optional(reader, 3));
  if (trailer) {
    ASSIGN_OR_RETURN(const std::int64_t field, WholeInteger(*trailer));
    if (field != 1) return InvalidField("signature_algorithm", "has a PSS trailer other than 1");
  }
  RETURN_IF_ERROR(reader.Finish());
  return scheme;
}

}  // namespace

Status NotUsedHere(std::string_view what) {
  return Status(StatusCode::kUnimplemented, "not used here: " + std::string(what));
}

StatusOr<AlgorithmIdentifier> ReadAlgorithmIdentifier(std::string_view whole) {
  ASSIGN_OR_RETURN(const BerElement sequence, ReadBer(whole, ber::kSequence));
  BerReader reader(sequence.content);
  ASSIGN_OR_RETURN(const BerElement oid, reader.Take(ber::kOid));
  AlgorithmIdentifier algorithm;
  ASSIGN_OR_RETURN(algorithm.oid, BerOid(oid.content));
  if (!reader.AtEnd()) {
    ASSIGN_OR_RETURN(algorithm.parameters, reader.Next());
  }
  RETURN_IF_ERROR(reader.Finish());
  return algorithm;
}

StatusOr<DigestAlgorithm> ReadDigestAlgorithm(std::string_view whole) {
  ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm, ReadAlgorithmIdentifier(whole));
  const std::optional<DigestAlgorithm> digest = DigestAlgorithmOfOid(algorithm.oid);
  if (!digest) return NotUsedHere("a digest other than SHA-1 and SHA-2");
  return *digest;
}

StatusOr<SignatureScheme> ReadSignatureScheme(std::string_view algorithm_identifier,
                                              std::optional<DigestAlgorithm> digest) {
  ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm, ReadAlgorithmIdentifier(algorithm_identifier));
  for (const Named& named : kNamed) {
    if (named.oid == algorithm.oid)
      return SignatureScheme{.kind = named.kind, .digest = named.digest, .mask_digest = named.digest};
  }
  if (algorithm.oid == oid::kRsaPss) return ReadPss(algorithm);
  if (algorithm.oid == oid::kRsaEncryption) return WithDigestBeside(SignatureKind::kRsaPkcs1, digest);
  if (algorithm.oid == oid::kEcPublicKey) return WithDigestBeside(SignatureKind::kEcdsa, digest);
  if (algorithm.oid == kEcdsaWithSpecified) {
    if (!algorithm.HasParameters()) return InvalidField("signature_algorithm", "specifies no digest");
    ASSIGN_OR_RETURN(const DigestAlgorithm specified, ReadDigestAlgorithm(algorithm.parameters->whole));
    return WithDigestBeside(SignatureKind::kEcdsa, specified);
  }
  return NotUsedHere("a signature algorithm other than RSA and ECDSA with SHA-1 or SHA-2");
}

}  // namespace clearance
