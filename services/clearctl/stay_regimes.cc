#include "services/clearctl/stay_regimes.h"

#include "common/wire/rule_book_file.h"
#include "common/wire/shipped_rule_book.h"

namespace clearance {

StatusOr<RuleBook> BookOf(const std::string& file) {
  if (file == kShippedBook) return KhorgosRuleBook();
  return ReadRuleBook(file);
}

StatusOr<const Regime*> RegimeCalled(const RuleBook& book, std::string_view name) {
  const std::size_t at = name.find('@');
  std::optional<Territory> host;
  if (at != std::string_view::npos) {
    host = ParseTerritory(name.substr(at + 1));
    if (!host) return InvalidField("regime", "the host behind @ must be CHN, KAZ or ICBC");
  }
  const Regime* regime = FindRegime(book, name.substr(0, at), host);
  if (regime == nullptr)
    return InvalidField("regime", "the rule book has none of this id" + std::string(host ? " and host" : ""));
  return regime;
}

Regime MakeInlineRegime(const InlineTerms& terms) {
  Regime regime{.id = "inline", .source = "the question", .example = true, .counted_bases = {StayBasis::kVisaFree}};
  if (terms.per_stay_days) regime.limits.push_back(MakeLimit(regime.id, PerStayLimit{*terms.per_stay_days}));
  if (terms.window_days) {
    regime.limits.push_back(MakeLimit(regime.id, RollingLimit{*terms.window_max_days, *terms.window_days}));
  }
  regime.allowance.value = terms.allowance;
  return regime;
}

std::size_t InlineRegimes::Hash::operator()(const InlineTerms& terms) const {
  std::uint64_t hash = terms.allowance == Allowance::kRolling ? 1 : 2;
  for (const auto& number : {terms.per_stay_days, terms.window_days, terms.window_max_days}) {
    hash = (hash ^ static_cast<std::uint64_t>(number.value_or(0))) * 0x9E37'79B9'7F4A'7C15U;
  }
  return static_cast<std::size_t>(hash ^ (hash >> 32));
}

const Regime& InlineRegimes::Of(const InlineTerms& terms) {
  if (last_ != nullptr && last_terms_ == terms) return *last_;
  auto found = kept_.find(terms);
  if (found == kept_.end()) {
    if (kept_.size() == kMaxKept) kept_.clear();
    found = kept_.emplace(terms, MakeInlineRegime(terms)).first;
  }
  last_terms_ = terms;
  last_ = &found->second;
  return *last_;
}

}  // namespace clearance
