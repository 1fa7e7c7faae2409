// PEM (RFC 7468) around certificates and revocation lists, for the .cc files of this folder alone.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// `bytes` themselves when they begin as DER does, else what the first PEM block labelled `label` ("CERTIFICATE") holds.
// Error: INVALID_ARGUMENT naming `field`: neither, or longer than `max_bytes` of DER can be.
StatusOr<std::string> DerOfPemOrDer(std::string_view bytes, std::string_view label, std::string_view field,
                                    std::size_t max_bytes);

}  // namespace clearance
