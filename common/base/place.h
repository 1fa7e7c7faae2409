// Where a path leads, so that one file is known for one whatever it is called: `.` and `..`, a symbolic link, also one
// to a file that is still to be made, and a second name of the same file (a hard link). Looks and changes nothing; what
// is found may be otherwise a moment later.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/base/file_identity.h"

namespace clearance {

class Place {
 public:
  // What cannot be looked at stays as it is written. "chip/" is "chip".
  explicit Place(const std::string& path);

  // Both are the same file or folder.
  bool Is(const Place& other) const;
  // The same, or lies in it at any depth.
  bool IsOrIsIn(const Place& folder) const;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;        // absolute, links followed as far as there are any
  std::optional<FileIdentity> file_;  // nothing is there yet: none
};

// Where opening `path` makes a file: where it leads, if it is a link; `path` as it is written otherwise.
std::string MadeAt(const std::string& path);

// What a database is on the disk: the file that `path` leads to, and all that SQLite and our lock keep beside it.
std::vector<std::string> FilesOfDatabase(const std::string& path);

}  // namespace clearance
