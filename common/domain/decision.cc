// Names of verdicts and of what a history could know; the first reason of a decision.
#include "common/domain/decision.h"

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<Verdict, 2> kVerdictNames = {{
    {Verdict::kAdmit, "ADMIT"},
    {Verdict::kRefer, "REFER"},
}};
static_assert(NamesEveryValue(kVerdictNames, Verdict::kRefer));

constexpr EnumNames<HistoryCompleteness, 3> kCompletenessNames = {{
    {HistoryCompleteness::kComplete, "COMPLETE"},
    {HistoryCompleteness::kThisPortOnly, "THIS_PORT_ONLY"},
    {HistoryCompleteness::kUnknown, "UNKNOWN"},
}};
static_assert(NamesEveryValue(kCompletenessNames, HistoryCompleteness::kUnknown));

}  // namespace

std::string_view VerdictName(Verdict verdict) { return NameOf(kVerdictNames, verdict); }
std::optional<Verdict> ParseVerdict(std::string_view name) { return ValueOf(kVerdictNames, name); }

std::string_view HistoryCompletenessName(HistoryCompleteness completeness) {
  return NameOf(kCompletenessNames, completeness);
}
std::optional<HistoryCompleteness> ParseHistoryCompleteness(std::string_view name) {
  return ValueOf(kCompletenessNames, name);
}

std::optional<Reason> ToldReason(const Decision& decision) {
  if (decision.reasons.empty()) return std::nullopt;
  if (!FromHold(decision.reasons.front().code)) return decision.reasons.front();
  for (const Reason& reason : decision.reasons) {
    // A note would be the wrong thing to say to somebody who is about to meet an officer.
    if (!FromHold(reason.code) && ClassOf(reason.code) != ReasonClass::kNote) return reason;
  }
  return Reason{.code = ReasonCode::kHold};
}

}  // namespace clearance
