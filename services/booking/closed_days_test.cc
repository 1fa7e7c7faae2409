// By whose clock a booking's day is closed.
#include "services/booking/closed_days.h"

#include <gtest/gtest.h>

#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

// 18:00 UTC: the 22nd in Kazakhstan, the 23rd in China.
const Instant kEvening = FromUnixMs(1'790'100'000'000);

class ClosedDaysTest : public testing::TestWithParam<Territory> {
 protected:
  void SetUp() override {
    Status status(StatusCode::kUnknown, "not run");
    store_->Transact(
        [this](Transaction& t) {
          return t.day_closures().Insert({.port = "KHORGOS",
                                          .day = zones_.DateAt(GetParam(), kEvening),
                                          .reason = "snow",
                                          .closed_by = "supervisor/s-1",
                                          .closed_at = kSampleInstant});
        },
        [&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    ASSERT_TRUE(status.ok()) << status;
  }
  bool Has(const ClosedDays& days, const SlotKey& slot) {
    bool has = false;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(has, days.Has(s, slot));
                      return OkStatus();
                    })
                    .ok());
    return has;
  }
  SlotPlan PlanBy(Territory clock) const {
    return {
        .port = slot_.port, .lane_group = slot_.lane_group, .movement = slot_.movement, .schedule = {.clock = clock}};
  }

  VirtualTime time_{kSampleInstant};
  const std::unique_ptr<Store> store_ = NewMemoryStore(time_);
  const ZoneTable zones_ = *MakeZoneTable();
  const SlotKey slot_{
      .port = "KHORGOS", .lane_group = "main", .movement = {Territory::kKaz, Territory::kIcbc}, .starts_at = kEvening};
};

TEST_P(ClosedDaysTest, TheDayIsThatOfThePlansClock) {
  ASSERT_NE(zones_.DateAt(Territory::kKaz, kEvening), zones_.DateAt(Territory::kChn, kEvening));
  for (const Territory clock : {Territory::kKaz, Territory::kChn})
    EXPECT_EQ(Has(ClosedDays(zones_, {PlanBy(clock)}), slot_), clock == GetParam()) << TerritoryName(clock);
}

TEST_P(ClosedDaysTest, WithoutAPlanTheDayOfEitherSideWillDo) {
  EXPECT_TRUE(Has(ClosedDays(zones_, {}), slot_));
  SlotKey elsewhere = slot_;
  elsewhere.port = "DOSTYK";
  EXPECT_FALSE(Has(ClosedDays(zones_, {}), elsewhere));
  SlotKey later = slot_;
  later.starts_at += std::chrono::hours(48);
  EXPECT_FALSE(Has(ClosedDays(zones_, {}), later));
}

INSTANTIATE_TEST_SUITE_P(Of, ClosedDaysTest, testing::Values(Territory::kKaz, Territory::kChn),
                         [](const auto& made) { return std::string(TerritoryName(made.param)); });

}  // namespace
}  // namespace clearance
