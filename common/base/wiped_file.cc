#include "common/base/wiped_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

constexpr std::size_t kPieceBytes = 1 << 20;

}  // namespace

Status WipeFile(const std::string& path) {
  {
    const FileDescriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.valid()) return errno == ENOENT ? OkStatus() : FileError("wipe", path, errno);
    struct stat now;
    if (::fstat(file.get(), &now) != 0) return FileError("wipe", path, errno);
    const std::string zeros(kPieceBytes, '\0');
    for (auto left = static_cast<std::uint64_t>(now.st_size); left > 0;) {
      const std::size_t count = std::min<std::uint64_t>(left, zeros.size());
      const int error = WriteAll(file.get(), std::string_view(zeros).substr(0, count));
      if (error != 0) return FileError("wipe", path, error);
      left -= count;
    }
    if (::fsync(file.get()) != 0) return FileError("wipe", path, errno);
  }
  return ::unlink(path.c_str()) == 0 ? OkStatus() : FileError("remove", path, errno);
}

}  // namespace clearance
