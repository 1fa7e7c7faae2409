#include "common/crypto/named_curves.h"

#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/objects.h>

#include <array>
#include <memory>
#include <vector>

#include "common/base/check.h"
#include "common/crypto/openssl_objects.h"

namespace clearance {
namespace {

constexpr std::string_view kPrimeField = "1.2.840.10045.1.1";

using openssl::Number;
using openssl::Point;

struct Name {
  std::string_view name;
  int nid;
  std::string_view oid;
  std::int64_t standard_id;
};

constexpr std::int64_t kNoStandardId = -1;

constexpr std::array kNames = {
    Name{"secp192r1", NID_X9_62_prime192v1, "1.2.840.10045.3.1.1", 8},
    Name{"secp224r1", NID_secp224r1, "1.3.132.0.33", 10},
    Name{"secp256r1", NID_X9_62_prime256v1, "1.2.840.10045.3.1.7", 12},
    Name{"secp384r1", NID_secp384r1, "1.3.132.0.34", 15},
    Name{"secp521r1", NID_secp521r1, "1.3.132.0.35", 18},
    Name{"brainpoolP160r1", NID_brainpoolP160r1, "1.3.36.3.3.2.8.1.1.1", kNoStandardId},
    Name{"brainpoolP192r1", NID_brainpoolP192r1, "1.3.36.3.3.2.8.1.1.3", 9},
    Name{"brainpoolP224r1", NID_brainpoolP224r1, "1.3.36.3.3.2.8.1.1.5", 11},
    Name{"brainpoolP256r1", NID_brainpoolP256r1, "1.3.36.3.3.2.8.1.1.7", 13},
    Name{"brainpoolP320r1", NID_brainpoolP320r1, "1.3.36.3.3.2.8.1.1.9", 14},
    Name{"brainpoolP384r1", NID_brainpoolP384r1, "1.3.36.3.3.2.8.1.1.11", 16},
    Name{"brainpoolP512r1", NID_brainpoolP512r1, "1.3.36.3.3.2.8.1.1.13", 17},
};

using openssl::Unsigned;

// BN_bn2bin writes no leading zeros.
std::string BytesOf(const BIGNUM* number) {
  std::string bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
  BN_bn2bin(number, Unsigned(bytes));
  return bytes;
}

std::string_view WithoutLeadingZeros(std::string_view bytes) {
  const std::size_t first = bytes.find_first_not_of('\0');
  return first == std::string_view::npos ? std::string_view() : bytes.substr(first);
}

bool SameNumber(std::string_view bytes, const std::string& number) { return WithoutLeadingZeros(bytes) == number; }

EVP_PKEY* ParametersOf(const char* openssl_name) {
  const openssl::KeyContext context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
  std::array params = {OSSL_PARAM_construct_utf8_string(OSSL_PKEY_PARAM_GROUP_NAME, const_cast<char*>(openssl_name), 0),
                       OSSL_PARAM_construct_end()};
  EVP_PKEY* key = nullptr;
  CHECK(context != nullptr && EVP_PKEY_fromdata_init(context.get()) == 1);
  CHECK(EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_KEY_PARAMETERS, params.data()) == 1);
  return key;
}

KnownCurve CurveOf(const Name& name) {
  KnownCurve curve;
  curve.name = name.name;
  curve.openssl_name = OBJ_nid2sn(name.nid);
  curve.oid = name.oid;
  curve.standard_id = name.standard_id;
  EC_GROUP* const group = EC_GROUP_new_by_curve_name(name.nid);
  CHECK(group != nullptr);
  curve.group = group;
  curve.parameters = ParametersOf(curve.openssl_name);
  const Number p(BN_new()), a(BN_new()), b(BN_new()), x(BN_new()), y(BN_new());
  CHECK(EC_GROUP_get_curve(group, p.get(), a.get(), b.get(), nullptr) == 1);
  CHECK(EC_POINT_get_affine_coordinates(group, EC_GROUP_get0_generator(group), x.get(), y.get(), nullptr) == 1);
  curve.field_bits = EC_GROUP_get_degree(group);
  curve.field_bytes = static_cast<std::size_t>(BN_num_bytes(p.get()));
  curve.p = BytesOf(p.get());
  curve.a = BytesOf(a.get());
  curve.b = BytesOf(b.get());
  curve.x = BytesOf(x.get());
  curve.y = BytesOf(y.get());
  curve.n = BytesOf(EC_GROUP_get0_order(group));
  curve.order_bytes = curve.n.size();
  curve.h = BytesOf(EC_GROUP_get0_cofactor(group));
  return curve;
}

// Never destroyed: keys point into it, and a thread may still hold one while the process ends.
const std::vector<KnownCurve>& KnownCurves() {
  static const std::vector<KnownCurve>* const curves = [] {
    auto* all = new std::vector<KnownCurve>;
    for (const Name& name : kNames) all->push_back(CurveOf(name));
    return all;
  }();
  return *curves;
}

// Numbers as they were written, of any length; none is computed with.
struct WrittenCurve {
  std::string_view p{}, a{}, b{}, base{}, n{};
  std::optional<std::string_view> h{};
};

StatusOr<WrittenCurve> ReadWrittenCurve(std::string_view content) {
  WrittenCurve written;
  BerReader reader(content);
  ASSIGN_OR_RETURN(const BerElement version, reader.Take(ber::kInteger));
  RETURN_IF_ERROR(BerInteger(version.content).status());
  ASSIGN_OR_RETURN(const BerElement field, reader.Take(ber::kSequence));
  BerReader field_reader(field.content);
  ASSIGN_OR_RETURN(const BerElement field_type, field_reader.Take(ber::kOid));
  ASSIGN_OR_RETURN(const std::string field_oid, BerOid(field_type.content));
  if (field_oid == kPrimeField) {  // p stays empty otherwise, and no curve is known with that
    ASSIGN_OR_RETURN(const BerElement p, field_reader.Take(ber::kInteger));
    written.p = p.content;
    RETURN_IF_ERROR(field_reader.Finish());
  }
  ASSIGN_OR_RETURN(const BerElement curve, reader.Take(ber::kSequence));
  BerReader curve_reader(curve.content);
  ASSIGN_OR_RETURN(const BerElement a, curve_reader.Take(ber::kOctetString));
  written.a = a.content;
  ASSIGN_OR_RETURN(const BerElement b, curve_reader.Take(ber::kOctetString));
  written.b = b.content;
  RETURN_IF_ERROR(curve_reader.TakeIf(ber::kBitString).status());  // the seed says nothing about the curve used
  RETURN_IF_ERROR(curve_reader.Finish());
  ASSIGN_OR_RETURN(const BerElement base, reader.Take(ber::kOctetString));
  written.base = base.content;
  ASSIGN_OR_RETURN(const BerElement n, reader.Take(ber::kInteger));
  written.n = n.content;
  ASSIGN_OR_RETURN(const std::optional<BerElement> h, reader.TakeIf(ber::kInteger));
  if (h) written.h = h->content;
  RETURN_IF_ERROR(reader.TakeIf(ber::kSequence).status());  // hash, of version 3
  RETURN_IF_ERROR(reader.Finish());
  return written;
}

// SEC 1 §2.3.3: 04 x y, 02 or 03 x by the parity of y, 06 or 07 x y by the parity as well.
bool SameBase(std::string_view base, const KnownCurve& curve) {
  if (base.empty()) return false;
  const auto form = static_cast<unsigned char>(base[0]);
  const std::string_view rest = base.substr(1);
  const bool y_is_odd = (curve.y.back() & 1) != 0;
  if (form == 0x02 || form == 0x03) return SameNumber(rest, curve.x) && (form == 0x03) == y_is_odd;
  if (form != 0x04 && form != 0x06 && form != 0x07) return false;
  if (form != 0x04 && (form == 0x07) != y_is_odd) return false;
  if (rest.size() % 2 != 0) return false;
  return SameNumber(rest.substr(0, rest.size() / 2), curve.x) && SameNumber(rest.substr(rest.size() / 2), curve.y);
}

}  // namespace

const KnownCurve* CurveOfOid(std::string_view oid) {
  for (const KnownCurve& curve : KnownCurves())
    if (curve.oid == oid) return &curve;
  return nullptr;
}

const KnownCurve* CurveOfStandardId(std::int64_t id) {
  for (const KnownCurve& curve : KnownCurves())
    if (curve.standard_id == id && id != kNoStandardId) return &curve;
  return nullptr;
}

StatusOr<const KnownCurve*> CurveOfParameters(std::string_view content) {
  ASSIGN_OR_RETURN(const WrittenCurve written, ReadWrittenCurve(content));
  for (const KnownCurve& curve : KnownCurves()) {
    if (SameNumber(written.p, curve.p) && SameNumber(written.a, curve.a) && SameNumber(written.b, curve.b) &&
        SameBase(written.base, curve) && SameNumber(written.n, curve.n) &&
        (!written.h || SameNumber(*written.h, curve.h)))
      return &curve;
  }
  return Status(StatusCode::kFailedPrecondition, "public_key: its written-out curve is no known one");
}

StatusOr<std::string> UncompressedPoint(const KnownCurve& curve, std::string_view point) {
  const Point read(EC_POINT_new(curve.group));
  CHECK(read != nullptr);
  // This refuses coordinates outside the field, points off the curve and trailing bytes. The cofactor is 1 everywhere,
  // so that whatever is on the curve is in its group.
  const bool good = !point.empty() &&
                    EC_POINT_oct2point(curve.group, read.get(), Unsigned(point), point.size(), nullptr) == 1 &&
                    EC_POINT_is_at_infinity(curve.group, read.get()) == 0 &&
                    EC_POINT_is_on_curve(curve.group, read.get(), nullptr) == 1;
  ERR_clear_error();
  if (!good) return InvalidField("public_key", "is a point that is not on its curve");
  // Coordinates below p, of the field's length each: what was read is what would be written.
  if (point.front() == '\x04') return std::string(point);
  std::string bytes(1 + 2 * curve.field_bytes, '\0');
  CHECK(EC_POINT_point2oct(curve.group, read.get(), POINT_CONVERSION_UNCOMPRESSED, Unsigned(bytes), bytes.size(),
                           nullptr) == bytes.size());
  return bytes;
}

}  // namespace clearance
