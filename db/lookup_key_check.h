// LookupKeyCheck: under which look-up key the travellers of a store are, as a value that tells nothing of the key
// (Pseudonyms::CheckValue). No part of the ledger, and derived from nothing. What is concluded from it is said in
// services/derivation/lookup_key_standing.h.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::size_t kKeyCheckBytes = 32;

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class LookupKeyCheck {
 public:
  virtual ~LookupKeyCheck() = default;
  // Absent where nobody has recorded it yet; otherwise kKeyCheckBytes, or DATA_LOSS.
  virtual StatusOr<std::optional<std::string>> Find() const = 0;

  // Replaces the one there is. INVALID_ARGUMENT unless `value` has kKeyCheckBytes.
  virtual Status Put(std::string_view value) = 0;
};

Status ValidateKeyCheck(std::string_view value);

}  // namespace clearance
