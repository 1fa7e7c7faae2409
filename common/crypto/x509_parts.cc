#include "common/crypto/x509_parts.h"

#include <set>

namespace clearance {

StatusOr<SignedEnvelope> ReadSignedEnvelope(std::string_view der) {
  ASSIGN_OR_RETURN(const BerElement whole, ReadBer(der, ber::kSequence));
  BerReader reader(whole.content);
  SignedEnvelope envelope;
  ASSIGN_OR_RETURN(envelope.to_be_signed, reader.Take(ber::kSequence));
  ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kSequence));
  ASSIGN_OR_RETURN(const BerElement signature, reader.Take(ber::kBitString));
  RETURN_IF_ERROR(reader.Finish());
  envelope.signature_algorithm = algorithm.whole;
  ASSIGN_OR_RETURN(envelope.signature, BerWholeBits(signature.content));
  return envelope;
}

StatusOr<std::vector<X509Extension>> ReadExtensions(std::string_view sequence) {
  ASSIGN_OR_RETURN(const BerElement list, ReadBer(sequence, ber::kSequence));
  std::vector<X509Extension> extensions;
  std::set<std::string> seen;
  BerReader reader(list.content);
  while (!reader.AtEnd()) {
    if (extensions.size() == kMaxExtensions) return InvalidField("extensions", "are too many");
    ASSIGN_OR_RETURN(const BerElement one, reader.Take(ber::kSequence));
    BerReader parts(one.content);
    X509Extension extension;
    ASSIGN_OR_RETURN(const BerElement oid, parts.Take(ber::kOid));
    ASSIGN_OR_RETURN(extension.oid, BerOid(oid.content));
    if (!seen.insert(extension.oid).second) return InvalidField("extensions", "hold one twice");
    ASSIGN_OR_RETURN(const std::optional<BerElement> critical, parts.TakeIf(ber::kBoolean));
    if (critical) {
      ASSIGN_OR_RETURN(extension.critical, BerBoolean(critical->content));
    }
    ASSIGN_OR_RETURN(const BerElement value, parts.Take(ber::kOctetString));
    RETURN_IF_ERROR(parts.Finish());
    extension.value = value.content;
    extensions.push_back(std::move(extension));
  }
  return extensions;
}

StatusOr<Instant> ReadX509Time(BerReader& reader) {
  ASSIGN_OR_RETURN(const BerElement element, reader.Next());
  return BerTime(element);
}

std::optional<std::string_view> AuthorityKeyIdentifierOf(std::string_view value) {
  const StatusOr<BerElement> sequence = ReadBer(value, ber::kSequence);
  if (!sequence.ok()) return std::nullopt;
  const StatusOr<std::optional<BerElement>> identifier = BerReader(sequence->content).TakeIf(ber::Context(0));
  if (!identifier.ok() || !*identifier) return std::nullopt;
  return (*identifier)->content;
}

}  // namespace clearance
