#include "common/base/config_overrides.h"

#include <unistd.h>

#include <algorithm>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr std::string_view kLowLine = "_";
constexpr std::string_view kDot = "__";
constexpr std::size_t kWidestColumn = 48;

std::string KeyOf(std::string_view name) {
  std::string key;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, kDot.size()) == kDot) {
      key += '.';
      ++i;
    } else {
      key += name[i] >= 'A' && name[i] <= 'Z' ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
    }
  }
  return key;
}

std::size_t WidthOf(const std::vector<ConfigValue>& values, std::string ConfigValue::*column) {
  std::size_t width = 0;
  for (const ConfigValue& value : values) width = std::max(width, (value.*column).size());
  return std::min(width, kWidestColumn);
}

std::string Padded(std::string text, std::size_t width) {
  if (text.size() < width) text.append(width - text.size(), ' ');
  return text;
}

}  // namespace

std::vector<ConfigOverride> OverridesFromEnvironment(std::string_view program,
                                                     std::span<const char* const> environment) {
  const std::string prefix = std::string(program).append(kLowLine);
  std::vector<ConfigOverride> overrides;
  for (const std::string_view entry : environment) {
    const std::size_t equals = entry.find('=');
    if (!entry.starts_with(prefix) || equals == std::string_view::npos) continue;
    const std::string_view name = entry.substr(0, equals);
    const bool formed = name.substr(program.size()).starts_with(kDot);
    overrides.push_back({.key = KeyOf(name.substr(program.size() + (formed ? kDot : kLowLine).size())),
                         .text = std::string(entry.substr(equals + 1)),
                         .origin = "environment " + std::string(name),
                         .program = std::string(program),
                         .misnamed = !formed || name.size() == program.size() + kDot.size()});
  }
  return overrides;
}

std::vector<ConfigOverride> OverridesFromEnvironment(std::string_view program) {
  std::size_t count = 0;
  while (environ[count] != nullptr) ++count;
  return OverridesFromEnvironment(program, {environ, count});
}

StatusOr<ConfigOverride> OverrideFromSet(std::string_view text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string_view::npos || equals == 0)
    return Error(StatusCode::kInvalidArgument, error_reason::kConfigInvalid,
                 "flag --set: must be key=value, such as log.level=debug");
  const std::string key(text.substr(0, equals));
  return ConfigOverride{.key = key, .text = std::string(text.substr(equals + 1)), .origin = "flag --set " + key};
}

std::string ConfigText(const std::vector<ConfigValue>& values) {
  const std::size_t keys = WidthOf(values, &ConfigValue::key);
  const std::size_t texts = WidthOf(values, &ConfigValue::text);
  std::string all;
  for (const ConfigValue& value : values)
    all += Padded(value.key, keys) + " = " + Padded(value.text, texts) + "  # " + value.origin + "\n";
  return all;
}

}  // namespace clearance
