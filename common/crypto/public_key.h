// Public keys of documents and of those who sign them: RSA and elliptic curves, as they stand in a SubjectPublicKeyInfo
// (RFC 5280 §4.1.2.7). A quarter of the world's country signers write their curve out in numbers instead of naming it;
// such a curve is held against the known ones in all of p, a, b, G, n and h, and only a whole match is used, as the
// named curve. It must never compute on a curve that the other side has made up (CVE-2020-0601).
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/crypto/digest.h"

struct evp_pkey_st;

namespace clearance {

struct KnownCurve;

enum class SignatureKind { kRsaPkcs1, kRsaPss, kEcdsa };

struct SignatureScheme {
  SignatureKind kind = SignatureKind::kRsaPkcs1;
  DigestAlgorithm digest = DigestAlgorithm::kSha256;
  DigestAlgorithm mask_digest = DigestAlgorithm::kSha256;  // kRsaPss: of MGF1
  int salt_bytes = 0;                                      // kRsaPss
  friend bool operator==(const SignatureScheme&, const SignatureScheme&) = default;
};

// From a whole AlgorithmIdentifier. `digest` is what the message states beside it (CMS digestAlgorithm): used where the
// identifier names none (rsaEncryption, a plain ecPublicKey), ignored where it does. RSASSA-PSS by RFC 4055 with its
// defaults. Errors: INVALID_ARGUMENT malformed; UNIMPLEMENTED an algorithm, digest or mask we do not use.
StatusOr<SignatureScheme> ReadSignatureScheme(std::string_view algorithm_identifier,
                                              std::optional<DigestAlgorithm> digest = std::nullopt);

// The key itself in a whole SubjectPublicKeyInfo: what its BIT STRING holds, unread. Error: INVALID_ARGUMENT.
StatusOr<std::string_view> KeyBitsOf(std::string_view subject_public_key_info);

enum class KeyKind { kRsa, kEc };

enum class EcdsaForm {
  kDer,    // SEQUENCE of r and s: X.509, CMS
  kPlain,  // r and s one after the other, each as long as the order: BSI TR-03111, JWS, active authentication
};

// A value; copies share the parsed key. Thread-safe.
class PublicKey {
 public:
  // From a whole SubjectPublicKeyInfo. Errors: INVALID_ARGUMENT malformed, or a point that is not on its curve;
  // UNIMPLEMENTED another kind of key, or an RSA modulus outside kMinRsaBits…kMaxRsaBits; FAILED_PRECONDITION
  // written-out curve parameters that are no known curve's.
  static StatusOr<PublicKey> FromInfo(std::string_view subject_public_key_info);

  KeyKind kind() const { return kind_; }
  int bits() const { return bits_; }                   // of the modulus, of the field
  const std::string& curve() const { return curve_; }  // "brainpoolP256r1", "secp256r1"; empty for RSA
  bool explicit_curve() const { return explicit_; }    // the parameters were written out
  // The point, uncompressed (SEC 1 §2.3.3); empty for RSA.
  const std::string& point() const { return point_; }

  // True when `signature` is this key's over `message`; false for anything else, a scheme of another kind of key too,
  // or one that a key of id-RSASSA-PSS does not allow (RFC 4055 §1.2, §3.3).
  bool Verify(const SignatureScheme& scheme, std::string_view message, std::string_view signature,
              EcdsaForm form = EcdsaForm::kDer) const;

  // RSA: the plain public operation (RFC 8017 §5.2.2), as long as the modulus. Error: INVALID_ARGUMENT when `signature`
  // is not below the modulus, or the key is none of RSA.
  StatusOr<std::string> RsaPublicOperation(std::string_view signature) const;

  // EC: x coordinate of `scalar` times this point, as long as the field (SEC 1 §3.3.1), and the whole product
  // uncompressed. Errors: INVALID_ARGUMENT a scalar outside 1…n-1, the product is the point at infinity, or not an EC
  // key.
  StatusOr<std::string> SharedSecret(std::string_view scalar) const;
  StatusOr<std::string> Multiply(std::string_view scalar) const;

  // A key on the same curve with another point, uncompressed or compressed. INVALID_ARGUMENT when it is not on it.
  StatusOr<PublicKey> WithPoint(std::string_view point) const;

 private:
  PublicKey() = default;
  std::shared_ptr<evp_pkey_st> key_;
  KeyKind kind_ = KeyKind::kRsa;
  int bits_ = 0;
  std::string curve_;
  bool explicit_ = false;
  std::string point_;
  const KnownCurve* known_ = nullptr;
  bool pss_only_ = false;
  std::optional<SignatureScheme> pss_limits_;
};

inline constexpr int kMinRsaBits = 1024;
inline constexpr int kMaxRsaBits = 8192;

}  // namespace clearance
