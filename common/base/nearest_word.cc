#include "common/base/nearest_word.h"

#include <algorithm>

namespace clearance {
namespace {

constexpr std::size_t kLongestWord = 128;  // nobody mistypes one that is longer than any there is
constexpr std::size_t kCharactersPerMistake = 3;

// How many characters to change, leave out, add or swap with the next (Damerau's and Levenshtein's, no piece twice).
std::size_t Distance(std::string_view one, std::string_view other) {
  std::vector<std::vector<std::size_t>> least(one.size() + 1, std::vector<std::size_t>(other.size() + 1));
  for (std::size_t i = 0; i <= one.size(); ++i) {
    for (std::size_t j = 0; j <= other.size(); ++j) {
      if (i == 0 || j == 0) {
        least[i][j] = i + j;
        continue;
      }
      const std::size_t changed = least[i - 1][j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1);
      least[i][j] = std::min({changed, least[i - 1][j] + 1, least[i][j - 1] + 1});
      if (i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1])
        least[i][j] = std::min(least[i][j], least[i - 2][j - 2] + 1);
    }
  }
  return least[one.size()][other.size()];
}

}  // namespace

std::string NearestWord(std::string_view word, const std::vector<std::string>& known) {
  if (word.size() > kLongestWord) return "";
  std::string nearest;
  std::size_t least = word.size() + 1;
  for (const std::string& one : known) {
    const std::size_t distance = Distance(word, one);
    if (distance * kCharactersPerMistake > std::max(word.size(), one.size()) || distance >= least) continue;
    least = distance;
    nearest = one;
  }
  return nearest;
}

}  // namespace clearance
