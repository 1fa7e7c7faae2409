#include "common/base/written_place.h"

#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/file_descriptor.h"
#include "common/base/place.h"

namespace clearance {
namespace {

constexpr std::string_view kDatabaseBegins("SQLite format 3\0", 16);

// Whether files can be made in the folder: 0, or why not (errno). access(2) asks for the whole of it: the owner, a
// mount that is read only, the rights of root.
int FolderProblem(const std::string& folder) {
  struct stat found;
  if (::stat(folder.c_str(), &found) != 0) return errno;
  if (!S_ISDIR(found.st_mode)) return ENOTDIR;
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

bool IsThere(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

// It takes whatever is written, at once and for ever: no other device is known to, nor any pipe.
bool IsNullDevice(const std::string& path) {
  struct stat found;
  return ::stat(path.c_str(), &found) == 0 && S_ISCHR(found.st_mode) && found.st_rdev == ::makedev(1, 3);
}

// Whether what is there, if anything is, may be written.
Status CheckMayWrite(std::string_view doing, const std::string& path) {
  if (::access(path.c_str(), W_OK) == 0 || errno == ENOENT) return OkStatus();
  return FileError(doing, path, errno);
}

Status CheckDatabase(const std::string& path) {
  RETURN_IF_ERROR(CheckFolderToOpen(path));
  RETURN_IF_ERROR(CheckDatabaseFiles(path));
  RETURN_IF_ERROR(CheckMayWrite("open", path));
  return CheckIsDatabase(path);
}

Status CheckAppended(const std::string& path) {
  if (!IsThere(path)) RETURN_IF_ERROR(CheckFolderToOpen(path));
  if (!IsNullDevice(path)) RETURN_IF_ERROR(CheckRegular("open", path));
  return CheckMayWrite("open", path);
}

Status CheckFolder(const std::string& path) {
  if (!IsThere(path)) {
    const std::string place = MadeAt(path);
    // No folder is made through a link.
    return place == path ? CheckFolderOf("make", path) : FileError("use", path + ": it leads to " + place, ENOENT);
  }
  const int problem = FolderProblem(path);
  return problem == 0 ? OkStatus() : FileError("write into", path, problem);
}

Status Check(const WrittenPlace& place) {
  const std::string& path = place.path;
  switch (place.as) {
    case WrittenAs::kDatabase:
      return CheckDatabase(path);
    case WrittenAs::kReplaced:
      RETURN_IF_ERROR(CheckWritable(path));
      return place.kind ? CheckReplaces(path, *place.kind) : OkStatus();
    case WrittenAs::kAppended:
      return CheckAppended(path);
    case WrittenAs::kFolder:
      break;
  }
  return CheckFolder(path);
}

}  // namespace

std::string FolderOf(const std::string& path) {
  std::filesystem::path whole(path);
  if (!whole.has_filename()) whole = whole.parent_path();  // "checkpoints/" is "checkpoints"
  const std::string folder = whole.parent_path().string();
  return folder.empty() ? "." : folder;
}

Status CheckFolderOf(std::string_view doing, const std::string& path) {
  const std::string folder = FolderOf(path);
  const int problem = FolderProblem(folder);
  return problem == 0 ? OkStatus() : FileError(doing, path + ": its folder " + folder, problem);
}

Status CheckFolderToOpen(const std::string& path) {
  const std::string place = MadeAt(path);
  if (place == path) return CheckFolderOf("open", path);
  const std::string folder = FolderOf(place);
  const int problem = FolderProblem(folder);
  if (problem == 0) return OkStatus();
  return FileError("open", path + ": it leads to " + place + ", and its folder " + folder, problem);
}

Status CheckDatabaseFiles(const std::string& database) {
  RETURN_IF_ERROR(CheckRegular("open", database));
  for (const std::string& file : FilesOfDatabase(database)) RETURN_IF_ERROR(CheckRegular("open", file));
  return OkStatus();
}

Status CheckIsDatabase(const std::string& path) {
  RETURN_IF_ERROR(CheckDatabaseFiles(path));
  if (!IsThere(path)) return OkStatus();
  ASSIGN_OR_RETURN(const FileDescriptor file, OpenToRead(path));
  std::array<char, kDatabaseBegins.size()> beginning;
  const ssize_t count = ::pread(file.get(), beginning.data(), beginning.size(), 0);
  if (count < 0) return FileError("read", path, errno);
  if (count == 0 || std::string_view(beginning.data(), static_cast<std::size_t>(count)) == kDatabaseBegins)
    return OkStatus();
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
               "cannot open " + path + ": it is no SQLite database");
}

Status CheckWrittenPlace(const WrittenPlace& place) {
  if (place.path.empty()) return OkStatus();
  const Status status = Check(place);
  if (status.ok()) return status;
  return Error(status.code(), ReasonOf(status), std::string(place.key) + ": " + MessageOf(status));
}

Status CheckWrittenPlaces(const std::vector<WrittenPlace>& places) {
  for (const WrittenPlace& place : places) RETURN_IF_ERROR(CheckWrittenPlace(place));
  return OkStatus();
}

}  // namespace clearance
