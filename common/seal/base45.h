// Base45 (RFC 9285): bytes as text of the 45 characters a QR code stores two in eleven bits. One encoding for each
// value: the decoder must never accept another.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

std::string Base45Encode(std::string_view bytes);

// Error: INVALID_ARGUMENT, field "base45", naming the column: another character, a length no encoding has, a group of
// characters above the largest value.
StatusOr<std::string> Base45Decode(std::string_view text);

}  // namespace clearance
