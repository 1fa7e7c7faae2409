// Which rule book the centre decides by, from which entry of the ledger on. The text stands in that entry.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "common/base/status.h"

namespace clearance {

struct RuleBookInForce {
  std::uint64_t position = 0;  // of its RULE_BOOK_CHANGE entry
  std::string version{};
  std::string text_hash{};  // SHA-256 of the text, 32 bytes
  friend bool operator==(const RuleBookInForce&, const RuleBookInForce&) = default;
};

// Every method may fail with UNAVAILABLE (STORE_UNAVAILABLE) or DATA_LOSS (STORE_CORRUPT).
class RuleBooks {
 public:
  virtual ~RuleBooks() = default;
  // The latest whose position is at most `position`; absent in a ledger that had none yet.
  virtual StatusOr<std::optional<RuleBookInForce>> At(std::uint64_t position) const = 0;

  // Replaces the one with that position. Positions are below 2^63.
  virtual Status Put(const RuleBookInForce& book) = 0;
};

}  // namespace clearance
