// base64url (RFC 4648 §5), as seals and signatures in JSON carry bytes. Read only: nothing here writes it.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// The bytes of `text`, whose padding is whole or absent. One text alone stands for any bytes, apart from padding.
// Error: INVALID_ARGUMENT, never with the content: another character (+ and / of plain base64 too), a length no bytes
// have, padding of the wrong length, bits left over that are not zero.
StatusOr<std::string> FromBase64Url(std::string_view text);

}  // namespace clearance
