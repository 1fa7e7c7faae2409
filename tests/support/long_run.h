// Whether the long forms of tests were asked for: `./dev test --long` sets CLEARANCE_LONG=1, and nothing but that 1
// asks for them.
#pragma once

#include <cstdlib>
#include <string_view>

namespace clearance {

inline bool IsLongRun() {
  const char* value = std::getenv("CLEARANCE_LONG");
  return value != nullptr && std::string_view(value) == "1";
}

}  // namespace clearance
