#include "common/base/file_descriptor.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"

namespace clearance {
namespace {

Status CheckKind(std::string_view doing, std::string_view path, mode_t mode) {
  if (S_ISREG(mode)) return OkStatus();
  if (S_ISDIR(mode)) return FileError(doing, path, EISDIR);
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               "cannot " + std::string(doing) + " " + std::string(path) + ": it is no regular file");
}

}  // namespace

FileDescriptor::FileDescriptor(FileDescriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}

FileDescriptor& FileDescriptor::operator=(FileDescriptor&& other) noexcept {
  std::swap(fd_, other.fd_);
  return *this;
}

FileDescriptor::~FileDescriptor() {
  if (valid()) ::close(fd_);
}

Status FileError(std::string_view doing, std::string_view path, int error) {
  std::string message = "cannot ";
  // Where there is no such file, its name may be what should stand in one.
  const bool named = (error != ENOENT && error != ENAMETOOLONG) || !LooksSecret(path);
  message.append(doing).append(" ").append(named ? path : kLooksLikeKey).append(": ").append(std::strerror(error));
  const StatusCode code = error == ENOENT ? StatusCode::kNotFound : StatusCode::kFailedPrecondition;
  return Error(code, error_reason::kFileUnreadable, message);
}

Status CheckRegular(std::string_view doing, const std::string& path) {
  struct stat found;
  return ::stat(path.c_str(), &found) == 0 ? CheckKind(doing, path, found.st_mode) : OkStatus();
}

StatusOr<FileDescriptor> OpenToRead(const std::string& path) { return OpenToRead(path, path); }

StatusOr<FileDescriptor> OpenToRead(const std::string& path, std::string_view shown) {
  // Without O_NONBLOCK the opening of a pipe waits for its writer; a regular file does not mind it.
  FileDescriptor file(::open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
  if (!file.valid()) return FileError("open", shown, errno);
  struct stat kind;
  if (::fstat(file.get(), &kind) != 0) return FileError("open", shown, errno);
  RETURN_IF_ERROR(CheckKind("read", shown, kind.st_mode));
  return file;
}

int WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace clearance
