// Which key somebody meant who wrote one that does not exist.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

namespace clearance {

// The one of `known` that is spelt most like `given`, dots and low lines counted for nothing ("tls_private_key" is
// `tls.private_key`), as NearestWord has it; "" when none is near. Of equals the first.
std::string LikelyKey(std::string_view given, const std::set<std::string, std::less<>>& known);

// "CLEARANCE_SERVER__TLS__PRIVATE_KEY": the variable of the key `tls.private_key` for the program CLEARANCE_SERVER.
std::string VariableOfKey(std::string_view program, std::string_view key);

}  // namespace clearance
