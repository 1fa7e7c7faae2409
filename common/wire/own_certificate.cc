#include "common/wire/own_certificate.h"

#include "common/base/error_reasons.h"
#include "common/wire/caller.h"

namespace clearance {
namespace {

Status Unusable(const std::string& path, const std::string& why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kCertificateUnusable, path + ": " + why);
}

std::string NameOf(Role role, std::string_view id) { return std::string(RoleName(role)).append(" ").append(id); }

}  // namespace

Status CheckGateCertificate(const Certificate& certificate, const std::string& path, std::string_view gate_id) {
  const std::string wanted = NameOf(Role::kGate, gate_id);
  if (certificate.uris().size() != 1)
    return Unusable(path, "must name " + wanted + " and nobody else (one URI, spiffe://<site>/gate/<id>), has " +
                              std::to_string(certificate.uris().size()) + " URIs");
  const auto named = ParseCallerUri(certificate.uris().front());
  if (!named.ok())
    return Unusable(path, "is not of " + wanted + ": its URI is none of the form spiffe://<site>/gate/<id>");
  if (*named != Caller{Role::kGate, std::string(gate_id)})
    return Unusable(path, "is the certificate of " + NameOf(named->role, named->id) + ", not of " + wanted);
  if (certificate.may_call()) return OkStatus();
  return Unusable(path, "may not be a client's: clientAuth is not in its extended key usage");
}

Status CheckCentreCertificate(const Certificate& certificate, const std::string& path) {
  for (const std::string& uri : certificate.uris()) {
    const auto named = ParseCallerUri(uri);
    if (named.ok())
      return Unusable(
          path, "is the certificate of " + NameOf(named->role, named->id) + ", who calls a centre, not a centre's");
  }
  if (certificate.may_serve()) return OkStatus();
  return Unusable(path, "may not be a server's: serverAuth is not in its extended key usage");
}

}  // namespace clearance
