#include "common/base/folded_name.h"

namespace clearance {

std::string FoldedName(std::string_view name) {
  std::string folded;
  for (const char c : name) {
    if (c != ' ') folded += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  }
  return folded;
}

}  // namespace clearance
