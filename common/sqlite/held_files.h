// HeldFiles: the files of a database that somebody has open, by what they are and not by what they are called. A file
// that is removed or replaced while it is open goes on taking what is written, and SQLite's every commit succeeds, but
// whoever opens its name afterwards finds nothing of that, or another file. SQLite asks such a question of the file
// itself alone (SQLITE_FCNTL_HAS_MOVED), by its inode; the newest commits are in the -wal.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/file_identity.h"
#include "common/base/status.h"

namespace clearance::sqlite {

// Thread-safe: nothing of it changes.
class HeldFiles {
 public:
  // Those that stand under the names of a database now, which is right after SQLite has opened them all: `path` as it
  // was given, and `file`, what that leads to, with its -wal and -shm.
  HeldFiles(const std::string& path, const std::string& file);

  // OK while every name leads to the file it led to then; one that was moved away and back is the same file again.
  // UNAVAILABLE (STORE_UNAVAILABLE) otherwise, saying which of them does not and never its path. A few microseconds.
  Status Check() const;

 private:
  struct Held {
    std::string_view what;
    std::string path;
    std::optional<FileIdentity> file;
  };
  static Status CheckOne(const Held& held);

  std::vector<Held> files_;
};

}  // namespace clearance::sqlite
