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
                                 {"repeated_pairs", summary.repeated},
                                 {"self_pairs", summary.selves},
                                 {"fta_pairs", summary.fta_pairs},
                                 {"policy", summary.policy},
                                 {"provisional", summary.provisional},
                                 {"failure_to_acquire", RateJson(summary.failures.rate)},
                                 {"failures_by_cause", summary.failures.by_cause}};
  json.update(ThresholdJson(summary.rates));
  const nlohmann::ordered_json line = {{"summary", std::move(json)}};
  return line.dump() + "\n";
}

std::string SummaryText(const VerifySummary& summary) {
  std::string text = fmt::format("\n{} pairs{}\n", summary.pairs,
                                 summary.provisional ? "; the threshold is provisional, made on other people" : "");
  if (summary.repeated > 0) text += fmt::format("  {} name an earlier pair again: in no rate\n", summary.repeated);
  if (summary.selves > 0) text += fmt::format("  {} are a picture with itself: in no rate\n", summary.selves);
  if (summary.fta_pairs > 0) text += fmt::format("  {} without a score (fta)\n", summary.fta_pairs);
  text += ThresholdText(summary.rates);
  text +=
      fmt::format("  {} of {} pictures gave no template\n", summary.failures.rate.errors, summary.failures.rate.trials);
  for (const auto& [cause, count] : summary.failures.by_cause) text += fmt::format("    {:<20}{}\n", cause, count);
  return text;
}

}  // namespace clearance
