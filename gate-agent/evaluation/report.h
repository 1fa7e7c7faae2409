// What `face-eval report` has found, as values: one measurement of a set by the gate's recipe and, to compare with, by
// the plain one. Writing them down is report_text.cc's and report_json.cc's.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/det_curve.h"
#include "gate-agent/evaluation/presentation_rates.h"
#include "gate-agent/evaluation/quality_summary.h"
#include "gate-agent/evaluation/rates.h"
#include "gate-agent/evaluation/transaction.h"

namespace clearance {

// A set by one recipe, comparison by comparison.
struct RecipeReport {
  std::string recipe;  // "gate", "middle" (ours, but the face in the middle counts) or "plain"
  AcquisitionFailures failures;
  std::vector<ThresholdRates> safe;  // at kTargetFmrs, each threshold such that the interval of its FMR ends below it
  ThresholdRates border;             // where the measured FMR is kBorderFmr: to compare two recipes on one set
  std::vector<DetPoint> det;
};

// Rates of the persons of one group, impostors within it (ISO/IEC 19795-10).
struct GroupReport {
  std::string group;
  std::int64_t persons = 0;
  std::optional<ThresholdRates> rates;  // nothing: fewer persons than the target needs (support.h)
};

struct EvaluationReport {
  std::string images;  // what was measured, as the caller names it
  std::string half;    // "tuning", "reporting" or "all"
  std::string policy;  // of the gate's recipe
  std::string date;    // of the measurement
  std::int64_t persons = 0;
  std::int64_t pictures = 0;
  std::int64_t genuine_pairs = 0;  // tried
  std::int64_t impostor_pairs = 0;
  // Why these people are no untouched set to report on: they were looked at before something was chosen. Empty: nobody
  // said so.
  std::string seen_before;
  RecipeReport ours;
  std::optional<RecipeReport> gate;  // where ours took the face in the middle: by a gate's own rule instead
  std::optional<RecipeReport> plain;
  std::optional<ThresholdRates> calibrated;       // at the threshold of the calibration given
  std::vector<ThresholdRates> carried;            // at each threshold of its file: chosen there, judged on these people
  std::vector<GroupReport> groups;                // at that threshold
  std::optional<PresentationRates> presentation;  // at the calibration's threshold for it
  std::vector<QualitySummary> quality;            // of the pictures the gate's recipe took
  std::optional<TransactionRates> transactions;   // of the whole policy with that calibration
};

RecipeReport ReportOf(std::string recipe, const ComparisonRates& rates, AcquisitionFailures failures);

// `group_of`: for each person its group, "" for none. Rates at `threshold`, which was set for `target_fmr`.
std::vector<GroupReport> ReportGroups(const ComparisonSet& set, const std::vector<std::string>& group_of,
                                      double threshold, double target_fmr, std::uint64_t seed);

// "reporting half", or "everybody".
std::string HalfText(const EvaluationReport& report);

// "These people were seen before: ..."; empty when nobody said so.
std::string SeenBeforeText(const EvaluationReport& report);

// For people, with every figure's persons, pairs, errors and interval.
std::string ReportText(const EvaluationReport& report);

// The same for programs; ends with a line break.
std::string ReportJson(const EvaluationReport& report);

// Parts of both that the other commands of face-eval show too.
std::string ThresholdText(const ThresholdRates& rates);
// "1.11 % (0.62-1.8)", or "not measured" where nothing was tried.
std::string RateText(const MeasuredRate& rate);
nlohmann::ordered_json RateJson(const MeasuredRate& rate);
nlohmann::ordered_json ThresholdJson(const ThresholdRates& rates);

}  // namespace clearance
