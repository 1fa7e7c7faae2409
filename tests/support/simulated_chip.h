// The chip's side of active authentication, chip authentication and PACE-CAM, for tests: written a second time and on
// OpenSSL alone, so that what it answers is no echo of the code under test. Keys are new in every run.
#pragma once

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/rsa.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/ber.h"
#include "common/base/check.h"
#include "tests/support/oids.h"
#include "tests/support/openssl_owned.h"

namespace clearance::simulated {

using owned::BytesOf;
using owned::CipherContext;
using owned::DigestContext;
using owned::Free;
using owned::Group;
using owned::Number;
using owned::NumberContext;
using owned::NumberOf;
using owned::Octets;
using Point = owned::GroupPoint;
using PrivateKey = owned::Key;

inline std::string Hash(const char* digest, std::string_view bytes) {
  std::string hash(EVP_MAX_MD_SIZE, '\0');
  std::size_t size = 0;
  CHECK(EVP_Q_digest(nullptr, digest, nullptr, bytes.data(), bytes.size(), Octets(hash), &size) == 1);
  hash.resize(size);
  return hash;
}

// --- keys

inline PrivateKey MakeRsaKey(std::size_t bits) { return PrivateKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "RSA", bits)); }
inline PrivateKey MakeEcKey(const char* curve) { return PrivateKey(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", curve)); }

inline Number ParameterOf(const PrivateKey& key, const char* name) {
  BIGNUM* number = nullptr;
  CHECK(EVP_PKEY_get_bn_param(key.get(), name, &number) == 1);
  return Number(number);
}

enum class Parameters { kNamed, kWrittenOut };

// The SubjectPublicKeyInfo.
inline std::string InfoOf(const PrivateKey& key, Parameters parameters = Parameters::kNamed) {
  if (parameters == Parameters::kWrittenOut)
    CHECK(EVP_PKEY_set_utf8_string_param(key.get(), OSSL_PKEY_PARAM_EC_ENCODING, "explicit") == 1);
  std::string info(static_cast<std::size_t>(i2d_PUBKEY(key.get(), nullptr)), '\0');
  unsigned char* end = Octets(info);
  CHECK(i2d_PUBKEY(key.get(), &end) == static_cast<int>(info.size()));
  return info;
}

// An elliptic key with arithmetic of its own.
struct Curve {
  explicit Curve(const char* name)
      : group(EC_GROUP_new_by_curve_name(EC_curve_nist2nid(name) != NID_undef ? EC_curve_nist2nid(name)
                                                                              : OBJ_txt2nid(name))),
        context(BN_CTX_new()),
        bytes((static_cast<std::size_t>(EC_GROUP_get_degree(group.get())) + 7) / 8) {}

  // scalar × point, or × the base point without one; uncompressed.
  std::string Multiply(const BIGNUM* scalar, std::string_view point = {}) const {
    const Point product(EC_POINT_new(group.get()));
    if (point.empty()) {
      CHECK(EC_POINT_mul(group.get(), product.get(), scalar, nullptr, nullptr, context.get()) == 1);
    } else {
      const Point factor(EC_POINT_new(group.get()));
      CHECK(EC_POINT_oct2point(group.get(), factor.get(), Octets(point), point.size(), context.get()) == 1);
      CHECK(EC_POINT_mul(group.get(), product.get(), nullptr, factor.get(), scalar, context.get()) == 1);
    }
    std::string encoded(1 + 2 * bytes, '\0');
    CHECK(EC_POINT_point2oct(group.get(), product.get(), POINT_CONVERSION_UNCOMPRESSED, Octets(encoded), encoded.size(),
                             context.get()) == encoded.size());
    return encoded;
  }
  Number RandomScalar() const {
    Number scalar(BN_new());
    do {
      CHECK(BN_priv_rand_range(scalar.get(), EC_GROUP_get0_order(group.get())) == 1);
    } while (BN_is_zero(scalar.get()));
    return scalar;
  }

  Group group;
  NumberContext context;
  std::size_t bytes;
};

// --- files

inline std::string Oid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }
inline std::string SmallInteger(int value) {
  return BerElementOf(ber::kInteger, std::string(value < 128 ? 0 : 1, '\0') + static_cast<char>(value));
}

inline std::string KeyIdOf(int key_id) { return key_id < 0 ? std::string() : SmallInteger(key_id); }

inline std::string ChipKeyInfo(std::string_view info, int key_id = -1,
                               std::string_view protocol = "0.4.0.127.0.7.2.2.1.2") {
  return BerElementOf(ber::kSequence, Oid(protocol) + std::string(info) + KeyIdOf(key_id));
}
inline std::string ChipProtocolInfo(std::string_view protocol, int key_id = -1) {
  return BerElementOf(ber::kSequence, Oid(protocol) + SmallInteger(1) + KeyIdOf(key_id));
}
inline std::string ActiveAuthenticationInfo(std::string_view algorithm) {
  return BerElementOf(ber::kSequence, Oid("2.23.136.1.1.5") + SmallInteger(1) + Oid(algorithm));
}
inline std::string SetOf(const std::vector<std::string>& infos) {
  std::string content;
  for (const std::string& info : infos) content += info;
  return BerElementOf(ber::kSet, content);
}
inline std::string Dg14(const std::vector<std::string>& infos) { return BerElementOf(0x6E, SetOf(infos)); }
inline std::string Dg15(std::string_view info) { return BerElementOf(0x6F, info); }

// The key with its curve given by number, as EF.CardSecurity has it.
inline std::string InfoByNumber(std::string_view point, int curve_number) {
  const std::string algorithm = BerElementOf(ber::kSequence, Oid("0.4.0.127.0.7.1.2") + SmallInteger(curve_number));
  return BerElementOf(ber::kSequence, algorithm + BerElementOf(ber::kBitString, '\0' + std::string(point)));
}

// --- active authentication

// What is signed: header, a first part of the chip's own choice, hash, trailer.
inline std::string Representative(std::size_t size, std::string_view challenge, const char* digest,
                                  std::string_view trailer, char header = '\x6A') {
  const std::size_t hash_size = Hash(digest, "").size();
  const std::string first_part(size - 1 - hash_size - trailer.size(), '\x5A');
  return header + first_part + Hash(digest, first_part + std::string(challenge)) + std::string(trailer);
}

enum class Form { kPower, kModulusLessPower };

inline std::string SignRsa(const PrivateKey& key, std::string_view representative, Form form = Form::kPower) {
  const NumberContext context(BN_CTX_new());
  const Number modulus = ParameterOf(key, OSSL_PKEY_PARAM_RSA_N);
  const Number exponent = ParameterOf(key, OSSL_PKEY_PARAM_RSA_D);
  const Number base = NumberOf(representative);
  const Number power(BN_new());
  CHECK(BN_mod_exp(power.get(), base.get(), exponent.get(), modulus.get(), context.get()) == 1);
  if (form == Form::kModulusLessPower) CHECK(BN_sub(power.get(), modulus.get(), power.get()) == 1);
  return BytesOf(power.get(), representative.size());
}

inline std::string SignEcdsaDer(const PrivateKey& key, const char* digest, std::string_view challenge) {
  const DigestContext context(EVP_MD_CTX_new());
  CHECK(EVP_DigestSignInit_ex(context.get(), nullptr, digest, nullptr, nullptr, key.get(), nullptr) == 1);
  std::string signature(static_cast<std::size_t>(EVP_PKEY_get_size(key.get())), '\0');
  std::size_t size = signature.size();
  CHECK(EVP_DigestSign(context.get(), Octets(signature), &size, Octets(challenge), challenge.size()) == 1);
  signature.resize(size);
  return signature;
}

inline std::string SignEcdsaPlain(const PrivateKey& key, const char* digest, std::string_view challenge) {
  const std::string der = SignEcdsaDer(key, digest, challenge);
  const unsigned char* at = Octets(der);
  const std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>> signature(
      d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(der.size())));
  const std::size_t size = (static_cast<std::size_t>(EVP_PKEY_get_bits(key.get())) + 7) / 8;
  return BytesOf(ECDSA_SIG_get0_r(signature.get()), size) + BytesOf(ECDSA_SIG_get0_s(signature.get()), size);
}

// --- chip authentication

enum class Cipher { kTripleDes, kAes128, kAes192, kAes256 };

inline std::string EncryptDes(std::string_view key, std::string_view block, bool encrypt) {
  const CipherContext context(EVP_CIPHER_CTX_new());
  const std::string twice = std::string(key) + std::string(key);  // plain DES, which OpenSSL 3 has no longer
  CHECK(EVP_CipherInit_ex2(context.get(), EVP_des_ede_ecb(), Octets(twice), nullptr, encrypt ? 1 : 0, nullptr) == 1);
  EVP_CIPHER_CTX_set_padding(context.get(), 0);
  std::string out(8, '\0');
  int size = 0;
  CHECK(EVP_CipherUpdate(context.get(), Octets(out), &size, Octets(block), 8) == 1 && size == 8);
  return out;
}

// ISO/IEC 9797-1 MAC algorithm 3, block by block as it is defined.
inline std::string RetailMacOf(std::string_view key, std::string_view padded) {
  std::string chained(8, '\0');
  for (std::size_t at = 0; at < padded.size(); at += 8) {
    for (std::size_t i = 0; i < 8; ++i) chained[i] = static_cast<char>(chained[i] ^ padded[at + i]);
    chained = EncryptDes(key.substr(0, 8), chained, true);
  }
  return EncryptDes(key.substr(0, 8), EncryptDes(key.substr(8, 8), chained, false), true);
}

inline std::string AesCmacOf(std::string_view key, std::string_view padded) {
  const std::string cipher = "AES-" + std::to_string(key.size() * 8) + "-CBC";
  std::string code(16, '\0');
  std::size_t size = 0;
  CHECK(EVP_Q_mac(nullptr, "CMAC", nullptr, cipher.c_str(), nullptr, key.data(), key.size(), Octets(padded),
                  padded.size(), Octets(code), code.size(), &size) != nullptr);
  return code.substr(0, 8);
}

// The protected answer to a command after chip authentication: the shared secret is the chip's private scalar times
// the terminal's public point.
inline std::string AnswerChipAuthentication(const Curve& curve, const BIGNUM* chip_scalar,
                                            std::string_view terminal_point, Cipher cipher, std::uint64_t counter,
                                            std::string_view cryptogram = {}, std::string_view status = "\x90\0",
                                            std::string_view trailing_status = {}) {
  if (status.size() != 2) status = std::string_view("\x90\0", 2);
  const std::string secret = curve.Multiply(chip_scalar, terminal_point).substr(1, curve.bytes);
  const bool long_hash = cipher == Cipher::kAes192 || cipher == Cipher::kAes256;
  std::string key = Hash(long_hash ? "SHA256" : "SHA1", secret + std::string("\0\0\0\2", 4));
  key.resize(cipher == Cipher::kAes256 ? 32 : cipher == Cipher::kAes192 ? 24 : 16);
  const std::size_t block = cipher == Cipher::kTripleDes ? 8 : 16;

  const std::string objects = std::string(cryptogram) + BerElementOf(0x99, status);
  std::string input(block, '\0');
  for (std::size_t i = 0; i < 8; ++i) input[block - 1 - i] = static_cast<char>((counter >> (8 * i)) & 0xFF);
  input += objects + '\x80';
  while (input.size() % block != 0) input += '\0';
  const std::string code = cipher == Cipher::kTripleDes ? RetailMacOf(key, input) : AesCmacOf(key, input);
  return objects + BerElementOf(0x8E, code) + std::string(trailing_status.empty() ? status : trailing_status);
}

// --- PACE with chip authentication mapping

// The chip authentication data: the mapping's private scalar over the chip's own.
inline std::string ChipAuthenticationDataOf(const Curve& curve, const BIGNUM* chip_scalar,
                                            const BIGNUM* mapping_scalar) {
  const BIGNUM* order = EC_GROUP_get0_order(curve.group.get());
  const Number inverse(BN_mod_inverse(nullptr, chip_scalar, order, curve.context.get()));
  const Number quotient(BN_new());
  CHECK(BN_mod_mul(quotient.get(), mapping_scalar, inverse.get(), order, curve.context.get()) == 1);
  return BytesOf(quotient.get(), curve.bytes);
}

}  // namespace clearance::simulated
