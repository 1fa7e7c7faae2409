// Bodies of ledger entries: what is read has that one encoding.
#include "common/base/check.h"
#include "common/wire/ledger_bodies.h"
#include "common/wire/ledger_bytes.h"
#include "tests/fuzz/targets.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

void Run(std::string_view input) {
  if (const auto record = ReadDecisionBody(input); record.ok()) {
    CHECK(DecisionBody(record->request, record->answer, record->seen_position) == input);
  }
  if (const auto complete = ReadCompletenessBody(input); complete.ok() && *complete) {
    CHECK(CompletenessBody((*complete)->territory, (*complete)->from) == input);
  }
  if (const auto erasure = ReadKeyErasedBody(input); erasure.ok()) CHECK(KeyErasedBody(*erasure) == input);
}

std::vector<std::string> Seeds() {
  DecideAnswer admitted = SampleAnswer();
  admitted.decision.verdict = Verdict::kAdmit;
  admitted.decision.reasons = {{.code = ReasonCode::kStayEndsSoon, .side = Side::kExit}};
  admitted.decision.stay.reset();
  return {DecisionBody(SampleCrossing(), SampleAnswer(), 40), DecisionBody(SampleCrossing(), admitted, 4'000'000'000),
          CompletenessBody(Territory::kChn, MakeDate(2025, 1, 1)), ImportBody(SampleStay(), "nia", "1"),
          KeyErasedBody({std::string(32, 's'), {DataPurpose::kBorder, DataPurpose::kHold}, "a", "asked for"})};
}

}  // namespace

FuzzTarget LedgerBodyTarget() { return {"ledger_body", Run, Seeds, 200'000}; }

}  // namespace clearance
