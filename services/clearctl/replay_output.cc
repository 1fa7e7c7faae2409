#include "services/clearctl/replay_output.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <string_view>

#include "common/base/bytes.h"
#include "common/base/text.h"

namespace clearance {
namespace {

constexpr std::size_t kShownPseudonymBytes = 4;

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

bool Contains(const std::vector<Reason>& reasons, const Reason& reason) {
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

std::string LastDayInWords(const Decision& decision) {
  const auto last = LastDay(decision);
  return last ? FormatDate(*last) : "none";
}

nlohmann::ordered_json Json(const ChangedDecision& changed) {
  nlohmann::ordered_json json;
  json["position"] = changed.position;
  json["decided_at"] = FormatInstant(changed.decided_at);
  json["lane_id"] = changed.lane_id;
  json["traveller"] = ShownPseudonym(changed.traveller);
  json["before"] = Json(changed.before);
  json["after"] = Json(changed.after);
  return json;
}

}  // namespace

std::string ShownPseudonym(const std::string& pseudonym) { return ToHex(pseudonym.substr(0, kShownPseudonymBytes)); }

std::string ChangeLine(const ChangedDecision& changed) {
  return std::to_string(changed.position) + " " + FormatInstant(changed.decided_at) + " " + changed.lane_id + " " +
         ShownPseudonym(changed.traveller) + ": " + InWords(changed.before) + " → " + InWords(changed.after);
}

std::string ChangeJson(const ChangedDecision& changed) { return Json(changed).dump(); }

std::vector<std::string> DifferencesOf(const Decision& sealed, const Decision& anew) {
  std::vector<std::string> differences;
  const auto differ = [&](const std::string& what, const std::string& before, const std::string& after) {
    if (before != after) differences.push_back(what + ": sealed " + before + ", made anew " + after);
  };
  differ("verdict", std::string(VerdictName(sealed.verdict)), std::string(VerdictName(anew.verdict)));
  for (const Reason& reason : anew.reasons) {
    if (!Contains(sealed.reasons, reason)) differences.push_back("reason missing: " + InWords(reason));
  }
  for (const Reason& reason : sealed.reasons) {
    if (!Contains(anew.reasons, reason)) differences.push_back("reason without ground: " + InWords(reason));
  }
  if (differences.empty() && sealed.reasons != anew.reasons) differences.push_back("order of the reasons");
  differ("last day", LastDayInWords(sealed), LastDayInWords(anew));
  if (sealed.stay != anew.stay && LastDay(sealed) == LastDay(anew)) differences.push_back("stay told");
  differ("record", std::string(HistoryCompletenessName(sealed.completeness)),
         std::string(HistoryCompletenessName(anew.completeness)));
  differ("rule book", ShownText(sealed.rule_book_version), ShownText(anew.rule_book_version));
  differ("valid until", FormatInstant(sealed.valid_until), FormatInstant(anew.valid_until));
  return differences;
}

std::string EntryText(const ReplayedEntry& replayed) {
  std::string text = (replayed.differences.empty() ? "the same: " : "DIFFERENT: ") + ChangeLine(replayed.decision);
  for (const std::string& difference : replayed.differences) text += "\n  " + difference;
  for (const std::string& taken : replayed.taken) text += "\n  not from the ledger: " + taken;
  return text + "\n";
}

std::string EntryJson(const ReplayedEntry& replayed) {
  nlohmann::ordered_json json = Json(replayed.decision);
  json["differences"] = replayed.differences;
  json["not_from_ledger"] = replayed.taken;
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
