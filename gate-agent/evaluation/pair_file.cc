// Files of pairs, groups and attacks; see picture_set.h.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
#include <numeric>
#include <set>

#include "common/base/text.h"
#include "gate-agent/evaluation/csv.h"
#include "gate-agent/evaluation/picture_copies.h"
#include "gate-agent/evaluation/picture_set.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kShownBytes = 80;
std::string PersonFolder(const std::string& picture) {
  const std::size_t slash = picture.rfind('/');
  return slash == std::string::npos ? picture : picture.substr(0, slash);
}

// Which pictures are one person's: sets that grow together.
class Persons {
 public:
  std::size_t Add() {
    parents_.push_back(parents_.size());
    return parents_.size() - 1;
  }
  std::size_t Of(std::size_t picture) {
    while (parents_[picture] != picture) picture = parents_[picture] = parents_[parents_[picture]];
    return picture;
  }
  void Join(std::size_t a, std::size_t b) { parents_[Of(a)] = Of(b); }

 private:
  std::vector<std::size_t> parents_;
};

std::string Quoted(std::string_view cell) { return '"' + ShownText(cell, kShownBytes) + '"'; }

// Why `cell` names no file whatever lies on the disk; empty when it may. A zero byte ends a name for the system, which
// would look at another file than the row names; and what is no UTF-8 could not be printed so that whoever joins the
// answers with their rows finds it again.
std::string_view WhyNoName(std::string_view cell) {
  if (cell.find('\0') != std::string_view::npos) return "has a zero byte in it";
  return IsUtf8(cell) ? std::string_view() : "is not UTF-8";
}

// The pairs of two pictures among the rows of `list`, each once, and how many rows are none.
void KeepDistinctPairs(PairList& list) {
  std::set<std::pair<std::int32_t, std::int32_t>> seen;
  list.pairs.clear();
  list.repeated = list.selves = 0;
  for (const PicturePair& row : list.rows) {
    if (row.a == row.b) {
      ++list.selves;
    } else if (seen.insert(std::minmax(row.a, row.b)).second) {
      list.pairs.push_back(row);
    } else {
      ++list.repeated;
    }
  }
}

// Reads the rows, telling what is wrong with each by line and column.
class PairReader {
 public:
  PairReader(std::string_view name, const std::string& folder, MissingPictures missing)
      : name_(name), folder_(folder), missing_(missing), copies_(folder) {}

  void Read(const CsvRow& row) {
    if (!row.problem.empty()) return Problem(row.line, row.problem);
    if (row.cells.size() != 3) {
      return Problem(row.line, fmt::format("a,b,same: {} cells, must be three", row.cells.size()));
    }
    const auto a = Picture(row.line, "a", row.cells[0]);
    const auto b = Picture(row.line, "b", row.cells[1]);
    const bool told = row.cells[2] == "0" || row.cells[2] == "1";
    if (!told) Problem(row.line, fmt::format("same: must be 1 or 0, not {}", Quoted(row.cells[2])));
    if (!a || !b || !told) return;
    const bool same = row.cells[2] == "1";
    if (same) persons_.Join(*a, *b);
    list_.rows.push_back({static_cast<std::int32_t>(*a), static_cast<std::int32_t>(*b), same});
    list_.names.push_back({row.cells[0], row.cells[1]});
    lines_.push_back(row.line);
  }

  // Persons are known only now: any row may have joined two.
  PairList Finish() {
    JoinFolders();
    std::map<std::size_t, std::int32_t> numbers;
    list_.set.folder = folder_;
    for (std::size_t i = 0; i < names_.size(); ++i) {
      const auto [found, fresh] = numbers.emplace(persons_.Of(i), static_cast<std::int32_t>(list_.set.persons.size()));
      if (fresh) list_.set.persons.push_back(PersonFolder(names_[i]));
      // The first of their folders by name, not by row: the order of rows changes nobody's half.
      std::string& person = list_.set.persons[static_cast<std::size_t>(found->second)];
      person = std::min(person, PersonFolder(names_[i]));
      list_.set.pictures.push_back({names_[i], found->second});
    }
    for (std::size_t i = 0; i < list_.rows.size(); ++i) {
      const PicturePair& row = list_.rows[i];
      if (row.same || PersonOf(row.a) != PersonOf(row.b)) continue;
      if (row.a == row.b) {
        Warning(lines_[i], "same: says two persons, but a and b are one picture");
      } else {
        Problem(lines_[i], "same: says two persons, but other rows say one");
      }
    }
    KeepDistinctPairs(list_);
    TellRepetitions();
    return std::move(list_);
  }

  void Problem(std::size_t line, std::string_view problem) {
    list_.problems.push_back(fmt::format("{}:{}: {}", name_, line, problem));
  }

 private:
  // The pictures of a folder are one person's where no row says otherwise: rows are believed first.
  void JoinFolders() {
    std::map<std::string, std::size_t> first_of_folder;
    Persons with_folders = persons_;
    std::vector<std::size_t> first(names_.size());
    for (std::size_t i = 0; i < names_.size(); ++i) {
      first[i] = first_of_folder.emplace(PersonFolder(names_[i]), i).first->second;
      with_folders.Join(i, first[i]);
    }
    std::set<std::size_t> contradicted;
    for (std::size_t i = 0; i < list_.rows.size(); ++i) {
      const auto a = static_cast<std::size_t>(list_.rows[i].a), b = static_cast<std::size_t>(list_.rows[i].b);
      if (list_.rows[i].same || with_folders.Of(a) != with_folders.Of(b) || persons_.Of(a) == persons_.Of(b)) continue;
      contradicted.insert(with_folders.Of(a));
      Warning(lines_[i], "same: says two persons, but the folders say one; the row is believed");
    }
    for (std::size_t i = 0; i < names_.size(); ++i) {
      if (!contradicted.contains(with_folders.Of(i))) persons_.Join(i, first[i]);
    }
  }

  void TellRepetitions() {
    if (list_.repeated > 0) {
      list_.warnings.push_back(
          fmt::format("{}: {} rows name the pair of an earlier row and count in no rate again", name_, list_.repeated));
    }
    if (list_.selves > 0) {
      list_.warnings.push_back(
          fmt::format("{}: {} rows compare a picture with itself and count in no rate", name_, list_.selves));
    }
  }

  void Warning(std::size_t line, std::string_view warning) {
    list_.warnings.push_back(fmt::format("{}:{}: {}", name_, line, warning));
  }

  std::int32_t PersonOf(std::int32_t picture) const {
    return list_.set.pictures[static_cast<std::size_t>(picture)].person;
  }

  std::optional<std::size_t> Picture(std::size_t line, std::string_view column, std::string_view cell) {
    if (const std::string_view why = WhyNoName(cell); !why.empty()) {
      Problem(line, fmt::format("{}: {} {}", column, Quoted(cell), why));
      return std::nullopt;
    }
    // However it is spelt: a//1.jpg and ./a/1.jpg are the picture a/1.jpg, and of the person a.
    const fs::path path = fs::path(cell).lexically_normal();
    const std::string name = path.generic_string();
    if (const auto known = known_.find(name); known != known_.end()) return known->second;
    std::error_code error;
    if (name.empty() || path.is_absolute() || *path.begin() == "..") {
      Problem(line, fmt::format("{}: {} is no name of a picture below the folder", column, Quoted(cell)));
      return std::nullopt;
    }
    if (!fs::is_regular_file(fs::path(folder_) / path, error)) {
      const std::string problem = fmt::format("{}: there is no file {}", column, Quoted(cell));
      if (missing_ == MissingPictures::kRefused) {
        Problem(line, problem);
        return std::nullopt;
      }
      Warning(line, problem);
    }
    if (const std::string first = copies_.FirstNameOf(name); first != name) {
      Warning(line, fmt::format("{}: {} is a copy of {}", column, Quoted(cell), Quoted(first)));
      return known_.emplace(name, known_.at(first)).first->second;
    }
    const std::size_t index = persons_.Add();
    known_.emplace(name, index);
    names_.push_back(name);
    return index;
  }

  const std::string name_;
  const std::string folder_;
  const MissingPictures missing_;
  PictureCopies copies_;
  PairList list_;
  std::vector<std::size_t> lines_;
  Persons persons_;
  std::vector<std::string> names_;
  std::map<std::string, std::size_t> known_;
};

// Only the pairs of two persons of `half`, with the pictures they name and the persons these show: whoever is in no
// pair is no evidence.
PairList OnlyHalf(const PairList& all, Half half) {
  PairList kept;
  kept.set.folder = all.set.folder;
  kept.problems = all.problems;
  kept.warnings = all.warnings;
  std::map<std::int32_t, std::int32_t> persons, pictures;
  const auto person_number = [&](std::int32_t person) {
    const auto [found, fresh] = persons.emplace(person, static_cast<std::int32_t>(kept.set.persons.size()));
    if (fresh) kept.set.persons.push_back(all.set.persons[static_cast<std::size_t>(person)]);
    return found->second;
  };
  const auto number = [&](std::int32_t picture) {
    const auto [found, fresh] = pictures.emplace(picture, static_cast<std::int32_t>(kept.set.pictures.size()));
    const PictureFile& file = all.set.pictures[static_cast<std::size_t>(picture)];
    if (fresh) kept.set.pictures.push_back({file.name, person_number(file.person)});
    return found->second;
  };
  const auto in_half = [&](std::int32_t picture) {
    const std::int32_t person = all.set.pictures[static_cast<std::size_t>(picture)].person;
    return HalfOf(all.set.persons[static_cast<std::size_t>(person)]) == half;
  };
  for (std::size_t i = 0; i < all.rows.size(); ++i) {
    const PicturePair& row = all.rows[i];
    if (!in_half(row.a) || !in_half(row.b)) continue;
    const std::int32_t a = number(row.a);
    kept.rows.push_back({a, number(row.b), row.same});
    kept.names.push_back(all.names[i]);
  }
  KeepDistinctPairs(kept);
  return kept;
}

}  // namespace

PairList ReadPairs(std::string_view csv, std::string_view name, const std::string& folder, std::optional<Half> half,
                   MissingPictures missing) {
  PairReader reader(name, folder, missing);
  const auto rows = ReadCsv(csv, {"a", "b", "same"});
  if (!rows) {
    reader.Problem(1, "the first line must be a,b,same");
  } else if (rows->empty()) {
    reader.Problem(1, "there is no row below the first line");
  } else {
    for (const CsvRow& row : *rows) reader.Read(row);
  }
  PairList list = reader.Finish();
  if (half && list.problems.empty()) {
    list = OnlyHalf(list, *half);
    if (list.rows.empty())
      list.problems.push_back(fmt::format("{}: no pair lies in the {} half", name, HalfName(*half)));
  }
  return list;
}

StatusOr<std::vector<std::string>> ReadGroups(std::string_view csv, std::string_view name, const PictureSet& set) {
  const auto rows = ReadCsv(csv, {"person", "group"});
  if (!rows) return InvalidField(fmt::format("{}:1", name), "the first line must be person,group");
  std::map<std::string, std::string> group_of;
  for (const CsvRow& row : *rows) {
    const std::string field = fmt::format("{}:{}", name, row.line);
    if (!row.problem.empty()) return InvalidField(field, row.problem);
    if (row.cells.size() != 2 || row.cells[0].empty() || row.cells[1].empty()) {
      return InvalidField(field, "must have two cells: person,group");
    }
    if (!group_of.emplace(row.cells[0], row.cells[1]).second) {
      return InvalidField(field + ": person", fmt::format("names {} again", Quoted(row.cells[0])));
    }
  }
  std::vector<std::string> groups;
  bool named = false;
  for (const std::string& person : set.persons) {
    const auto found = group_of.find(person);
    named = named || found != group_of.end();
    groups.push_back(found == group_of.end() ? "" : found->second);
  }
  // A report would have no group in it, as if none had been asked for.
  if (!named) return InvalidField(std::string(name), "names no person of these pictures");
  return groups;
}

StatusOr<PictureSet> ReadAttacks(std::string_view csv, std::string_view name, const std::string& folder) {
  const auto rows = ReadCsv(csv, {"picture", "species"});
  if (!rows) return InvalidField(fmt::format("{}:1", name), "the first line must be picture,species");
  PictureSet set;
  set.folder = folder;
  std::set<fs::path> named;
  PictureCopies copies(folder);
  for (const CsvRow& row : *rows) {
    const std::string field = fmt::format("{}:{}", name, row.line);
    if (!row.problem.empty()) return InvalidField(field, row.problem);
    if (row.cells.size() != 2 || row.cells[0].empty() || row.cells[1].empty()) {
      return InvalidField(field, "must have two cells: picture,species");
    }
    if (const std::string_view why = WhyNoName(row.cells[0]); !why.empty()) {
      return InvalidField(field + ": picture", fmt::format("{} {}", Quoted(row.cells[0]), why));
    }
    std::error_code error;
    if (!fs::is_regular_file(fs::path(folder) / row.cells[0], error)) {
      return InvalidField(field + ": picture", fmt::format("there is no file {}", Quoted(row.cells[0])));
    }
    if (!named.insert(fs::path(row.cells[0]).lexically_normal()).second) {
      return InvalidField(field + ": picture", fmt::format("names {} again", Quoted(row.cells[0])));
    }
    if (const std::string first = copies.FirstNameOf(row.cells[0]); first != row.cells[0]) {
      return InvalidField(field + ": picture", fmt::format("{} is a copy of {}", Quoted(row.cells[0]), Quoted(first)));
    }
    set.pictures.push_back({row.cells[0], static_cast<std::int32_t>(set.persons.size())});
    set.persons.emplace_back(row.cells[1]);
  }
  return set;
}

}  // namespace clearance
