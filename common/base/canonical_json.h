// JSON in the one form that a signature is made over (RFC 8785, JSON Canonicalization Scheme): no white space, members
// in the order of their names' UTF-16 code units, strings escaped as little as may be, numbers as ECMAScript writes
// them. What two readers could take for two different things is refused, never guessed.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kMaxCanonicalJsonBytes = 256 * 1024;  // of the text given
inline constexpr std::size_t kMaxCanonicalJsonDepth = 32;          // objects and arrays in each other

// The canonical form of a whole JSON text. Errors, all INVALID_ARGUMENT and never with the content. With the offset
// in bytes: no JSON by RFC 8259 (a byte order mark, a comment and text after the end are none), no UTF-8 or a lone
// surrogate, a number beyond IEEE 754 double. Without it: a name given twice in one object, too long or too deep.
// Integers above 2^53 become the nearest double, as RFC 8785 §3.2.2.3 wants it. Thread-safe.
StatusOr<std::string> CanonicalJson(std::string_view json);

struct CanonicalMember {
  std::string name{};   // without quotes and escapes
  std::string value{};  // its canonical form
};

// The members of a text that is one object, in canonical order. Errors as CanonicalJson, and another kind of value.
StatusOr<std::vector<CanonicalMember>> CanonicalMembers(std::string_view json);

}  // namespace clearance
