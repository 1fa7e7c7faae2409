// The inside of ConfigReader: what is laid over a file's tables, and how values are shown. For common/base/config.cc
// alone.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/config_overrides.h"
#include "common/base/status.h"

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"
#include <toml++/toml.h>
#pragma GCC diagnostic pop

namespace clearance {

// CONFIG_INVALID; `where` is "file:line", or the origin of an override.
Status ConfigError(std::string_view where, std::string_view what);

// "file:line".
std::string Place(std::string_view file, std::uint32_t line);

// Lays an override over the file. Errors name its origin.
Status LayOver(toml::table& root, const ConfigOverride& over);

// Values as they could stand in a file. A text that looks like a key is not shown.
std::string Shown(std::string_view text);
std::string Shown(double number);
std::string Shown(toml::date date);
std::string Shown(const std::vector<std::string>& texts);

}  // namespace clearance
