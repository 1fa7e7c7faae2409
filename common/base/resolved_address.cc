#include "common/base/resolved_address.h"

#include <sys/socket.h>

#include <string>

namespace clearance {

ResolvedAddresses ResolveAddress(const HostPort& address, int flags) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  hints.ai_flags = flags;
  addrinfo* found = nullptr;
  if (getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found) != 0) found = nullptr;
  return {found, freeaddrinfo};
}

}  // namespace clearance
