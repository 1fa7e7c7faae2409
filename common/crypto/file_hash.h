// SHA-256 of a file too large to be held in memory.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "common/base/status.h"

namespace clearance {

struct FileHash {
  std::uint64_t bytes = 0;
  std::string sha256{};  // kSha256Bytes
  friend bool operator==(const FileHash&, const FileHash&) = default;
};

// Of the file's bytes from the `skip`-th on, as they can be read now. `progress` (may be null) is told how many were
// hashed, piece by piece. FILE_UNREADABLE naming the path: NOT_FOUND when there is no such file, else
// FAILED_PRECONDITION. CANCELLED once `stop` asks for it. Thread-safe.
StatusOr<FileHash> HashFile(const std::string& path, std::uint64_t skip = 0,
                            const std::function<void(std::uint64_t)>& progress = nullptr,
                            const std::stop_token& stop = {});

}  // namespace clearance
