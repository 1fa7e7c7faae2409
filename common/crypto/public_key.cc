#include "common/crypto/public_key.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/param_build.h>
#include <openssl/rsa.h>

#include <utility>
#include <vector>

#include "common/base/ber.h"
#include "common/crypto/algorithm_identifier.h"
#include "common/crypto/named_curves.h"
#include "common/crypto/object_identifiers.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

constexpr std::string_view kStandardDomainParameters = "0.4.0.127.0.7.1.2";  // BSI TR-03110-3 §A.2.1.1
constexpr int kMaxExponentBits = 256;

using openssl::KeyContext;
using openssl::Number;
using openssl::Point;
using openssl::Unsigned;
using ParamBuilder = std::unique_ptr<OSSL_PARAM_BLD, openssl::Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, openssl::Free<OSSL_PARAM_free>>;

Number NumberOf(std::string_view bytes) {
  Number number(BN_bin2bn(Unsigned(bytes), static_cast<int>(bytes.size()), nullptr));
  CHECK(number != nullptr);
  return number;
}

// nullptr when OpenSSL takes no such key.
openssl::Key RsaKeyOf(const BIGNUM* modulus, const BIGNUM* exponent) {
  const ParamBuilder builder(OSSL_PARAM_BLD_new());
  CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, modulus) == 1);
  CHECK(OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, exponent) == 1);
  const Params params(OSSL_PARAM_BLD_to_param(builder.get()));
  const KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
  CHECK(params != nullptr && context != nullptr);
  EVP_PKEY* key = nullptr;
  const bool made = EVP_PKEY_fromdata_init(context.get()) == 1 &&
                    EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params.get()) == 1;
  ERR_clear_error();
  return openssl::Key(made ? key : nullptr);
}

// A copy of the curve's key without a point, which then gets this one. nullptr when it is not on the curve.
openssl::Key EcKeyOf(const KnownCurve& curve, const std::string& point) {
  openssl::Key key(EVP_PKEY_dup(curve.parameters));
  CHECK(key != nullptr);
  if (EVP_PKEY_set1_encoded_public_key(key.get(), Unsigned(point), point.size()) != 1) key.reset();
  ERR_clear_error();
  return key;
}

// SubjectPublicKeyInfo (RFC 5280 §4.1.2.7).
struct KeyParts {
  std::string_view algorithm{};  // whole AlgorithmIdentifier
  std::string_view bits{};
};

StatusOr<KeyParts> ReadKeyParts(std::string_view subject_public_key_info) {
  ASSIGN_OR_RETURN(const BerElement info, ReadBer(subject_public_key_info, ber::kSequence));
  BerReader reader(info.content);
  ASSIGN_OR_RETURN(const BerElement algorithm, reader.Take(ber::kSequence));
  ASSIGN_OR_RETURN(const BerElement bit_string, reader.Take(ber::kBitString));
  RETURN_IF_ERROR(reader.Finish());
  ASSIGN_OR_RETURN(const std::string_view bits, BerWholeBits(bit_string.content));
  return KeyParts{algorithm.whole, bits};
}

struct RsaNumbers {
  Number modulus, exponent;
};

// RSAPublicKey (RFC 8017 §A.1.1). Numbers are taken as magnitudes: some issuers leave the leading zero out.
StatusOr<RsaNumbers> ReadRsaNumbers(std::string_view bits) {
  constexpr std::size_t kMaxNumberBytes = kMaxRsaBits / 8 + 8;  // with some leading zeros
  ASSIGN_OR_RETURN(const BerElement sequence, ReadBer(bits, ber::kSequence));
  BerReader reader(sequence.content);
  ASSIGN_OR_RETURN(const BerElement modulus, reader.Take(ber::kInteger));
  ASSIGN_OR_RETURN(const BerElement exponent, reader.Take(ber::kInteger));
  RETURN_IF_ERROR(reader.Finish());
  if (modulus.content.size() > kMaxNumberBytes) return NotUsedHere("an RSA modulus of this length");
  if (exponent.content.size() > kMaxNumberBytes) return InvalidField("public_key", "has too long an RSA exponent");
  RsaNumbers numbers{NumberOf(modulus.content), NumberOf(exponent.content)};
  const int bits_of_modulus = BN_num_bits(numbers.modulus.get());
  if (bits_of_modulus < kMinRsaBits || bits_of_modulus > kMaxRsaBits)
    return NotUsedHere("an RSA modulus of this length");
  if (BN_is_odd(numbers.modulus.get()) == 0) return InvalidField("public_key", "has an even RSA modulus");
  if (BN_is_odd(numbers.exponent.get()) == 0 || BN_is_one(numbers.exponent.get()) == 1 ||
      BN_num_bits(numbers.exponent.get()) > kMaxExponentBits)
    return InvalidField("public_key", "has an RSA exponent that none may be");
  return numbers;
}

StatusOr<const KnownCurve*> ReadCurve(const AlgorithmIdentifier& algorithm, bool& written_out) {
  if (!algorithm.parameters) return InvalidField("public_key", "names no curve");
  const BerElement& parameters = *algorithm.parameters;
  const KnownCurve* known = nullptr;
  written_out = false;
  if (algorithm.oid == kStandardDomainParameters && parameters.tag == ber::kInteger) {
    ASSIGN_OR_RETURN(const std::int64_t id, BerInteger(parameters.content));
    known = CurveOfStandardId(id);
  } else if (parameters.tag == ber::kOid) {
    ASSIGN_OR_RETURN(const std::string oid, BerOid(parameters.content));
    known = CurveOfOid(oid);
  } else if (parameters.tag == ber::kSequence) {
    written_out = true;
    return CurveOfParameters(parameters.content);
  } else {
    return InvalidField("public_key", "has curve parameters of another form");
  }
  if (known == nullptr) return NotUsedHere("a curve of this name");
  return known;
}

bool Allowed(const SignatureScheme& scheme, bool pss_only, const std::optional<SignatureScheme>& limits) {
  if (pss_only && scheme.kind != SignatureKind::kRsaPss) return false;
  return !limits || (scheme.digest == limits->digest && scheme.mask_digest == limits->mask_digest &&
                     scheme.salt_bytes >= limits->salt_bytes);
}

// r and s one after the other, as the SEQUENCE OpenSSL reads; empty when they have another length.
std::string SequenceOfPlain(std::string_view plain, std::size_t order_bytes) {
  if (plain.size() != 2 * order_bytes) return "";
  std::string content;
  for (const std::string_view half : {plain.substr(0, order_bytes), plain.substr(order_bytes)}) {
    const std::size_t first = half.find_first_not_of('\0');
    std::string number(first == std::string_view::npos ? half.substr(0, 1) : half.substr(first));
    if ((number[0] & 0x80) != 0) number.insert(0, 1, '\0');
    content += BerElementOf(ber::kInteger, number);
  }
  return BerElementOf(ber::kSequence, content);
}

// The scheme's parameters on a context made for verifying. The digest is made by ourselves and the plain operation is
// called: so no policy of the machine on digests decides which documents can be read.
bool SetScheme(EVP_PKEY_CTX* context, const SignatureScheme& scheme) {
  if (scheme.kind == SignatureKind::kEcdsa) return true;
  const auto text = [](const char* name, std::string_view value) {
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(value.data()), value.size());
  };
  const bool pss = scheme.kind == SignatureKind::kRsaPss;
  int salt_bytes = scheme.salt_bytes;
  std::vector<OSSL_PARAM> params = {
      text(OSSL_SIGNATURE_PARAM_PAD_MODE, pss ? OSSL_PKEY_RSA_PAD_MODE_PSS : OSSL_PKEY_RSA_PAD_MODE_PKCSV15),
      text(OSSL_SIGNATURE_PARAM_DIGEST, DigestAlgorithmName(scheme.digest))};
  if (pss) {
    params.push_back(text(OSSL_SIGNATURE_PARAM_MGF1_DIGEST, DigestAlgorithmName(scheme.mask_digest)));
    params.push_back(OSSL_PARAM_construct_int(OSSL_SIGNATURE_PARAM_PSS_SALTLEN, &salt_bytes));
  }
  params.push_back(OSSL_PARAM_construct_end());
  return EVP_PKEY_CTX_set_params(context, params.data()) == 1;
}

// scalar · point; nullopt outside 1…n-1, or when it is the point at infinity.
std::optional<std::string> Product(const KnownCurve& curve, std::string_view point, std::string_view scalar) {
  constexpr std::size_t kMaxScalarBytes = 128;
  if (scalar.size() > kMaxScalarBytes) return std::nullopt;
  const std::unique_ptr<BIGNUM, openssl::Free<BN_clear_free>> number(NumberOf(scalar).release());
  if (BN_is_zero(number.get()) == 1 || BN_cmp(number.get(), EC_GROUP_get0_order(curve.group)) >= 0) return std::nullopt;
  const Point base(EC_POINT_new(curve.group)), product(EC_POINT_new(curve.group));
  CHECK(EC_POINT_oct2point(curve.group, base.get(), Unsigned(point), point.size(), nullptr) == 1);
  std::string bytes(1 + 2 * curve.field_bytes, '\0');
  const bool good = EC_POINT_mul(curve.group, product.get(), nullptr, base.get(), number.get(), nullptr) == 1 &&
                    EC_POINT_is_at_infinity(curve.group, product.get()) == 0 &&
                    EC_POINT_point2oct(curve.group, product.get(), POINT_CONVERSION_UNCOMPRESSED, Unsigned(bytes),
                                       bytes.size(), nullptr) == bytes.size();
  ERR_clear_error();
  return good ? std::optional(bytes) : std::nullopt;
}

}  // namespace

StatusOr<std::string_view> KeyBitsOf(std::string_view subject_public_key_info) {
  ASSIGN_OR_RETURN(const KeyParts info, ReadKeyParts(subject_public_key_info));
  return info.bits;
}

StatusOr<PublicKey> PublicKey::FromInfo(std::string_view subject_public_key_info) {
  ASSIGN_OR_RETURN(const KeyParts info, ReadKeyParts(subject_public_key_info));
  ASSIGN_OR_RETURN(const AlgorithmIdentifier algorithm, ReadAlgorithmIdentifier(info.algorithm));
  const std::string_view bits = info.bits;

  PublicKey key;
  if (algorithm.oid == oid::kRsaEncryption || algorithm.oid == oid::kRsaPss) {
    ASSIGN_OR_RETURN(const RsaNumbers numbers, ReadRsaNumbers(bits));
    key.kind_ = KeyKind::kRsa;
    key.bits_ = BN_num_bits(numbers.modulus.get());
    key.pss_only_ = algorithm.oid == oid::kRsaPss;
    if (key.pss_only_ && algorithm.HasParameters()) {
      ASSIGN_OR_RETURN(key.pss_limits_, ReadSignatureScheme(info.algorithm));
    }
    key.key_ = RsaKeyOf(numbers.modulus.get(), numbers.exponent.get());
    if (key.key_ == nullptr) return InvalidField("public_key", "is no RSA key");
    return key;
  }
  if (algorithm.oid != oid::kEcPublicKey && algorithm.oid != kStandardDomainParameters)
    return NotUsedHere("a key other than of RSA and of elliptic curves");
  key.kind_ = KeyKind::kEc;
  ASSIGN_OR_RETURN(key.known_, ReadCurve(algorithm, key.explicit_));
  key.curve_ = key.known_->name;
  key.bits_ = key.known_->field_bits;
  return key.WithPoint(bits);
}

StatusOr<PublicKey> PublicKey::WithPoint(std::string_view point) const {
  if (kind_ != KeyKind::kEc) return InvalidField("public_key", "has no points: it is no key of an elliptic curve");
  PublicKey key = *this;
  ASSIGN_OR_RETURN(key.point_, UncompressedPoint(*known_, point));
  key.key_ = EcKeyOf(*known_, key.point_);
  if (key.key_ == nullptr) return InvalidField("public_key", "is a point that is not on its curve");
  return key;
}

bool PublicKey::Verify(const SignatureScheme& scheme, std::string_view message, std::string_view signature,
                       EcdsaForm form) const {
  if ((scheme.kind == SignatureKind::kEcdsa) != (kind_ == KeyKind::kEc)) return false;
  if (!Allowed(scheme, pss_only_, pss_limits_)) return false;
  std::string converted;
  if (kind_ == KeyKind::kEc && form == EcdsaForm::kPlain) {
    converted = SequenceOfPlain(signature, known_->order_bytes);
    signature = converted;
  }
  if (signature.empty()) return false;
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  CHECK(context != nullptr);
  const std::string digest = Digest(scheme.digest, message);
  // ECDSA reads DER in its one form alone: anything before, behind or between r and s is refused there.
  const bool valid =
      EVP_PKEY_verify_init(context.get()) == 1 && SetScheme(context.get(), scheme) &&
      EVP_PKEY_verify(context.get(), Unsigned(signature), signature.size(), Unsigned(digest), digest.size()) == 1;
  ERR_clear_error();
  return valid;
}

StatusOr<std::string> PublicKey::RsaPublicOperation(std::string_view signature) const {
  if (kind_ != KeyKind::kRsa) return InvalidField("public_key", "is no key of RSA");
  const auto modulus_bytes = static_cast<std::size_t>((bits_ + 7) / 8);
  std::string padded(signature);
  if (padded.size() > modulus_bytes) return InvalidField("signature", "is not below the modulus");
  padded.insert(0, modulus_bytes - padded.size(), '\0');
  const KeyContext context(EVP_PKEY_CTX_new_from_pkey(nullptr, key_.get(), nullptr));
  CHECK(context != nullptr);
  std::string result(modulus_bytes, '\0');
  std::size_t size = result.size();
  // Encryption without padding is the bare power: RSAVP1 and RSAEP are the same operation.
  const bool good = EVP_PKEY_encrypt_init(context.get()) == 1 &&
                    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1 &&
                    EVP_PKEY_encrypt(context.get(), Unsigned(result), &size, Unsigned(padded), padded.size()) == 1 &&
                    size == result.size();
  ERR_clear_error();
  if (!good) return InvalidField("signature", "is not below the modulus");
  return result;
}

StatusOr<std::string> PublicKey::Multiply(std::string_view scalar) const {
  if (kind_ != KeyKind::kEc) return InvalidField("public_key", "is no key of an elliptic curve");
  std::optional<std::string> product = Product(*known_, point_, scalar);
  if (!product) return InvalidField("scalar", "lies outside 1 to n-1");
  return *std::move(product);
}

StatusOr<std::string> PublicKey::SharedSecret(std::string_view scalar) const {
  ASSIGN_OR_RETURN(const std::string product, Multiply(scalar));
  return product.substr(1, known_->field_bytes);
}

}  // namespace clearance
