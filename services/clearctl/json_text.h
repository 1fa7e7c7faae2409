// JSON with others' text in it: names of files and of certificates.
#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace clearance {

// `json` in one line, or in several, each level `indent` columns further in. A byte that is no UTF-8 becomes U+FFFD:
// nlohmann::json would throw.
inline std::string JsonText(const nlohmann::ordered_json& json, int indent = -1) {
  return json.dump(indent, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

}  // namespace clearance
