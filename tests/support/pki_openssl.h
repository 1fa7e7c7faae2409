// What the pki_*.cc files of this folder share over OpenSSL's objects; for them alone.
#pragma once

#include <string>
#include <string_view>

#include "common/crypto/digest.h"
#include "tests/support/openssl_owned.h"

namespace clearance::pki {

using owned::Bio;
using owned::BytesOf;
using owned::CipherContext;
using owned::DigestContext;
using owned::Free;
using owned::Group;
using owned::GroupPoint;
using owned::Key;
using owned::KeyContext;
using owned::Number;
using owned::NumberContext;
using owned::NumberOf;
using owned::Octets;

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
