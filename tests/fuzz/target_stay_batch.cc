// A line of `clearctl stay evaluate`: whatever it holds, the answer is one line of JSON with an id and either an error
// that names a field or every key, and the same question gets the same answer again.
#include <nlohmann/json.hpp>

#include "common/base/check.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/stay_batch.h"
#include "tests/fuzz/targets.h"

namespace clearance {
namespace {

constexpr std::size_t kKeys = 13;

void Run(std::string_view input) {
  static StayBatch batch(KhorgosRuleBook());
  std::string padded(input);
  padded.append(StayRequestParser::kPaddingBytes, '[');
  const std::string_view line = std::string_view(padded).substr(0, input.size());
  std::string answer;
  const bool answered = batch.Answer(line, answer);
  CHECK(!answer.empty() && answer.find('\n') == answer.size() - 1);
  const auto json = nlohmann::json::parse(answer, nullptr, false);
  CHECK(json.is_object() && json.contains("id") && json.contains("error") != answered);
  CHECK(json["id"].is_null() ? !answered : json["id"].is_string() || json["id"].is_number_integer());
  CHECK(answered ? json.size() == kKeys : json["error"].get<std::string>().find(": ") != std::string::npos);
  std::string again;
  CHECK(batch.Answer(line, again) == answered && again == answer);
}

std::vector<std::string> Seeds() {
  return {
      R"({"id":1,"regime":"CHN-KAZ@KAZ","stays":[["2026-06-01","2026-06-30"],["2026-11-01",null]],"on":"2026-11-22",)"
      R"("question":"inside"})",
      R"({"id":"a\"\u4e2d","regime":{"per_stay":30,"window_days":180,"window_max":90,"allowance":"fixed_at_entry"},)"
      R"("stays":[["2025-01-03","2025-01-10"],["2025-02-01",null]],"on":"2025-02-20","question":"plan","days":10,)"
      R"("planned":[["2025-03-01","2025-03-30"],["2025-04-10","2025-05-20"]]})",
      R"({"id":-7,"regime":{"per_stay":null},"stays":[],"on":"1900-01-01","question":"enter","days":null})",
      R"({"id":18446744073709551615,"regime":"ICBC","stays":[["2199-12-01","2199-12-31"]],"on":"2199-12-31",)"
      R"("question":"enter","days":1000})",
      "[[[[[[[[{\"id\":1}]]]]]]]]",
  };
}

}  // namespace

FuzzTarget StayBatchTarget() { return {"stay_batch", Run, Seeds}; }

}  // namespace clearance
