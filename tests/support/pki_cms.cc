#include "tests/support/pki_cms.h"

#include <algorithm>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "tests/support/der_writer.h"

namespace clearance {
namespace {

constexpr std::string_view kSignedData = "1.2.840.113549.1.7.2";
constexpr std::size_t kPieceBytes = 100;  // of content in pieces
constexpr std::uint32_t kEfSodTag = 0x77;

std::string Attribute(std::string_view oid, const std::string& value) {
  return der::Sequence({der::Oid(oid), der::SetOf({value})});
}

// The signed attributes as they are written, and as they are signed.
struct SignedAttributes {
  std::string written;
  std::string signed_as;
};

SignedAttributes AttributesOf(std::string_view content, DigestAlgorithm digest, const CmsChoice& choice) {
  std::vector<std::string> attributes = {
      Attribute("1.2.840.113549.1.9.4", der::OctetString(PkiDigest(digest, content))),
      Attribute("1.2.840.113549.1.9.3", der::Oid(choice.attribute_content_type.value_or(choice.content_type)))};
  if (choice.signing_time) attributes.push_back(Attribute("1.2.840.113549.1.9.5", der::Time(*choice.signing_time)));
  attributes.insert(attributes.end(), choice.more_attributes.begin(), choice.more_attributes.end());
  const std::vector<std::string> in_order = der::InOrder(attributes);
  std::vector<std::string> unsorted = in_order;
  std::reverse(unsorted.begin(), unsorted.end());
  const std::vector<std::string>& written = choice.attributes == AttributeOrder::kDer ? in_order : unsorted;
  const bool as_written = choice.attributes != AttributeOrder::kUnsortedSignedInOrder;
  return {der::Join(written), der::SetAsGiven(as_written ? written : in_order)};
}

std::string KeyOnlyIdentifier(const SignatureScheme& scheme) {
  return scheme.kind == SignatureKind::kEcdsa ? der::Sequence({der::Oid("1.2.840.10045.2.1")})
                                              : der::Sequence({der::Oid("1.2.840.113549.1.1.1"), der::Null()});
}

std::string SignerOf(const PkiHolder& signer, std::string_view content, const CmsChoice& choice) {
  const DigestAlgorithm digest = choice.digest.value_or(signer.scheme.digest);
  std::string attributes;
  std::string signature;
  if (choice.attributes == AttributeOrder::kNone) {
    signature = signer.key.Sign(signer.scheme, content);
  } else {
    const SignedAttributes both = AttributesOf(content, digest, choice);
    attributes = der::Explicit(0, both.written);
    signature = signer.key.Sign(signer.scheme, both.signed_as);
  }
  // The last bits of an ECDSA signature are those of s: altered, it still is a sequence of two numbers.
  if (choice.signature_altered) signature.back() = static_cast<char>(signature.back() ^ 1);
  const bool by_key = choice.identifier == SignerIdentifier::kSubjectKeyIdentifier;
  const bool key_only = choice.naming == AlgorithmNaming::kKeyOnly && signer.scheme.kind != SignatureKind::kRsaPss;
  return der::Sequence({der::Integer(by_key ? 3 : 1),
                        by_key ? der::Implicit(0, signer.key_identifier)
                               : der::Sequence({signer.issuer_name, der::IntegerOf(signer.serial)}),
                        DigestIdentifier(digest, choice.digest_parameters), attributes,
                        key_only ? KeyOnlyIdentifier(signer.scheme) : SignatureIdentifier(signer.scheme),
                        der::OctetString(signature)});
}

}  // namespace

std::string SignedMessage(const PkiHolder& signer, std::string_view content, const CmsChoice& choice) {
  const std::string signer_element = SignerOf(signer, content, choice);
  const DigestAlgorithm digest = choice.digest.value_or(signer.scheme.digest);
  std::string carried(content);
  if (choice.content_altered) carried.back() = static_cast<char>(carried.back() ^ 1);
  const bool is_ber = choice.encoding == CmsEncoding::kBer;
  const auto wrap = [is_ber](std::uint32_t tag, std::string_view elements) {
    return is_ber ? der::Indefinite(tag, elements) : BerElementOf(tag, elements);
  };
  const std::string octets = is_ber ? der::OctetsInPieces(carried, kPieceBytes) : der::OctetString(carried);
  const std::string encapsulated =
      wrap(ber::kSequence,
           der::Oid(choice.content_type) + (choice.detached ? "" : wrap(ber::ContextConstructed(0), octets)));
  std::string message =
      der::Integer(choice.version) + der::SetOf({DigestIdentifier(digest, choice.digest_parameters)}) + encapsulated;
  if (!choice.certificates.empty()) message += der::Explicit(0, der::Join(choice.certificates));
  if (!choice.crls.empty()) message += der::Explicit(1, der::Join(choice.crls));
  message += der::SetOf({signer_element});
  return wrap(ber::kSequence, der::Oid(kSignedData) + wrap(ber::ContextConstructed(0), wrap(ber::kSequence, message)));
}

std::string LdsSecurityObject(const std::map<int, std::string>& data_groups, const SodChoice& choice) {
  std::string hashes;
  for (const auto& [number, file] : data_groups) {
    if (number == choice.omit_hash_of) continue;
    std::string hash = PkiDigest(choice.digest, file);
    if (number == choice.altered_hash_of) hash.front() = static_cast<char>(hash.front() ^ 1);
    hashes += der::Sequence({der::Integer(number), der::OctetString(hash)});
  }
  const std::string versions =
      choice.version == 1 ? der::Sequence({der::PrintableString("0108"), der::PrintableString("040000")}) : "";
  return der::Sequence(
      {der::Integer(choice.version), DigestIdentifier(choice.digest), der::Sequence({hashes}), versions});
}

std::string EfSod(const PkiHolder& signer, const std::map<int, std::string>& data_groups, const SodChoice& choice) {
  CmsChoice cms = choice.cms;
  if (cms.content_type.empty()) cms.content_type = "2.23.136.1.1.1";
  if (choice.embed_certificate && cms.certificates.empty()) cms.certificates = {signer.certificate};
  const std::string message = SignedMessage(signer, LdsSecurityObject(data_groups, choice), cms);
  return (choice.tag77 ? BerElementOf(kEfSodTag, message) : message) + choice.trailing;
}

}  // namespace clearance
