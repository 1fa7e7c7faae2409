// What a replay prints: the whole change, and no more of a traveller than a few letters.
#include "services/clearctl/replay_output.h"

#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/support/samples.h"

namespace clearance {
namespace {

ChangedDecision Sample() {
  Decision before;
  before.verdict = Verdict::kAdmit;
  before.stay = SampleStayAnswer();
  Decision after = SampleAnswer().decision;
  after.stay.reset();
  return {41, kSampleInstant, "gate-1/a", std::string(32, 't'), before, after};
}

TEST(ReplayOutputTest, ALineSaysWhatWouldChange) {
  EXPECT_EQ(
      ChangeLine(Sample()),
      "41 2026-09-21T14:13:20.123Z gate-1/a 74747474: ADMIT until 2026-11-30 → REFER STAY_EXHAUSTED(CHN, 90 days, "
      "2026-12-01, CHN-KAZ/rolling-90-180, ORDINARY_PASSPORT) WALK_IN");
}

TEST(ReplayOutputTest, JsonSaysTheSame) {
  const std::string text = ChangeJson(Sample());
  EXPECT_EQ(text.find('\n'), std::string::npos);
  EXPECT_EQ(text.find(std::string(5, 't')), std::string::npos);
  const auto json = nlohmann::json::parse(text);
  EXPECT_EQ(json["position"], 41);
  EXPECT_EQ(json["traveller"], "74747474");
  EXPECT_EQ(json["before"]["last_day"], "2026-11-30");
  EXPECT_EQ(json["after"]["verdict"], "REFER");
  EXPECT_TRUE(json["after"]["last_day"].is_null());
  EXPECT_EQ(json["after"]["reasons"][0]["code"], "STAY_EXHAUSTED");
  EXPECT_EQ(json["after"]["reasons"][0]["days"], 90);
  EXPECT_EQ(json["after"]["reasons"].size(), 2u);
}

TEST(ReplayOutputTest, TotalsAddUp) {
  const ReplayReport report{.decisions = 100, .changed = 10, .to_refer = 6, .to_admit = 1, .as_sealed = 98};
  EXPECT_EQ(
      TotalsText(report, "old", "new"),
      "100 decisions under old and under new: 10 would change (6 ADMIT → REFER, 1 REFER → ADMIT, 3 only in reasons "
      "or last day)\n2 come out under old otherwise than they were sealed: made under another book or program, or "
      "by what the ledger does not hold\n");
  const auto json = nlohmann::json::parse(TotalsJson(report, "old", "new"))["totals"];
  EXPECT_EQ(json["decisions"], 100);
  EXPECT_EQ(json["admit_to_refer"], 6);
  EXPECT_EQ(json["as_sealed"], 98);
  EXPECT_EQ(TotalsText({.decisions = 1, .as_sealed = 1}, "a", "b").find("sealed"), std::string::npos);
}

}  // namespace
}  // namespace clearance
