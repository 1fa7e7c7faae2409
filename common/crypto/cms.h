// CMS SignedData (RFC 5652 §5) as chips of passports, master lists and EF.CardSecurity carry it: BER or DER, content
// in pieces, signed attributes. Read by ourselves so that hostile bytes meet bounds of ours, and so that names, serial
// numbers and curves are compared as documents need it (docs/decisions). No trust is judged here.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/crypto/public_key.h"
#include "common/crypto/x509_certificate.h"

namespace clearance {

inline constexpr std::size_t kMaxCmsBytes = std::size_t{32} << 20;  // a master list is about 1 MB
inline constexpr std::size_t kMaxCmsCertificates = 4096;
inline constexpr std::size_t kMaxCmsSigners = 16;

inline constexpr std::string_view kSignedDataOid = "1.2.840.113549.1.7.2";

struct CmsSigner {
  int version = 0;
  // Who signed: issuer and serial, or the subject key identifier; the other is empty.
  std::string_view issuer{};  // whole Name
  std::string_view serial{};  // INTEGER content as written
  std::string_view subject_key_identifier{};
  std::string_view digest_algorithm{};     // whole AlgorithmIdentifier
  std::string_view signature_algorithm{};  // whole AlgorithmIdentifier
  std::string_view signature{};
  bool has_signed_attributes = false;
  std::string_view signed_attributes{};  // content of the [0]: what is hashed is this under the tag SET OF
  std::optional<std::string_view> message_digest{};
  std::string content_type{};  // attribute, dotted; empty where there is none
  std::optional<Instant> signing_time{};
};

// Views point into the bytes this owns; copies share them. Thread-safe.
struct CmsMessage {
  std::shared_ptr<const std::string> bytes{};
  int version = 0;
  std::string content_type{};  // of the encapsulated content, dotted
  std::string content{};       // put together when it came in pieces; empty when detached
  bool has_content = false;
  std::vector<std::string_view> certificates{};  // whole certificates, as they stand
  std::vector<std::string_view> crls{};
  std::vector<CmsSigner> signers{};
};

// A whole ContentInfo of type SignedData. Errors: INVALID_ARGUMENT what is malformed, or another content type.
StatusOr<CmsMessage> ReadCmsMessage(std::string bytes);

enum class CmsSignature {
  kValid,
  kDigestDiffers,       // the messageDigest attribute is not the content's digest
  kContentTypeDiffers,  // the contentType attribute is not the content's type, or one of the two attributes is missing
  kWrong,               // not made by this key over these bytes
  kUnsupported,         // an algorithm we do not use
  kMalformed,           // algorithm parameters that cannot be read
};
std::string_view CmsSignatureName(CmsSignature signature);  // "DIGEST_DIFFERS"

struct CmsVerdict {
  CmsSignature signature = CmsSignature::kMalformed;
  std::optional<SignatureScheme> scheme{};  // once it could be read
  std::optional<DigestAlgorithm> content_digest{};
  // The signed attributes were not in the order of DER, and the signature is over them as they stand, or over them in
  // order: seen in real documents, valid, and to be told.
  bool attributes_not_der = false;
};

// Whether `key` made the signature of `signer` over the content. Only the mathematics: who the key belongs to is the
// caller's to know.
CmsVerdict VerifyCmsSigner(const CmsMessage& message, const CmsSigner& signer, const PublicKey& key);

// The certificate of the message that `signer` names; nullopt when none is there. Certificates that cannot
// be read are passed over.
std::optional<X509Certificate> FindSignerCertificate(const CmsMessage& message, const CmsSigner& signer);

}  // namespace clearance
