// What `face-eval verify` prints: a line for each pair and the totals. Pure text.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "gate-agent/evaluation/acquisition.h"
#include "gate-agent/evaluation/rates.h"

namespace clearance {

struct VerifiedPair {
  std::string a, b;
  std::optional<double> score;  // nothing: one of the pictures gave no template
  bool match = false;
};

// {"a","b","score","match","fta"} and a line break; the score with six decimals, or null.
std::string VerifiedJson(const VerifiedPair& pair);
std::string VerifiedText(const VerifiedPair& pair);

struct VerifySummary {
  std::int64_t pairs = 0;
  std::string policy;
  bool provisional = false;
  ThresholdRates rates;
  AcquisitionFailures failures;
};

std::string SummaryJson(const VerifySummary& summary);  // one line, {"summary":{...}}
std::string SummaryText(const VerifySummary& summary);

}  // namespace clearance
