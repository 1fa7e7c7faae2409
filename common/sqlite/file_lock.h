// FileLock: one process per database file. The lock is a file of its own beside it, so that read-only tools and
// SQLite's own locks are not concerned. It stays: who removes it from outside lets two processes hold two of it. Only
// its holder may, for a database that was not made, and whoever had opened it meanwhile finds that it has lost its
// name.
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
  // The lock's own file, whether it is there or not.
  static std::string NameFor(const std::string& database_path);
  ~FileLock();
  FileLock(const FileLock&) = delete;
  FileLock& operator=(const FileLock&) = delete;

  // From now on the lock's file goes with the lock when there is no database by then.
  void LeaveNothingWithoutDatabase() { goes_without_ = true; }

 private:
  FileLock(FileDescriptor file, std::string database) : file_(std::move(file)), database_(std::move(database)) {}
  const FileDescriptor file_;
  const std::string database_;
  bool goes_without_ = false;
};

}  // namespace clearance::sqlite
