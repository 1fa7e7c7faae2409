#include "gate-agent/evaluation/verify_output.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "common/base/text.h"
#include "gate-agent/evaluation/report.h"

namespace clearance {

std::string VerifiedJson(const VerifiedPair& pair) {
  return fmt::format(R"({{"a":{},"b":{},"score":{},"match":{},"fta":{}}})"
                     "\n",
                     JsonString(pair.a), JsonString(pair.b), pair.score ? fmt::format("{:.6f}", *pair.score) : "null",
                     pair.match, !pair.score);
}

std::string VerifiedText(const VerifiedPair& pair) {
  return fmt::format("{}  {}  {}  {}\n", pair.score ? fmt::format("{:9.6f}", *pair.score) : "        -",
                     pair.match ? "match   " : (pair.score ? "no match" : "no score"), ShownText(pair.a),
                     ShownText(pair.b));
}

std::string SummaryJson(const VerifySummary& summary) {
  nlohmann::ordered_json json = {{"pairs", summary.pairs},
                                 {"policy", summary.policy},
                                 {"provisional", summary.provisional},
                                 {"failure_to_acquire", RateJson(summary.failures.rate)},
                                 {"failures_by_cause", summary.failures.by_cause}};
  json.update(ThresholdJson(summary.rates));
  const nlohmann::ordered_json line = {{"summary", std::move(json)}};
  return line.dump() + "\n";
}

std::string SummaryText(const VerifySummary& summary) {
  return fmt::format("\n{} pairs{}\n", summary.pairs,
                     summary.provisional ? "; the threshold is provisional, made on other people" : "") +
         ThresholdText(summary.rates) +
         fmt::format("  {} of {} pictures gave no template\n", summary.failures.rate.errors,
                     summary.failures.rate.trials);
}

}  // namespace clearance
