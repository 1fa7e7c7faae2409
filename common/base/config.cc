#include "common/base/config.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <limits>
#include <map>
#include <set>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/config_overlay.h"
#include "common/base/likely_key.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxConfigBytes = 1024 * 1024;
constexpr int kFirstYear = 1900;
constexpr int kLastYear = 2199;
// The line of what stands in no file: errors of the file come first.
constexpr std::uint32_t kBehindTheFile = std::numeric_limits<std::uint32_t>::max();

std::string Joined(std::string_view prefix, std::string_view key) {
  std::string path(prefix);
  if (!path.empty()) path.append(".");
  return path.append(key);
}

// The element `path` names of `at`, e.g. "limits[1]"; nullptr when there is none.
const toml::node* Child(const toml::table& at, std::string_view name) {
  const std::size_t bracket = name.find('[');
  const toml::node* node = at.get(name.substr(0, bracket));
  if (bracket == std::string_view::npos || node == nullptr || !node->is_array()) return node;
  std::size_t index = 0;
  const char* end = name.data() + name.size();
  const auto read = std::from_chars(name.data() + bracket + 1, end, index);
  if (read.ec != std::errc() || read.ptr == end || *read.ptr != ']') return nullptr;
  return node->as_array()->get(index);
}

std::string Element(std::string_view list, std::size_t index) {
  return std::string(list).append("[").append(std::to_string(index)).append("]");
}

std::string_view KindOf(const toml::node& node) {
  if (node.is_table()) return "a table";
  if (node.is_array()) return "an array";
  if (node.is_string()) return "a string";
  if (node.is_integer()) return "an integer";
  if (node.is_floating_point()) return "a number";
  if (node.is_boolean()) return "true or false";
  return node.is_date() ? "a date" : "a time";
}

// A flag stands over a variable; of two flags or two variables with one key nobody can tell which was meant.
Status CheckGivenOnce(const std::vector<ConfigOverride>& overrides) {
  std::map<std::pair<bool, std::string>, const ConfigOverride*> given;
  for (const ConfigOverride& over : overrides) {
    if (over.misnamed) continue;
    const auto [before, first] = given.emplace(std::pair(over.program.empty(), over.key), &over);
    if (!first) return ConfigError(before->second->origin + " and " + over.origin, over.key + ": is given twice");
  }
  return OkStatus();
}

// A number too large for any integer is a string to TOML's reader.
bool IsWholeNumber(std::string_view text) {
  if (!text.empty() && (text.front() == '-' || text.front() == '+')) text.remove_prefix(1);
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

template <typename T>
std::string ProblemOf(const toml::node& value, std::string_view wanted, const ConfigOverride* over) {
  if (std::is_same_v<T, std::int64_t> && over != nullptr && value.is_string() && IsWholeNumber(over->text))
    return "is out of range: larger than any integer";
  return std::string("must be ").append(wanted).append(", is ").append(KindOf(value));
}

}  // namespace

struct ConfigReader::State {
  struct Problem {
    std::uint32_t line;  // of the file; behind all of them where an override is at fault
    std::string text;
    std::string origin{};  // of that override
  };

  std::string file;
  std::string folder;
  toml::table root;
  std::vector<Problem> problems;
  std::vector<std::shared_ptr<Node>> nodes;
  std::vector<ConfigOverride> overrides;
  std::vector<ConfigValue> values;

  // The override of that key, or of one below it; nullptr for none.
  const ConfigOverride* OverrideOf(std::string_view key) const {
    const ConfigOverride* found = nullptr;
    for (const ConfigOverride& over : overrides) {
      const bool below = over.key.size() > key.size() && over.key.starts_with(key) && over.key[key.size()] == '.';
      if (!over.misnamed && (over.key == key || below)) found = &over;
    }
    return found;
  }

  Status FirstOf(const std::vector<Problem>& of) const {
    if (of.empty()) return OkStatus();
    const auto first =
        std::min_element(of.begin(), of.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
    return ConfigError(first->origin.empty() ? Place(file, first->line) : first->origin, first->text);
  }
};

struct ConfigReader::Node {
  struct Found {
    const toml::node* value = nullptr;  // nullptr when the key is absent
    std::uint32_t line = 1;             // of the value, or of the innermost table there is
  };

  Node(const toml::table& its_table, std::string its_prefix) : table(its_table), prefix(std::move(its_prefix)) {}

  // Finds a dotted key and remembers that it was asked for.
  Found Ask(std::string_view key) {
    asked.emplace(key);
    return Find(key);
  }

  Found Find(std::string_view key) const {
    Found found{nullptr, std::max<std::uint32_t>(1, table.source().begin.line)};
    const toml::table* at = &table;
    for (std::string_view rest = key; at != nullptr;) {
      const std::size_t dot = rest.find('.');
      const toml::node* next = Child(*at, rest.substr(0, dot));
      if (next == nullptr) return found;
      if (next->source().begin.line > 0) found.line = next->source().begin.line;
      if (dot == std::string_view::npos) {
        found.value = next;
        return found;
      }
      rest.remove_prefix(dot + 1);
      at = next->as_table();
    }
    return found;
  }

  // True for what is there and stands in no file.
  bool IsLaidOver(std::string_view key) const {
    const toml::node* value = Find(key).value;
    return value != nullptr && value->source().begin.line == 0;
  }

  // True when a key below `path` was asked for.
  bool AskedBelow(const std::string& path) const {
    const auto below = asked.lower_bound(path + ".");
    return below != asked.end() && below->starts_with(path + ".");
  }

  // Adds every key under `at` that was never asked for.
  void CollectUnknown(const toml::table& at, std::string_view path, std::vector<State::Problem>& unknown) const {
    for (const auto& [key, value] : at) {
      const std::string name(key.str());
      // A quoted key with a dot in it can have been asked for by nobody: its path would be another key's.
      const bool plain = name.find('.') == std::string::npos;
      const std::string key_path = Joined(path, plain ? name : "\"" + name + "\"");
      if (plain && asked.contains(key_path)) continue;
      if (plain && value.is_table() && AskedBelow(key_path)) {
        CollectUnknown(*value.as_table(), key_path, unknown);
      } else {
        unknown.push_back({key.source().begin.line, Joined(prefix, key_path)});
      }
    }
  }

  const toml::table& table;
  std::string prefix;
  std::set<std::string, std::less<>> asked;
};

StatusOr<ConfigReader> ConfigReader::FromFile(const std::string& path, const std::vector<ConfigOverride>& overrides) {
  ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxConfigBytes));
  return FromText(text, path, overrides);
}

StatusOr<ConfigReader> ConfigReader::FromText(std::string_view text, std::string_view name,
                                              const std::vector<ConfigOverride>& overrides) {
  auto state = std::make_shared<State>();
  state->file = std::string(name);
  state->folder = std::filesystem::path(state->file).parent_path().string();
  try {
    state->root = toml::parse(text);
  } catch (const toml::parse_error& error) {
    return ConfigError(Place(name, std::max<std::uint32_t>(1, error.source().begin.line)), error.description());
  }
  RETURN_IF_ERROR(CheckGivenOnce(overrides));
  for (const ConfigOverride& over : overrides) {
    if (!over.misnamed) RETURN_IF_ERROR(LayOver(state->root, over));
  }
  state->overrides = overrides;
  auto node = std::make_shared<Node>(state->root, "");
  state->nodes.push_back(node);
  return ConfigReader(std::move(state), std::move(node));
}

ConfigReader::ConfigReader(std::shared_ptr<State> state, std::shared_ptr<Node> node)
    : state_(std::move(state)), node_(std::move(node)) {}
ConfigReader::ConfigReader(ConfigReader&&) noexcept = default;
ConfigReader& ConfigReader::operator=(ConfigReader&&) noexcept = default;
ConfigReader::~ConfigReader() = default;

void ConfigReader::RejectAt(std::uint32_t line, std::string_view key, std::string_view problem) {
  const std::string path = Joined(node_->prefix, key);
  const std::string_view whole = key.substr(0, key.find('['));
  const ConfigOverride* over = Over(whole);
  // A table that is there only for what was laid into it: the file is innocent of it.
  if (over == nullptr && node_->prefix.empty() && node_->IsLaidOver(whole)) over = state_->OverrideOf(whole);
  const std::uint32_t place = over == nullptr ? line : kBehindTheFile;
  state_->problems.push_back({place, path + ": " + std::string(problem), over == nullptr ? "" : over->origin});
}

const ConfigOverride* ConfigReader::Over(std::string_view key) const {
  const ConfigOverride* over = node_->prefix.empty() ? state_->OverrideOf(key) : nullptr;
  return over != nullptr && over->key == key ? over : nullptr;
}

void ConfigReader::Note(std::string_view key, std::string text) {
  ConfigValue value{.key = Joined(node_->prefix, key), .text = std::move(text), .origin = "default"};
  if (const ConfigOverride* over = Over(key)) {
    value.origin = over->origin;
  } else if (const Node::Found found = node_->Find(key); found.value != nullptr) {
    value.origin = Place(state_->file, found.line);
  }
  const auto known = std::find_if(state_->values.begin(), state_->values.end(),
                                  [&](const ConfigValue& one) { return one.key == value.key; });
  if (known == state_->values.end()) {
    state_->values.push_back(std::move(value));
  } else {
    *known = std::move(value);
  }
}

const std::vector<ConfigValue>& ConfigReader::Values() const { return state_->values; }

void ConfigReader::Reject(std::string_view key, std::string_view problem) {
  RejectAt(node_->Find(key).line, key, problem);
}

template <typename T>
std::optional<T> ConfigReader::Value(std::string_view key, std::string_view wanted) {
  const Node::Found found = node_->Ask(key);
  if (found.value == nullptr) return std::nullopt;
  std::optional<T> value = found.value->value_exact<T>();
  if constexpr (std::is_same_v<T, double>) {
    if (const auto whole = found.value->value_exact<std::int64_t>()) value = static_cast<double>(*whole);
  }
  if constexpr (std::is_same_v<T, std::string>) {
    // On a command line 7 is as good a name as "7".
    if (const ConfigOverride* over = Over(key); over != nullptr && !value) value = over->text;
  }
  if (!value) RejectAt(found.line, key, ProblemOf<T>(*found.value, wanted, Over(key)));
  return value;
}

void ConfigReader::Require(std::string_view key) {
  const Node::Found found = node_->Ask(key);
  if (found.value == nullptr) RejectAt(found.line, key, "is required");
}

std::string ConfigReader::String(std::string_view key) {
  Require(key);
  return StringOr(key, "");
}

std::string ConfigReader::StringOr(std::string_view key, std::string_view fallback) {
  std::string value = Value<std::string>(key, "a string").value_or(std::string(fallback));
  Note(key, Shown(value));
  return value;
}

std::int64_t ConfigReader::Integer(std::string_view key, std::int64_t low, std::int64_t high) {
  Require(key);
  return IntegerOr(key, low, high, low);
}

std::int64_t ConfigReader::IntegerOr(std::string_view key, std::int64_t low, std::int64_t high, std::int64_t fallback) {
  const auto value = Value<std::int64_t>(key, "an integer");
  Note(key, std::to_string(value.value_or(fallback)));
  if (!value) return fallback;
  if (*value >= low && *value <= high) return *value;
  Reject(key, "must be from " + std::to_string(low) + " to " + std::to_string(high) + ", is " + std::to_string(*value));
  return fallback;
}

double ConfigReader::NumberOr(std::string_view key, double low, double high, double fallback) {
  const auto value = Value<double>(key, "a number");
  Note(key, Shown(value.value_or(fallback)));
  if (!value) return fallback;
  if (*value >= low && *value <= high) return *value;  // false for a NaN as well
  Reject(key, "must be from " + std::to_string(low) + " to " + std::to_string(high) + ", is " + std::to_string(*value));
  return fallback;
}

bool ConfigReader::BoolOr(std::string_view key, bool fallback) {
  const bool value = Value<bool>(key, "true or false").value_or(fallback);
  Note(key, value ? "true" : "false");
  return value;
}

bool ConfigReader::Bool(std::string_view key) {
  Require(key);
  return BoolOr(key, false);
}

std::vector<std::string> ConfigReader::Strings(std::string_view key) {
  std::vector<std::string> strings = StringsOrNone(key);
  const Node::Found found = node_->Find(key);
  if (found.value != nullptr && found.value->is_array() && strings.empty()) Reject(key, "must not be empty");
  return strings;
}

std::vector<std::string> ConfigReader::StringsOrNone(std::string_view key) {
  Require(key);
  const Node::Found found = node_->Find(key);
  std::vector<std::string> strings;
  if (found.value == nullptr) return strings;
  const toml::array* array = found.value->as_array();
  if (array == nullptr) {
    Reject(key, "must be a list of strings, is " + std::string(KindOf(*found.value)));
    return strings;
  }
  std::set<std::string> seen;
  for (std::size_t i = 0; i < array->size(); ++i) {
    const auto text = (*array)[i].value_exact<std::string>();
    if (!text) {
      Reject(Element(key, i), "must be a string, is " + std::string(KindOf((*array)[i])));
    } else if (!seen.insert(*text).second) {
      Reject(Element(key, i), "stands twice");
    }
    strings.push_back(text.value_or(""));
  }
  Note(key, Shown(strings));
  return strings;
}

std::chrono::local_days ConfigReader::Date(std::string_view key) {
  Require(key);
  return OptionalDate(key).value_or(std::chrono::local_days());
}

std::optional<std::chrono::local_days> ConfigReader::OptionalDate(std::string_view key) {
  const auto value = Value<toml::date>(key, "a date (2026-11-22, without quotes)");
  if (!value) return std::nullopt;
  const std::chrono::year_month_day date(std::chrono::year(value->year), std::chrono::month(value->month),
                                         std::chrono::day(value->day));
  if (date.ok() && value->year >= kFirstYear && value->year <= kLastYear) {
    Note(key, Shown(*value));
    return std::chrono::local_days(date);
  }
  Reject(key, "must be a day of the years 1900 to 2199");
  return std::nullopt;
}

bool ConfigReader::Has(std::string_view key) const { return node_->Find(key).value != nullptr; }

std::string ConfigReader::Path(std::string_view key) {
  Require(key);
  const std::string path = PathOr(key, "");
  const Node::Found found = node_->Find(key);
  if (path.empty() && found.value != nullptr && found.value->is_string()) Reject(key, "must not be empty");
  return path;
}

std::string ConfigReader::PathOr(std::string_view key, std::string_view fallback) {
  const std::string text = StringOr(key, fallback);
  if (text.empty()) return text;
  // What is given on a command line is meant from there.
  const std::filesystem::path folder = Over(key) == nullptr ? state_->folder : std::string();
  std::string path = (folder / text).lexically_normal().string();
  Note(key, Shown(path));
  return path;
}

std::string ConfigReader::SecretPath(std::string_view key) {
  std::string path = Path(key);
  std::error_code unknown;
  Note(key, std::filesystem::exists(path, unknown) ? Shown(path) : "(not shown: there is no such file)");
  return path;
}

std::vector<ConfigReader> ConfigReader::Tables(std::string_view key) {
  const Node::Found found = node_->Ask(key);
  std::vector<ConfigReader> readers;
  if (found.value == nullptr) return readers;
  const toml::array* array = found.value->as_array();
  if (array == nullptr) {
    Reject(key, "must be an array of tables ([[" + Joined(node_->prefix, key) + "]])");
    return readers;
  }
  for (std::size_t i = 0; i < array->size(); ++i) {
    const std::string name = Element(key, i);
    const toml::node& element = (*array)[i];
    if (!element.is_table()) {
      RejectAt(element.source().begin.line, name, "must be a table, is " + std::string(KindOf(element)));
      continue;
    }
    auto node = std::make_shared<Node>(*element.as_table(), Joined(node_->prefix, name));
    state_->nodes.push_back(node);
    readers.push_back(ConfigReader(state_, std::move(node)));
  }
  return readers;
}

std::string ConfigReader::Meant(const ConfigOverride& over) const {
  const std::string key = LikelyKey(over.key, state_->nodes.front()->asked);
  if (key.empty()) return "";
  return "; is " + (over.program.empty() ? key : VariableOfKey(over.program, key)) + " meant?";
}

Status ConfigReader::FinishAsked() const {
  if (!state_->problems.empty()) return state_->FirstOf(state_->problems);
  for (const ConfigOverride& over : state_->overrides) {
    if (over.misnamed)
      return ConfigError(over.origin, "names no key: two low lines stand behind " + over.program +
                                          " and in the place of each dot" + Meant(over));
  }
  return OkStatus();
}

Status ConfigReader::Finish() const {
  RETURN_IF_ERROR(FinishAsked());
  std::vector<State::Problem> unknown;
  for (const auto& node : state_->nodes) node->CollectUnknown(node->table, "", unknown);
  for (State::Problem& one : unknown) {
    const ConfigOverride* over = one.line == 0 ? state_->OverrideOf(one.text) : nullptr;
    if (over != nullptr) one = {kBehindTheFile, over->key, over->origin};
    one.text += ": unknown key";
    if (over != nullptr) one.text += Meant(*over);
  }
  return state_->FirstOf(unknown);
}

}  // namespace clearance
