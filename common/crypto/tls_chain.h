// Whether a certificate of a TLS file was made by an authority: what the TLS library will ask of it at the first call,
// asked before.
#pragma once

#include <string_view>

#include "common/base/instant.h"
#include "common/base/status.h"

namespace clearance {

// `chain_pem` holds the certificate and, behind it, what leads to one of `ca_pem`. FAILED_PRECONDITION
// (CERTIFICATE_UNUSABLE) says in OpenSSL's words why no chain leads there at that moment.
Status CheckTlsChain(std::string_view chain_pem, std::string_view ca_pem, Instant at);

}  // namespace clearance
