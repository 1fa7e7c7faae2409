// OpenSSL's objects with an owner, for the pki_*.cc files of this folder alone.
#pragma once

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>

#include <memory>
#include <string>
#include <string_view>

#include "common/base/check.h"
#include "common/crypto/digest.h"

namespace clearance::pki {

template <auto kFree>
struct Free {
  template <typename T>
  void operator()(T* object) const {
    kFree(object);
  }
};

using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using NumberContext = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;
using Group = std::unique_ptr<EC_GROUP, Free<EC_GROUP_free>>;
using GroupPoint = std::unique_ptr<EC_POINT, Free<EC_POINT_free>>;
using Key = std::unique_ptr<EVP_PKEY, Free<EVP_PKEY_free>>;
using KeyContext = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;
using Bio = std::unique_ptr<BIO, Free<BIO_free_all>>;

inline const unsigned char* Octets(std::string_view bytes) {
  return reinterpret_cast<const unsigned char*>(bytes.data());
}
inline unsigned char* Octets(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

inline Number NumberOf(std::string_view big_endian) {
  Number number(BN_bin2bn(Octets(big_endian), static_cast<int>(big_endian.size()), nullptr));
  CHECK(number != nullptr);
  return number;
}

inline std::string BytesOf(const BIGNUM* number, std::size_t size) {
  std::string bytes(size, '\0');
  CHECK(BN_bn2binpad(number, Octets(bytes), static_cast<int>(size)) == static_cast<int>(size));
  return bytes;
}

inline std::string BytesOf(const EC_GROUP* group, const EC_POINT* point,
                           point_conversion_form_t form = POINT_CONVERSION_UNCOMPRESSED) {
  std::string bytes(EC_POINT_point2oct(group, point, form, nullptr, 0, nullptr), '\0');
  CHECK(!bytes.empty() && EC_POINT_point2oct(group, point, form, Octets(bytes), bytes.size(), nullptr) == bytes.size());
  return bytes;
}

inline GroupPoint PointOf(const EC_GROUP* group, std::string_view bytes) {
  GroupPoint point(EC_POINT_new(group));
  CHECK(point != nullptr && EC_POINT_oct2point(group, point.get(), Octets(bytes), bytes.size(), nullptr) == 1);
  return point;
}

const EVP_MD* OpensslDigest(DigestAlgorithm digest);
Group GroupOf(std::string_view curve);

}  // namespace clearance::pki
