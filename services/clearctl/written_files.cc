#include "services/clearctl/written_files.h"

#include "common/base/place.h"

namespace clearance {

Status CheckWrittenFiles(const std::vector<WrittenFile>& written, const std::vector<std::string>& read) {
  std::vector<Place> places;
  for (const WrittenFile& file : written) {
    if (file.path.empty()) continue;
    const Place place(file.path);
    for (const std::string& source : read) {
      if (!source.empty() && place.IsOrIsIn(Place(source)))
        return InvalidField(file.option, "must not be, or lie in, what the command reads");
    }
    for (const Place& other : places) {
      if (place.IsOrIsIn(other) || other.IsOrIsIn(place))
        return InvalidField(file.option, "another option writes there, or into it");
    }
    places.push_back(place);
    if (file.kind) RETURN_IF_ERROR(CheckReplaces(file.path, *file.kind));
  }
  return OkStatus();
}

}  // namespace clearance
