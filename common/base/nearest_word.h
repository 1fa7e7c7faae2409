// Which word somebody meant who wrote one that nobody knows.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clearance {

// The known word that is fewest changed, missing, added or swapped characters from `word`, at most one in three of the
// longer; empty when none is so near. Of equally near ones the first.
std::string NearestWord(std::string_view word, const std::vector<std::string>& known);

}  // namespace clearance
