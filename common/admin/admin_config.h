// [admin] of a configuration: where the admin endpoint listens.
#pragma once

#include <string>
#include <string_view>

#include "common/base/config.h"

namespace clearance {

// Where the program listens besides, and the key that says so.
struct ListenedAt {
  std::string_view key;
  std::string_view address;
};

// `admin.listen`; empty: there is no endpoint. Rejects an address that is not of this machine alone unless
// `admin.open_to_network` says that it is meant, and one that is taken by the program itself. Errors stand in the
// reader.
std::string AdminListenFrom(ConfigReader& reader, const ListenedAt& besides);

}  // namespace clearance
