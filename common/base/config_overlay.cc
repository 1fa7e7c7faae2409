#include "common/base/config_overlay.h"

#include <charconv>

#include "common/base/error_reasons.h"
#include "common/base/secret_file.h"
#include "common/base/text.h"

namespace clearance {
namespace {

// Puts what TOML calls that text under the name, or the text as a string.
void PutValue(toml::table& at, std::string_view name, const std::string& text) {
  try {
    toml::table parsed = toml::parse("value = " + text);
    toml::node* value = parsed.get("value");
    if (value != nullptr && parsed.size() == 1)
      return value->visit([&](auto& node) { at.insert_or_assign(name, std::move(node)); });
  } catch (const toml::parse_error&) {
    // Then it is the string that most texts on a command line are.
  }
  at.insert_or_assign(name, text);
}

bool HoldsTables(const toml::node& node) { return node.is_table() || node.is_array_of_tables(); }

}  // namespace

Status ConfigError(std::string_view where, std::string_view what) {
  return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
               std::string(where).append(": ").append(what));
}

std::string Place(std::string_view file, std::uint32_t line) {
  return std::string(file).append(":").append(std::to_string(line));
}

Status LayOver(toml::table& root, const ConfigOverride& over) {
  toml::table* at = &root;
  std::string_view rest = over.key;
  for (std::size_t dot = rest.find('.'); dot != std::string_view::npos; dot = rest.find('.')) {
    const std::string_view name = rest.substr(0, dot);
    if (at->get(name) == nullptr) at->insert_or_assign(name, toml::table());
    at = at->get(name)->as_table();
    if (at == nullptr || name.empty()) return ConfigError(over.origin, over.key + ": is no key of a plain table");
    rest.remove_prefix(dot + 1);
  }
  const toml::node* before = at->get(rest);
  const bool was_table = before != nullptr && HoldsTables(*before);
  if (!was_table) PutValue(*at, rest, over.text);
  if (rest.empty() || was_table || HoldsTables(*at->get(rest)))
    return ConfigError(over.origin, over.key + ": tables can only stand in the file");
  return OkStatus();
}

std::string Shown(std::string_view text) { return LooksSecret(text) ? std::string(kLooksLikeKey) : JsonString(text); }

std::string Shown(double number) {
  char text[32];
  const auto end = std::to_chars(text, text + sizeof text, number);
  return std::string(text, end.ptr);
}

std::string Shown(toml::date date) {
  const auto digits = [](int number, std::size_t width) {
    std::string text = std::to_string(number);
    return std::string(width - std::min(width, text.size()), '0') + text;
  };
  return digits(date.year, 4) + "-" + digits(date.month, 2) + "-" + digits(date.day, 2);
}

std::string Shown(const std::vector<std::string>& texts) {
  std::string list = "[";
  for (const std::string& text : texts) list.append(list.size() == 1 ? "" : ", ").append(Shown(text));
  return list.append("]");
}

}  // namespace clearance
