// CMS SignedData (RFC 5652 §5) of the development PKI, and EF.SOD over it: sound ones, and each way in which real or
// forged ones depart.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/pki_certificate.h"

namespace clearance {

enum class AttributeOrder {
  kDer,
  kUnsortedSignedAsWritten,  // not in the order of DER, the signature over them as they stand
  kUnsortedSignedInOrder,    // the signature over them in order
  kNone,                     // no signed attributes: the signature is over the content
};
enum class SignerIdentifier { kIssuerAndSerial, kSubjectKeyIdentifier };
enum class CmsEncoding {
  kDer,
  kBer,  // indefinite lengths, the content in pieces
};
enum class AlgorithmNaming {
  kFull,     // sha256WithRSAEncryption, ecdsa-with-SHA256
  kKeyOnly,  // rsaEncryption, id-ecPublicKey: the digest stands beside it
};

struct CmsChoice {
  std::string content_type{};                           // dotted
  std::optional<std::string> attribute_content_type{};  // of the attribute, where it differs
  std::optional<DigestAlgorithm> digest{};              // of the content; default: the signature scheme's
  std::optional<Instant> signing_time{};
  AttributeOrder attributes = AttributeOrder::kDer;
  SignerIdentifier identifier = SignerIdentifier::kIssuerAndSerial;
  CmsEncoding encoding = CmsEncoding::kDer;
  AlgorithmNaming naming = AlgorithmNaming::kFull;
  std::vector<std::string> certificates{};  // as they shall stand
  std::vector<std::string> crls{};
  std::vector<std::string> more_attributes{};  // whole Attributes, signed
  bool digest_parameters = true;               // NULL beside the digest\'s identifier; RFC 5754 §2 wants none
  int version = 3;
  bool detached = false;
  bool content_altered = false;    // one bit of the content, after signing
  bool signature_altered = false;  // one bit of the signature
};
// ContentInfo, whole. The signer's certificate is in it only when `certificates` has it.
std::string SignedMessage(const PkiHolder& signer, std::string_view content, const CmsChoice& choice);

struct SodChoice {
  DigestAlgorithm digest = DigestAlgorithm::kSha256;  // of the data groups
  int version = 0;                                    // 1 adds the LDS version
  bool embed_certificate = true;
  bool tag77 = true;        // false: the CMS stands bare
  int altered_hash_of = 0;  // a data group whose hash is wrong, and signed so
  int omit_hash_of = 0;     // a data group that is left out
  std::string trailing{};   // bytes after the file's element
  CmsChoice cms{};          // its content type and certificates are set here, unless given
};
// EF.SOD over whole data group files.
std::string EfSod(const PkiHolder& signer, const std::map<int, std::string>& data_groups, const SodChoice& choice = {});
// LDSSecurityObject alone, the content of it.
std::string LdsSecurityObject(const std::map<int, std::string>& data_groups, const SodChoice& choice = {});

}  // namespace clearance
