// DER built by hand, for tests whose input must be wrong in one way of its own.
#pragma once

#include <string>
#include <string_view>

#include "common/base/ber.h"
#include "tests/support/oids.h"

namespace clearance::der {

inline std::string Sequence(std::string_view content) { return BerElementOf(ber::kSequence, content); }
inline std::string Set(std::string_view content) { return BerElementOf(ber::kSet, content); }
inline std::string Octets(std::string_view content) { return BerElementOf(ber::kOctetString, content); }
inline std::string Integer(std::string_view content) { return BerElementOf(ber::kInteger, content); }
inline std::string Null() { return BerElementOf(ber::kNull, ""); }
inline std::string Oid(std::string_view dotted) { return BerElementOf(ber::kOid, OidContent(dotted)); }
// [n], constructed.
inline std::string Tagged(unsigned n, std::string_view content) {
  return BerElementOf(ber::ContextConstructed(n), content);
}
inline std::string Bits(std::string_view bytes) {
  return BerElementOf(ber::kBitString, std::string(1, '\0') + std::string(bytes));
}

// INTEGER of a number that is not negative, from its bytes.
inline std::string Positive(std::string number) {
  if (number.empty() || (number[0] & 0x80) != 0) number.insert(0, 1, '\0');
  return Integer(number);
}

// AlgorithmIdentifier; `parameters` is a whole element or nothing.
inline std::string Algorithm(std::string_view oid, std::string_view parameters = "") {
  return Sequence(Oid(oid) + std::string(parameters));
}

inline std::string Extension(std::string_view oid, bool critical, std::string_view value) {
  return Sequence(Oid(oid) + (critical ? std::string("\x01\x01\xFF", 3) : "") + Octets(value));
}

}  // namespace clearance::der
