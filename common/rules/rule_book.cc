// Selecting from a rule book, and checking that the engine can work with one.
#include "common/rules/rule_book.h"

#include <algorithm>
#include <set>

namespace clearance {
namespace {

template <typename T>
bool Contains(const std::vector<T>& values, const T& value) {
  return std::find(values.begin(), values.end(), value) != values.end();
}

bool Covers(const Regime& regime, Territory host, const Document& document, Date entered_on) {
  return regime.host == host && !IsOwnNational(document, host) &&
         (regime.nationalities.empty() || Contains(regime.nationalities, document.nationality)) &&
         Contains(regime.document_kinds, document.kind) && (!regime.valid_from || *regime.valid_from <= entered_on) &&
         (!regime.valid_to || entered_on <= *regime.valid_to);
}

std::string At(std::string_view list, std::size_t index) {
  return std::string(list).append("[").append(std::to_string(index)).append("]");
}

Status CheckTerms(const PerStayLimit& limit) {
  return limit.max_days >= 1 ? OkStatus() : InvalidField("max_days", "must be at least 1");
}

Status CheckTerms(const RollingLimit& limit) {
  if (limit.max_days < 1) return InvalidField("max_days", "must be at least 1");
  if (limit.window_days < 2 || limit.window_days > kMaxWindowDays) {
    return InvalidField("window_days", "must be between 2 and " + std::to_string(kMaxWindowDays));
  }
  return OkStatus();
}

Status CheckRegime(const Regime& regime) {
  if (regime.id.empty()) return InvalidField("id", "must not be empty");
  if (regime.source.empty()) return InvalidField("source", "must say where the numbers are published");
  if (regime.document_kinds.empty()) return InvalidField("document_kinds", "must not be empty");
  if (regime.counted_bases.empty()) return InvalidField("counted_bases", "must not be empty");
  if (regime.valid_from && regime.valid_to && *regime.valid_to < *regime.valid_from) {
    return InvalidField("valid_to", "must not be before valid_from");
  }
  std::set<std::string_view> ids;
  for (std::size_t i = 0; i < regime.limits.size(); ++i) {
    const StayLimit& limit = regime.limits[i];
    const Status terms = std::visit([](const auto& value) { return CheckTerms(value); }, limit.terms);
    if (!terms.ok()) return WithFieldPrefix(terms, At("limits", i));
    if (limit.id != MakeLimit(regime.id, limit.terms).id) {
      return InvalidField(At("limits", i) + ".id", "must be made of the regime's id and the limit's numbers");
    }
    if (!ids.insert(limit.id).second) return InvalidField(At("limits", i) + ".id", "stands twice");
  }
  return OkStatus();
}

}  // namespace

Status CheckRuleBook(const RuleBook& book) {
  if (book.version.empty()) return InvalidField("version", "must not be empty");
  for (std::size_t i = 0; i < book.regimes.size(); ++i) {
    if (const Status status = CheckRegime(book.regimes[i]); !status.ok()) {
      return WithFieldPrefix(status, At("regimes", i));
    }
  }
  for (std::size_t i = 0; i < book.document_rules.size(); ++i) {
    if (book.document_rules[i].document_kinds.empty()) {
      return InvalidField(At("document_rules", i) + ".document_kinds", "must not be empty");
    }
  }
  for (const ServiceLevel level : kAllServiceLevels) {
    if (!RequiresCheck(book, level, CheckKind::kDocument)) {
      return InvalidField("level_checks", "every level must require the document");
    }
    if (MatchesFaces(level) && !RequiresCheck(book, level, CheckKind::kFace)) {
      return InvalidField("level_checks", "a level that matches faces must require the face");
    }
  }
  if (book.decision_lease <= Duration::zero()) return InvalidField("decision_lease", "must be longer than nothing");
  return OkStatus();
}

StayLimit MakeLimit(std::string_view regime, LimitTerms terms) {
  std::string id(regime);
  if (const auto* per_stay = std::get_if<PerStayLimit>(&terms)) {
    id.append("/per-stay-").append(std::to_string(per_stay->max_days));
  } else {
    const auto& rolling = std::get<RollingLimit>(terms);
    id.append("/rolling-").append(std::to_string(rolling.max_days));
    id.append("-").append(std::to_string(rolling.window_days));
  }
  return {std::move(id), terms};
}

const Regime* FindRegimeForEntry(const RuleBook& book, Territory host, const Document& document, Date on) {
  for (const Regime& regime : book.regimes) {
    if (!regime.suspended && Covers(regime, host, document, on)) return &regime;
  }
  return nullptr;
}

const Regime* FindRegimeOfStay(const RuleBook& book, Territory host, const Document& document, Date entered_on) {
  for (const Regime& regime : book.regimes) {
    if (Covers(regime, host, document, entered_on)) return &regime;
  }
  return nullptr;
}

bool IsOwnNational(const Document& document, Territory territory) {
  return territory != Territory::kIcbc && document.nationality == StateCode(territory);
}

bool ServesForMovement(const RuleBook& book, const Document& document, Movement movement) {
  const DocumentRule* for_others = nullptr;
  for (const DocumentRule& rule : book.document_rules) {
    if (rule.movement != movement) continue;
    if (rule.nationality == document.nationality) return Contains(rule.document_kinds, document.kind);
    if (rule.nationality.empty()) for_others = &rule;
  }
  return for_others != nullptr && Contains(for_others->document_kinds, document.kind);
}

bool RequiresCheck(const RuleBook& book, ServiceLevel level, CheckKind check) {
  for (const LevelChecks& row : book.level_checks) {
    if (row.level == level) return Contains(row.required, check);
  }
  return false;
}

}  // namespace clearance
