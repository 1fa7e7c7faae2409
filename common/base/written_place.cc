#include "common/base/written_place.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/file_descriptor.h"

namespace clearance {
namespace {

// Whether files can be made in the folder: 0, or why not (errno). access(2) asks for the whole of it: the owner, a
// mount that is read only, the rights of root.
int FolderProblem(const std::string& folder) {
  struct stat found;
  if (::stat(folder.c_str(), &found) != 0) return errno;
  if (!S_ISDIR(found.st_mode)) return ENOTDIR;
  return ::access(folder.c_str(), W_OK | X_OK) == 0 ? 0 : errno;
}

// Whether what is there can be written as a file: 0, also when nothing is, or why not (errno).
int FileProblem(const std::string& path) {
  struct stat found;
  if (::stat(path.c_str(), &found) != 0) return errno == ENOENT ? 0 : errno;
  if (S_ISDIR(found.st_mode)) return EISDIR;
  return ::access(path.c_str(), W_OK) == 0 ? 0 : errno;
}

bool IsThere(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

Status CheckFile(std::string_view doing, const std::string& path) {
  const int problem = FileProblem(path);
  return problem == 0 ? OkStatus() : FileError(doing, path, problem);
}

Status CheckFolder(const std::string& path) {
  if (!IsThere(path)) return CheckFolderOf("make", path);
  const int problem = FolderProblem(path);
  return problem == 0 ? OkStatus() : FileError("write into", path, problem);
}

Status Check(const WrittenPlace& place) {
  const std::string& path = place.path;
  switch (place.as) {
    case WrittenAs::kDatabase:
      RETURN_IF_ERROR(CheckFolderOf("open", path));
      return CheckFile("open", path);
    case WrittenAs::kReplaced:
      RETURN_IF_ERROR(CheckWritable(path));
      return place.kind ? CheckReplaces(path, *place.kind) : OkStatus();
    case WrittenAs::kAppended:
      if (!IsThere(path)) RETURN_IF_ERROR(CheckFolderOf("open", path));
      return CheckFile("open", path);
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
