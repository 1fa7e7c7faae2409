// Key files: a symmetric key of 32 bytes, in hexadecimal, one line.
#pragma once

#include <string>

#include "common/base/status.h"
#include "common/crypto/secret.h"

namespace clearance {

// FILE_UNREADABLE, or INVALID_ARGUMENT with CONFIG_INVALID naming the path when it holds anything else. What was read
// is wiped.
StatusOr<SecretBytes> ReadKeyFile(const std::string& path);

}  // namespace clearance
