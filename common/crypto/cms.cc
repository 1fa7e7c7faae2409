#include "common/crypto/cms.h"

#include <algorithm>
#include <set>
#include <utility>

#include "common/base/ber.h"

namespace clearance {
namespace {

constexpr std::string_view kContentTypeAttribute = "1.2.840.113549.1.9.3";
constexpr std::string_view kMessageDigestAttribute = "1.2.840.113549.1.9.4";
constexpr std::string_view kSigningTimeAttribute = "1.2.840.113549.1.9.5";

constexpr std::size_t kMaxDigestAlgorithms = 64;
constexpr std::size_t kMaxAttributes = 64;

StatusOr<int> ReadVersion(BerReader& reader) {
  constexpr std::int64_t kMaxVersion =
      5;  // RFC 5652 §5.1 knows 1 to 5; which of them may stand here is for the caller to judge
  ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const std::int64_t version, BerInteger(element.content));
  if (version < 0 || version > kMaxVersion) return InvalidField("cms", "has a version nobody knows");
  return static_cast<int>(version);
}

StatusOr<std::string> TakeOid(BerReader& reader) {
  ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::kOid));
  return BerOid(element.content);
}

StatusOr<std::string> OidOfElement(const BerElement& element) {
  BerReader reader(element.whole);
  return TakeOid(reader);
}

// Whole elements of a SET OF that have `tag`; others (of CHOICEs nobody uses) are passed over, and counted too.
StatusOr<std::vector<std::string_view>> WholeMembers(std::string_view set, std::uint32_t tag, std::size_t max) {
  std::vector<std::string_view> members;
  BerReader reader(set);
  for (std::size_t count = 0; !reader.AtEnd(); ++count) {
    if (count == max) return InvalidField("cms", "has too many members in a set");
    ASSIGN_OR_RETURN(const BerElement member, reader.Next());
    if (member.tag == tag) members.push_back(member.whole);
  }
  return members;
}

// The values of one attribute that we read; exactly one each (RFC 5652 §11).
Status ReadAttributeValue(const std::string& type, std::string_view values, CmsSigner& signer) {
  if (type != kContentTypeAttribute && type != kMessageDigestAttribute && type != kSigningTimeAttribute)
    return OkStatus();
  BerReader reader(values);
  ASSIGN_OR_RETURN(const BerElement value, reader.Next());
  RETURN_IF_ERROR(reader.Finish());
  if (type == kContentTypeAttribute) {
    ASSIGN_OR_RETURN(signer.content_type, OidOfElement(value));
  } else if (type == kMessageDigestAttribute) {
    ASSIGN_OR_RETURN(const BerElement digest, ReadBer(value.whole, ber::kOctetString));
    signer.message_digest = digest.content;
  } else {
    const StatusOr<Instant> time = BerTime(value);
    if (time.ok()) signer.signing_time = *time;  // in another form it says nothing, and nobody asks for it
  }
  return OkStatus();
}

Status ReadAttributes(std::string_view attributes, CmsSigner& signer) {
  signer.has_signed_attributes = true;
  signer.signed_attributes = attributes;
  std::set<std::string> seen;
  BerReader reader(attributes);
  while (!reader.AtEnd()) {
    if (seen.size() == kMaxAttributes) return InvalidField("cms", "has too many signed attributes");
    ASSIGN_OR_RETURN(const BerElement attribute, reader.Take(ber::kSequence));
    BerReader parts(attribute.content);
    ASSIGN_OR_RETURN(std::string type, TakeOid(parts));
    ASSIGN_OR_RETURN(const BerElement values, parts.Take(ber::kSet));
    RETURN_IF_ERROR(parts.Finish());
    RETURN_IF_ERROR(ReadAttributeValue(type, values.content, signer));
    if (!seen.insert(std::move(type)).second) return InvalidField("cms", "has a signed attribute twice");
  }
  return OkStatus();
}

// IssuerAndSerialNumber, or [0] SubjectKeyIdentifier.
Status ReadSignerIdentifier(BerReader& reader, CmsSigner& signer) {
  ASSIGN_OR_RETURN(const std::optional<BerElement> key_identifier, reader.TakeIf(ber::Context(0)));
  if (key_identifier) {
    signer.subject_key_identifier = key_identifier->content;
    return OkStatus();
  }
  ASSIGN_OR_RETURN(const BerElement both, reader.Take(ber::kSequence));
  BerReader parts(both.content);
  ASSIGN_OR_RETURN(const BerElement issuer, parts.Take(ber::kSequence));
  ASSIGN_OR_RETURN(const BerElement serial, parts.Take(ber::kInteger));
  RETURN_IF_ERROR(parts.Finish());
  signer.issuer = issuer.whole;
  signer.serial = serial.content;
  return OkStatus();
}

StatusOr<CmsSigner> ReadSigner(std::string_view content) {
  CmsSigner signer;
  BerReader reader(content);
  ASSIGN_OR_RETURN(signer.version, ReadVersion(reader));
  RETURN_IF_ERROR(ReadSignerIdentifier(reader, signer));
  ASSIGN_OR_RETURN(const BerElement digest_algorithm, reader.Take(ber::kSequence));
  signer.digest_algorithm = digest_algorithm.whole;
  ASSIGN_OR_RETURN(const std::optional<BerElement> attributes, reader.TakeIf(ber::ContextConstructed(0)));
  if (attributes) RETURN_IF_ERROR(ReadAttributes(attributes->content, signer));
  ASSIGN_OR_RETURN(const BerElement signature_algorithm, reader.Take(ber::kSequence));
  signer.signature_algorithm = signature_algorithm.whole;
  ASSIGN_OR_RETURN(const BerElement signature, reader.Take(ber::kOctetString));
  signer.signature = signature.content;
  RETURN_IF_ERROR(reader.TakeIf(ber::ContextConstructed(1)).status());  // unsigned attributes prove nothing
  RETURN_IF_ERROR(reader.Finish());
  return signer;
}

// EncapsulatedContentInfo (RFC 5652 §5.2).
Status ReadContent(std::string_view encapsulated, CmsMessage& message) {
  BerReader reader(encapsulated);
  ASSIGN_OR_RETURN(message.content_type, TakeOid(reader));
  ASSIGN_OR_RETURN(const std::optional<BerElement> wrapped, reader.TakeIf(ber::ContextConstructed(0)));
  RETURN_IF_ERROR(reader.Finish());
  if (!wrapped) return OkStatus();
  BerReader inner(wrapped->content);
  ASSIGN_OR_RETURN(const BerElement octets, inner.Next());
  RETURN_IF_ERROR(inner.Finish());
  ASSIGN_OR_RETURN(message.content, BerOctets(octets));
  message.has_content = true;
  return OkStatus();
}

Status ReadSignedData(std::string_view content, CmsMessage& message) {
  BerReader reader(content);
  ASSIGN_OR_RETURN(message.version, ReadVersion(reader));
  ASSIGN_OR_RETURN(const BerElement digests, reader.Take(ber::kSet));
  // What counts stands with each signer; the set only has to be one.
  RETURN_IF_ERROR(WholeMembers(digests.content, ber::kSequence, kMaxDigestAlgorithms).status());
  ASSIGN_OR_RETURN(const BerElement encapsulated, reader.Take(ber::kSequence));
  RETURN_IF_ERROR(ReadContent(encapsulated.content, message));
  ASSIGN_OR_RETURN(const std::optional<BerElement> certificates, reader.TakeIf(ber::ContextConstructed(0)));
  if (certificates) {
    ASSIGN_OR_RETURN(message.certificates, WholeMembers(certificates->content, ber::kSequence, kMaxCmsCertificates));
  }
  ASSIGN_OR_RETURN(const std::optional<BerElement> crls, reader.TakeIf(ber::ContextConstructed(1)));
  if (crls) {
    ASSIGN_OR_RETURN(message.crls, WholeMembers(crls->content, ber::kSequence, kMaxCmsCertificates));
  }
  ASSIGN_OR_RETURN(const BerElement signers, reader.Take(ber::kSet));
  RETURN_IF_ERROR(reader.Finish());
  BerReader each(signers.content);
  while (!each.AtEnd()) {
    if (message.signers.size() == kMaxCmsSigners) return InvalidField("cms", "has too many signers");
    ASSIGN_OR_RETURN(const BerElement one, each.Take(ber::kSequence));
    ASSIGN_OR_RETURN(CmsSigner signer, ReadSigner(one.content));
    message.signers.push_back(std::move(signer));
  }
  return OkStatus();
}

}  // namespace

StatusOr<CmsMessage> ReadCmsMessage(std::string bytes) {
  if (bytes.size() > kMaxCmsBytes) return InvalidField("cms", "is too long");
  CmsMessage message;
  message.bytes = std::make_shared<const std::string>(std::move(bytes));
  ASSIGN_OR_RETURN(const BerElement info, ReadBer(*message.bytes, ber::kSequence));
  BerReader reader(info.content);
  ASSIGN_OR_RETURN(const std::string type, TakeOid(reader));
  if (type != kSignedDataOid) return InvalidField("cms", "is of another type than SignedData");
  ASSIGN_OR_RETURN(const BerElement wrapped, reader.Take(ber::ContextConstructed(0)));
  RETURN_IF_ERROR(reader.Finish());
  ASSIGN_OR_RETURN(const BerElement signed_data, ReadBer(wrapped.content, ber::kSequence));
  RETURN_IF_ERROR(ReadSignedData(signed_data.content, message));
  return message;
}

std::optional<X509Certificate> FindSignerCertificate(const CmsMessage& message, const CmsSigner& signer) {
  for (const std::string_view whole : message.certificates) {
    StatusOr<X509Certificate> certificate = X509Certificate::FromDer(std::string(whole));
    if (!certificate.ok()) continue;
    const bool named = signer.issuer.empty()
                           ? certificate->subject_key_identifier() == signer.subject_key_identifier
                           : certificate->issuer() == signer.issuer && certificate->serial() == signer.serial;
    if (named) return *std::move(certificate);
  }
  return std::nullopt;
}

}  // namespace clearance
