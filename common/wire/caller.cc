#include "common/wire/caller.h"

#include <grpc/grpc_security_constants.h>
#include <grpcpp/server_context.h>

#include <algorithm>
#include <array>
#include <vector>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr std::string_view kScheme = "spiffe://";
constexpr std::size_t kMaxIdBytes = 64;
constexpr std::array kRoles = {Role::kGate,    Role::kOfficer, Role::kSupervisor,
                               Role::kAuditor, Role::kBooking, Role::kAuthority};

Status Unauthenticated() {
  return Error(StatusCode::kUnauthenticated, error_reason::kUnauthenticated,
               "the client certificate has no name of the form spiffe://<site>/<role>/<id>");
}

std::vector<std::string_view> Split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end = std::min(text.find(separator, begin), text.size());
    parts.push_back(text.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool IsId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
  });
}

}  // namespace

std::string_view RoleName(Role role) {
  switch (role) {
    case Role::kGate:
      return "gate";
    case Role::kOfficer:
      return "officer";
    case Role::kSupervisor:
      return "supervisor";
    case Role::kAuditor:
      return "auditor";
    case Role::kBooking:
      return "booking";
    case Role::kAuthority:
      return "authority";
  }
  return "";
}

StatusOr<Caller> ParseCallerUri(std::string_view uri) {
  if (uri.substr(0, kScheme.size()) != kScheme) return Unauthenticated();
  const std::vector<std::string_view> parts = Split(uri.substr(kScheme.size()), '/');
  if (parts.size() != 3 || !IsId(parts[0]) || !IsId(parts[2])) return Unauthenticated();
  const auto role = std::find_if(kRoles.begin(), kRoles.end(), [&](Role r) { return RoleName(r) == parts[1]; });
  if (role == kRoles.end()) return Unauthenticated();
  return Caller{*role, std::string(parts[2])};
}

StatusOr<Caller> RequireCaller(const grpc::ServerContextBase& context, std::initializer_list<Role> roles) {
  const auto uris = context.auth_context()->FindPropertyValues(GRPC_PEER_URI_PROPERTY_NAME);
  if (uris.size() != 1) return Unauthenticated();
  ASSIGN_OR_RETURN(Caller caller, ParseCallerUri(std::string_view(uris[0].data(), uris[0].size())));
  if (std::find(roles.begin(), roles.end(), caller.role) == roles.end())
    return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
                 "the role " + std::string(RoleName(caller.role)) + " may not make this call");
  return caller;
}

Status RequireOwnLane(const Caller& caller, std::string_view lane_id) {
  const std::string prefix = caller.id + "/";
  if (caller.role == Role::kGate && lane_id.substr(0, prefix.size()) == prefix) return OkStatus();
  return Error(StatusCode::kPermissionDenied, error_reason::kPermissionDenied,
               "a gate may speak for its own lanes only");
}

}  // namespace clearance
