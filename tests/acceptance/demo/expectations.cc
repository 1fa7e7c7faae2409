#include "tests/acceptance/demo/expectations.h"

#include <sstream>

#include "common/base/bytes.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxFileBytes = 1 << 20;

}  // namespace

StatusOr<std::map<std::string, Expectation>> ReadExpectations(const std::string& path) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
  std::map<std::string, Expectation> expectations;
  std::istringstream lines(text);
  int number = 0;
  for (std::string line; std::getline(lines, line);) {
    ++number;
    if (line.empty() || line.front() == '#') continue;
    const std::size_t first = line.find(';');
    const std::size_t second = first == std::string::npos ? first : line.find(';', first + 1);
    if (second == std::string::npos || line.find(';', second + 1) != std::string::npos)
      return InvalidField(path + ":" + std::to_string(number), "must be id;full;no biometrics");
    const Expectation expected{line.substr(first + 1, second - first - 1), line.substr(second + 1)};
    if (!expectations.emplace(line.substr(0, first), expected).second)
      return InvalidField(path + ":" + std::to_string(number), "this scenario is there already");
  }
  return expectations;
}

}  // namespace clearance
