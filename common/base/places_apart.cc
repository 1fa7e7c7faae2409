#include "common/base/places_apart.h"

#include <optional>

#include "common/base/error_reasons.h"
#include "common/base/place.h"

namespace clearance {
namespace {

enum class Use { kWritten, kRead };

// A setting with every file and folder it stands for.
struct Claim {
  std::string_view key;
  Use use = Use::kRead;
  std::vector<std::pair<std::string, Place>> parts;  // as it is spelt, and where that leads
  bool may_hold = true;                              // whatever lies in it is its own
  std::string_view ending;                           // of what lies in it, only what is called so is
};

void AddPart(Claim& claim, const std::string& path) { claim.parts.emplace_back(path, Place(path)); }

Claim ClaimOf(const WrittenPlace& place) {
  Claim claim{.key = place.key, .use = Use::kWritten, .parts = {}, .may_hold = false, .ending = place.ending};
  claim.may_hold = place.as == WrittenAs::kFolder;
  AddPart(claim, place.path);
  if (place.as != WrittenAs::kDatabase) return claim;
  const std::vector<std::string> files = FilesOfDatabase(place.path);
  for (std::size_t i = 1; i < files.size(); ++i) AddPart(claim, files[i]);  // the first is what it leads to
  return claim;
}

Claim ClaimOf(const ReadPlace& place) {
  Claim claim{.key = place.key, .use = Use::kRead, .parts = {}, .may_hold = true, .ending = {}};
  AddPart(claim, place.path);
  return claim;
}

bool Holds(const Claim& claim, const Place& folder, const Place& place) {
  return claim.may_hold && place.IsOrIsIn(folder) && place.path().native().ends_with(claim.ending);
}

// "is", "lies in" or "holds": how what `mine` writes meets what `other` names. Empty: not at all.
std::string_view Meeting(const Claim& mine, const Place& place, const Claim& other, const Place& others) {
  if (place.Is(others)) return "is";
  if (Holds(other, others, place)) return "lies in";
  if (Holds(mine, place, others)) return "holds";
  return "";
}

Status Told(const Claim& mine, const std::string& path, std::string_view how, const Claim& other,
            const std::string& others) {
  std::string message(mine.key);
  message.append(": ").append(path).append(" ").append(how).append(" what ").append(other.key);
  message.append(other.use == Use::kWritten ? " writes" : " reads");
  if (others != path) message.append(", ").append(others);
  return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid, message);
}

Status CheckApartOf(const Claim& mine, const Claim& other) {
  for (const auto& [path, place] : mine.parts) {
    for (const auto& [others_path, others] : other.parts) {
      const std::string_view how = Meeting(mine, place, other, others);
      if (!how.empty()) return Told(mine, path, how, other, others_path);
    }
  }
  return OkStatus();
}

}  // namespace

Status CheckApart(const ConfiguredPlaces& places) {
  std::vector<Claim> read;
  for (const ReadPlace& place : places.read) {
    if (!place.path.empty()) read.push_back(ClaimOf(place));
  }
  std::vector<Claim> written;
  for (const WrittenPlace& place : places.written) {
    if (place.path.empty()) continue;
    const Claim mine = ClaimOf(place);
    for (const Claim& other : written) RETURN_IF_ERROR(CheckApartOf(mine, other));
    for (const Claim& other : read) RETURN_IF_ERROR(CheckApartOf(mine, other));
    written.push_back(mine);
  }
  return OkStatus();
}

Status CheckPlaces(const ConfiguredPlaces& places) {
  RETURN_IF_ERROR(CheckApart(places));
  return CheckWrittenPlaces(places.written);
}

}  // namespace clearance
