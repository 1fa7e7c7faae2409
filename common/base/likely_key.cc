#include "common/base/likely_key.h"

#include <algorithm>
#include <numeric>
#include <vector>

namespace clearance {
namespace {

constexpr std::size_t kMostSlips = 2;
constexpr std::size_t kLongestKey = 64;  // nobody mistypes one that is longer than any there is

std::string LettersOf(std::string_view key) {
  std::string letters;
  std::copy_if(key.begin(), key.end(), std::back_inserter(letters), [](char c) { return c != '.' && c != '_'; });
  return letters;
}

// Levenshtein's distance: letters put in, left out or changed.
std::size_t Slips(std::string_view from, std::string_view to) {
  std::vector<std::size_t> row(to.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= from.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= to.size(); ++j) {
      const std::size_t changed = diagonal + (from[i - 1] == to[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
    }
  }
  return row[to.size()];
}

}  // namespace

std::string LikelyKey(std::string_view given, const std::set<std::string, std::less<>>& known) {
  if (given.size() > kLongestKey) return "";
  const std::string letters = LettersOf(given);
  std::string likely;
  // Of a short key half the letters are not a slip.
  std::size_t fewest = std::min(kMostSlips, letters.size() / 3) + 1;
  for (const std::string& key : known) {
    const std::size_t slips = Slips(letters, LettersOf(key));
    if (slips >= fewest) continue;
    fewest = slips;
    likely = key;
  }
  return likely;
}

std::string VariableOfKey(std::string_view program, std::string_view key) {
  std::string name = std::string(program) + "__";
  for (const char c : key) {
    if (c == '.') {
      name += "__";
    } else {
      name += c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    }
  }
  return name;
}

}  // namespace clearance
