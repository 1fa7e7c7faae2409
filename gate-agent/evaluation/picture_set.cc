// Listing of pictures and all-against-all pairs; see picture_set.h.
#include "gate-agent/evaluation/picture_set.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/base/text.h"
#include "gate-agent/evaluation/picture_copies.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

Status Unreadable(const std::string& folder, std::string_view problem) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kFileUnreadable, fmt::format("{}: {}", folder, problem));
}

bool IsPictureName(const fs::path& path) {
  std::string extension = path.extension().string();
  for (char& letter : extension) {
    if (letter >= 'A' && letter <= 'Z') letter = static_cast<char>(letter - 'A' + 'a');
  }
  constexpr std::array<std::string_view, 4> kExtensions = {".jpg", ".jpeg", ".png", ".jp2"};
  return std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

// The names in `folder`, in order; with `folders` the folders, otherwise the pictures.
StatusOr<std::vector<std::string>> NamesIn(const fs::path& folder, bool folders) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
    std::error_code unknown;
    const bool wanted =
        folders ? entry->is_directory(unknown) : entry->is_regular_file(unknown) && IsPictureName(entry->path());
    if (wanted) names.push_back(entry->path().filename().string());
  }
  if (error) return Unreadable(folder.string(), "this folder cannot be read");
  std::sort(names.begin(), names.end());
  return names;
}

}  // namespace

std::string PathOf(const PictureSet& set, const PictureFile& picture) {
  return (fs::path(set.folder) / picture.name).string();
}

StatusOr<PictureSet> ListPictures(const std::string& folder, std::optional<Half> half) {
  PictureSet set;
  set.folder = folder;
  PictureCopies copies(folder);
  ASSIGN_OR_RETURN(const std::vector<std::string> persons, NamesIn(folder, /*folders=*/true));
  for (const std::string& person : persons) {
    if (half && HalfOf(person) != *half) continue;
    ASSIGN_OR_RETURN(const std::vector<std::string> pictures, NamesIn(fs::path(folder) / person, /*folders=*/false));
    if (pictures.empty()) continue;
    const auto index = static_cast<std::int32_t>(set.persons.size());
    set.persons.push_back(person);
    for (const std::string& picture : pictures) {
      const std::string name = person + "/" + picture, first = copies.FirstNameOf(name);
      if (first == name) {
        set.pictures.push_back({name, index});
      } else {
        set.left_out.push_back(fmt::format("{}: a copy of {}", name, first));
      }
    }
    if (set.pictures.size() > kMaxPictures) {
      return InvalidField("--images", fmt::format("more than {} pictures in {}", kMaxPictures, folder));
    }
  }
  if (set.pictures.empty()) return Unreadable(folder, "no folder in it holds a picture (one folder for each person)");
  return set;
}

std::int64_t PersonsCompared(const PictureSet& set, const std::vector<PicturePair>& pairs) {
  std::vector<bool> compared(set.persons.size());
  for (const PicturePair& pair : pairs) {
    for (const std::int32_t picture : {pair.a, pair.b}) {
      compared[static_cast<std::size_t>(set.pictures[static_cast<std::size_t>(picture)].person)] = true;
    }
  }
  return std::count(compared.begin(), compared.end(), true);
}

std::vector<PicturePair> AllPairs(const PictureSet& set) {
  std::vector<PicturePair> pairs;
  const auto count = static_cast<std::int32_t>(set.pictures.size());
  pairs.reserve(set.pictures.size() * (set.pictures.size() - 1) / 2);
  for (std::int32_t a = 0; a < count; ++a) {
    for (std::int32_t b = a + 1; b < count; ++b) {
      const bool same =
          set.pictures[static_cast<std::size_t>(a)].person == set.pictures[static_cast<std::size_t>(b)].person;
      pairs.push_back({a, b, same});
    }
  }
  return pairs;
}

}  // namespace clearance
