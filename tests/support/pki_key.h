// Keys of the development PKI: made, written out in every form that documents use, and used to sign. Of OpenSSL it
// takes the arithmetic alone; what is written is written here. For tests and the demo only: the private keys lie open
// in memory.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "common/crypto/public_key.h"  // the names of schemes and digests; nothing of it is called

namespace clearance {

enum class RsaKeyForm {
  kPlain,  // rsaEncryption
  kPss,    // id-RSASSA-PSS without parameters (RFC 4055 §1.2)
};
enum class CurveForm {
  kNamed,
  kExplicit,            // p, a, b, G, n and h in numbers, with seed where the curve has one
  kExplicitCompressed,  // the same, G compressed
  kStandardized,        // by BSI TR-03110's number of it, as chips do (standardizedDomainParameters)
  kExplicitNoCofactor,  // the same without h, which is optional
  // One number wrong, each of the six:
  kExplicitPrimeAltered,
  kExplicitAAltered,
  kExplicitBAltered,
  kExplicitGeneratorAltered,
  kExplicitOrderAltered,
  kExplicitCofactorAltered,
};

// A value; copies share the key. Everything CHECKs: a mistake here is a mistake in a test.
class PkiKey {
 public:
  static PkiKey Rsa(int bits);
  // By its usual name: secp192r1 … secp521r1, brainpoolP160r1 … brainpoolP512t1.
  static PkiKey Ec(std::string_view curve);
  // CVE-2020-0601: a private key of ours on `trusted`'s curve with another base point, so chosen that the public point
  // is `trusted`'s. It is written with explicit parameters, and signs what a careless verifier takes for `trusted`'s.
  static PkiKey WithAlteredGroup(const PkiKey& trusted);

  // The same key, written otherwise.
  PkiKey As(CurveForm form) const;
  PkiKey As(RsaKeyForm form) const;

  bool is_rsa() const { return curve_.empty(); }
  const std::string& curve() const { return curve_; }
  int bits() const;  // of the modulus, of the field
  // PKCS1 or ECDSA, with SHA-256.
  SignatureScheme DefaultScheme() const;

  // SubjectPublicKeyInfo, whole; the key's bits in it (RSAPublicKey, or the point); SHA-1 of those (RFC 5280 §4.2.1.2).
  std::string Info() const;
  std::string Bits() const;
  std::string Identifier() const;

  // A scheme of this kind of key. ECDSA: SEQUENCE of r and s.
  std::string Sign(const SignatureScheme& scheme, std::string_view message) const;
  // ECDSA: r and s one after the other, each as long as the order.
  std::string SignPlain(DigestAlgorithm digest, std::string_view message) const;
  // RSA: the plain private operation, as long as the modulus. `negated` answers n - s, as ISO/IEC 9796-2 may.
  std::string RsaPrivateOperation(std::string_view block) const;
  std::string RsaNegated(std::string_view signature) const;

  // EC. Points uncompressed, scalars as long as the order.
  std::string Point() const;
  std::string PrivateScalar() const;
  std::string Multiply(std::string_view point) const;      // private scalar times `point`
  std::string SharedSecret(std::string_view point) const;  // its x coordinate, as long as the field
  std::string QuotientOf(std::string_view scalar) const;   // scalar / private scalar modulo the order

  // The private key for `openssl`: PKCS#8 in PEM. Named curves and RSA.
  std::string Pem() const;

 private:
  struct Secret;
  PkiKey() = default;
  std::string CurveParameters() const;
  std::string SignAlteredGroup(std::string_view digest) const;

  std::shared_ptr<const Secret> secret_;
  std::string curve_;  // empty for RSA
  CurveForm curve_form_ = CurveForm::kNamed;
  RsaKeyForm rsa_form_ = RsaKeyForm::kPlain;
};

// The number of a curve among the standardized domain parameters of Doc 9303-11 §9.5.1: 12 for secp256r1. CHECKs that
// it has one.
int StandardizedParameterOf(std::string_view curve);

// AlgorithmIdentifier, whole.
std::string DigestIdentifier(DigestAlgorithm digest, bool with_parameters = true);
std::string SignatureIdentifier(const SignatureScheme& scheme);

std::string PkiDigest(DigestAlgorithm digest, std::string_view bytes);

}  // namespace clearance
