#include "tests/support/pki_key.h"

#include <openssl/core_names.h>
#include <openssl/objects.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "tests/support/der_writer.h"
#include "tests/support/pki_openssl.h"

namespace clearance {

using pki::BytesOf;
using pki::NumberOf;
using pki::Octets;
using pki::PointOf;

namespace pki {

const EVP_MD* OpensslDigest(DigestAlgorithm digest) {
  switch (digest) {
    case DigestAlgorithm::kSha1:
      return EVP_sha1();
    case DigestAlgorithm::kSha224:
      return EVP_sha224();
    case DigestAlgorithm::kSha256:
      return EVP_sha256();
    case DigestAlgorithm::kSha384:
      return EVP_sha384();
    case DigestAlgorithm::kSha512:
      return EVP_sha512();
  }
  CHECK(false);
}

namespace {
// OpenSSL knows the two oldest curves under their X9.62 names only.
std::string OpensslCurve(std::string_view curve) {
  if (curve == "secp256r1") return "prime256v1";
  if (curve == "secp192r1") return "prime192v1";
  return std::string(curve);
}
}  // namespace

Group GroupOf(std::string_view curve) {
  Group group(EC_GROUP_new_by_curve_name(OBJ_txt2nid(OpensslCurve(curve).c_str())));
  CHECK(group != nullptr);
  return group;
}

}  // namespace pki

struct PkiKey::Secret {
  pki::Key key;                   // absent in an altered group
  pki::Group group;               // EC; its generator is the altered one
  std::string scalar;             // EC
  std::string point;              // EC, uncompressed
  std::string modulus, exponent;  // RSA, big-endian
};

namespace {

std::string NumberIn(const EVP_PKEY* key, const char* name) {
  BIGNUM* found = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key, name, &found) == 1);
  const pki::Number number(found);
  return BytesOf(number.get(), static_cast<std::size_t>(BN_num_bytes(number.get())));
}

std::size_t OrderBytes(const EC_GROUP* group) {
  return static_cast<std::size_t>(BN_num_bytes(EC_GROUP_get0_order(group)));
}
std::size_t FieldBytes(const EC_GROUP* group) { return static_cast<std::size_t>(EC_GROUP_get_degree(group) + 7) / 8; }

std::string RandomScalar(const EC_GROUP* group) {
  const pki::Number scalar(BN_new());
  do {
    CHECK(BN_priv_rand_range(scalar.get(), EC_GROUP_get0_order(group)) == 1);
  } while (BN_is_zero(scalar.get()));
  return BytesOf(scalar.get(), OrderBytes(group));
}

std::string Altered(std::string number) {
  number.back() = static_cast<char>(number.back() ^ 2);
  return number;
}

// r and s out of a SEQUENCE of two INTEGERs that OpenSSL wrote.
std::pair<std::string_view, std::string_view> PartsOf(std::string_view signature) {
  const bool is_long = static_cast<unsigned char>(signature[1]) == 0x81;
  signature.remove_prefix(is_long ? 3 : 2);
  const auto take = [&signature] {
    const auto size = static_cast<std::size_t>(static_cast<unsigned char>(signature[1]));
    const std::string_view number = signature.substr(2, size);
    signature.remove_prefix(2 + size);
    return number;
  };
  const std::string_view r = take();
  return {r, take()};
}

}  // namespace

PkiKey PkiKey::Rsa(int bits) {
  auto secret = std::make_shared<Secret>();
  secret->key.reset(EVP_RSA_gen(static_cast<unsigned>(bits)));
  CHECK(secret->key != nullptr);
  secret->modulus = NumberIn(secret->key.get(), OSSL_PKEY_PARAM_RSA_N);
  secret->exponent = NumberIn(secret->key.get(), OSSL_PKEY_PARAM_RSA_E);
  PkiKey key;
  key.secret_ = std::move(secret);
  return key;
}

PkiKey PkiKey::Ec(std::string_view curve) {
  auto secret = std::make_shared<Secret>();
  secret->group = pki::GroupOf(curve);
  secret->key.reset(EVP_EC_gen(OBJ_nid2sn(EC_GROUP_get_curve_name(secret->group.get()))));
  CHECK(secret->key != nullptr);
  const std::string scalar = NumberIn(secret->key.get(), OSSL_PKEY_PARAM_PRIV_KEY);
  secret->scalar = BytesOf(NumberOf(scalar).get(), OrderBytes(secret->group.get()));
  std::string point(1 + 2 * FieldBytes(secret->group.get()), '\0');
  std::size_t size = 0;
  CHECK(EVP_PKEY_get_octet_string_param(secret->key.get(), OSSL_PKEY_PARAM_PUB_KEY, Octets(point), point.size(),
                                        &size) == 1);
  CHECK(size == point.size());
  secret->point = std::move(point);
  PkiKey key;
  key.secret_ = std::move(secret);
  key.curve_ = curve;
  return key;
}

PkiKey PkiKey::WithAlteredGroup(const PkiKey& trusted) {
  auto secret = std::make_shared<Secret>();
  secret->group = pki::GroupOf(trusted.curve_);
  EC_GROUP* const group = secret->group.get();
  secret->scalar = RandomScalar(group);
  const BIGNUM* const order = EC_GROUP_get0_order(group);
  const pki::NumberContext context(BN_CTX_new());
  const pki::Number inverse(BN_mod_inverse(nullptr, NumberOf(secret->scalar).get(), order, context.get()));
  const pki::GroupPoint target = PointOf(group, trusted.Point());
  const pki::GroupPoint generator(EC_POINT_new(group));
  CHECK(inverse != nullptr && EC_POINT_mul(group, generator.get(), nullptr, target.get(), inverse.get(), nullptr) == 1);
  const pki::Number order_copy(BN_dup(order));
  const pki::Number cofactor(BN_dup(EC_GROUP_get0_cofactor(group)));
  CHECK(EC_GROUP_set_generator(group, generator.get(), order_copy.get(), cofactor.get()) == 1);
  secret->point = trusted.Point();
  PkiKey key;
  key.secret_ = std::move(secret);
  key.curve_ = trusted.curve_;
  key.curve_form_ = CurveForm::kExplicit;
  return key;
}

PkiKey PkiKey::As(CurveForm form) const {
  CHECK(!is_rsa());
  PkiKey key = *this;
  key.curve_form_ = form;
  return key;
}

PkiKey PkiKey::As(RsaKeyForm form) const {
  CHECK(is_rsa());
  PkiKey key = *this;
  key.rsa_form_ = form;
  return key;
}

int PkiKey::bits() const {
  if (!is_rsa()) return EC_GROUP_get_degree(secret_->group.get());
  return BN_num_bits(NumberOf(secret_->modulus).get());
}

SignatureScheme PkiKey::DefaultScheme() const {
  SignatureScheme scheme;
  scheme.kind = !is_rsa()                       ? SignatureKind::kEcdsa
                : rsa_form_ == RsaKeyForm::kPss ? SignatureKind::kRsaPss
                                                : SignatureKind::kRsaPkcs1;
  if (scheme.kind == SignatureKind::kRsaPss) scheme.salt_bytes = 32;
  return scheme;
}

std::string PkiKey::CurveParameters() const {
  if (curve_form_ == CurveForm::kNamed) {
    char dotted[64];
    const int nid = EC_GROUP_get_curve_name(secret_->group.get());
    CHECK(OBJ_obj2txt(dotted, sizeof(dotted), OBJ_nid2obj(nid), 1) > 0);
    return der::Oid(dotted);
  }
  const EC_GROUP* const group = secret_->group.get();
  const pki::Number p(BN_new()), a(BN_new()), b(BN_new());
  CHECK(EC_GROUP_get_curve(group, p.get(), a.get(), b.get(), nullptr) == 1);
  const std::size_t size = FieldBytes(group);
  const auto number = [this](std::string bytes, CurveForm altered) {
    return curve_form_ == altered ? Altered(std::move(bytes)) : bytes;
  };
  const std::string prime = number(BytesOf(p.get(), size), CurveForm::kExplicitPrimeAltered);
  std::string curve = der::OctetString(number(BytesOf(a.get(), size), CurveForm::kExplicitAAltered)) +
                      der::OctetString(number(BytesOf(b.get(), size), CurveForm::kExplicitBAltered));
  if (const unsigned char* seed = EC_GROUP_get0_seed(group))
    curve += der::BitString({reinterpret_cast<const char*>(seed), EC_GROUP_get_seed_len(group)});
  const pki::GroupPoint generator(EC_POINT_dup(EC_GROUP_get0_generator(group), group));
  // Twice the base point lies on the curve, and so escapes whoever checks only that.
  if (curve_form_ == CurveForm::kExplicitGeneratorAltered)
    CHECK(EC_POINT_dbl(group, generator.get(), generator.get(), nullptr) == 1);
  const point_conversion_form_t form =
      curve_form_ == CurveForm::kExplicitCompressed ? POINT_CONVERSION_COMPRESSED : POINT_CONVERSION_UNCOMPRESSED;
  const std::string order =
      number(BytesOf(EC_GROUP_get0_order(group), OrderBytes(group)), CurveForm::kExplicitOrderAltered);
  const std::string cofactor = number(BytesOf(EC_GROUP_get0_cofactor(group), 1), CurveForm::kExplicitCofactorAltered);
  return der::Sequence({der::Integer(1), der::Sequence({der::Oid("1.2.840.10045.1.1"), der::Unsigned(prime)}),
                        der::Sequence({curve}), der::OctetString(BytesOf(group, generator.get(), form)),
                        der::Unsigned(order),
                        curve_form_ == CurveForm::kExplicitNoCofactor ? "" : der::Unsigned(cofactor)});
}

std::string PkiKey::Bits() const {
  if (!is_rsa()) return secret_->point;
  return der::Sequence({der::Unsigned(secret_->modulus), der::Unsigned(secret_->exponent)});
}

std::string PkiKey::Info() const {
  std::string algorithm;
  if (!is_rsa() && curve_form_ == CurveForm::kStandardized) {
    algorithm = der::Sequence({der::Oid("0.4.0.127.0.7.1.2"), der::Integer(StandardizedParameterOf(curve_))});
  } else if (!is_rsa()) {
    algorithm = der::Sequence({der::Oid("1.2.840.10045.2.1"), CurveParameters()});
  } else if (rsa_form_ == RsaKeyForm::kPss) {
    algorithm = der::Sequence({der::Oid("1.2.840.113549.1.1.10")});
  } else {
    algorithm = der::Sequence({der::Oid("1.2.840.113549.1.1.1"), der::Null()});
  }
  return der::Sequence({algorithm, der::BitString(Bits())});
}

std::string PkiKey::Identifier() const { return PkiDigest(DigestAlgorithm::kSha1, Bits()); }

std::string PkiKey::Sign(const SignatureScheme& scheme, std::string_view message) const {
  CHECK(is_rsa() == (scheme.kind != SignatureKind::kEcdsa));
  if (secret_->key == nullptr) return SignAlteredGroup(PkiDigest(scheme.digest, message));
  const pki::DigestContext context(EVP_MD_CTX_new());
  EVP_PKEY_CTX* options = nullptr;  // the digest context's own
  CHECK(EVP_DigestSignInit(context.get(), &options, pki::OpensslDigest(scheme.digest), nullptr, secret_->key.get()) ==
        1);
  if (scheme.kind == SignatureKind::kRsaPss) {
    CHECK(EVP_PKEY_CTX_set_rsa_padding(options, RSA_PKCS1_PSS_PADDING) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_mgf1_md(options, pki::OpensslDigest(scheme.mask_digest)) == 1);
    CHECK(EVP_PKEY_CTX_set_rsa_pss_saltlen(options, scheme.salt_bytes) == 1);
  }
  std::size_t size = 0;
  CHECK(EVP_DigestSign(context.get(), nullptr, &size, Octets(message), message.size()) == 1);
  std::string signature(size, '\0');
  CHECK(EVP_DigestSign(context.get(), Octets(signature), &size, Octets(message), message.size()) == 1);
  signature.resize(size);
  return signature;
}

// ECDSA (SEC 1 §4.1.3) by hand: OpenSSL signs on no curve that it does not know.
std::string PkiKey::SignAlteredGroup(std::string_view digest) const {
  const EC_GROUP* const group = secret_->group.get();
  const BIGNUM* const order = EC_GROUP_get0_order(group);
  const pki::NumberContext context(BN_CTX_new());
  const pki::Number e = NumberOf(digest);
  const int excess = static_cast<int>(digest.size()) * 8 - BN_num_bits(order);
  if (excess > 0) CHECK(BN_rshift(e.get(), e.get(), excess) == 1);
  const pki::Number k = NumberOf(RandomScalar(group));
  const pki::GroupPoint point(EC_POINT_new(group));
  CHECK(EC_POINT_mul(group, point.get(), k.get(), nullptr, nullptr, nullptr) == 1);
  const pki::Number r(BN_new()), s(BN_new());
  CHECK(EC_POINT_get_affine_coordinates(group, point.get(), r.get(), nullptr, nullptr) == 1);
  CHECK(BN_nnmod(r.get(), r.get(), order, context.get()) == 1);
  const pki::Number inverse(BN_mod_inverse(nullptr, k.get(), order, context.get()));
  CHECK(BN_mod_mul(s.get(), r.get(), NumberOf(secret_->scalar).get(), order, context.get()) == 1);
  CHECK(BN_mod_add(s.get(), s.get(), e.get(), order, context.get()) == 1);
  CHECK(BN_mod_mul(s.get(), s.get(), inverse.get(), order, context.get()) == 1);
  const std::size_t size = OrderBytes(group);
  return der::Sequence({der::Unsigned(BytesOf(r.get(), size)), der::Unsigned(BytesOf(s.get(), size))});
}

std::string PkiKey::SignPlain(DigestAlgorithm digest, std::string_view message) const {
  SignatureScheme scheme;
  scheme.kind = SignatureKind::kEcdsa;
  scheme.digest = digest;
  const std::string signature = Sign(scheme, message);
  const auto [r, s] = PartsOf(signature);
  const std::size_t size = OrderBytes(secret_->group.get());
  return BytesOf(NumberOf(r).get(), size) + BytesOf(NumberOf(s).get(), size);
}

std::string PkiKey::RsaPrivateOperation(std::string_view block) const {
  CHECK(is_rsa() && block.size() == secret_->modulus.size());
  const pki::KeyContext context(EVP_PKEY_CTX_new(secret_->key.get(), nullptr));
  CHECK(EVP_PKEY_sign_init(context.get()) == 1);
  CHECK(EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING) == 1);
  std::string signature(block.size(), '\0');
  std::size_t size = signature.size();
  CHECK(EVP_PKEY_sign(context.get(), Octets(signature), &size, Octets(block), block.size()) == 1);
  CHECK(size == signature.size());
  return signature;
}

std::string PkiKey::RsaNegated(std::string_view signature) const {
  const pki::Number number = NumberOf(secret_->modulus);
  CHECK(BN_sub(number.get(), number.get(), NumberOf(signature).get()) == 1);
  return BytesOf(number.get(), signature.size());
}

std::string PkiKey::Point() const {
  CHECK(!is_rsa());
  return secret_->point;
}
std::string PkiKey::PrivateScalar() const {
  CHECK(!is_rsa());
  return secret_->scalar;
}

std::string PkiKey::Multiply(std::string_view point) const {
  const EC_GROUP* const group = secret_->group.get();
  const pki::GroupPoint product(EC_POINT_new(group));
  CHECK(EC_POINT_mul(group, product.get(), nullptr, PointOf(group, point).get(), NumberOf(secret_->scalar).get(),
                     nullptr) == 1);
  return BytesOf(group, product.get());
}

std::string PkiKey::SharedSecret(std::string_view point) const {
  return Multiply(point).substr(1, FieldBytes(secret_->group.get()));
}

std::string PkiKey::QuotientOf(std::string_view scalar) const {
  const BIGNUM* const order = EC_GROUP_get0_order(secret_->group.get());
  const pki::NumberContext context(BN_CTX_new());
  const pki::Number inverse(BN_mod_inverse(nullptr, NumberOf(secret_->scalar).get(), order, context.get()));
  const pki::Number quotient(BN_new());
  CHECK(BN_mod_mul(quotient.get(), inverse.get(), NumberOf(scalar).get(), order, context.get()) == 1);
  return BytesOf(quotient.get(), OrderBytes(secret_->group.get()));
}

std::string PkiKey::Pem() const {
  CHECK(secret_->key != nullptr);
  const pki::Bio bio(BIO_new(BIO_s_mem()));
  CHECK(PEM_write_bio_PKCS8PrivateKey(bio.get(), secret_->key.get(), nullptr, nullptr, 0, nullptr, nullptr) == 1);
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio.get(), &bytes);
  return std::string(bytes, static_cast<std::size_t>(size));
}

}  // namespace clearance
