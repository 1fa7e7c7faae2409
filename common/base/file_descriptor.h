// An open file that is closed with its scope, and what every piece of file work says when the system refuses.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

// Owns a file descriptor, a socket's too; or none (-1), as what open(2) gave when it failed.
class FileDescriptor {
 public:
  FileDescriptor() = default;
  explicit FileDescriptor(int fd) : fd_(fd) {}
  FileDescriptor(FileDescriptor&& other) noexcept;
  FileDescriptor& operator=(FileDescriptor&& other) noexcept;
  ~FileDescriptor();

  bool valid() const { return fd_ >= 0; }
  int get() const { return fd_; }

 private:
  int fd_ = -1;
};

// "cannot DOING PATH: what errno says", FILE_UNREADABLE: NOT_FOUND when there is no such file (ENOENT),
// FAILED_PRECONDITION otherwise. What looks like a key and is no file is not shown (secret_file.h).
Status FileError(std::string_view doing, std::string_view path, int error);

// OK when a regular file or a link to one is at `path`, nothing, or what cannot be looked at, of which whoever opens it
// tells; otherwise FAILED_PRECONDITION (FILE_UNREADABLE) "cannot DOING PATH: why". Opens nothing.
Status CheckRegular(std::string_view doing, const std::string& path);

// A file to read, from its beginning. A regular one, or a link to one: a pipe or a device in its place could keep its
// reader for ever, so none is ever waited for. Errors as FileError; FAILED_PRECONDITION for what is no regular file.
// `shown` stands in them for the path.
StatusOr<FileDescriptor> OpenToRead(const std::string& path, std::string_view shown);
StatusOr<FileDescriptor> OpenToRead(const std::string& path);

// As write(2), until all is written. 0, or the errno of the write that failed.
int WriteAll(int fd, std::string_view bytes);

}  // namespace clearance
