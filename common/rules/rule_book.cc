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
  return !regime.example && regime.host == host && !IsOwnNational(document, host) &&
         (regime.nationalities.empty() || Contains(regime.nationalities, document.nationality)) &&
         Contains(regime.document_kinds, document.kind) && (!regime.valid_from || *regime.valid_from <= entered_on) &&
         (!regime.valid_to || entered_on <= *regime.valid_to);
}

std::string At(std::string_view list, std::size_t index) {
  return std::string(list).append("[").append(std::to_string(index)).append("]");
}

Status CheckRange(std::string_view field, int value, int low, int high) {
  if (value >= low && value <= high) return OkStatus();
  return InvalidField(field, "must be between " + std::to_string(low) + " and " + std::to_string(high));
}

Status CheckTerms(const PerStayLimit& limit) { return CheckRange("max_days", limit.max_days, 1, kMaxLimitDays); }

Status CheckTerms(const RollingLimit& limit) {
  RETURN_IF_ERROR(CheckRange("max_days", limit.max_days, 1, kMaxLimitDays));
  return CheckRange("window_days", limit.window_days, 2, kMaxWindowDays);
}

Status CheckTerms(const CalendarLimit& limit) {
  return CheckRange("max_days", limit.max_days, 1, limit.period == CalendarPeriod::kYear ? 366 : 31);
}

Status CheckTerms(const EntriesLimit& limit) {
  RETURN_IF_ERROR(CheckRange("max_entries", limit.max_entries, 1, kMaxEntries));
  const auto* window = std::get_if<Days>(&limit.within);
  return window == nullptr ? OkStatus()
                           : CheckRange("window_days", static_cast<int>(window->count()), 2, kMaxWindowDays);
}

Status CheckTerms(const GapLimit& limit) { return CheckRange("min_days", limit.min_days, 1, kMaxWindowDays); }

Status CheckTerms(const HoursLimit& limit) {
  RETURN_IF_ERROR(CheckRange("max_hours", limit.max_hours, 24, kMaxHours));
  return limit.max_hours % 24 == 0 ? OkStatus() : InvalidField("max_hours", "must be whole days of 24 hours");
}

Status CheckLimits(const Regime& regime) {
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

Status CheckTiers(const Regime& regime) {
  int least = 1;
  for (std::size_t i = 0; i < regime.overstay_tiers.size(); ++i) {
    const OverstayTier& tier = regime.overstay_tiers[i];
    if (tier.id.empty()) return InvalidField(At("overstay_tiers", i) + ".id", "must not be empty");
    if (tier.from_days < least) {
      return InvalidField(At("overstay_tiers", i) + ".from_days", "must rise from 1 on");
    }
    least = tier.from_days + 1;
  }
  return OkStatus();
}

// Appends "-<number>".
void AppendNumber(std::string& id, std::int64_t number) { id.append("-").append(std::to_string(number)); }

void AppendTerms(std::string& id, const PerStayLimit& limit) { AppendNumber(id.append("per-stay"), limit.max_days); }

void AppendTerms(std::string& id, const RollingLimit& limit) {
  AppendNumber(id.append("rolling"), limit.max_days);
  AppendNumber(id, limit.window_days);
}

void AppendTerms(std::string& id, const CalendarLimit& limit) {
  AppendNumber(id.append("calendar-").append(CalendarPeriodName(limit.period)), limit.max_days);
}

void AppendTerms(std::string& id, const EntriesLimit& limit) {
  AppendNumber(id.append("entries"), limit.max_entries);
  if (const auto* window = std::get_if<Days>(&limit.within)) {
    AppendNumber(id.append("-rolling"), window->count());
  } else {
    id.append("-").append(CalendarPeriodName(std::get<CalendarPeriod>(limit.within)));
  }
}

void AppendTerms(std::string& id, const GapLimit& limit) { AppendNumber(id.append("gap"), limit.min_days); }

void AppendTerms(std::string& id, const HoursLimit& limit) {
  AppendNumber(id.append("hours"), limit.max_hours);
  id.append(limit.from == HoursFrom::kEntry ? "-from-entry" : "-from-midnight");
}

Status CheckDocumentRules(const RuleBook& book) {
  for (std::size_t i = 0; i < book.document_rules.size(); ++i) {
    const DocumentRule& rule = book.document_rules[i];
    if (rule.document_kinds.empty()) {
      return InvalidField(At("document_rules", i) + ".document_kinds", "must not be empty");
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (book.document_rules[j].movement == rule.movement && book.document_rules[j].nationality == rule.nationality) {
        return InvalidField(At("document_rules", i) + ".nationality", "stands twice for this movement");
      }
    }
  }
  return OkStatus();
}

// A row by itself.
Status CheckClearance(const DocumentClearance& row) {
  if (row.document_kinds.empty()) return InvalidField("document_kinds", "must not be empty");
  if (Contains(row.document_kinds, DocumentKind::kUnknown))
    return InvalidField("document_kinds", "an unknown document is never cleared by itself");
  std::set<InspectionCheck> named;
  for (std::size_t i = 0; i < row.required.size(); ++i) {
    if (!named.insert(row.required[i]).second) return InvalidField(At("required", i), "stands twice");
  }
  for (std::size_t i = 0; i < row.required_if_supported.size(); ++i) {
    if (!named.insert(row.required_if_supported[i]).second)
      return InvalidField(At("required_if_supported", i), "stands twice, or is required anyway");
  }
  return OkStatus();
}

Status CheckClearances(const RuleBook& book) {
  std::set<DocumentKind> kinds;
  for (std::size_t i = 0; i < book.document_clearance.size(); ++i) {
    const DocumentClearance& row = book.document_clearance[i];
    if (const Status status = CheckClearance(row); !status.ok())
      return WithFieldPrefix(status, At("document_clearance", i));
    for (const DocumentKind kind : row.document_kinds) {
      if (!kinds.insert(kind).second)
        return InvalidField(At("document_clearance", i) + ".document_kinds", "has a kind that stands twice");
    }
  }
  for (const DocumentKind kind : kAllDocumentKinds) {
    if (kind != DocumentKind::kUnknown && !kinds.contains(kind))
      return InvalidField("document_clearance", "must have a row for " + std::string(DocumentKindName(kind)));
  }
  return OkStatus();
}

}  // namespace

Status CheckRegime(const Regime& regime) {
  if (regime.id.empty()) return InvalidField("id", "must not be empty");
  if (regime.id.find('/') != std::string::npos) return InvalidField("id", "must not contain a slash");
  if (regime.source.empty()) return InvalidField("source", "must say where the numbers are published");
  if (regime.host != Territory::kIcbc && Contains(regime.nationalities, std::string(StateCode(regime.host)))) {
    return InvalidField("nationalities", "own nationals are under no regime in their own state");
  }
  if (regime.document_kinds.empty() && !regime.example) return InvalidField("document_kinds", "must not be empty");
  if (regime.counted_bases.empty()) return InvalidField("counted_bases", "must not be empty");
  if (regime.valid_from && regime.valid_to && *regime.valid_to < *regime.valid_from) {
    return InvalidField("valid_to", "must not be before valid_from");
  }
  if (regime.warning_day) RETURN_IF_ERROR(CheckRange("warning_day", *regime.warning_day, 1, kMaxLimitDays));
  RETURN_IF_ERROR(CheckLimits(regime));
  return CheckTiers(regime);
}

namespace {

// What a limit still counts must not be forgotten.
Status CheckRetention(const RuleBook& book) {
  int longest = 0;
  for (const Regime& regime : book.regimes) {
    if (regime.example) continue;
    for (const StayLimit& limit : regime.limits) {
      if (const auto* rolling = std::get_if<RollingLimit>(&limit.terms))
        longest = std::max(longest, rolling->window_days);
    }
  }
  const RetentionTimes& times = book.retention;
  if (times.fields < Days(longest) + kRetentionBeyondWindow) {
    return InvalidField("retention.fields_days",
                        "must be at least 180 days more than the longest window, " + std::to_string(longest) + " days");
  }
  if (times.fields_of_open_stay < times.fields) {
    return InvalidField("retention.fields_of_open_stay_days", "must not be less than retention.fields_days");
  }
  return OkStatus();
}

}  // namespace

Status CheckRuleBook(const RuleBook& book) {
  if (book.version.empty()) return InvalidField("version", "must not be empty");
  for (std::size_t i = 0; i < book.regimes.size(); ++i) {
    const Regime& regime = book.regimes[i];
    if (const Status status = CheckRegime(regime); !status.ok()) return WithFieldPrefix(status, At("regimes", i));
    if (FindRegime(book, regime.id, regime.host) != &regime) {
      return InvalidField(At("regimes", i) + ".id", "stands twice for this host");
    }
  }
  RETURN_IF_ERROR(CheckDocumentRules(book));
  RETURN_IF_ERROR(CheckClearances(book));
  for (const ServiceLevel level : kAllServiceLevels) {
    if (!RequiresCheck(book, level, CheckKind::kDocument)) {
      return InvalidField("level_checks", "every level must require the document");
    }
    if (MatchesFaces(level) && !RequiresCheck(book, level, CheckKind::kFace)) {
      return InvalidField("level_checks", "a level that matches faces must require the face");
    }
  }
  RETURN_IF_ERROR(CheckRetention(book));
  if (book.decision_lease <= Duration::zero()) return InvalidField("decision_lease", "must be longer than nothing");
  return OkStatus();
}

StayLimit MakeLimit(std::string_view regime, LimitTerms terms) {
  std::string id(regime);
  id.append("/");
  std::visit([&](const auto& limit) { AppendTerms(id, limit); }, terms);
  return {std::move(id), terms};
}

const Regime* FindRegimeForEntry(const RuleBook& book, Territory host, const Document& document, Date on,
                                 std::optional<Purpose> purpose) {
  for (const Regime& regime : book.regimes) {
    const bool serves_purpose = !purpose || regime.purposes.empty() || Contains(regime.purposes, *purpose);
    if (!regime.suspended && serves_purpose && Covers(regime, host, document, on)) return &regime;
  }
  return nullptr;
}

const Regime* FindRegimeOfStay(const RuleBook& book, Territory host, const Document& document, Date entered_on,
                               std::string_view begun_under) {
  for (const Regime& regime : book.regimes) {
    if (regime.id == begun_under && Covers(regime, host, document, entered_on)) return &regime;
  }
  for (const Regime& regime : book.regimes) {
    if (Covers(regime, host, document, entered_on)) return &regime;
  }
  return nullptr;
}

const Regime* FindRegime(const RuleBook& book, std::string_view id, std::optional<Territory> host) {
  for (const Regime& regime : book.regimes) {
    if (regime.id == id && (!host || regime.host == *host)) return &regime;
  }
  return nullptr;
}

std::string_view TierOf(const Regime& regime, int unlawful_days) {
  std::string_view reached;
  for (const OverstayTier& tier : regime.overstay_tiers) {
    if (tier.from_days <= unlawful_days) reached = tier.id;
  }
  return reached;
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

const DocumentClearance* FindClearance(const RuleBook& book, DocumentKind kind) {
  for (const DocumentClearance& row : book.document_clearance) {
    if (Contains(row.document_kinds, kind)) return &row;
  }
  return nullptr;
}

bool NeedsTwoPersons(const RuleBook& book, RecordActKind act) { return Contains(book.two_persons, act); }

bool RequiresCheck(const RuleBook& book, ServiceLevel level, CheckKind check) {
  for (const LevelChecks& row : book.level_checks) {
    if (row.level == level) return Contains(row.required, check);
  }
  return false;
}

}  // namespace clearance
