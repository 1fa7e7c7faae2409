#include "common/sqlite/file_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/base/file_identity.h"
#include "common/base/place.h"
#include "common/base/written_place.h"
#include "common/sqlite/sqlite_status.h"

namespace clearance::sqlite {
namespace {

Status Locked(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

constexpr char kSuffix[] = ".lock";
constexpr int kMostTries = 8;

// SQLite follows symbolic links too: whatever name a file is opened by, also before it is made, it has one lock.
std::string FileOf(const std::string& database_path) { return Place(database_path).path().string(); }

// Not once the holder before has removed it: another may hold one of that name by now.
bool HasName(const FileDescriptor& lock, const std::string& path) {
  const std::optional<FileIdentity> locked = IdentityOf(lock.get());
  return locked && locked == IdentityOf(path);
}

}  // namespace

FileLock::~FileLock() {
  std::error_code error;
  if (goes_without_ && !std::filesystem::exists(database_, error) && !error) ::unlink((database_ + kSuffix).c_str());
}

std::string FileLock::NameFor(const std::string& database_path) { return FileOf(database_path) + kSuffix; }

StatusOr<std::unique_ptr<FileLock>> FileLock::Acquire(const std::string& database_path) {
  RETURN_IF_ERROR(CheckOpens(database_path));
  const std::string database = FileOf(database_path);
  const std::string path = database + kSuffix;
  for (int tries = 0; tries < kMostTries; ++tries) {
    FileDescriptor lock(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!lock.valid()) {
      const std::string failed = "cannot open " + path + ": " + std::strerror(errno);
      // The lock is a file nobody has named: where its folder is the reason, that is told of the database.
      const Status folder = CheckFolderToOpen(database_path);
      return Locked(folder.ok() ? failed : MessageOf(folder));
    }
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0) {
      if (errno != EWOULDBLOCK) return Locked("cannot lock " + path + ": " + std::strerror(errno));
      return Locked(database_path + " is in use by another process, which holds " + path);
    }
    if (HasName(lock, path)) return std::unique_ptr<FileLock>(new FileLock(std::move(lock), database));
  }
  return Locked("cannot lock " + path + ": it is removed again and again");
}

}  // namespace clearance::sqlite
