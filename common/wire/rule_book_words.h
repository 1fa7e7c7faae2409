// The words of a rule book file: one value, or a list of them, each from its closed list. Inside common/wire only.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/config.h"
#include "common/domain/document.h"
#include "common/domain/territory.h"

namespace clearance {

// Stands for "every": nationalities, kinds of document, purposes.
inline constexpr std::string_view kEvery = "*";

// The value of `key`; the first one of the enumeration where the word is none of them, which the reader then knows.
template <typename Enum>
Enum ReadWord(ConfigReader& table, std::string_view key, std::optional<Enum> (*parse)(std::string_view),
              std::string_view wanted) {
  const std::optional<Enum> value = parse(table.String(key));
  if (!value) table.Reject(key, wanted);
  return value.value_or(Enum{});
}

// The values that `words`, the list under `key`, stand for.
template <typename Enum>
std::vector<Enum> ValuesOf(ConfigReader& table, const std::string& key, const std::vector<std::string>& words,
                           std::optional<Enum> (*parse)(std::string_view), std::string_view wanted) {
  std::vector<Enum> values;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::optional<Enum> value = parse(words[i]);
    if (!value) table.Reject(key + "[" + std::to_string(i) + "]", wanted);
    values.push_back(value.value_or(Enum{}));
  }
  return values;
}

// The values of a list that must not be empty.
template <typename Enum>
std::vector<Enum> ReadWords(ConfigReader& table, const std::string& key, std::optional<Enum> (*parse)(std::string_view),
                            std::string_view wanted) {
  return ValuesOf(table, key, table.Strings(key), parse, wanted);
}

// True when the list is ["*"] and nothing else.
bool IsEvery(const std::vector<std::string>& words);

// "KAZ"; as ICAO 9303 has it, 1 to 3 letters.
bool IsStateCode(std::string_view word);

// The kinds of document of a list; ["*"] is every kind we know.
std::vector<DocumentKind> ReadDocumentKinds(ConfigReader& table);

Territory ReadTerritory(ConfigReader& table, std::string_view key);

}  // namespace clearance
