#include "gate-agent/evaluation/report.h"

#include <map>
#include <utility>

namespace clearance {

RecipeReport ReportOf(std::string recipe, const ComparisonRates& rates, AcquisitionFailures failures) {
  RecipeReport report;
  report.recipe = std::move(recipe);
  report.failures = std::move(failures);
  for (double target : kTargetFmrs) report.safe.push_back(rates.At(rates.SafeThreshold(target), target));
  report.border = rates.At(rates.MeasuredThreshold(kBorderFmr), kBorderFmr);
  report.det = DetCurve(rates);
  return report;
}

std::vector<GroupReport> ReportGroups(const ComparisonSet& set, const std::vector<std::string>& group_of,
                                      double threshold, double target_fmr, std::uint64_t seed) {
  std::map<std::string, ComparisonSet> sets;
  std::map<std::string, std::int64_t> persons;
  for (const std::string& group : group_of) {
    if (!group.empty()) ++persons[group];
  }
  // The group both persons belong to, or none.
  const auto common = [&](const PersonPair& pair) -> ComparisonSet* {
    const std::string& group = group_of[static_cast<std::size_t>(pair.a)];
    return group.empty() || group != group_of[static_cast<std::size_t>(pair.b)] ? nullptr : &sets[group];
  };
  for (const ScoredPair& pair : set.genuine) {
    if (ComparisonSet* group = common(pair.persons)) group->genuine.push_back(pair);
  }
  for (const ScoredPair& pair : set.impostor) {
    if (ComparisonSet* group = common(pair.persons)) group->impostor.push_back(pair);
  }
  for (const PersonPair& pair : set.lost_genuine) {
    if (ComparisonSet* group = common(pair)) group->lost_genuine.push_back(pair);
  }
  for (const PersonPair& pair : set.lost_impostor) {
    if (ComparisonSet* group = common(pair)) group->lost_impostor.push_back(pair);
  }
  std::vector<GroupReport> reports;
  for (const auto& [group, count] : persons) {
    GroupReport& report = reports.emplace_back(GroupReport{group, count, std::nullopt});
    if (count < PersonsForFmr(target_fmr)) continue;
    report.rates = ComparisonRates(std::move(sets[group]), count, seed).At(threshold, target_fmr);
  }
  return reports;
}

}  // namespace clearance
