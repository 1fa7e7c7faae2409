// What an address of a configuration stands for in the system's own form.
#pragma once

#include <netdb.h>

#include <memory>

#include "common/base/address.h"

namespace clearance {

using ResolvedAddresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

// Every address of a stream socket that `address` stands for, as a list: localhost is two. Null where there is none.
// May ask the network for a name. `flags` as in getaddrinfo(3).
ResolvedAddresses ResolveAddress(const HostPort& address, int flags = 0);

}  // namespace clearance
