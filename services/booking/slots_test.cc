// Slots as arithmetic: the grid, the opening hours, the window, the places.
#include "services/booking/slots.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Instant kMidnight = FromUnixMs(1'790'035'200'000);  // 2026-09-22 00:00 UTC
constexpr Movement kIntoIcbc{Territory::kKaz, Territory::kIcbc};

SlotPlan Plan(Duration opens = Duration(0), Duration closes = hours(24), int places = 2) {
  return {"KHORGOS", "icbc-kaz", kIntoIcbc, opens, closes, places};
}

SlotKey At(Instant starts_at) { return {"KHORGOS", "icbc-kaz", kIntoIcbc, starts_at}; }

TEST(SlotsTest, APlanIsFoundByPortGroupAndMovement) {
  const std::vector<SlotPlan> plans = {Plan(), {"KHORGOS", "icbc-chn", {Territory::kChn, Territory::kIcbc}, {}, {}, 1}};
  EXPECT_EQ(FindPlan(plans, At(kMidnight)), &plans[0]);
  for (auto change : std::vector<void (*)(SlotKey&)>{[](SlotKey& key) { key.port = "ALASHANKOU"; },
                                                     [](SlotKey& key) { key.lane_group = "icbc-chn"; },
                                                     [](SlotKey& key) { key.movement.to = Territory::kChn; }}) {
    SlotKey key = At(kMidnight);
    change(key);
    EXPECT_EQ(FindPlan(plans, key), nullptr);
  }
}

TEST(SlotsTest, TheGridIsOfQuarterHours) {
  EXPECT_EQ(NextSlotStart(kMidnight), kMidnight);
  EXPECT_EQ(NextSlotStart(kMidnight + Duration(1)), kMidnight + kSlotLength);
  EXPECT_EQ(NextSlotStart(kMidnight - Duration(1)), kMidnight);
}

TEST(SlotsTest, ASlotIsBookableInsideHoursAndWindow) {
  const SlotPlan day = Plan(hours(7), hours(19));
  BookingWindow window;
  window.horizon = hours(48);
  struct Case {
    Instant starts_at;
    Instant now;
    bool bookable;
  };
  const std::vector<Case> table = {
      {kMidnight + hours(7), kMidnight, true},
      {kMidnight + hours(7) - kSlotLength, kMidnight, false},                           // before it opens
      {kMidnight + hours(19) - kSlotLength, kMidnight, true},                           // the last one
      {kMidnight + hours(19), kMidnight, false},                                        // after it closed
      {kMidnight + hours(8), kMidnight + hours(8) + kSlotLength, true},                 // its last moment
      {kMidnight + hours(8), kMidnight + hours(8) + kSlotLength + Duration(1), false},  // over
      {kMidnight + hours(48 + 8), kMidnight + hours(8), true},                          // the horizon
      {kMidnight + hours(48 + 8), kMidnight + hours(8) - Duration(1), false},           // beyond it
  };
  for (const Case& c : table) {
    const Status status = CheckBookable(&day, At(c.starts_at), c.now, window);
    EXPECT_EQ(status.ok(), c.bookable) << FormatInstant(c.starts_at) << " at " << FormatInstant(c.now) << ": "
                                       << status;
    EXPECT_EQ(ReasonOf(status), c.bookable ? "" : error_reason::kSlotClosed);
  }
  EXPECT_EQ(ReasonOf(CheckBookable(nullptr, At(kMidnight), kMidnight, window)), error_reason::kSlotClosed);
}

TEST(SlotsTest, ALastCallEndsASlotBeforeItsEnd) {
  const SlotPlan plan = Plan();
  const BookingWindow window{.last_call = minutes(10)};
  EXPECT_TRUE(CheckBookable(&plan, At(kMidnight), kMidnight + minutes(5), window).ok());
  EXPECT_FALSE(CheckBookable(&plan, At(kMidnight), kMidnight + minutes(5) + Duration(1), window).ok());
}

TEST(SlotsTest, OpenSlotsLeaveOutTheFullTheClosedAndTheRest) {
  const auto open = OpenSlots(Plan(hours(1), hours(2)), kMidnight, kMidnight + hours(25), kMidnight, {},
                              {{kMidnight + hours(1), 2}, {kMidnight + hours(1) + kSlotLength, 1}}, 100);
  const std::vector<OpenSlot> expected = {{kMidnight + hours(1) + kSlotLength, 1},
                                          {kMidnight + hours(1) + 2 * kSlotLength, 2},
                                          {kMidnight + hours(1) + 3 * kSlotLength, 2}};
  EXPECT_EQ(open, expected) << "the end of the time asked about is not in it";
}

TEST(SlotsTest, OpenSlotsBeginOnTheGridAndStopAtTheLimit) {
  const auto open = OpenSlots(Plan(), kMidnight + minutes(1), kMidnight + hours(24), kMidnight, {}, {}, 3);
  ASSERT_EQ(open.size(), 3u);
  EXPECT_EQ(open[0].starts_at, kMidnight + kSlotLength);
  EXPECT_EQ(open[2].starts_at, kMidnight + 3 * kSlotLength);
  EXPECT_TRUE(OpenSlots(Plan(), kMidnight, kMidnight, kMidnight, {}, {}, 3).empty());
  // Every slot that is listed can be booked, and places beyond the plan (a plan made smaller) are not owed.
  EXPECT_TRUE(OpenSlots(Plan(), kMidnight, kMidnight + kSlotLength, kMidnight, {}, {{kMidnight, 7}}, 3).empty());
}

}  // namespace
}  // namespace clearance
