// Pictures of persons in a folder, and which of them are to be compared.
//
// It reads names, and of files no more than whether two are the same, never pixels. A person is a folder of pictures;
// nothing else about them is known or asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/evaluation/split.h"

namespace clearance {

// All against all of more pictures than this would not fit into a gate PC's memory.
inline constexpr std::size_t kMaxPictures = 10'000;
inline constexpr std::size_t kMaxPairsBytes = std::size_t{64} << 20;

struct PictureFile {
  std::string name;         // below the set's folder, e.g. "p0001/2.jpg"
  std::int32_t person = 0;  // index of PictureSet::persons

  bool operator==(const PictureFile&) const = default;
};

struct PictureSet {
  std::string folder;                // "": the one at hand
  std::vector<std::string> persons;  // their folder's name; of a picture in no folder its own name
  std::vector<PictureFile> pictures;
  std::vector<std::string> left_out;  // "b/3.jpg: a copy of a/1.jpg", for each file that is none of `pictures`
};

// Where the file of a picture of `set` lies.
std::string PathOf(const PictureSet& set, const PictureFile& picture);

// Two pictures to compare, by their index in PictureSet::pictures.
struct PicturePair {
  std::int32_t a = 0;
  std::int32_t b = 0;
  bool same = false;  // one person's

  bool operator==(const PicturePair&) const = default;
};

// The pictures (.jpg, .jpeg, .png, .jp2, in either case) of each folder in `folder`, in the order of their names; with
// `half` those of that half's persons. A copy of one before it is left out. Error: FILE_UNREADABLE naming the folder
// when it cannot be read or holds none. INVALID_FIELD when there are more than kMaxPictures.
StatusOr<PictureSet> ListPictures(const std::string& folder, std::optional<Half> half);

// Every picture with every other, once.
std::vector<PicturePair> AllPairs(const PictureSet& set);

// How a row names its two pictures, letter for letter: by that, whoever has the file finds the answer's row again.
struct RowNames {
  std::string a, b;
};

struct PairList {
  PictureSet set;                     // the pictures the rows name, in the order of their first naming
  std::vector<PicturePair> rows;      // every row, in its order
  std::vector<RowNames> names;        // of each of `rows`
  std::vector<PicturePair> pairs;     // the comparisons there are in them: of two pictures, each pair once
  std::int64_t repeated = 0;          // rows that name the pair of an earlier row, in either order
  std::int64_t selves = 0;            // rows that name one picture twice
  std::vector<std::string> problems;  // "pairs.csv:7: ..." for each row that is no use; then `pairs` must not be used
  std::vector<std::string> warnings;  // the same for rows that are of use all the same
};

// Whether a row that names a missing picture is bad, or its pair stays as one whose picture gives no template.
enum class MissingPictures { kRefused, kNotAcquired };

// Reads `csv` (csv.h), whose head is "a,b,same" and whose rows name two pictures below `folder` and tell by 1 or 0
// whether they show one person; a//1.jpg is a/1.jpg, whatever the spelling, and so is a copy of it, with a warning.
// Persons follow from the rows:
// pictures a row says are of one person are one person. Those of one folder are too, where no row contradicts; a row
// that does is believed, with a warning. A row that contradicts other rows is a problem, and so is a name with a zero
// byte or that is not UTF-8, and a missing file; with kNotAcquired that last one is a warning. A pair named again and a
// picture named with itself are rows, and no further pairs. `name` stands in the problems. With `half` only rows of two
// persons of that half are kept, and only their persons and pictures.
PairList ReadPairs(std::string_view csv, std::string_view name, const std::string& folder, std::optional<Half> half,
                   MissingPictures missing = MissingPictures::kRefused);

// How many persons of `set` are in `pairs`: whoever is compared with no other picture is no evidence of a rate.
std::int64_t PersonsCompared(const PictureSet& set, const std::vector<PicturePair>& pairs);

// For each person of `set` its group, "" for none, from "person,group" with one row each. Error: INVALID_FIELD naming
// the row, or the file when it names nobody of the set.
StatusOr<std::vector<std::string>> ReadGroups(std::string_view csv, std::string_view name, const PictureSet& set);

// Pictures of attacks, from "picture,species" with names below `folder`; each is a person of its own, whose name is the
// species. Error: INVALID_FIELD naming the row; a missing file, one named twice and a copy are such.
StatusOr<PictureSet> ReadAttacks(std::string_view csv, std::string_view name, const std::string& folder);

}  // namespace clearance
