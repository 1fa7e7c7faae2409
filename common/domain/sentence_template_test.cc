// The grammar of templates at compile time, and what Render makes of facts that are there and that are not.
#include "common/domain/sentence_template.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr bool WellFormed(std::string_view text) { return ShapeOf(text).well_formed; }

static_assert(WellFormed(""));
static_assert(WellFormed("Until {date}[ ({detail})][ by {limit}|]."));
static_assert(!WellFormed("{dat}"), "no such fact");
static_assert(!WellFormed("{date") && !WellFormed("date}") && !WellFormed("{}"));
static_assert(!WellFormed("[{date}") && !WellFormed("{date}]"));
static_assert(!WellFormed("[{date}[{days}]") && !WellFormed("[{date}[{days}]]"), "clauses are not nested");
static_assert(!WellFormed("[a]") && !WellFormed("[]") && !WellFormed("[|b]"), "a clause has a fact");
static_assert(!WellFormed("a|b") && !WellFormed("[{date}|a|b]"));
static_assert(!WellFormed("[{date}|on {days}]"), "what stands in for a fact needs none");
static_assert(ShapeOf("{date}").needs_facts && ShapeOf("[{days}] {date}").needs_facts);
static_assert(!ShapeOf("[{date}|soon][ {days}]").needs_facts);

SentenceFacts With(Fact fact, const std::string& words) {
  SentenceFacts facts;
  facts.Set(fact, words);
  return facts;
}

TEST(SentenceTemplateTest, ClausesGoWithTheirFacts) {
  constexpr std::string_view kText = "Left[ {date}][ ({detail})|, why not known].";
  EXPECT_EQ(Render(kText, {}), "Left, why not known.");
  EXPECT_EQ(Render(kText, With(Fact::kDate, "2026-12-01")), "Left 2026-12-01, why not known.");
  EXPECT_EQ(Render(kText, With(Fact::kDetail, "LATE")), "Left (LATE).");
  EXPECT_EQ(Render("[{date} {days}|neither]", With(Fact::kDate, "2026-12-01")), "neither");
  EXPECT_EQ(Render("{date}{date}", With(Fact::kDate, "x")), "xx");
  EXPECT_EQ(Render("", {}), "");
}

TEST(SentenceTemplateTest, BracesInAFactMeanNothing) {
  EXPECT_EQ(Render("[ ({detail})]!", With(Fact::kDetail, "{date}[|]")), " ({date}[|])!");
}

TEST(SentenceTemplateDeathTest, AFactOutsideClausesMustBeKnown) { EXPECT_DEATH(Render("{date}", {}), "plain"); }

}  // namespace
}  // namespace clearance
