#include "common/admin/admin_config.h"

#include "common/base/address.h"

namespace clearance {

std::string AdminListenFrom(ConfigReader& reader, const ListenedAt& besides) {
  const std::string key = "admin.listen";
  std::string listen = ListenAddressOrNone(reader, key);
  const bool open_to_network = reader.BoolOr("admin.open_to_network", false);
  if (IsAddress(listen) && !open_to_network && !IsLoopbackAddress(listen)) {
    reader.Reject(key,
                  "must be a loopback address: anybody who reaches it may read it; admin.open_to_network = true "
                  "where that is meant");
  }
  if (AreOnePlace(listen, besides.address))
    reader.Reject(key, "is where " + std::string(besides.key) + " listens already (" + std::string(besides.address) +
                           "); take another port");
  return listen;
}

}  // namespace clearance
