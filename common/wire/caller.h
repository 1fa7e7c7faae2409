// Caller: who is at the other end of a call, from the URI SAN of its client certificate: spiffe://<site>/<role>/<id>.
// TLS has checked the chain; here only the name is read. A caller without such a name may call nothing.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace grpc {
class ServerContextBase;
}

namespace clearance {

enum class Role { kGate, kOfficer, kSupervisor, kAuditor, kBooking, kAuthority };

std::string_view RoleName(Role role);  // "gate"

struct Caller {
  Role role = Role::kGate;
  std::string id;  // "gate-1", an officer's id
  friend bool operator==(const Caller&, const Caller&) = default;
};

// Reads one URI. UNAUTHENTICATED when it is not of that form.
StatusOr<Caller> ParseCallerUri(std::string_view uri);

// The caller of a call, when it has one of `roles`. UNAUTHENTICATED without a name, PERMISSION_DENIED with another
// role.
StatusOr<Caller> RequireCaller(const grpc::ServerContextBase& context, std::initializer_list<Role> roles);

// PERMISSION_DENIED unless `lane_id` is "<gate id>/…" of the calling gate.
Status RequireOwnLane(const Caller& caller, std::string_view lane_id);

}  // namespace clearance
