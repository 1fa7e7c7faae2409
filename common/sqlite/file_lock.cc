#include "common/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/base/written_place.h"
#include "common/sqlite/sqlite_status.h"

namespace clearance::sqlite {
namespace {

Status Locked(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

}  // namespace

StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& database_path) {
  RETURN_IF_ERROR(CheckOpens(database_path));
  // SQLite follows symbolic links too: whatever name a file is opened by, it has one lock.
  std::error_code error;
  const std::filesystem::path file = std::filesystem::weakly_canonical(database_path, error);
  const std::string database = error ? database_path : file.string();
  const std::string path = database + ".lock";
  FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  if (!lock.valid()) {
    const std::string failed = "cannot open " + path + ": " + std::strerror(errno);
    // The lock is a file nobody has named: where its folder is the reason, that is told of the database.
    const Status folder = CheckFolderOf("open", database);
    return Locked(folder.ok() ? failed : MessageOf(folder));
  }
  if (::flock(lock.get(), LOCK_EX | LOCK_NB) == 0) return std::unique_ptr<FileLock>(new FileLock(std::move(lock)));
  if (errno == EWOULDBLOCK) return Locked(database_path + " is in use by another process, which holds " + path);
  return Locked("cannot lock " + path + ": " + std::strerror(errno));
}

}  // namespace clearance::sqlite
