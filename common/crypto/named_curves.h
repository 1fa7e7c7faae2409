// The elliptic curves that documents are signed on, and whether parameters written out in numbers are one of them.
// For the .cc files of this folder alone. Curves come from OpenSSL's own table, never from what was read.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "common/base/ber.h"
#include "common/base/status.h"

struct ec_group_st;
struct evp_pkey_st;

namespace clearance {

// Numbers are big-endian without leading zeros. Lives as long as the process.
struct KnownCurve {
  std::string_view name{};        // "secp256r1"
  const char* openssl_name = "";  // the same curve's name for EVP
  std::string_view oid{};         // dotted
  std::int64_t standard_id = 0;   // BSI TR-03110-3, table 4
  const ec_group_st* group = nullptr;
  evp_pkey_st* parameters = nullptr;  // a key of EVP without a point, to be copied and never altered
  int field_bits = 0;
  std::size_t field_bytes = 0, order_bytes = 0;
  std::string p{}, a{}, b{}, x{}, y{}, n{}, h{};
};

// nullptr when nobody knows it. Thread-safe.
const KnownCurve* CurveOfOid(std::string_view oid);
const KnownCurve* CurveOfStandardId(std::int64_t id);

// From the content of a SpecifiedECDomain (SEC 1 §C.2, X9.62 ECParameters). Errors: INVALID_ARGUMENT malformed,
// FAILED_PRECONDITION when p, a, b, G and n (and h, which may be left out) are not all those of one known curve.
StatusOr<const KnownCurve*> CurveOfParameters(std::string_view content);

// An encoded point (SEC 1 §2.3.3, compressed too), uncompressed. INVALID_ARGUMENT when it is not on the curve, or the
// point at infinity.
StatusOr<std::string> UncompressedPoint(const KnownCurve& curve, std::string_view point);

}  // namespace clearance
