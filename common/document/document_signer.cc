#include "common/document/document_signer.h"

#include <algorithm>
#include <utility>

#include "common/crypto/digest.h"

namespace clearance {
namespace {

using Result = InspectionResult;
using Reason = InspectionReason;

constexpr int kRemovedFromList = 8;  // CRLReason (RFC 5280 §5.3.1)
// A signer's clock may be ahead of ours; a document signed later than this is from no time we know.
constexpr Duration kMaxClockDifference = std::chrono::hours(24);

CheckOutcome OutcomeOfSignature(const CmsVerdict& verdict) {
  switch (verdict.signature) {
    case CmsSignature::kValid: {
      const bool weak = (verdict.scheme && IsWeak(verdict.scheme->digest)) ||
                        (verdict.content_digest && IsWeak(*verdict.content_digest));
      return {Result::kSuccessful, weak ? Reason::kWeakDigest : Reason::kNone};
    }
    case CmsSignature::kDigestDiffers:
    case CmsSignature::kContentTypeDiffers:
      return {Result::kFailed, Reason::kDigestDiffers};
    case CmsSignature::kWrong:
      return {Result::kFailed, Reason::kSignatureWrong};
    case CmsSignature::kUnsupported:
      return {Result::kUndetermined, Reason::kUnsupportedAlgorithm};
    case CmsSignature::kMalformed:
      break;
  }
  return {Result::kUndetermined, Reason::kMalformed};
}

bool IsWeaklySigned(const X509Certificate& certificate) {
  const auto scheme = ReadSignatureScheme(certificate.signature_algorithm());
  return scheme.ok() && IsWeak(scheme->digest);
}

// A list of "P" is for every kind of passport, "PD" for diplomatic ones alone.
bool IsForDocument(const std::vector<std::string>& types, std::string_view code) {
  if (types.empty() || code.empty()) return true;
  return std::any_of(types.begin(), types.end(), [code](std::string_view type) {
    while (type.ends_with('<')) type.remove_suffix(1);
    return type == code || (type.size() == 1 && type.front() == code.front());
  });
}

CheckOutcome OutcomeOfUse(const X509Certificate& signer, std::string_view document_code) {
  const bool for_data = signer.may_sign_data() && !signer.is_authority() && signer.extended_key_usage().empty();
  if (!for_data || !IsForDocument(signer.document_types(), document_code))
    return {Result::kFailed, Reason::kSignerNotForDocuments};
  if (!signer.unknown_critical().empty()) return {Result::kUndetermined, Reason::kSignerNotForDocuments};
  return {Result::kSuccessful, IsWeaklySigned(signer) ? Reason::kWeakDigest : Reason::kNone};
}

// Whether the subject key identifier is made from the key (RFC 5280 §4.2.1.2 (1)), so that no other key can have it:
// states have used one for two keys.
bool IdentifiesItsKey(const X509Certificate& certificate) {
  const auto bits = KeyBitsOf(certificate.subject_public_key_info());
  return bits.ok() && certificate.subject_key_identifier() == Digest(DigestAlgorithm::kSha1, *bits);
}

// Why none of the authorities that could have signed did. Refuted is a signer only by the very key it names: an
// authority may go by one name, or one identifier, and another, younger key that we do not have.
CheckOutcome OutcomeOfNoAuthority(const X509Certificate& signer, const std::vector<const TrustAnchor*>& candidates) {
  const auto wanted = signer.authority_key_identifier();
  for (const TrustAnchor* candidate : candidates) {
    const X509Certificate& certificate = candidate->certificate;
    if (!wanted || certificate.subject_key_identifier() != wanted) continue;
    if (!candidate->key) return OutcomeOfKey(candidate->key_status);
    if (certificate.country() == signer.issuer_country() && IdentifiesItsKey(certificate))
      return {Result::kFailed, Reason::kSignerNotByAuthority};
  }
  return {Result::kUndetermined, Reason::kAuthorityUnknown};
}

bool InUse(const X509Certificate& certificate, Instant at) {
  const bool begun = !certificate.key_used_from() || *certificate.key_used_from() <= at;
  return begun && (!certificate.key_used_until() || at <= *certificate.key_used_until());
}

CheckOutcome SignerAtSigning(const X509Certificate& signer, Instant signed_at) {
  const bool begun = signer.not_before() <= signed_at + kMaxClockDifference;
  if (!begun || signed_at > signer.not_after()) return {Result::kFailed, Reason::kSignerOutsideValidity};
  if (!InUse(signer, signed_at)) return {Result::kFailed, Reason::kKeyOutsideUsagePeriod};
  return {Result::kSuccessful, Reason::kNone};
}

CheckOutcome AuthorityAtSigning(const X509Certificate& authority, const X509Certificate& signer, Instant signed_at) {
  if (!authority.ValidAt(signed_at)) return {Result::kFailed, Reason::kAuthorityOutsideValidity};
  if (!InUse(authority, signer.not_before())) return {Result::kFailed, Reason::kKeyOutsideUsagePeriod};
  return {Result::kSuccessful, Reason::kNone};
}

// The first outcome that is successful, and whose; else the first of all.
template <typename Judge>
CheckOutcome BestOf(const std::vector<const TrustAnchor*>& authorities, const TrustAnchor*& authority, Judge judge) {
  std::optional<CheckOutcome> first;
  for (const TrustAnchor* candidate : authorities) {
    const CheckOutcome outcome = judge(candidate->certificate);
    if (!first) first = outcome;
    if (outcome.result != Result::kSuccessful) continue;
    authority = candidate;
    return outcome;
  }
  return first.value_or(CheckOutcome{Result::kUndetermined, Reason::kAuthorityUnknown});
}

bool SameKey(const X509Certificate& a, const X509Certificate& b) {
  return a.subject_public_key_info() == b.subject_public_key_info();
}

bool IsListed(const X509Crl& list, std::string_view serial) {
  const RevokedCertificate* entry = list.Find(serial);
  return entry != nullptr && entry->reason != kRemovedFromList;
}

}  // namespace

CheckOutcome CheckMessageSignature(const CmsMessage& message, SignedBy& signed_by) {
  if (message.signers.size() != 1) return {Result::kUndetermined, Reason::kSignerMissing};
  const CmsSigner& signer = message.signers.front();
  signed_by.certificate = FindSignerCertificate(message, signer);
  signed_by.signing_time = signer.signing_time;
  if (!signed_by.certificate) return {Result::kUndetermined, Reason::kSignerMissing};
  const auto key = signed_by.certificate->Key();
  if (!key.ok()) return OutcomeOfKey(key.status());
  // Without signed attributes nothing says what kind of content it is that was signed (RFC 5652 §5.3).
  if (!signer.has_signed_attributes) return {Result::kUndetermined, Reason::kMalformed};
  const CmsVerdict verdict = VerifyCmsSigner(message, signer, *key);
  signed_by.attributes_not_der = verdict.attributes_not_der;
  return OutcomeOfSignature(verdict);
}

StatusOr<std::vector<const TrustAnchor*>> MakersOf(const X509Certificate& certificate,
                                                   const std::vector<const TrustAnchor*>& candidates) {
  std::vector<const TrustAnchor*> makers;
  for (const TrustAnchor* candidate : candidates) {
    if (!candidate->key) continue;
    bool made = false;
    if (makers.empty()) {
      ASSIGN_OR_RETURN(made, IsSignedBy(certificate, *candidate->key));
    } else {
      made = SameKey(candidate->certificate, makers.front()->certificate);  // a signature is one key's
    }
    if (made) makers.push_back(candidate);
  }
  return makers;
}

CheckOutcome CheckSignerTrust(const X509Certificate& signer, const TrustStore* trust, std::string_view document_code,
                              std::vector<const TrustAnchor*>& authorities) {
  authorities.clear();
  if (trust == nullptr || trust->anchors().empty()) return {Result::kNotPerformed, Reason::kNoTrustStore};
  const std::vector<const TrustAnchor*> candidates = trust->CandidatesFor(signer);
  auto makers = MakersOf(signer, candidates);
  if (!makers.ok()) {
    const bool unsupported = makers.status().code() == StatusCode::kUnimplemented;
    return {Result::kUndetermined, unsupported ? Reason::kUnsupportedAlgorithm : Reason::kMalformed};
  }
  authorities = *std::move(makers);
  return authorities.empty() ? OutcomeOfNoAuthority(signer, candidates) : OutcomeOfUse(signer, document_code);
}

CheckOutcome CheckValidityPeriod(const SignedBy& signed_by, const std::vector<const TrustAnchor*>& authorities,
                                 Instant at, const TrustAnchor*& authority) {
  authority = authorities.empty() ? nullptr : authorities.front();
  const X509Certificate& signer = *signed_by.certificate;
  const bool time_known = signed_by.signing_time && *signed_by.signing_time <= at + kMaxClockDifference;
  if (time_known) {
    const Instant signed_at = *signed_by.signing_time;
    const CheckOutcome own = SignerAtSigning(signer, signed_at);
    if (own.result != Result::kSuccessful) return own;
    return BestOf(authorities, authority, [&](const X509Certificate& certificate) {
      return AuthorityAtSigning(certificate, signer, signed_at);
    });
  }
  // The period of use of the signer's key is long over when a passport is shown: only a signing time can judge it.
  if (!signer.ValidAt(at)) return {Result::kUndetermined, Reason::kSigningTimeUnknown};
  return BestOf(authorities, authority, [&](const X509Certificate& certificate) {
    const Result result = certificate.ValidAt(at) ? Result::kSuccessful : Result::kUndetermined;
    return CheckOutcome{result, Reason::kSigningTimeUnknown};
  });
}

CheckOutcome CheckRevocation(const X509Certificate& signer, const TrustAnchor& authority, const TrustStore& trust,
                             Instant at) {
  const std::vector<const TrustedCrl*> lists = trust.CrlsFor(authority);
  bool same_serial_elsewhere = false;
  for (const TrustedCrl* crl : lists) {
    const X509Crl& list = crl->list;
    if (list.issuer() == authority.certificate.issuer() && IsListed(list, authority.certificate.serial()))
      return {Result::kFailed, Reason::kAuthorityRevoked};
    if (!IsListed(list, signer.serial())) continue;
    // Its own authority's list: by name, or by key however the name is written.
    const bool own =
        list.issuer() == signer.issuer() || SameKey(trust.anchors()[crl->signer].certificate, authority.certificate);
    if (own) return {Result::kFailed, Reason::kSignerRevoked};
    same_serial_elsewhere = true;
  }
  if (same_serial_elsewhere) return {Result::kUndetermined, Reason::kSignerRevoked};
  if (lists.empty()) return {Result::kUndetermined, Reason::kNoRevocationList};
  const auto next_update = lists.front()->list.next_update();
  if (next_update && *next_update < at) return {Result::kUndetermined, Reason::kRevocationListExpired};
  return {Result::kSuccessful, Reason::kNone};
}

}  // namespace clearance
