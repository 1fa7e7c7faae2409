// The report for programs; see report.h.
#include <nlohmann/json.hpp>

#include "gate-agent/evaluation/report.h"

namespace clearance {
namespace {

using Json = nlohmann::ordered_json;

Json RecipeJson(const RecipeReport& report) {
  Json thresholds = Json::array();
  for (const ThresholdRates& rates : report.safe) thresholds.push_back(ThresholdJson(rates));
  return {{"failure_to_acquire", RateJson(report.failures.rate)},
          {"failures_by_cause", report.failures.by_cause},
          {"thresholds", std::move(thresholds)},
          {"at_measured_fmr", ThresholdJson(report.border)}};
}

Json PresentationJson(const PresentationRates& rates) {
  Json json = {{"threshold", rates.point.threshold},
               {"target_bpcer", rates.point.target_bpcer},
               {"bpcer", RateJson(rates.bpcer)},
               {"bpcer_unsupported", rates.bpcer_unsupported},
               {"species", Json::array()}};
  for (const SpeciesRates& species : rates.species) {
    Json entry = {{"species", species.species},
                  {"trials", species.trials},
                  {"accepted", species.accepted},
                  {"unusable", species.unusable}};
    if (species.apcer) entry["apcer"] = RateJson(*species.apcer);
    entry["apcer_unsupported"] = species.unsupported;
    json["species"].push_back(std::move(entry));
  }
  return json;
}

}  // namespace

Json RateJson(const MeasuredRate& rate) {
  // Without a trial nothing was measured: a zero would read as a rate.
  const bool measured = rate.trials > 0;
  return {{"rate", measured ? Json(rate.Value()) : Json()},
          {"interval", measured ? Json({rate.interval.low, rate.interval.high}) : Json()},
          {"errors", rate.errors},
          {"trials", rate.trials},
          {"persons", rate.persons}};
}

Json ThresholdJson(const ThresholdRates& rates) {
  Json json = {{"target_fmr", rates.target_fmr},
               {"threshold", rates.threshold},
               {"fmr", RateJson(rates.fmr)},
               {"fnmr", RateJson(rates.fnmr)},
               {"generalized_false_accept", RateJson(rates.false_accept)},
               {"generalized_false_reject", RateJson(rates.false_reject)},
               {"supported", rates.unsupported.empty()}};
  if (!rates.unsupported.empty()) json["why_not"] = rates.unsupported;
  json["fnmr_supported"] = rates.fnmr_unsupported.empty();
  if (!rates.fnmr_unsupported.empty()) json["fnmr_why_not"] = rates.fnmr_unsupported;
  return json;
}

std::string ReportJson(const EvaluationReport& report) {
  Json json = {{"format", "clearance-face-report/1"},
               {"images", report.images},
               {"half", report.half},
               {"policy", report.policy},
               {"date", report.date},
               {"seen_before", report.seen_before},
               {"persons", report.persons},
               {"pictures", report.pictures},
               {"genuine_pairs", report.genuine_pairs},
               {"impostor_pairs", report.impostor_pairs},
               {"comparison_level", {{report.ours.recipe, RecipeJson(report.ours)}}}};
  if (report.gate) json["comparison_level"][report.gate->recipe] = RecipeJson(*report.gate);
  if (report.plain) json["comparison_level"][report.plain->recipe] = RecipeJson(*report.plain);
  if (report.calibrated) json["at_calibration"] = ThresholdJson(*report.calibrated);
  for (const ThresholdRates& rates : report.carried) json["carried_over"].push_back(ThresholdJson(rates));
  for (const GroupReport& group : report.groups) {
    Json entry = {{"group", group.group}, {"persons", group.persons}};
    if (group.rates) entry["rates"] = ThresholdJson(*group.rates);
    json["groups"].push_back(std::move(entry));
  }
  for (const QualitySummary& summary : report.quality) {
    json["quality"].push_back({{"component", summary.component},
                               {"pictures", summary.measured},
                               {"native", summary.native},
                               {"score", summary.score}});
  }
  if (report.presentation) json["presentation"] = PresentationJson(*report.presentation);
  if (report.transactions) {
    json["transaction_level"] = {
        {"false_accept", RateJson(report.transactions->false_accept)},
        {"false_reject", RateJson(report.transactions->false_reject)},
        {"false_reject_without_suspected", RateJson(report.transactions->false_reject_unsuspected)},
        {"rejected_by", report.transactions->rejected_by},
        {"further_bursts", report.transactions->further_bursts},
        {"genuine_persons", report.transactions->genuine_persons},
        {"impostor_persons", report.transactions->impostor_persons},
        {"far_unsupported", report.transactions->far_unsupported},
        {"frr_unsupported", report.transactions->frr_unsupported}};
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace clearance
