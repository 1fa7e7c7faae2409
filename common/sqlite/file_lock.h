// FileLock: one process per database file. The lock is a file of its own beside it, so that read-only tools and
// SQLite's own locks are not concerned; it is never removed, for removing it would let two processes hold two of it.
#pragma once

#include <memory>
#include <string>
#include <utility>

#include "common/base/file_descriptor.h"
#include "common/base/status.h"

namespace clearance::sqlite {

// Held until destroyed, or until the process ends however it ends.
class FileLock {
 public:
  // Takes "<file>.lock" without waiting, <file> being what `database_path` leads to through symbolic links.
  // FAILED_PRECONDITION (STORE_UNAVAILABLE) when another process, or another lock of this one, holds it, or when the
  // file cannot be made: it names the database and its folder where that is missing or may not be written; and, before
  // anything is made, as CheckOpens (sqlite_status.h).
  static StatusOr<std::unique_ptr<FileLock>> Acquire(const std::string& database_path);

 private:
  explicit FileLock(FileDescriptor file) : file_(std::move(file)) {}
  const FileDescriptor file_;
};

}  // namespace clearance::sqlite
