// [admin] of a configuration: where the admin endpoint listens.
#pragma once

#include <string>

#include "common/base/config.h"

namespace clearance {

// `admin.listen`; empty: there is no endpoint. Rejects an address that is not of this machine alone unless
// `admin.open_to_network` says that it is meant. Errors stand in the reader.
std::string AdminListenFrom(ConfigReader& reader);

}  // namespace clearance
