// The plan desk over the memory store: whose record it reads, and on which day it asks.
#include "services/booking/plan_desk.h"

#include <gtest/gtest.h>

#include "common/wire/shipped_rule_book.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

const Instant kNow = *ParseInstant("2026-11-22T17:30:00Z");  // the 22nd in Kazakhstan, the 23rd in China
constexpr Date kToday = MakeDate(2026, 11, 22);

class PlanDeskTest : public testing::Test {
 protected:
  PlanQuery Plan(Territory territory, Date from, int days) const {
    PlanQuery query{.document = SampleDocument(), .territory = territory, .stay = {from, from + Days(days - 1)}};
    query.document.kind = DocumentKind::kOrdinaryPassport;
    query.document.nationality = territory == Territory::kChn ? "KAZ" : "CHN";
    return query;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kNow};
  const Pseudonyms pseudonyms_ = *Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')));
  const RuleBook book_ = KhorgosRuleBook();
  const ZoneTable zones_ = *MakeZoneTable();
  const std::unique_ptr<Store> store_ = NewMemoryStore(executor_);
  const PlanDesk desk_{*store_, pseudonyms_, book_, zones_, clock_};
};

TEST_F(PlanDeskTest, CountsWhatTheLedgerKnowsOfThePerson) {
  const PlanQuery query = Plan(Territory::kChn, kToday + Days(10), 30);
  const auto fresh = desk_.Check(query);
  ASSERT_TRUE(fresh.ok() && *fresh);
  EXPECT_TRUE((*fresh)->planned.lawful);
  EXPECT_EQ((*fresh)->completeness, HistoryCompleteness::kUnknown);
  ASSERT_TRUE(
      TransactAndWait(*store_, [&](Transaction& t) {
        return t.stays().AddStay(
            pseudonyms_.Traveller(query.document),
            {.territory = Territory::kChn, .entry = kToday - Days(90), .exit = kToday - Days(10), .nationality = "KAZ"},
            kNow, 1);
      }).ok());
  const auto used = desk_.Check(query);
  ASSERT_TRUE(used.ok() && *used);
  EXPECT_FALSE((*used)->planned.lawful);
  EXPECT_EQ((*used)->planned.must_leave_by, kToday + Days(18)) << "81 of 90 days are used";
  EXPECT_EQ((*used)->planned.binding_limit, "CHN-KAZ/rolling-90-180");
}

TEST_F(PlanDeskTest, TodayIsThatOfTheTerritory) {
  EXPECT_TRUE(desk_.Check(Plan(Territory::kKaz, kToday, 1)).ok());
  const Status past = desk_.Check(Plan(Territory::kChn, kToday, 1)).status();
  EXPECT_EQ(FieldOf(past), "stay.from") << "in China it is tomorrow already";
  EXPECT_TRUE(desk_.Check(Plan(Territory::kChn, kToday + Days(1), 1)).ok());
}

TEST_F(PlanDeskTest, NobodyIsCoveredByAnotherStatesRegime) {
  PlanQuery query = Plan(Territory::kChn, kToday + Days(1), 1);
  query.document.nationality = "DEU";
  const auto answer = desk_.Check(query);
  ASSERT_TRUE(answer.ok());
  EXPECT_EQ(*answer, std::nullopt);
}

}  // namespace
}  // namespace clearance
