// Rule book files: everything legal as a TOML text that a lawyer can read, read strictly. docs/rule-book.md describes
// every key; common/rules/khorgos.toml is the one that ships. Decides nothing.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/rules/rule_book.h"

namespace clearance {

// What fits into the entry of the ledger that says it is in force.
inline constexpr std::size_t kMaxRuleBookBytes = std::size_t{60} * 1024;

// A book that CheckRuleBook finds in order, or INVALID_ARGUMENT with CONFIG_INVALID "name:line: key: problem" for the
// first thing wrong with it.
StatusOr<RuleBook> ParseRuleBook(std::string_view text, std::string_view name);

// A book as an entry of the ledger holds it, perhaps sealed by an earlier program: keys that have come since and that
// no decision rests on (`two_persons`, `[retention]`) may be missing, and are those of the book that ships.
StatusOr<RuleBook> ParseSealedRuleBook(std::string_view text, std::string_view name);

// The same as ParseRuleBook from a file; FILE_UNREADABLE where it cannot be read or is larger than kMaxRuleBookBytes.
StatusOr<RuleBook> ReadRuleBook(const std::string& path);

}  // namespace clearance
