#include "common/crypto/x509_certificate.h"

#include <algorithm>
#include <array>
#include <utility>

#include "common/crypto/object_identifiers.h"
#include "common/crypto/pem.h"
#include "common/crypto/x509_parts.h"

namespace clearance {
namespace {

constexpr std::string_view kSubjectKeyIdentifier = "2.5.29.14";
constexpr std::string_view kKeyUsage = "2.5.29.15";
constexpr std::string_view kPrivateKeyUsagePeriod = "2.5.29.16";
constexpr std::string_view kBasicConstraints = "2.5.29.19";
constexpr std::string_view kExtendedKeyUsage = "2.5.29.37";
constexpr std::string_view kDocumentTypeList = "2.23.136.1.1.6.2";

constexpr std::size_t kMaxUsages = 64;
constexpr std::size_t kMaxDocumentTypes = 64;

// [n] IMPLICIT GeneralizedTime; UTCTime in it, which is shorter, is seen too.
StatusOr<std::optional<Instant>> ImplicitTime(BerReader& reader, unsigned n) {
  constexpr std::size_t kUtcTimeOctets = 13;
  ASSIGN_OR_RETURN(const std::optional<BerElement> found, reader.TakeIf(ber::Context(n)));
  if (!found) return std::optional<Instant>();
  BerElement time = *found;
  time.tag = time.content.size() == kUtcTimeOctets ? ber::kUtcTime : ber::kGeneralizedTime;
  ASSIGN_OR_RETURN(const Instant instant, BerTime(time));
  return std::optional<Instant>(instant);
}

// Bit `n` of BIT STRING content, counted from the first (X.690 §8.6); what is not there is 0.
bool BitOf(std::string_view content, std::size_t n) {
  const std::size_t at = 1 + n / 8;
  return at < content.size() && (static_cast<unsigned char>(content[at]) & (0x80U >> (n % 8))) != 0;
}

StatusOr<std::vector<std::string>> OidsOf(std::string_view value) {
  ASSIGN_OR_RETURN(const BerElement sequence, ReadBer(value, ber::kSequence));
  std::vector<std::string> oids;
  BerReader reader(sequence.content);
  while (!reader.AtEnd()) {
    if (oids.size() == kMaxUsages) return InvalidField("certificate", "has too many extended key usages");
    ASSIGN_OR_RETURN(const BerElement element, reader.Take(ber::kOid));
    ASSIGN_OR_RETURN(std::string oid, BerOid(element.content));
    oids.push_back(std::move(oid));
  }
  return oids;
}

// Doc 9303-12 §7.1.1.6: SEQUENCE { version INTEGER, SET OF PrintableString }.
StatusOr<std::vector<std::string>> DocumentTypesOf(std::string_view value) {
  ASSIGN_OR_RETURN(const BerElement sequence, ReadBer(value, ber::kSequence));
  BerReader reader(sequence.content);
  RETURN_IF_ERROR(reader.TakeIf(ber::kInteger).status());
  ASSIGN_OR_RETURN(const BerElement set, reader.Take(ber::kSet));
  RETURN_IF_ERROR(reader.Finish());
  std::vector<std::string> types;
  BerReader members(set.content);
  while (!members.AtEnd()) {
    if (types.size() == kMaxDocumentTypes) return InvalidField("certificate", "lists too many document types");
    ASSIGN_OR_RETURN(const BerElement type, members.Next());
    types.emplace_back(type.content);
  }
  return types;
}

}  // namespace

// Builds the fields of one certificate; a class only to reach them.
class X509CertificateReader {
 public:
  using Fields = X509Certificate::Fields;

  static StatusOr<Fields> Read(std::string_view der) {
    ASSIGN_OR_RETURN(const SignedEnvelope envelope, ReadSignedEnvelope(der));
    Fields fields;
    fields.to_be_signed = envelope.to_be_signed.whole;
    fields.signature_algorithm = envelope.signature_algorithm;
    fields.signature = envelope.signature;
    RETURN_IF_ERROR(ReadToBeSigned(envelope.to_be_signed.content, fields));
    fields.country = CountryOfName(fields.subject);
    fields.issuer_country = CountryOfName(fields.issuer);
    return fields;
  }

 private:
  static Status ReadToBeSigned(std::string_view content, Fields& fields) {
    BerReader reader(content);
    RETURN_IF_ERROR(reader.TakeIf(ber::ContextConstructed(0)).status());  // version: what is there says enough
    ASSIGN_OR_RETURN(const BerElement serial, reader.Take(ber::kInteger));
    if (serial.content.empty()) return InvalidField("certificate", "has an empty serial number");
    fields.serial = serial.content;
    ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kSequence));
    // RFC 5280 §4.1.1.2: the signature must cover the algorithm it was made with.
    if (algorithm.whole != fields.signature_algorithm)
      return InvalidField("certificate", "names two signature algorithms");
    ASSIGN_OR_RETURN(const BerElement issuer, reader.Take(ber::kSequence));
    fields.issuer = issuer.whole;
    ASSIGN_OR_RETURN(const BerElement validity, reader.Take(ber::kSequence));
    BerReader times(validity.content);
    ASSIGN_OR_RETURN(fields.not_before, ReadX509Time(times));
    ASSIGN_OR_RETURN(fields.not_after, ReadX509Time(times));
    RETURN_IF_ERROR(times.Finish());
    ASSIGN_OR_RETURN(const BerElement subject, reader.Take(ber::kSequence));
    fields.subject = subject.whole;
    ASSIGN_OR_RETURN(const BerElement key, reader.Take(ber::kSequence));
    fields.subject_public_key_info = key.whole;
    for (const unsigned unique_id : {1U, 2U}) RETURN_IF_ERROR(reader.TakeIf(ber::Context(unique_id)).status());
    ASSIGN_OR_RETURN(const std::optional<BerElement> extensions, reader.TakeIf(ber::ContextConstructed(3)));
    RETURN_IF_ERROR(reader.Finish());
    if (!extensions) return OkStatus();
    ASSIGN_OR_RETURN(const std::vector<X509Extension> list, ReadExtensions(extensions->content));
    for (const X509Extension& extension : list) RETURN_IF_ERROR(ReadExtension(extension, fields));
    return OkStatus();
  }

  // What decides on trust must be readable; identifiers and document types that are not are as good as absent.
  static Status ReadExtension(const X509Extension& extension, Fields& fields) {
    if (extension.oid == kSubjectKeyIdentifier) {
      const StatusOr<BerElement> identifier = ReadBer(extension.value, ber::kOctetString);
      if (identifier.ok()) fields.subject_key_identifier = identifier->content;
    } else if (extension.oid == oid::kAuthorityKeyIdentifier) {
      fields.authority_key_identifier = AuthorityKeyIdentifierOf(extension.value);
    } else if (extension.oid == kKeyUsage) {
      ASSIGN_OR_RETURN(const BerElement bits, ReadBer(extension.value, ber::kBitString));
      fields.may_sign_data = BitOf(bits.content, 0);
      fields.may_sign_certificates = BitOf(bits.content, 5);
      fields.may_sign_lists = BitOf(bits.content, 6);
    } else if (extension.oid == kPrivateKeyUsagePeriod) {
      ASSIGN_OR_RETURN(const BerElement period, ReadBer(extension.value, ber::kSequence));
      BerReader reader(period.content);
      ASSIGN_OR_RETURN(fields.key_used_from, ImplicitTime(reader, 0));
      ASSIGN_OR_RETURN(fields.key_used_until, ImplicitTime(reader, 1));
      RETURN_IF_ERROR(reader.Finish());
    } else if (extension.oid == kBasicConstraints) {
      ASSIGN_OR_RETURN(const BerElement constraints, ReadBer(extension.value, ber::kSequence));
      ASSIGN_OR_RETURN(const std::optional<BerElement> authority, BerReader(constraints.content).TakeIf(ber::kBoolean));
      if (authority) {
        ASSIGN_OR_RETURN(fields.is_authority, BerBoolean(authority->content));
      }
    } else if (extension.oid == kExtendedKeyUsage) {
      ASSIGN_OR_RETURN(fields.extended_key_usage, OidsOf(extension.value));
    } else if (extension.oid == kDocumentTypeList) {
      StatusOr<std::vector<std::string>> types = DocumentTypesOf(extension.value);
      if (types.ok()) fields.document_types = *std::move(types);
    } else if (extension.critical) {
      fields.unknown_critical.push_back(extension.oid);
    }
    return OkStatus();
  }
};

StatusOr<X509Certificate> X509Certificate::FromDer(std::string der) {
  if (der.size() > kMaxCertificateBytes) return InvalidField("certificate", "is too long");
  X509Certificate certificate;
  certificate.der_ = std::make_shared<const std::string>(std::move(der));
  ASSIGN_OR_RETURN(certificate.fields_, X509CertificateReader::Read(*certificate.der_));
  return certificate;
}

StatusOr<X509Certificate> X509Certificate::FromPemOrDer(std::string_view bytes) {
  ASSIGN_OR_RETURN(std::string der, DerOfPemOrDer(bytes, "CERTIFICATE", "certificate", kMaxCertificateBytes));
  return FromDer(std::move(der));
}

std::string X509Certificate::SubjectText() const { return TextOfName(subject()); }

StatusOr<bool> IsSignedBy(const X509Certificate& certificate, const PublicKey& issuer_key) {
  ASSIGN_OR_RETURN(const SignatureScheme scheme, ReadSignatureScheme(certificate.signature_algorithm()));
  return issuer_key.Verify(scheme, certificate.to_be_signed(), certificate.signature());
}

}  // namespace clearance
