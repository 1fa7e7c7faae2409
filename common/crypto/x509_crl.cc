#include "common/crypto/x509_crl.h"

#include <algorithm>
#include <utility>

#include "common/crypto/algorithm_identifier.h"
#include "common/crypto/object_identifiers.h"
#include "common/crypto/pem.h"
#include "common/crypto/x509_parts.h"

namespace clearance {
namespace {

constexpr std::string_view kReasonCode = "2.5.29.21";
constexpr std::string_view kInvalidityDate = "2.5.29.24";
constexpr std::string_view kDeltaIndicator = "2.5.29.27";
constexpr std::string_view kIssuingDistributionPoint = "2.5.29.28";
constexpr std::string_view kCertificateIssuer = "2.5.29.29";

StatusOr<RevokedCertificate> ReadEntry(std::string_view content) {
  BerReader reader(content);
  RevokedCertificate entry;
  ASSIGN_OR_RETURN(const BerElement serial, reader.Take(ber::kInteger));
  if (serial.content.empty()) return InvalidField("crl", "has an empty serial number");
  entry.serial = serial.content;
  ASSIGN_OR_RETURN(entry.revoked_at, ReadX509Time(reader));
  ASSIGN_OR_RETURN(const std::optional<BerElement> extensions, reader.TakeIf(ber::kSequence));
  RETURN_IF_ERROR(reader.Finish());
  if (!extensions) return entry;
  ASSIGN_OR_RETURN(const std::vector<X509Extension> list, ReadExtensions(extensions->whole));
  for (const X509Extension& extension : list) {
    if (extension.oid == kReasonCode) {
      ASSIGN_OR_RETURN(const BerElement reason, ReadBer(extension.value, ber::kEnumerated));
      ASSIGN_OR_RETURN(const std::int64_t code, BerInteger(reason.content));
      constexpr std::int64_t kMaxReason = 10;  // aACompromise
      if (code < 0 || code > kMaxReason) return InvalidField("crl", "states a reason nobody knows");
      entry.reason = static_cast<int>(code);
    } else if (extension.oid == kCertificateIssuer || (extension.critical && extension.oid != kInvalidityDate)) {
      // certificateIssuer: from here on the serial numbers are another issuer's.
      return NotUsedHere("a revocation list whose entries mean something else");
    }
  }
  return entry;
}

// Entries in the order of their serial numbers, so that one is found without looking at all.
StatusOr<std::vector<RevokedCertificate>> ReadEntries(std::string_view content) {
  std::vector<RevokedCertificate> entries;
  BerReader reader(content);
  while (!reader.AtEnd()) {
    ASSIGN_OR_RETURN(const BerElement one, reader.Take(ber::kSequence));
    ASSIGN_OR_RETURN(const RevokedCertificate entry, ReadEntry(one.content));
    entries.push_back(entry);
  }
  std::stable_sort(entries.begin(), entries.end(),
                   [](const RevokedCertificate& a, const RevokedCertificate& b) { return a.serial < b.serial; });
  return entries;
}

// The authority key identifier, which is all that is used of them.
StatusOr<std::optional<std::string_view>> ReadListExtensions(std::string_view sequence) {
  ASSIGN_OR_RETURN(const std::vector<X509Extension> list, ReadExtensions(sequence));
  std::optional<std::string_view> authority_key_identifier;
  for (const X509Extension& extension : list) {
    if (extension.oid == oid::kAuthorityKeyIdentifier) {
      authority_key_identifier = AuthorityKeyIdentifierOf(extension.value);
    } else if (extension.oid == kDeltaIndicator || extension.oid == kIssuingDistributionPoint || extension.critical) {
      return NotUsedHere("a revocation list that is a part of one, or has a critical extension nobody knows");
    }
  }
  return authority_key_identifier;
}

}  // namespace

StatusOr<X509Crl> X509Crl::FromDer(std::string der) {
  if (der.size() > kMaxCrlBytes) return InvalidField("crl", "is too long");
  X509Crl crl;
  crl.der_ = std::make_shared<const std::string>(std::move(der));
  ASSIGN_OR_RETURN(const SignedEnvelope envelope, ReadSignedEnvelope(*crl.der_));
  crl.to_be_signed_ = envelope.to_be_signed.whole;
  crl.signature_algorithm_ = envelope.signature_algorithm;
  crl.signature_ = envelope.signature;
  BerReader reader(envelope.to_be_signed.content);
  RETURN_IF_ERROR(reader.TakeIf(ber::kInteger).status());  // version: what is there says enough
  ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kSequence));
  if (algorithm.whole != crl.signature_algorithm_) return InvalidField("crl", "names two signature algorithms");
  ASSIGN_OR_RETURN(const BerElement issuer, reader.Take(ber::kSequence));
  crl.issuer_ = issuer.whole;
  ASSIGN_OR_RETURN(crl.this_update_, ReadX509Time(reader));
  ASSIGN_OR_RETURN(const std::optional<BerElement> utc, reader.TakeIf(ber::kUtcTime));
  ASSIGN_OR_RETURN(const std::optional<BerElement> general, reader.TakeIf(ber::kGeneralizedTime));
  if (utc && general) return InvalidField("crl", "has a time too many");
  if (utc || general) {
    ASSIGN_OR_RETURN(crl.next_update_, BerTime(utc ? *utc : *general));
  }
  ASSIGN_OR_RETURN(const std::optional<BerElement> revoked, reader.TakeIf(ber::kSequence));
  ASSIGN_OR_RETURN(const std::optional<BerElement> extensions, reader.TakeIf(ber::ContextConstructed(0)));
  RETURN_IF_ERROR(reader.Finish());
  if (extensions) {
    ASSIGN_OR_RETURN(crl.authority_key_identifier_, ReadListExtensions(extensions->content));
  }
  if (revoked) {
    ASSIGN_OR_RETURN(crl.revoked_, ReadEntries(revoked->content));
  }
  return crl;
}

StatusOr<X509Crl> X509Crl::FromPemOrDer(std::string_view bytes) {
  ASSIGN_OR_RETURN(std::string der, DerOfPemOrDer(bytes, "X509 CRL", "crl", kMaxCrlBytes));
  return FromDer(std::move(der));
}

const RevokedCertificate* X509Crl::Find(std::string_view serial) const {
  const auto found =
      std::lower_bound(revoked_.begin(), revoked_.end(), serial,
                       [](const RevokedCertificate& entry, std::string_view wanted) { return entry.serial < wanted; });
  return found != revoked_.end() && found->serial == serial ? &*found : nullptr;
}

StatusOr<bool> X509Crl::IsSignedBy(const PublicKey& issuer_key) const {
  ASSIGN_OR_RETURN(const SignatureScheme scheme, ReadSignatureScheme(signature_algorithm_));
  return issuer_key.Verify(scheme, to_be_signed_, signature_);
}

}  // namespace clearance
