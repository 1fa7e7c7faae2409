// Addresses as configurations and command lines write them, host:port, and the only reader of them: what one program
// takes for an address every other does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/config.h"

namespace clearance {

struct HostPort {
  std::string host;  // a name or an IPv4 address; of "[::1]" without the brackets
  std::uint16_t port = 0;
};

// "host:port": a name of letters, digits, '.', '-' and '_', an IPv4 address, or an IPv6 address in brackets; a port of
// 0 to 65535 in 1 to 5 digits. Nothing for anything else.
std::optional<HostPort> ParseAddress(std::string_view address);
inline bool IsAddress(std::string_view address) { return ParseAddress(address).has_value(); }
// Where somebody can be reached: port 0 is nobody's.
bool IsReachableAddress(std::string_view address);

// True where who listens at one leaves nothing to listen at for the other: one port, which is not 0, of one host, or of
// every address of the machine ("0.0.0.0", "[::]").
bool AreOnePlace(std::string_view one, std::string_view other);

// True for "127.0.0.1:PORT", any other address of 127.0.0.0/8, "localhost:PORT" and "[::1]:PORT".
bool IsLoopbackAddress(std::string_view address);

// An address, spelt as it was, with another port in the place of its own: where a server listens that was told port 0.
std::string WithPort(std::string_view address, int port);

// Keys of a configuration that hold an address; anything else is rejected. Errors stand in the reader, and what cannot
// be used is answered nevertheless.
// To listen at; port 0: any free one. The key must be there.
std::string ListenAddressFrom(ConfigReader& reader, std::string_view key);
// The same, of this machine alone.
std::string LoopbackListenAddressFrom(ConfigReader& reader, std::string_view key);
// The same as ListenAddressFrom; absent or empty: nobody listens.
std::string ListenAddressOrNone(ConfigReader& reader, std::string_view key);
// Of somebody else, who is asked there. The key must be there.
std::string ReachableAddressFrom(ConfigReader& reader, std::string_view key);

}  // namespace clearance
