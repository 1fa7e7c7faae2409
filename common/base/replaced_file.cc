#include "common/base/replaced_file.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

Status NotReplaced(const std::string& path, std::string_view kind) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               path + ": is there already and is not " + std::string(kind) +
                   ", so it is not replaced; move it away, or give another name");
}

// Fewer bytes than asked for only where the file ends.
StatusOr<std::string> BeginningOf(const std::string& path) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK));
  if (!file.valid()) return FileError("read", path, errno);
  std::string beginning(kMaxBeginningBytes, '\0');
  std::size_t filled = 0;
  while (filled < beginning.size()) {
    const ssize_t count = ::read(file.get(), beginning.data() + filled, beginning.size() - filled);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return FileError("read", path, errno);
    if (count == 0) break;
    filled += static_cast<std::size_t>(count);
  }
  beginning.resize(filled);
  return beginning;
}

}  // namespace

FileKind KindThatBegins(std::string_view name, std::string_view bytes) {
  return {name, [bytes = std::string(bytes)](std::string_view beginning) {
            return beginning.empty() || beginning.starts_with(bytes);
          }};
}

Status CheckReplaces(const std::string& path, const FileKind& kind) {
  struct stat found;
  if (::lstat(path.c_str(), &found) != 0) return errno == ENOENT ? OkStatus() : FileError("look at", path, errno);
  if (!S_ISREG(found.st_mode)) return NotReplaced(path, kind.name);
  ASSIGN_OR_RETURN(const std::string beginning, BeginningOf(path));
  return kind.is_one(beginning) ? OkStatus() : NotReplaced(path, kind.name);
}

}  // namespace clearance
