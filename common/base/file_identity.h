// Which file a name leads to, or a descriptor is of: its device and inode, which stay while the file is there and no
// other has. Names come and go: a file that is open may have none any more, or its name may be another file's.
#pragma once

#include <sys/types.h>

#include <optional>
#include <string>

namespace clearance {

struct FileIdentity {
  dev_t device = 0;
  ino_t inode = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

// Of what `path` leads to, links followed; of an open file. Nothing where the system does not say, as where nothing is
// there: errno then says why.
std::optional<FileIdentity> IdentityOf(const std::string& path);
std::optional<FileIdentity> IdentityOf(int file);

}  // namespace clearance
