// AlgorithmIdentifiers and digests of the development PKI.
#include "tests/support/der_writer.h"
#include "tests/support/oids.h"
#include "tests/support/pki_key.h"
#include "tests/support/pki_openssl.h"

namespace clearance {

std::string PkiDigest(DigestAlgorithm digest, std::string_view bytes) {
  std::string value(EVP_MAX_MD_SIZE, '\0');
  unsigned size = 0;
  CHECK(EVP_Digest(bytes.data(), bytes.size(), pki::Octets(value), &size, pki::OpensslDigest(digest), nullptr) == 1);
  value.resize(size);
  return value;
}

namespace {

// The identifiers of signatures with one digest: of RSA (PKCS #1), of ECDSA.
struct SignatureOids {
  std::string_view rsa, ecdsa;
};

SignatureOids OidsOf(DigestAlgorithm digest) {
  switch (digest) {
    case DigestAlgorithm::kSha1:
      return {"1.2.840.113549.1.1.5", "1.2.840.10045.4.1"};
    case DigestAlgorithm::kSha224:
      return {"1.2.840.113549.1.1.14", "1.2.840.10045.4.3.1"};
    case DigestAlgorithm::kSha256:
      return {"1.2.840.113549.1.1.11", "1.2.840.10045.4.3.2"};
    case DigestAlgorithm::kSha384:
      return {"1.2.840.113549.1.1.12", "1.2.840.10045.4.3.3"};
    case DigestAlgorithm::kSha512:
      return {"1.2.840.113549.1.1.13", "1.2.840.10045.4.3.4"};
  }
  CHECK(false);
}

}  // namespace

std::string DigestIdentifier(DigestAlgorithm digest, bool with_parameters) {
  return der::Sequence({der::Oid(OidOf(digest)), with_parameters ? der::Null() : ""});
}

std::string SignatureIdentifier(const SignatureScheme& scheme) {
  switch (scheme.kind) {
    case SignatureKind::kRsaPkcs1:
      return der::Sequence({der::Oid(OidsOf(scheme.digest).rsa), der::Null()});
    case SignatureKind::kEcdsa:
      return der::Sequence({der::Oid(OidsOf(scheme.digest).ecdsa)});
    case SignatureKind::kRsaPss:
      break;
  }
  // RFC 4055 §3.1: DER leaves out what equals the default (SHA-1, MGF1 with SHA-1, 20).
  std::string parameters;
  if (scheme.digest != DigestAlgorithm::kSha1) parameters += der::Explicit(0, DigestIdentifier(scheme.digest));
  if (scheme.mask_digest != DigestAlgorithm::kSha1)
    parameters +=
        der::Explicit(1, der::Sequence({der::Oid("1.2.840.113549.1.1.8"), DigestIdentifier(scheme.mask_digest)}));
  if (scheme.salt_bytes != 20) parameters += der::Explicit(2, der::Integer(scheme.salt_bytes));
  return der::Sequence({der::Oid("1.2.840.113549.1.1.10"), der::Sequence({parameters})});
}

int StandardizedParameterOf(std::string_view curve) {
  constexpr std::string_view kCurves[] = {"secp192r1",       "brainpoolP192r1", "secp224r1",       "brainpoolP224r1",
                                          "secp256r1",       "brainpoolP256r1", "brainpoolP320r1", "secp384r1",
                                          "brainpoolP384r1", "brainpoolP512r1", "secp521r1"};
  int number = 8;
  for (const std::string_view known : kCurves) {
    if (known == curve) return number;
    ++number;
  }
  CHECK(false);
}

}  // namespace clearance
