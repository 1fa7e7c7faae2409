// The certificates whose end a program shows among its metrics, and tells of in its log when it starts with one that
// does not hold.
#pragma once

#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/base/telemetry.h"
#include "common/crypto/certificate.h"

namespace clearance {

struct WatchedCertificate {
  std::string use;  // what it is for: "tls", the program's own; "ca", "client_ca", whom it believes
  std::string path;
  Certificate certificate;
};

// The files of a program's TLS, whatever the settings are called.
struct TlsFiles {
  std::string certificate;
  std::string authorities;
  std::string authorities_use;  // "ca" or "client_ca"
};

// The own one, and of the authorities the one that counts (common/crypto/tls_authorities.h). Errors as of
// Certificate::AllFromFile, of either file.
StatusOr<std::vector<WatchedCertificate>> WatchedCertificatesOf(const TlsFiles& files, Instant now);

// clearance_certificate_expiry_timestamp_seconds: when, and not how long until then, so that who watches needs no
// program of ours that still runs to know it.
void AddCertificateMetrics(Telemetry& telemetry, std::vector<WatchedCertificate> certificates);

// `certificate_not_valid`, an error, of each that is not valid now.
void LogNotValid(const std::vector<WatchedCertificate>& certificates, Instant now);

}  // namespace clearance
