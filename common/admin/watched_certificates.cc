#include "common/admin/watched_certificates.h"

#include <utility>

#include "common/base/log.h"
#include "common/crypto/tls_authorities.h"

namespace clearance {

StatusOr<std::vector<WatchedCertificate>> WatchedCertificatesOf(const TlsFiles& files, Instant now) {
  ASSIGN_OR_RETURN(const Certificate own, Certificate::FromFile(files.certificate));
  ASSIGN_OR_RETURN(const TlsAuthorities authorities,
                   TlsAuthorities::FromFile(files.authorities, files.certificate, now));
  return std::vector<WatchedCertificate>{{"tls", files.certificate, own},
                                         {files.authorities_use, files.authorities, authorities.counting()}};
}

void AddCertificateMetrics(Telemetry& telemetry, std::vector<WatchedCertificate> certificates) {
  telemetry.Add(
      {"clearance_certificate_expiry_timestamp_seconds", MetricKind::kGauge,
       "When a certificate expires, seconds since 1970."},
      [certificates = std::move(certificates)] {
        std::vector<MetricSample> samples;
        for (const WatchedCertificate& one : certificates)
          samples.push_back({.labels = {{"use", one.use}}, .value = UnixSeconds(one.certificate.not_after())});
        return samples;
      });
}

void LogNotValid(const std::vector<WatchedCertificate>& certificates, Instant now) {
  for (const WatchedCertificate& one : certificates) {
    if (one.certificate.ValidAt(now)) continue;
    LogError("certificate_not_valid", {{"file", one.path},
                                       {"from", FormatInstant(one.certificate.not_before())},
                                       {"until", FormatInstant(one.certificate.not_after())}});
  }
}

}  // namespace clearance
