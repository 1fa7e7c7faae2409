#include "tests/support/prometheus_lint.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <sstream>
#include <string_view>

namespace clearance {
namespace {

// Words of a name, and the unit or the thing that is to stand in their place.
const std::map<std::string_view, std::string_view> kOtherUnits = {{"days", "seconds"},
                                                                  {"hours", "seconds"},
                                                                  {"minutes", "seconds"},
                                                                  {"milliseconds", "seconds"},
                                                                  {"microseconds", "seconds"},
                                                                  {"nanoseconds", "seconds"},
                                                                  {"ms", "seconds"},
                                                                  {"us", "seconds"},
                                                                  {"ns", "seconds"},
                                                                  {"sec", "seconds"},
                                                                  {"bits", "bytes"},
                                                                  {"kilobytes", "bytes"},
                                                                  {"megabytes", "bytes"},
                                                                  {"gigabytes", "bytes"},
                                                                  {"kb", "bytes"},
                                                                  {"mb", "bytes"},
                                                                  {"gb", "bytes"},
                                                                  {"percent", "a ratio"},
                                                                  {"fahrenheit", "celsius"}};
constexpr std::array<std::string_view, 4> kKinds = {"counter", "gauge", "histogram", "summary"};
constexpr std::array<std::string_view, 3> kParts = {"_bucket", "_sum", "_count"};

struct Declared {
  int helps = 0;
  std::string kind{};
};

bool IsName(std::string_view name) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !name.empty() && name.front() >= 'a' && name.front() <= 'z' && std::all_of(name.begin(), name.end(), fits);
}

class Linter {
 public:
  std::vector<std::string> Check(const std::string& page) {
    std::istringstream lines(page);
    for (std::string line; std::getline(lines, line);) {
      if (line.empty()) continue;
      line.starts_with("# ") ? Comment(line) : Sample(line);
    }
    for (const auto& [name, declared] : declared_) Name(name, declared);
    return std::move(complaints_);
  }

 private:
  void Complain(const std::string& about, const std::string& what) { complaints_.push_back(about + ": " + what); }

  void Comment(const std::string& line) {
    std::istringstream words(line);
    std::string hash, word, name, rest;
    words >> hash >> word >> name;
    std::getline(words >> std::ws, rest);
    if (rest.empty()) Complain(name, word + " says nothing");
    if (word == "HELP" && ++declared_[name].helps > 1) Complain(name, "a second HELP");
    if (word != "TYPE") return;
    if (!declared_[name].kind.empty()) Complain(name, "a second TYPE");
    declared_[name].kind = rest;
  }

  void Sample(const std::string& line) {
    const std::string series = line.substr(0, line.rfind(' '));
    if (!seen_.insert(series).second) Complain(series, "comes twice");
    const std::string name = series.substr(0, series.find('{'));
    if (!BelongsToHistogram(name) && !IsDeclared(name)) Complain(name, "has no HELP and TYPE before it");
  }

  bool IsDeclared(const std::string& name) const {
    const auto found = declared_.find(name);
    return found != declared_.end() && found->second.helps > 0 && !found->second.kind.empty();
  }
  bool BelongsToHistogram(const std::string& name) const {
    return std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) {
      const std::string whole = name.substr(0, name.size() - std::min(name.size(), part.size()));
      return name.ends_with(part) && IsDeclared(whole) && declared_.at(whole).kind == "histogram";
    });
  }

  void Name(const std::string& name, const Declared& declared) {
    if (!IsName(name)) Complain(name, "not of lower case, digits and '_' alone");
    if (name.ends_with("_total") != (declared.kind == "counter")) Complain(name, "_total is a counter's ending");
    for (const std::string_view part : kParts)
      if (name.ends_with(part)) Complain(name, std::string(part) + " is the ending of a histogram's part");
    std::istringstream words(name);
    for (std::string word; std::getline(words, word, '_');) {
      if (std::find(kKinds.begin(), kKinds.end(), word) != kKinds.end()) Complain(name, "says its kind");
      const auto other = kOtherUnits.find(word);
      if (other != kOtherUnits.end()) Complain(name, word + " instead of " + std::string(other->second));
    }
  }

  std::map<std::string, Declared> declared_;
  std::set<std::string> seen_;
  std::vector<std::string> complaints_;
};

}  // namespace

std::vector<std::string> PrometheusComplaints(const std::string& page) { return Linter().Check(page); }

}  // namespace clearance
