// What stands over a configuration file: environment variables, and over them flags.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// One value from elsewhere. A flag counts more than a variable of the same key; two of a kind are an error.
struct ConfigOverride {
  std::string key;     // dotted, "tls.certificate"
  std::string text;    // as it was given
  std::string origin;  // as errors and --print-config name it: "environment CLEARANCE_SERVER__LISTEN", "flag --listen"
  std::string program{};  // of a variable: CLEARANCE_SERVER
  // A variable that begins like the program's and is of no key's form, or has no key: it stands over nothing and is an
  // error.
  bool misnamed = false;
};

// A value as a program took it. Never a secret: what looks like one is not shown.
struct ConfigValue {
  std::string key;     // "gates[0].port"
  std::string text;    // as it could stand in the file
  std::string origin;  // "default", "server.toml:3", or that of an override
};

// CLEARANCE_SERVER__TLS__PRIVATE_KEY is `tls.private_key` for the program CLEARANCE_SERVER: two low lines are a dot.
// CLEARANCE_SERVER_LISTEN is among them as `misnamed`: nobody else's variable begins so, and passing it over would
// leave its writer in the belief that it counts. `environment` holds "NAME=value"; other names are passed over.
std::vector<ConfigOverride> OverridesFromEnvironment(std::string_view program,
                                                     std::span<const char* const> environment);
// The same of this process.
std::vector<ConfigOverride> OverridesFromEnvironment(std::string_view program);

// "log.level=debug", of a flag --set. INVALID_ARGUMENT (CONFIG_INVALID) for what has no key or no equals sign.
StatusOr<ConfigOverride> OverrideFromSet(std::string_view text);

// One line for each value: key, value and origin, in columns.
std::string ConfigText(const std::vector<ConfigValue>& values);

}  // namespace clearance
