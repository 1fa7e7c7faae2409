// KeyedHash: a pseudonym of named fields that only the holder of the key can make, and nobody can turn back.
// It must never be fed with fields joined by the caller: the lengths here are what keeps two lists apart.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr std::size_t kKeyedHashKeyBytes = 32;

// HMAC-SHA-256 over `purpose` and `fields`, each preceded by its length in 8 bytes, the fields by their count: no two
// different (purpose, fields) give the same input. `key` has kKeyedHashKeyBytes. 32 bytes. Thread-safe.
std::string KeyedHash(std::string_view key, std::string_view purpose, std::initializer_list<std::string_view> fields);

}  // namespace clearance
