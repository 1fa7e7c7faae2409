// The rule book that ships: the file of the tree, the law of the agreement, and worked examples that cover nobody.
#include "common/wire/shipped_rule_book.h"

#include <gtest/gtest.h>

#include "common/base/bytes.h"
#include "common/wire/rule_book_file.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

using enum DocumentKind;

TEST(ShippedRuleBookTest, IsTheFileOfTheTree) {
  const auto text = ReadFile(SourcePath("common/rules/khorgos.toml"), kMaxRuleBookBytes);
  ASSERT_TRUE(text.ok()) << text.status();
  EXPECT_EQ(ShippedRuleBookText(), *text);
  const auto book = ReadRuleBook(SourcePath("common/rules/khorgos.toml"));
  ASSERT_TRUE(book.ok()) << book.status();
}

TEST(ShippedRuleBookTest, SaysTheLawOfTheAgreement) {
  const RuleBook book = KhorgosRuleBook();
  EXPECT_EQ(book.version, "khorgos-2026-11-25.4");
  EXPECT_EQ(book.effective_from, MakeDate(2026, 11, 25));
  EXPECT_EQ(book.incomplete_history, IncompleteHistory::kAdmitWithNote);
  EXPECT_EQ(book.officer_compares_face_below_age, 14);
  EXPECT_EQ(book.decision_lease, std::chrono::seconds(120));
  EXPECT_EQ(book.document_rules.size(), 14u);
  const std::vector<Purpose> purposes = {Purpose::kPrivate,  Purpose::kTourism, Purpose::kMedical,
                                         Purpose::kCarriage, Purpose::kTransit, Purpose::kBusiness};
  for (const Territory host : {Territory::kChn, Territory::kKaz}) {
    const Regime& regime = *FindRegime(book, "CHN-KAZ", host);
    ASSERT_EQ(regime.limits.size(), 2u);
    EXPECT_EQ(std::get<PerStayLimit>(regime.limits.at(0).terms).max_days, 30);
    EXPECT_EQ(std::get<RollingLimit>(regime.limits.at(1).terms).max_days, 90);
    EXPECT_EQ(std::get<RollingLimit>(regime.limits.at(1).terms).window_days, 180);
    EXPECT_EQ(regime.valid_from, MakeDate(2023, 11, 10));
    EXPECT_EQ(regime.effective_days_from, MakeDate(2023, 11, 10));
    EXPECT_EQ(regime.purposes, purposes);
    EXPECT_EQ(regime.zone_exit.value, ZoneExit::kContinues);
    EXPECT_EQ(regime.zone_exit.certainty, Certainty::kInferred);
    EXPECT_EQ(TierOf(regime, 3), "short");
    EXPECT_EQ(TierOf(regime, 4), "medium");
    EXPECT_EQ(TierOf(regime, 11), "long");
  }
  EXPECT_EQ(FindRegime(book, "CHN-KAZ", Territory::kChn)->allowance.value, Allowance::kFixedAtEntry);
  EXPECT_EQ(FindRegime(book, "CHN-KAZ", Territory::kChn)->allowance.certainty, Certainty::kFact);
  EXPECT_EQ(FindRegime(book, "CHN-KAZ", Territory::kKaz)->allowance.value, Allowance::kRolling);
  EXPECT_EQ(FindRegime(book, "CHN-KAZ", Territory::kKaz)->allowance.certainty, Certainty::kInferred);
  for (const Regime& regime : book.regimes) {
    if (regime.example) continue;
    EXPECT_EQ(regime.day_one.value, DayOne::kEntry) << regime.id;
    EXPECT_EQ(regime.day_one.certainty, Certainty::kInferred) << regime.id;
    EXPECT_TRUE(regime.exit_day_counts.value) << regime.id;
    EXPECT_EQ(regime.exit_day_counts.certainty, Certainty::kInferred) << regime.id;
  }
}

TEST(ShippedRuleBookTest, HoldsTheWorkedExamplesWhichCoverNobody) {
  const RuleBook book = KhorgosRuleBook();
  const auto limits = [&](std::string_view id) {
    std::string text;
    const Regime* regime = FindRegime(book, id);
    if (regime == nullptr || !regime->example) return std::string("none");
    for (const StayLimit& limit : regime->limits) text += limit.id.substr(limit.id.find('/') + 1) + " ";
    return text;
  };
  EXPECT_EQ(limits("schengen"), "rolling-90-180 ");
  EXPECT_EQ(limits("42-in-180"), "per-stay-14 rolling-42-180 ");
  EXPECT_EQ(limits("60-in-180"), "per-stay-30 rolling-60-180 ");
  EXPECT_EQ(limits("30-in-year"), "calendar-year-30 ");
  EXPECT_EQ(limits("transit-240h"), "hours-240-from-midnight ");
  EXPECT_EQ(limits("two-entries-with-gap"), "per-stay-15 entries-2-rolling-180 gap-30 ");
  EXPECT_EQ(FindRegime(book, "schengen")->day_one.certainty, Certainty::kFact);
  const Document german{.kind = kOrdinaryPassport, .issuing_state = "D", .number = "N1", .nationality = "D"};
  EXPECT_EQ(FindRegimeForEntry(book, Territory::kKaz, german, MakeDate(2026, 11, 25)), nullptr);
  EXPECT_EQ(FindRegimeForEntry(book, Territory::kChn, german, MakeDate(2026, 11, 25)), nullptr);
}

}  // namespace
}  // namespace clearance
