#include "common/base/place.h"

#include <algorithm>

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kMaxLinks = 40;  // as the kernel's

// As far as the path exists. `weakly_canonical` takes a link that leads nowhere for a file.
fs::path Canonical(const fs::path& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  fs::path place = fs::weakly_canonical(error ? path : absolute, error);
  if (error) place = absolute.lexically_normal();
  return place.has_filename() ? place : place.parent_path();
}

fs::path LedTo(const std::string& path) {
  fs::path place = Canonical(path);
  std::error_code error;
  for (int links = 0; links < kMaxLinks && fs::is_symlink(fs::symlink_status(place, error)); ++links) {
    const fs::path target = fs::read_symlink(place, error);
    if (error) break;
    place = Canonical(place.parent_path() / target);
  }
  return place;
}

}  // namespace

Place::Place(const std::string& path) : path_(LedTo(path)), file_(IdentityOf(path_.string())) {}

bool Place::Is(const Place& other) const { return path_ == other.path_ || (file_ && file_ == other.file_); }

bool Place::IsOrIsIn(const Place& folder) const {
  if (Is(folder)) return true;
  const auto [in_folder, in_place] =
      std::mismatch(folder.path_.begin(), folder.path_.end(), path_.begin(), path_.end());
  return in_folder == folder.path_.end();
}

std::string MadeAt(const std::string& path) {
  std::error_code error;
  return fs::is_symlink(fs::symlink_status(path, error)) ? LedTo(path).string() : path;
}

std::vector<std::string> FilesOfDatabase(const std::string& path) {
  const std::string file = Place(path).path().string();
  std::vector<std::string> files = {file};
  for (const char* suffix : {"-wal", "-shm", "-journal", ".lock"}) files.push_back(file + suffix);
  return files;
}

}  // namespace clearance
