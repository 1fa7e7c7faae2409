// Addresses as configurations write them: host:port.
#pragma once

#include <string_view>

namespace clearance {

// "host:port" with a port of 0 to 65535.
bool IsAddress(std::string_view address);

// True for "127.0.0.1:PORT", any other address of 127.0.0.0/8, "localhost:PORT" and "[::1]:PORT".
bool IsLoopbackAddress(std::string_view address);

}  // namespace clearance
