#include "services/clearctl/written_files.h"

#include <algorithm>
#include <filesystem>

namespace clearance {
namespace {

namespace fs = std::filesystem;

// Where `path` leads as far as it exists; what cannot be looked at stays as it is written.
fs::path PlaceOf(const std::string& path) {
  std::error_code error;
  const fs::path absolute = fs::absolute(path, error);
  fs::path place = fs::weakly_canonical(error ? fs::path(path) : absolute, error);
  if (error) place = absolute.lexically_normal();
  return place.has_filename() ? place : place.parent_path();  // "chip/" is "chip"
}

bool IsIn(const fs::path& place, const fs::path& folder) {
  const auto [in_folder, in_place] = std::mismatch(folder.begin(), folder.end(), place.begin(), place.end());
  return in_folder == folder.end();
}

}  // namespace

Status CheckWrittenFiles(const std::vector<WrittenFile>& written, const std::vector<std::string>& read) {
  std::vector<fs::path> places;
  for (const WrittenFile& file : written) {
    if (file.path.empty()) continue;
    const fs::path place = PlaceOf(file.path);
    for (const std::string& source : read) {
      if (!source.empty() && IsIn(place, PlaceOf(source)))
        return InvalidField(file.option, "must not be, or lie in, what the command reads");
    }
    for (const fs::path& other : places) {
      if (IsIn(place, other) || IsIn(other, place))
        return InvalidField(file.option, "another option writes there, or into it");
    }
    places.push_back(place);
    if (file.kind) RETURN_IF_ERROR(CheckReplaces(file.path, *file.kind));
  }
  return OkStatus();
}

}  // namespace clearance
