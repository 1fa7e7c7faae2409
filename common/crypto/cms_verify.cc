// Whether a key made a signature of a CMS message (RFC 5652 §5.4, §5.6).
#include <algorithm>
#include <vector>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "common/crypto/algorithm_identifier.h"
#include "common/crypto/cms.h"

namespace clearance {
namespace {

constexpr std::string_view kDataOid = "1.2.840.113549.1.7.1";

// RFC 5652 §5.4: hashed are the attributes under the tag SET OF in place of the [0] they stand under.
std::string AsSet(std::string_view attributes) { return BerElementOf(ber::kSet, attributes); }

// In the order of their bytes, as DER has the members of a SET OF (X.690 §11.6; a shorter one that begins a longer one
// comes first, as if filled up with zeros).
std::string JoinedInOrder(std::vector<std::string>& members) {
  std::sort(members.begin(), members.end());
  std::string all;
  for (const std::string& member : members) all += member;
  return all;
}

// The attributes as DER has them: each of definite length, values and attributes in order. Within a value nothing is
// changed. nullopt when they cannot be read.
std::optional<std::string> InOrder(std::string_view attributes) {
  std::vector<std::string> ordered;
  BerReader reader(attributes);
  while (!reader.AtEnd()) {
    const StatusOr<BerElement> attribute = reader.Take(ber::kSequence);
    if (!attribute.ok()) return std::nullopt;
    BerReader parts(attribute->content);
    const StatusOr<BerElement> type = parts.Take(ber::kOid);
    const StatusOr<BerElement> set = parts.Take(ber::kSet);
    if (!type.ok() || !set.ok()) return std::nullopt;
    std::vector<std::string> values;
    BerReader each(set->content);
    while (!each.AtEnd()) {
      const StatusOr<BerElement> value = each.Next();
      if (!value.ok()) return std::nullopt;
      values.push_back(value->indefinite ? BerElementOf(value->tag, value->content) : std::string(value->whole));
    }
    ordered.push_back(BerElementOf(
        ber::kSequence, BerElementOf(ber::kOid, type->content) + BerElementOf(ber::kSet, JoinedInOrder(values))));
  }
  return AsSet(JoinedInOrder(ordered));
}

CmsSignature OfError(const Status& status) {
  return status.code() == StatusCode::kUnimplemented ? CmsSignature::kUnsupported : CmsSignature::kMalformed;
}

CmsSignature CheckAttributes(const CmsMessage& message, const CmsSigner& signer, DigestAlgorithm digest) {
  // RFC 5652 §5.3: without signed attributes nothing binds the type, so that only plain data may do without.
  if (!signer.has_signed_attributes)
    return message.content_type == kDataOid ? CmsSignature::kValid : CmsSignature::kContentTypeDiffers;
  if (!signer.message_digest || signer.content_type.empty() || signer.content_type != message.content_type)
    return CmsSignature::kContentTypeDiffers;
  if (!message.has_content || *signer.message_digest != Digest(digest, message.content))
    return CmsSignature::kDigestDiffers;
  return CmsSignature::kValid;
}

}  // namespace

std::string_view CmsSignatureName(CmsSignature signature) {
  switch (signature) {
    case CmsSignature::kValid:
      return "VALID";
    case CmsSignature::kDigestDiffers:
      return "DIGEST_DIFFERS";
    case CmsSignature::kContentTypeDiffers:
      return "CONTENT_TYPE_DIFFERS";
    case CmsSignature::kWrong:
      return "WRONG";
    case CmsSignature::kUnsupported:
      return "UNSUPPORTED";
    case CmsSignature::kMalformed:
      return "MALFORMED";
  }
  CHECK(false);
  return "";
}

CmsVerdict VerifyCmsSigner(const CmsMessage& message, const CmsSigner& signer, const PublicKey& key) {
  CmsVerdict verdict;
  const StatusOr<DigestAlgorithm> digest = ReadDigestAlgorithm(signer.digest_algorithm);
  if (digest.ok()) verdict.content_digest = *digest;
  const StatusOr<SignatureScheme> scheme = ReadSignatureScheme(signer.signature_algorithm, verdict.content_digest);
  if (scheme.ok()) verdict.scheme = *scheme;
  if (!digest.ok() || !scheme.ok()) {
    verdict.signature = OfError(digest.ok() ? scheme.status() : digest.status());
    return verdict;
  }
  verdict.signature = CheckAttributes(message, signer, *digest);
  if (verdict.signature != CmsSignature::kValid) return verdict;
  verdict.signature = CmsSignature::kWrong;
  if (!signer.has_signed_attributes) {
    if (message.has_content && key.Verify(*scheme, message.content, signer.signature))
      verdict.signature = CmsSignature::kValid;
    return verdict;
  }
  const std::string as_they_stand = AsSet(signer.signed_attributes);
  const std::optional<std::string> in_order = InOrder(signer.signed_attributes);
  const bool is_der = in_order == as_they_stand;
  if (key.Verify(*scheme, as_they_stand, signer.signature) ||
      (!is_der && in_order && key.Verify(*scheme, *in_order, signer.signature))) {
    verdict.signature = CmsSignature::kValid;
    verdict.attributes_not_der = !is_der;
  }
  return verdict;
}

}  // namespace clearance
