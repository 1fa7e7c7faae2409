// Rule book files: a text is a book that CheckRuleBook finds in order, or is refused with its name and a line.
#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/wire/rule_book_file.h"
#include "common/wire/shipped_rule_book.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

void Run(std::string_view input) {
  const auto book = ParseRuleBook(input, "fuzz.toml");
  if (book.ok()) {
    CHECK(CheckRuleBook(*book).ok());
    return;
  }
  CHECK(book.status().code() == StatusCode::kInvalidArgument);
  CHECK(ReasonOf(book.status()) == error_reason::kConfigInvalid);
  CHECK(MessageOf(book.status()).starts_with("fuzz.toml:"));
}

// The shipped book, and its longest limits alone, so that changes meet limits more often.
std::vector<std::string> Seeds() {
  const std::string text(ShippedRuleBookText());
  return {text,
          "[[regimes]]\nid = \"A\"\nhost = \"CHN\"\nlimits = [{ per_stay = 30 }, { rolling = 90, window = 180 },\n"
          "  { calendar = 30, per = \"year\" }, { entries = 2, window = 180 }, { entries = 2, per = \"month\" },\n"
          "  { gap = 30 }, { hours = 240, from = \"midnight\" }]\n"
          "allowance = { value = \"rolling\", certainty = \"fact\" }\nvalid_from = 2023-11-10\n"};
}

}  // namespace

FuzzTarget RuleBookTarget() { return {"rule_book", Run, Seeds}; }

}  // namespace clearance
