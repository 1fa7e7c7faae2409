#include "gate-agent/evaluation/transaction.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace clearance {
namespace {

PictureSet Set() {
  PictureSet set;
  set.persons = {"a", "b", "c"};
  set.pictures = {{"a/1", 0}, {"a/2", 0}, {"a/3", 0}, {"b/1", 1}, {"b/2", 1}, {"c/1", 2}};
  return set;
}

TEST(TransactionTest, EachPictureIsAReferenceOnceAndNeverInItsOwnBurst) {
  const std::vector<Transaction> plan = PlanTransactions(Set(), 0, 1);
  EXPECT_EQ(plan, (std::vector<Transaction>{{0, {1, 2}, true}, {1, {0, 2}, true}, {2, {0, 1}, true}}))
      << "one frame is no burst";
}

TEST(TransactionTest, ImpostorsAreOtherPersonsAndTheSameForTheSameSeed) {
  const PictureSet set = Set();
  const std::vector<Transaction> plan = PlanTransactions(set, 200, 1);
  EXPECT_EQ(plan, PlanTransactions(set, 200, 1));
  EXPECT_NE(plan, PlanTransactions(set, 200, 2));
  ASSERT_EQ(plan.size(), 203U);
  for (std::size_t i = 3; i < plan.size(); ++i) {
    const std::int32_t holder = set.pictures[static_cast<std::size_t>(plan[i].reference)].person;
    EXPECT_FALSE(plan[i].same);
    EXPECT_GE(plan[i].frames.size(), kLeastBurst);
    for (std::int32_t frame : plan[i].frames) {
      EXPECT_NE(set.pictures[static_cast<std::size_t>(frame)].person, holder);
    }
  }
}

TEST(TransactionTest, EveryWayOfNotPassingIsARejection) {
  const PictureSet set = Set();
  std::vector<Transaction> plan = PlanTransactions(set, 0, 1);
  plan.push_back({3, {4}, true});
  plan.push_back({4, {3}, true});
  plan.push_back({0, {3}, false});
  plan.push_back({3, {5}, false});
  using enum TransactionEnd;
  const TransactionRates rates =
      CountTransactions(set, plan, {kPassed, kNoMatch, kNotTaken, kSuspected, kPassed, kPassed, kSuspected}, 1);
  EXPECT_EQ(rates.false_reject.errors, 3);
  EXPECT_EQ(rates.false_reject.trials, 5);
  EXPECT_EQ(rates.false_reject_unsuspected.errors, 2);
  EXPECT_EQ(rates.false_reject_unsuspected.trials, 4);
  EXPECT_EQ(rates.false_accept.errors, 1);
  EXPECT_EQ(rates.false_accept.trials, 2);
  EXPECT_EQ(rates.rejected_by,
            (std::map<std::string, std::int64_t>{{"no_match", 1}, {"not_taken", 1}, {"suspected", 1}}));
}

TEST(TransactionTest, ARateIsShownOnlyByPersonsEnough) {
  PictureSet set;
  std::vector<Transaction> plan;
  for (std::int32_t person = 0; person < 60; ++person) {
    set.persons.push_back(std::to_string(person));
    set.pictures.push_back({"", person});
    set.pictures.push_back({"", person});
    plan.push_back({2 * person, {2 * person + 1}, true});
  }
  const auto why = [&] {
    return CountTransactions(set, plan, std::vector<TransactionEnd>(plan.size(), TransactionEnd::kPassed), 1);
  };
  EXPECT_EQ(why().genuine_persons, 60);
  EXPECT_EQ(why().frr_unsupported, "") << "sixty without an error show 5 %";
  EXPECT_EQ(why().far_unsupported, "not supported by data: 0 persons, 78 needed");
  plan.pop_back();
  EXPECT_EQ(why().frr_unsupported, "not supported by data: 59 persons, 60 needed");
  plan.push_back({0, {3}, false});
  EXPECT_EQ(why().impostor_persons, 2);
}

}  // namespace
}  // namespace clearance
