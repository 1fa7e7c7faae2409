#include "common/sqlite/held_files.h"

#include <cerrno>
#include <cstring>

#include "common/base/error_reasons.h"

namespace clearance::sqlite {
namespace {

Status Lost(std::string_view what, std::string_view how) {
  std::string message(what);
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, message.append(" ").append(how));
}

}  // namespace

HeldFiles::HeldFiles(const std::string& path, const std::string& file) {
  files_.push_back({"the file", path, IdentityOf(path)});
  // What a link leads to has a name of its own, and the -wal is called after that.
  if (file != path) files_.push_back({"the file", file, IdentityOf(file)});
  files_.push_back({"its -wal", file + "-wal", IdentityOf(file + "-wal")});
  files_.push_back({"its -shm", file + "-shm", IdentityOf(file + "-shm")});
}

Status HeldFiles::CheckOne(const Held& held) {
  const std::optional<FileIdentity> named = IdentityOf(held.path);
  if (named && named == held.file) return OkStatus();
  if (named) return Lost(held.what, "is another one now: it was replaced while it was in use");
  if (errno == ENOENT || errno == ENOTDIR)
    return Lost(held.what, "is gone: it was removed or moved while it was in use");
  return Lost(held.what, std::string("cannot be looked at: ") + std::strerror(errno));
}

Status HeldFiles::Check() const {
  for (const Held& held : files_) RETURN_IF_ERROR(CheckOne(held));
  return OkStatus();
}

}  // namespace clearance::sqlite
