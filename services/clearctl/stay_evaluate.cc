#include "services/clearctl/stay_evaluate.h"

#include <unistd.h>

#include <iostream>

#include "services/clearctl/line_stream.h"
#include "services/clearctl/terminal.h"

namespace clearance {
namespace {

constexpr std::size_t kWriteBytes = std::size_t{256} * 1024;

StatusOr<EvaluateTotals> Evaluate(const EvaluateArguments& arguments) {
  ASSIGN_OR_RETURN(RuleBook book, BookOf(arguments.rules));
  ASSIGN_OR_RETURN(const int input, OpenInput(arguments.file));
  StayBatch batch(std::move(book));
  auto totals = AnswerLines(batch, input, STDOUT_FILENO);
  if (input != STDIN_FILENO) close(input);
  return totals;
}

}  // namespace

StatusOr<EvaluateTotals> AnswerLines(StayBatch& batch, int input, int output) {
  LineStream lines(input, {.max_line_bytes = kMaxStayLineBytes, .padding_bytes = StayRequestParser::kPaddingBytes});
  EvaluateTotals totals;
  std::string answers;
  const auto hand_out = [&] {
    const Status written = WriteOutput(output, answers);
    answers.clear();
    return written;
  };
  while (true) {
    ASSIGN_OR_RETURN(const bool more, lines.Read());
    if (!more) return totals;
    while (const auto line = lines.Next()) {
      ++totals.lines;
      if (!batch.Answer(*line, answers)) ++totals.errors;
      if (answers.size() >= kWriteBytes) RETURN_IF_ERROR(hand_out());
    }
    RETURN_IF_ERROR(hand_out());
  }
}

int RunEvaluate(const EvaluateArguments& arguments) {
  const auto totals = Evaluate(arguments);
  if (!totals.ok()) return Fail(totals.status());
  if (totals->errors > 0) {
    std::cerr << "clearctl: " << totals->errors << " of " << totals->lines << " lines were answered with an error\n";
  }
  return 0;
}

}  // namespace clearance
