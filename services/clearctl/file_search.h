// Looking for bytes in raw files: whether what was erased is really gone from them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/base/status.h"

namespace clearance {

// Pieces no shorter than this do not stand anywhere by chance when they are random.
inline constexpr std::size_t kTellingBytes = 16;

struct FileSearch {
  std::uint64_t bytes = 0;             // that were read
  std::optional<std::string> found{};  // the first file that holds one of them
};

// Reads `paths` whole (one that is not there is passed over), a bounded piece at a time, for any run of kTellingBytes
// that begins at a multiple of kTellingBytes in one of `secrets`. FILE_UNREADABLE naming the path. Never for a database
// this process has open: closing a file drops this process's locks on it.
StatusOr<FileSearch> SearchFiles(const std::vector<std::string>& paths, const std::vector<std::string>& secrets);

}  // namespace clearance
