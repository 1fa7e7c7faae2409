// The report for people; see report.h.
#include <fmt/format.h>

#include "common/base/text.h"
#include "gate-agent/evaluation/report.h"

namespace clearance {
namespace {

constexpr std::size_t kShownBytes = 200;

std::string Tally(const MeasuredRate& rate) {
  return fmt::format("{} of {}, {}", rate.errors, rate.trials, Counted(rate.persons, "person", "persons"));
}

void AppendRecipe(const RecipeReport& report, std::string& text) {
  text += fmt::format("\n{} recipe, comparison level (one picture, one reference; failures to acquire apart)\n",
                      report.recipe);
  text +=
      fmt::format("  failure to acquire    {:<28} {}\n", RateText(report.failures.rate), Tally(report.failures.rate));
  for (const auto& [cause, count] : report.failures.by_cause) text += fmt::format("    {:<20}{}\n", cause, count);
  for (const ThresholdRates& rates : report.safe) text += ThresholdText(rates);
}

void AppendBorder(const EvaluationReport& report, std::string& text) {
  text += fmt::format("\nWhere the measured FMR is {:g} (to compare recipes on one set; its interval reaches above)\n",
                      kBorderFmr);
  const auto line = [&](const RecipeReport& recipe) {
    text += fmt::format("  {:<6} threshold {:.4f}  rejected, with FTA {} ({}); FNMR alone {}\n", recipe.recipe,
                        recipe.border.threshold, RateText(recipe.border.false_reject),
                        Tally(recipe.border.false_reject), RateText(recipe.border.fnmr));
    if (!report.seen_before.empty()) text += "         the people were seen before: no untouched figure\n";
    if (!recipe.border.fnmr_unsupported.empty()) {
      text += fmt::format("         FNMR {:g}: {}\n", kBorderFnmr, recipe.border.fnmr_unsupported);
    }
  };
  line(report.ours);
  if (report.gate) line(*report.gate);
  if (report.plain) line(*report.plain);
}

void AppendTransactions(const TransactionRates& rates, std::string& text) {
  text +=
      "\nTransaction level (a lane's whole policy with that calibration: bursts made of one picture each, another one\n"
      "where a traveller could be told what the last one lacked, one person, presentation attacks)\n";
  text += fmt::format("  {} persons before references of their own, {} in those of others\n", rates.genuine_persons,
                      rates.impostor_persons);
  text += fmt::format("  falsely rejected      {:<28} {}\n", RateText(rates.false_reject), Tally(rates.false_reject));
  for (const auto& [why, count] : rates.rejected_by) text += fmt::format("    {:<35} {}\n", why, count);
  text += fmt::format("    more than one burst was taken by {}\n", rates.further_bursts);
  text += fmt::format("  without \"suspected\"   {:<28} {}\n", RateText(rates.false_reject_unsuspected),
                      Tally(rates.false_reject_unsuspected));
  if (!rates.frr_unsupported.empty()) text += fmt::format("    FRR {:g}: {}\n", kTransactionFrr, rates.frr_unsupported);
  text += fmt::format("  falsely accepted      {:<28} {}\n", RateText(rates.false_accept), Tally(rates.false_accept));
  if (!rates.far_unsupported.empty()) text += fmt::format("    FAR {:g}: {}\n", kTransactionFar, rates.far_unsupported);
}

// Whether a threshold chosen elsewhere keeps here what it was chosen for.
std::string HeldText(const ThresholdRates& rates) {
  if (rates.fmr.Value() > rates.target_fmr) return "    MISSES the FMR it was chosen for, as measured\n";
  if (rates.unsupported.empty()) return "    keeps the FMR it was chosen for, as measured\n";
  return "    whether it keeps the FMR it was chosen for: not supported by data\n";
}

void AppendPresentation(const PresentationRates& rates, std::string& text) {
  text += fmt::format("\nPresentation attacks, single frames, threshold {:.3f}\n", rates.point.threshold);
  text += fmt::format("  BPCER                 {:<28} {}\n", RateText(rates.bpcer), Tally(rates.bpcer));
  if (!rates.bpcer_unsupported.empty()) {
    text += fmt::format("    BPCER {:g}: {}\n", rates.point.target_bpcer, rates.bpcer_unsupported);
  }
  for (const SpeciesRates& species : rates.species) {
    text +=
        fmt::format("  {}: {} of {} taken for a person{}\n", ShownText(species.species, kShownBytes), species.accepted,
                    species.trials, species.apcer ? ", APCER " + RateText(*species.apcer) : "; no rate");
    if (!species.unsupported.empty()) text += fmt::format("    APCER {:g}: {}\n", kTargetApcer, species.unsupported);
    if (species.unusable > 0) text += fmt::format("    and {} without a usable face: no trial\n", species.unusable);
  }
  if (rates.species.empty()) {
    text += fmt::format("  APCER {:g}: not supported by data: no attack was measured\n", kTargetApcer);
  }
}

void AppendQuality(const std::vector<QualitySummary>& quality, std::string& text) {
  if (quality.empty()) return;
  text +=
      "\nQuality of the pictures compared (ISO/IEC 29794-5), of a hundred the 5th, 50th and 95th: native value; score "
      "0 "
      "to 100\n";
  for (const QualitySummary& summary : quality) {
    text += fmt::format("  {:<30} {:>4} pictures {:>10.4g} {:>10.4g} {:>10.4g}   {:>3.0f} {:>3.0f} {:>3.0f}\n",
                        summary.component, summary.measured, summary.native[0], summary.native[1], summary.native[2],
                        summary.score[0], summary.score[1], summary.score[2]);
  }
}

}  // namespace

std::string RateText(const MeasuredRate& rate) {
  if (rate.trials == 0) return "not measured";
  return fmt::format("{:.4g} % ({:.3g}-{:.3g})", 100 * rate.Value(), 100 * rate.interval.low, 100 * rate.interval.high);
}

std::string ThresholdText(const ThresholdRates& rates) {
  std::string text = fmt::format("  FMR {:<6g} threshold {:.4f}\n", rates.target_fmr, rates.threshold);
  text += fmt::format("    FMR                 {:<28} {}\n", RateText(rates.fmr), Tally(rates.fmr));
  text += fmt::format("    FNMR                {:<28} {}\n", RateText(rates.fnmr), Tally(rates.fnmr));
  text += fmt::format("    rejected, with FTA  {:<28} {}\n", RateText(rates.false_reject), Tally(rates.false_reject));
  if (!rates.unsupported.empty()) text += fmt::format("    FMR {:g}: {}\n", rates.target_fmr, rates.unsupported);
  if (!rates.fnmr_unsupported.empty()) text += fmt::format("    FNMR {:g}: {}\n", kBorderFnmr, rates.fnmr_unsupported);
  return text;
}

std::string HalfText(const EvaluationReport& report) {
  return report.half == "all" ? "everybody" : report.half + " half";
}

std::string SeenBeforeText(const EvaluationReport& report) {
  return report.seen_before.empty() ? "" : "These people were seen before: " + report.seen_before;
}

std::string ReportText(const EvaluationReport& report) {
  std::string text = fmt::format(
      "{}, {}: {} persons, {} pictures, {} genuine and {} impostor pairs\n"
      "policy {}, measured {}\n"
      "Intervals are of 95 %, bootstrapped over persons. Accuracy at this port: not measured, unless these are its "
      "people.\n{}",
      ShownText(report.images, kShownBytes), HalfText(report), report.persons, report.pictures, report.genuine_pairs,
      report.impostor_pairs, report.policy, report.date,
      report.seen_before.empty() ? "" : fmt::format("{}\n", ShownText(SeenBeforeText(report), kShownBytes)));
  AppendRecipe(report.ours, text);
  if (report.gate) AppendRecipe(*report.gate, text);
  if (report.plain) AppendRecipe(*report.plain, text);
  AppendBorder(report, text);
  if (report.calibrated) {
    text += "\nAt the threshold of the calibration\n";
    text += ThresholdText(*report.calibrated);
  }
  if (!report.carried.empty()) {
    text += "\nEvery threshold of the calibration's file, chosen on its people, on these\n";
    for (const ThresholdRates& rates : report.carried) text += ThresholdText(rates) + HeldText(rates);
  }
  if (report.transactions) AppendTransactions(*report.transactions, text);
  if (report.presentation) AppendPresentation(*report.presentation, text);
  AppendQuality(report.quality, text);
  for (const GroupReport& group : report.groups) {
    text += fmt::format("\nGroup {}, impostors within it: {} persons\n", ShownText(group.group, kShownBytes),
                        group.persons);
    if (group.rates) {
      text += ThresholdText(*group.rates);
    } else {
      text += "  too few persons to print a rate\n";
    }
  }
  return text;
}

}  // namespace clearance
