#include "common/base/likely_key.h"

#include <algorithm>
#include <vector>

#include "common/base/nearest_word.h"

namespace clearance {
namespace {

std::string LettersOf(std::string_view key) {
  std::string letters;
  std::copy_if(key.begin(), key.end(), std::back_inserter(letters), [](char c) { return c != '.' && c != '_'; });
  return letters;
}

}  // namespace

std::string LikelyKey(std::string_view given, const std::set<std::string, std::less<>>& known) {
  std::vector<std::string> letters;
  for (const std::string& key : known) letters.push_back(LettersOf(key));
  const std::string nearest = NearestWord(LettersOf(given), letters);
  const auto found = std::find(letters.begin(), letters.end(), nearest);
  if (nearest.empty() || found == letters.end()) return "";
  return *std::next(known.begin(), found - letters.begin());
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
