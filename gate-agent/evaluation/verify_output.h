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
  std::int64_t pairs = 0;      // rows, and lines printed
  std::int64_t repeated = 0;   // of these the pair of an earlier one: in no rate again
  std::int64_t selves = 0;     // of these a picture with itself: in no rate
  std::int64_t fta_pairs = 0;  // of these without a score
  std::string policy;
  bool provisional = false;
  ThresholdRates rates;
  AcquisitionFailures failures;
};

std::string SummaryJson(const VerifySummary& summary);  // one line, {"summary":{...}}
std::string SummaryText(const VerifySummary& summary);

}  // namespace clearance
