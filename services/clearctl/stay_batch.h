// StayBatch: answers the questions of `clearctl stay evaluate`, one line each, by the one engine of common/rules; of
// the account only what the answer tells. The record is taken to be complete: all ports, from 1900 on.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/domain/reason.h"
#include "common/domain/stay.h"
#include "common/domain/stay_account.h"
#include "common/rules/stay_rules.h"
#include "services/clearctl/stay_request.h"

namespace clearance {

// What a line is answered with; the meanings are those of StayAccount.
struct StayLineAnswer {
  std::optional<bool> admissible{};  // absent for a present stay
  int days_used = 0;
  std::optional<int> days_left{};
  std::optional<int> longest_stay_days{};
  std::optional<Date> must_leave_by{};
  std::string_view binding_limit{};  // of the regime
  std::optional<Date> earliest_entry{};
  int window_excess = 0;
  int unlawful_days = 0;
  std::vector<ReasonCode> reasons{};  // the graver first
  std::vector<PlannedAnswer> planned{};
};

class StayBatch {
 public:
  explicit StayBatch(RuleBook book) : book_(std::move(book)) {}

  // Appends the answer to `line`, and a line break, to `out`. StayRequestParser::kPaddingBytes behind the line must be
  // readable. False when the answer is an error.
  bool Answer(std::string_view line, std::string& out);

 private:
  StatusOr<const Regime*> RegimeOf(const StayRequest& request);
  Status Evaluate(const Regime& regime);

  const RuleBook book_;
  InlineRegimes inline_regimes_;
  StayRequestParser parser_;
  // Kept from line to line, so that a line allocates nothing.
  StayRequest request_;
  TravelHistory history_;
  StayLineAnswer answer_;
};

// `spans` as a record in which nothing is missing, in rising order; an open stay lasts through `on`. `spans` is sorted.
void FillHistory(const Regime& regime, std::vector<StaySpan>& spans, Date on, TravelHistory& history);

// The one answer to a question of a record that FillHistory has filled. INVALID_ARGUMENT when the question is `inside`
// and no stay holds the day. `answer` is used again.
Status EvaluateStays(const CountedHistory& record, const StayRequest& request, StayLineAnswer& answer);

// Appends `answer` as one JSON object, without a line break.
void AppendAnswer(std::string_view id, const StayLineAnswer& answer, std::string& out);

}  // namespace clearance
