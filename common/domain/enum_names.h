// The one way an enumeration gets its names: a table with one row per value, in the order of the values, complete at
// compile time. A language's templates stand in such tables too (sentence_table.h).
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string_view>

#include "common/base/check.h"

namespace clearance {

template <typename Enum>
struct EnumName {
  Enum value;
  std::string_view name;
};

template <typename Enum, std::size_t size>
using EnumNames = std::array<EnumName<Enum>, size>;

// True when row i holds value i, the last row is `last` and no two names are the same or empty. To be asserted at
// compile time beside every table.
template <typename Enum, std::size_t size>
constexpr bool NamesEveryValue(const EnumNames<Enum, size>& table, Enum last) {
  if (static_cast<std::size_t>(last) + 1 != size) return false;
  for (std::size_t i = 0; i < size; ++i) {
    if (static_cast<std::size_t>(table[i].value) != i || table[i].name.empty()) return false;
    for (std::size_t j = 0; j < i; ++j) {
      if (table[j].name == table[i].name) return false;
    }
  }
  return true;
}

// The name of `value`, which must be one of the enumeration's (CHECK).
template <typename Enum, std::size_t size>
constexpr std::string_view NameOf(const EnumNames<Enum, size>& table, Enum value) {
  const auto index = static_cast<std::size_t>(value);
  CHECK(index < size);
  return table[index].name;
}

// The value named exactly `name`.
template <typename Enum, std::size_t size>
constexpr std::optional<Enum> ValueOf(const EnumNames<Enum, size>& table, std::string_view name) {
  for (const EnumName<Enum>& row : table) {
    if (row.name == name) return row.value;
  }
  return std::nullopt;
}

}  // namespace clearance
