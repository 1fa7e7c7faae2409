#include "common/document/master_list.h"

#include <algorithm>

#include "common/base/ber.h"
#include "common/base/error_reasons.h"
#include "common/crypto/cms.h"

namespace clearance {
namespace {

constexpr std::string_view kMasterListOid = "2.23.136.1.1.2";
constexpr std::string_view kMasterListSignerUsage = "2.23.136.1.1.3";
constexpr std::size_t kMaxChainLength = 4;

Status NotTrusted(std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kTrustNotEstablished,
               "master list: " + std::string(problem));
}

Status Malformed(std::string_view problem) { return InvalidField("master_list", problem); }

bool IsSigned(const X509Certificate& certificate, const X509Certificate& issuer) {
  const auto key = issuer.Key();
  if (!key.ok()) return false;
  const auto verified = IsSignedBy(certificate, *key);
  return verified.ok() && *verified;
}

// The extended key usage is what tells a list's signer from a document's (Doc 9303-12 table 5); an authority may sign
// its own list.
bool MaySignMasterLists(const X509Certificate& signer) {
  if (signer.is_authority()) return true;
  const auto& usage = signer.extended_key_usage();
  return signer.may_sign_data() && std::find(usage.begin(), usage.end(), kMasterListSignerUsage) != usage.end();
}

std::vector<X509Certificate> Readable(const std::vector<std::string_view>& certificates) {
  std::vector<X509Certificate> readable;
  for (const std::string_view der : certificates) {
    auto certificate = X509Certificate::FromDer(std::string(der));
    if (certificate.ok()) readable.push_back(*std::move(certificate));
  }
  return readable;
}

// From the signer up to `root`, over authorities that the list carries beside its signer: a list may be signed by one
// whose own authority is a younger one than the root at hand, with a link certificate between.
bool LeadsTo(const X509Certificate& root, X509Certificate certificate, const std::vector<X509Certificate>& carried,
             Instant at) {
  for (std::size_t length = 0; length < kMaxChainLength; ++length) {
    if (certificate.der() == root.der() || IsSigned(certificate, root)) return true;
    const auto issuer = std::find_if(carried.begin(), carried.end(), [&](const X509Certificate& other) {
      return other.is_authority() && other.may_sign_certificates() && other.ValidAt(at) &&
             other.subject() == certificate.issuer() && other.der() != certificate.der() &&
             IsSigned(certificate, other);
    });
    if (issuer == carried.end()) return false;
    certificate = *issuer;
  }
  return false;
}

// CscaMasterList ::= SEQUENCE { version INTEGER (0), certList SET OF Certificate } (Doc 9303-12 §9).
StatusOr<MasterList> ReadContent(std::string_view content) {
  ASSIGN_OR_RETURN(const BerElement list, ReadBer(content, ber::kSequence));
  BerReader fields(list.content);
  ASSIGN_OR_RETURN(const BerElement version, fields.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const std::int64_t number, BerInteger(version.content));
  if (number != 0) return Malformed("is of another version than 0");
  ASSIGN_OR_RETURN(const BerElement certificates, fields.Take(ber::kSet));
  RETURN_IF_ERROR(fields.Finish());
  MasterList master_list;
  BerReader entries(certificates.content);
  while (!entries.AtEnd()) {
    ASSIGN_OR_RETURN(const BerElement entry, entries.Next());
    if (master_list.authorities.size() + master_list.unreadable == kMaxMasterListEntries)
      return Malformed("has more entries than are read");
    auto certificate = X509Certificate::FromDer(std::string(entry.whole));
    if (certificate.ok()) {
      master_list.authorities.push_back(*std::move(certificate));
    } else {
      ++master_list.unreadable;
    }
  }
  return master_list;
}

StatusOr<X509Certificate> TrustedSigner(const CmsMessage& message, const CmsSigner& signer, const X509Certificate& root,
                                        Instant at) {
  auto certificate = FindSignerCertificate(message, signer);
  if (!certificate) return NotTrusted("the signer's certificate is not in it");
  const auto key = certificate->Key();
  if (!key.ok()) return NotTrusted("the signer's key cannot be used: " + MessageOf(key.status()));
  const CmsVerdict verdict = VerifyCmsSigner(message, signer, *key);
  if (verdict.signature != CmsSignature::kValid)
    return NotTrusted("its signature: " + std::string(CmsSignatureName(verdict.signature)));
  if (!MaySignMasterLists(*certificate)) return NotTrusted("its signer may not sign master lists");
  if (!certificate->ValidAt(signer.signing_time.value_or(at)))
    return NotTrusted("its signer's certificate was not valid when it was signed");
  if (!LeadsTo(root, *certificate, Readable(message.certificates), signer.signing_time.value_or(at)))
    return NotTrusted("its signer does not lead to the root that was given");
  return *std::move(certificate);
}

}  // namespace

StatusOr<MasterList> ReadMasterList(std::string bytes, const X509Certificate& root, Instant at) {
  if (bytes.size() > kMaxMasterListBytes) return Malformed("is larger than is read");
  if (!root.may_sign_certificates()) return NotTrusted("the root that was given is none of an authority");
  ASSIGN_OR_RETURN(const CmsMessage message, ReadCmsMessage(std::move(bytes)));
  if (message.content_type != kMasterListOid || !message.has_content) return Malformed("is another kind of message");
  if (message.signers.size() != 1) return Malformed("has not exactly one signer");
  const CmsSigner& signer = message.signers.front();
  ASSIGN_OR_RETURN(const X509Certificate certificate, TrustedSigner(message, signer, root, at));
  ASSIGN_OR_RETURN(MasterList master_list, ReadContent(message.content));
  master_list.signer = certificate.SubjectText();
  master_list.signer_country = certificate.country();
  master_list.signed_at = signer.signing_time;
  return master_list;
}

}  // namespace clearance
