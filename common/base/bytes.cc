#include "common/base/bytes.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"
#include "common/base/written_place.h"

namespace clearance {
namespace {

// Keys and faces pass through it, too: nothing of them stays behind.
struct ReadChunk {
  std::array<char, 64 * 1024> bytes;
  ~ReadChunk() { ::explicit_bzero(bytes.data(), bytes.size()); }
};

int NibbleOf(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

// A rename puts the new file in the place of anything but a folder: of a device's node, too.
Status CheckReplaceable(const std::string& path) {
  struct stat target;
  if (::lstat(path.c_str(), &target) != 0) return errno == ENOENT ? OkStatus() : FileError("write", path, errno);
  if (S_ISREG(target.st_mode)) return OkStatus();
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               "cannot write " + path + ": it is there already and is no regular file");
}

}  // namespace

std::string ToHex(std::string_view bytes) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string hex;
  hex.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    hex.push_back(kDigits[byte >> 4]);
    hex.push_back(kDigits[byte & 0x0F]);
  }
  return hex;
}

StatusOr<std::string> FromHex(std::string_view hex) {
  if (hex.size() % 2 != 0) return InvalidField("hex", "must have an even number of digits");
  std::string bytes;
  bytes.reserve(hex.size() / 2);
  for (std::size_t i = 0; i < hex.size(); i += 2) {
    const int high = NibbleOf(hex[i]);
    const int low = NibbleOf(hex[i + 1]);
    if (high < 0 || low < 0) return InvalidField("hex", "must have hexadecimal digits only");
    bytes.push_back(static_cast<char>(high * 16 + low));
  }
  return bytes;
}

StatusOr<std::string> ReadFile(const std::string& path, std::size_t max_bytes) {
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenToRead(path));
  return ReadDescriptor(file.get(), path, max_bytes);
}

StatusOr<std::string> ReadDescriptor(int fd, const std::string& name, std::size_t max_bytes) {
  std::string content;
  ReadChunk chunk;
  for (;;) {
    const ssize_t count = ::read(fd, chunk.bytes.data(), chunk.bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", name, errno);
    if (count == 0) return content;
    if (content.size() + static_cast<std::size_t>(count) > max_bytes) {
      return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
                   name + " is longer than " + std::to_string(max_bytes) + " bytes");
    }
    content.append(chunk.bytes.data(), static_cast<std::size_t>(count));
  }
}

Status CheckWritable(const std::string& path) {
  if (path.empty()) return FileError("write", path, ENOENT);
  RETURN_IF_ERROR(CheckFolderOf("write", path));
  return CheckReplaceable(path);
}

Status WriteFile(const std::string& path, std::string_view content) {
  RETURN_IF_ERROR(CheckReplaceable(path));
  std::string temporary = path + ".XXXXXX";
  const FileDescriptor file(::mkostemp(temporary.data(), O_CLOEXEC));
  if (!file.valid()) return FileError("write", path, errno);
  int error = WriteAll(file.get(), content);
  if (error == 0 && ::fsync(file.get()) != 0) error = errno;
  if (error == 0 && std::rename(temporary.c_str(), path.c_str()) != 0) error = errno;
  if (error != 0) {
    ::unlink(temporary.c_str());
    return FileError("write", path, error);
  }
  // The rename itself is durable only once the folder is.
  const FileDescriptor parent(::open(FolderOf(path).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!parent.valid() || ::fsync(parent.get()) != 0) return FileError("sync the folder of", path, errno);
  return OkStatus();
}

}  // namespace clearance
