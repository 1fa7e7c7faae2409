#include "services/clearctl/replay_output.h"

#include <nlohmann/json.hpp>
#include <string_view>

#include "common/base/bytes.h"

namespace clearance {
namespace {

constexpr std::size_t kShownPseudonymBytes = 4;

std::string Shown(const std::string& traveller) { return ToHex(traveller.substr(0, kShownPseudonymBytes)); }

std::optional<Date> LastDay(const Decision& decision) {
  return decision.stay ? decision.stay->must_leave_by : std::nullopt;
}

// "OVERSTAY(CHN, 3 days, 2026-11-22, CHN-KAZ/per-stay-30)"
std::string InWords(const Reason& reason) {
  std::string facts;
  const auto add = [&](std::string_view fact) {
    if (!fact.empty()) facts.append(facts.empty() ? "" : ", ").append(fact);
  };
  if (reason.territory) add(TerritoryName(*reason.territory));
  if (reason.days) add(std::to_string(*reason.days) + " days");
  if (reason.date) add(FormatDate(*reason.date));
  add(reason.limit);
  add(reason.detail);
  std::string words(ReasonCodeName(reason.code));
  return facts.empty() ? words : words.append("(").append(facts).append(")");
}

std::string InWords(const Decision& decision) {
  std::string words(VerdictName(decision.verdict));
  if (const auto last = LastDay(decision)) words.append(" until ").append(FormatDate(*last));
  for (const Reason& reason : decision.reasons) words.append(" ").append(InWords(reason));
  return words;
}

nlohmann::ordered_json Json(const Decision& decision) {
  nlohmann::ordered_json json;
  json["verdict"] = VerdictName(decision.verdict);
  json["last_day"] = nullptr;
  if (const auto last = LastDay(decision)) json["last_day"] = FormatDate(*last);
  json["reasons"] = nlohmann::ordered_json::array();
  for (const Reason& reason : decision.reasons) {
    nlohmann::ordered_json one;
    one["code"] = ReasonCodeName(reason.code);
    if (reason.territory) one["territory"] = TerritoryName(*reason.territory);
    if (reason.days) one["days"] = *reason.days;
    if (reason.date) one["date"] = FormatDate(*reason.date);
    if (!reason.limit.empty()) one["limit"] = reason.limit;
    if (!reason.detail.empty()) one["detail"] = reason.detail;
    json["reasons"].push_back(std::move(one));
  }
  return json;
}

}  // namespace

std::string ChangeLine(const ChangedDecision& changed) {
  return std::to_string(changed.position) + " " + FormatInstant(changed.decided_at) + " " + changed.lane_id + " " +
         Shown(changed.traveller) + ": " + InWords(changed.before) + " → " + InWords(changed.after);
}

std::string ChangeJson(const ChangedDecision& changed) {
  nlohmann::ordered_json json;
  json["position"] = changed.position;
  json["decided_at"] = FormatInstant(changed.decided_at);
  json["lane_id"] = changed.lane_id;
  json["traveller"] = Shown(changed.traveller);
  json["before"] = Json(changed.before);
  json["after"] = Json(changed.after);
  return json.dump();
}

std::string TotalsText(const ReplayReport& report, const std::string& before, const std::string& after) {
  const std::size_t other = report.changed - report.to_refer - report.to_admit;
  std::string text = std::to_string(report.decisions) + " decisions under " + before + " and under " + after + ": " +
                     std::to_string(report.changed) + " would change (" + std::to_string(report.to_refer) +
                     " ADMIT → REFER, " + std::to_string(report.to_admit) + " REFER → ADMIT, " + std::to_string(other) +
                     " only in reasons or last day)\n";
  const std::size_t differ = report.decisions - report.as_sealed;
  if (differ > 0)
    text +=
        std::to_string(differ) + " come out under " + before +
        " otherwise than they were sealed: made under another book or program, or by what the ledger does not hold\n";
  return text;
}

std::string TotalsJson(const ReplayReport& report, const std::string& before, const std::string& after) {
  nlohmann::ordered_json totals;
  totals["before"] = before;
  totals["after"] = after;
  totals["decisions"] = report.decisions;
  totals["changed"] = report.changed;
  totals["admit_to_refer"] = report.to_refer;
  totals["refer_to_admit"] = report.to_admit;
  totals["as_sealed"] = report.as_sealed;
  return nlohmann::ordered_json{{"totals", totals}}.dump();
}

}  // namespace clearance
