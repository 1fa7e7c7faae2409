// base64 (RFC 4648 §4) with its padding, as signed notes and proofs carry bytes. One text alone for any bytes: the
// reader must never accept another.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

std::string ToBase64(std::string_view bytes);

// Error: INVALID_ARGUMENT, field "base64", never with the content: another character (- and _ of base64url too),
// padding that is missing or of the wrong length, bits left over that are not zero.
StatusOr<std::string> FromBase64(std::string_view text);

}  // namespace clearance
