#include "gate-agent/evaluation/written_together.h"

#include <stdlib.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

Status CannotWrite(const fs::path& path, const std::string& why) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable,
               "cannot write " + path.string() + ": " + why);
}

// A folder beside the files' places, on the same disk, that goes with everything in it.
class Staging {
 public:
  explicit Staging(const fs::path& folder) : path_((folder / ".writing.XXXXXX").string()) {
    made_ = ::mkdtemp(path_.data()) != nullptr;
  }
  Staging(const Staging&) = delete;
  Staging& operator=(const Staging&) = delete;
  ~Staging() {
    std::error_code ignored;  // what is left is a hidden folder of figures
    if (made_) fs::remove_all(path_, ignored);
  }

  bool made() const { return made_; }
  std::string PlaceOf(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
  bool made_ = false;
};

Status CheckPlace(const fs::path& place) {
  std::error_code error;
  const fs::file_type type = fs::symlink_status(place, error).type();
  if (type == fs::file_type::not_found || type == fs::file_type::regular) return OkStatus();
  return CannotWrite(place, "it is there already and is no regular file");
}

}  // namespace

Status CheckTogether(const std::string& folder, const std::vector<std::string>& names) {
  std::error_code error;
  fs::path there = fs::absolute(folder, error);
  while (!error && !fs::exists(there, error) && !error) there = there.parent_path();
  if (error) return CannotWrite(folder, error.message());
  if (!fs::is_directory(there, error)) return CannotWrite(folder, there.string() + " is no folder");
  if (::access(there.c_str(), W_OK | X_OK) != 0) return CannotWrite(folder, "no file can be made in " + there.string());
  for (const std::string& name : names) RETURN_IF_ERROR(CheckPlace(fs::path(folder) / name));
  return OkStatus();
}

Status WriteTogether(const std::string& folder, const std::map<std::string, std::string>& files) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) return CannotWrite(folder, error.message());
  for (const auto& [name, content] : files) RETURN_IF_ERROR(CheckPlace(fs::path(folder) / name));
  const Staging staging(folder);
  if (!staging.made()) return CannotWrite(folder, "no file can be made in it");
  for (const auto& [name, content] : files) RETURN_IF_ERROR(WriteFile(staging.PlaceOf(name), content));
  for (const auto& [name, content] : files) {
    const fs::path place = fs::path(folder) / name;
    fs::rename(staging.PlaceOf(name), place, error);
    if (error) return CannotWrite(place, error.message());
  }
  return OkStatus();
}

}  // namespace clearance
