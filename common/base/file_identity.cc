#include "common/base/file_identity.h"

#include <sys/stat.h>

namespace clearance {

std::optional<FileIdentity> IdentityOf(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return FileIdentity{found.st_dev, found.st_ino};
}

std::optional<FileIdentity> IdentityOf(int file) {
  struct stat found;
  if (::fstat(file, &found) != 0) return std::nullopt;
  return FileIdentity{found.st_dev, found.st_ino};
}

}  // namespace clearance
