// Where `clearctl stay` takes its regimes from: a rule book, by id, or the limits that a question brings itself. Never
// knows a number of the law.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "common/base/status.h"
#include "common/rules/rule_book.h"

namespace clearance {

// In the place of a rule book's file: the one that ships.
inline constexpr char kShippedBook[] = "-";

// The rule book in `file`, or the one that ships with the project for kShippedBook. Errors name the file.
StatusOr<RuleBook> BookOf(const std::string& file);

// The regime called "ID", or "ID@HOST" where one id stands for several host territories; "ID" alone is the first. The
// regime lives as long as `book`. INVALID_ARGUMENT, naming the field `regime`.
StatusOr<const Regime*> RegimeCalled(const RuleBook& book, std::string_view name);

// Limits that a question brings itself; the window's two numbers stand together or not at all.
struct InlineTerms {
  std::optional<int> per_stay_days{};
  std::optional<int> window_days{};
  std::optional<int> window_max_days{};
  Allowance allowance = Allowance::kRolling;
  friend bool operator==(const InlineTerms&, const InlineTerms&) = default;
};

// The regime "inline" of `terms`: "inline/per-stay-30", "inline/rolling-90-180". Every day counts, nothing is open.
Regime MakeInlineRegime(const InlineTerms& terms);

// Keeps the last inline regimes, so that a file full of the same limits makes each once.
class InlineRegimes {
 public:
  // Valid until the next call.
  const Regime& Of(const InlineTerms& terms);

 private:
  static constexpr std::size_t kMaxKept = 1'024;

  struct Hash {
    std::size_t operator()(const InlineTerms& terms) const;
  };

  std::unordered_map<InlineTerms, Regime, Hash> kept_;
  InlineTerms last_terms_{};
  const Regime* last_ = nullptr;
};

}  // namespace clearance
