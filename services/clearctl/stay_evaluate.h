// `clearctl stay evaluate`: questions in, answers out, in order; every answer is written before more is waited for.
#pragma once

#include <cstdint>
#include <string>

#include "common/base/status.h"
#include "services/clearctl/stay_batch.h"
#include "services/clearctl/stay_regimes.h"

namespace clearance {

struct EvaluateArguments {
  bool jsonl = false;               // the only form there is
  std::string rules{kShippedBook};  // file of a rule book
  std::string file{};               // of questions; empty: standard input
};

struct EvaluateTotals {
  std::uint64_t lines = 0;
  std::uint64_t errors = 0;  // lines that were answered with an error
};

// Answers every line of the file `input` into `output`. FILE_UNREADABLE when one of them fails; what was answered by
// then has been written.
StatusOr<EvaluateTotals> AnswerLines(StayBatch& batch, int input, int output);

// The whole command; its exit code. A bad line is answered with an error and does not make the command fail.
int RunEvaluate(const EvaluateArguments& arguments);

}  // namespace clearance
