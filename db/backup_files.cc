#include "db/backup_files.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "common/base/file_descriptor.h"
#include "common/base/file_identity.h"
#include "common/base/stop_signals.h"
#include "common/base/wiped_file.h"
#include "common/base/written_place.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kPieceBytes = 1 << 20;
constexpr std::uint64_t kFlushBytes = 8 << 20;  // as while it was copied: sqlite::kBackupFlushBytes

// Writes to a new file and flushes now and then.
class FlushedFile {
 public:
  FlushedFile(FileDescriptor file, std::string path) : file_(std::move(file)), path_(std::move(path)) {}

  Status Write(std::string_view bytes) {
    if (const int error = WriteAll(file_.get(), bytes); error != 0) return FileError("write", path_, error);
    written_ += bytes.size();
    return written_ < flushed_ + kFlushBytes ? OkStatus() : Flush();
  }
  Status Flush() {
    if (::fsync(file_.get()) != 0) return FileError("flush", path_, errno);
    flushed_ = written_;
    return OkStatus();
  }
  std::uint64_t written() const { return written_; }

 private:
  const FileDescriptor file_;
  const std::string path_;
  std::uint64_t written_ = 0;
  std::uint64_t flushed_ = 0;
};

Status CopyOut(int from_fd, const std::string& from, FlushedFile& to,
               const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop) {
  std::vector<char> piece(kPieceBytes);
  for (;;) {
    RETURN_IF_ERROR(CheckNotStopped(stop));
    const ssize_t count = ::read(from_fd, piece.data(), piece.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", from, errno);
    if (count == 0) return to.Flush();
    RETURN_IF_ERROR(to.Write({piece.data(), static_cast<std::size_t>(count)}));
    if (progress) progress(to.written());
  }
}

Status FlushFolder(const std::string& folder) {
  const FileDescriptor opened(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.valid() || ::fsync(opened.get()) != 0) return FileError("flush the folder", folder, errno);
  return OkStatus();
}

constexpr std::string_view kAnyLetters = "XXXXXX";
constexpr std::string_view kMadeHere[] = {"ledger.db", "manifest.json", "keys.db"};
constexpr int kMostTries = 8;

enum class Lock {
  kHeld,   // by `file`
  kTaken,  // somebody else has it, or it is gone
  kNone,   // a file system without such locks, like some shares: nobody can tell whose it is
};
struct LockedFolder {
  Lock lock = Lock::kTaken;
  FileDescriptor file;
};

LockedFolder LockFolder(const std::string& path) {
  LockedFolder folder;
  folder.file = FileDescriptor(::open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
  if (!folder.file.valid()) return folder;
  if (::flock(folder.file.get(), LOCK_EX | LOCK_NB) != 0) {
    if (errno != EWOULDBLOCK && errno != EINTR) folder.lock = Lock::kNone;
  } else if (const auto locked = IdentityOf(folder.file.get()); locked && locked == IdentityOf(path)) {
    // Its name was not taken away between the two.
    folder.lock = Lock::kHeld;
  }
  return folder;
}

bool IsMadeHere(const std::string& name) {
  return std::any_of(std::begin(kMadeHere), std::end(kMadeHere),
                     [&](std::string_view made) { return name.starts_with(made); });
}

// A file with a second name is the keys file that stands elsewhere, to be wiped by who replaces it. False when it
// cannot be wiped, and is still there.
bool WipeOrUnlink(const std::string& file) {
  std::error_code error;
  if (fs::hard_link_count(file, error) > 1) return ::unlink(file.c_str()) == 0;
  return WipeFile(file).ok();
}

// With the lock held.
void RemoveLeftFolder(const std::string& path) {
  std::error_code error;
  std::vector<std::string> files;
  for (fs::directory_iterator entry(path, error), end; !error && entry != end; entry.increment(error)) {
    if (!entry->is_regular_file(error) || !IsMadeHere(entry->path().filename().string())) return;
    files.push_back(entry->path().string());
  }
  if (error) return;
  for (const std::string& file : files) {
    if (!WipeOrUnlink(file)) return;
  }
  ::rmdir(path.c_str());
}

void RemoveLeftFoldersOf(const std::string& folder) {
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    const std::string name = entry->path().filename().string();
    const std::size_t suffix = name.rfind(kPartialSuffix);
    if (suffix == std::string::npos || name.size() != suffix + kPartialSuffix.size() + kAnyLetters.size()) continue;
    const LockedFolder left = LockFolder(entry->path().string());
    if (left.lock == Lock::kHeld) RemoveLeftFolder(entry->path().string());
  }
}

}  // namespace

StatusOr<ScratchFolder> ScratchFolder::Beside(const std::string& path) {
  RemoveLeftFoldersOf(FolderOf(path));
  // One that was made may be taken for a left one before it is locked.
  for (int tries = 0; tries < kMostTries; ++tries) {
    std::string name = path + std::string(kPartialSuffix) + std::string(kAnyLetters);
    if (::mkdtemp(name.data()) == nullptr) {
      const Status failed = FileError("make a folder beside", path, errno);
      RETURN_IF_ERROR(CheckFolderOf("make", path));
      return failed;
    }
    LockedFolder made = LockFolder(name);
    if (made.lock != Lock::kTaken) return ScratchFolder(std::move(name), std::move(made.file));
    ::rmdir(name.c_str());
  }
  return FileError("lock a folder beside", path, EAGAIN);
}

ScratchFolder::ScratchFolder(ScratchFolder&& other) noexcept
    : path_(std::exchange(other.path_, "")), holds_keys_(other.holds_keys_), folder_(std::move(other.folder_)) {}

ScratchFolder::~ScratchFolder() {
  if (path_.empty()) return;
  std::error_code ignored;
  if (holds_keys_) {
    for (fs::directory_iterator entry(path_, ignored), end; !ignored && entry != end; entry.increment(ignored))
      WipeOrUnlink(entry->path().string());
  }
  fs::remove_all(path_, ignored);
}

Status ScratchFolder::RenameTo(const std::string& path) {
  RETURN_IF_ERROR(FlushFolder(path_));
  RETURN_IF_ERROR(RenameDurably(path_, path));
  path_.clear();
  return OkStatus();
}

Status CopyInto(const std::string& from, std::uint64_t skip, const std::string& header, const std::string& to,
                const std::function<void(std::uint64_t)>& progress, const std::stop_token& stop) {
  const FileDescriptor source(::open(from.c_str(), O_RDONLY | O_CLOEXEC));
  if (!source.valid()) return FileError("read", from, errno);
  if (::lseek(source.get(), static_cast<off_t>(skip), SEEK_SET) < 0) return FileError("read", from, errno);
  FileDescriptor made(::open(to.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
  if (!made.valid()) return FileError("make", to, errno);
  FlushedFile target(std::move(made), to);
  RETURN_IF_ERROR(target.Write(header));
  return CopyOut(source.get(), from, target, progress, stop);
}

Status RenameDurably(const std::string& from, const std::string& to) {
  if (std::rename(from.c_str(), to.c_str()) != 0) return FileError("rename " + from + " to", to, errno);
  return FlushFolderOf(to);
}

Status FlushFile(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file.valid() || ::fsync(file.get()) != 0) return FileError("flush", path, errno);
  return OkStatus();
}

Status FlushFolderOf(const std::string& path) { return FlushFolder(FolderOf(path)); }

}  // namespace clearance
