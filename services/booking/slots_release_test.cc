// What is released at a moment, and not a moment before.
#include "services/booking/slots_release.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr Instant kStart = FromUnixMs(1'790'017'200'000);
constexpr Duration kLate = std::chrono::minutes(30);

TEST(SlotsReleaseTest, AHoldRunsOutAtItsEnd) {
  ReleaseView view;
  view.holds = {{.hold_id = "a"}, {.hold_id = "b"}};
  view.holds[0].expires_at = kStart;
  view.holds[1].expires_at = kStart + Duration(1);
  EXPECT_EQ(Release(view, kLate, kStart - Duration(1)).holds, std::vector<std::string>());
  EXPECT_EQ(Release(view, kLate, kStart).holds, std::vector<std::string>{"a"});
  EXPECT_EQ(Release(view, kLate, kStart + Duration(1)).holds, (std::vector<std::string>{"a", "b"}));
}

TEST(SlotsReleaseTest, AConfirmedBookingIsANoShowWhenSlotAndLateRuleAreOver) {
  ReleaseView view;
  for (const BookingState state : kAllBookingStates) {
    Booking booking;
    booking.booking_id = BookingStateName(state);
    booking.slot.starts_at = kStart;
    booking.state = state;
    view.confirmed.push_back({booking});
  }
  const Instant last_moment = kStart + kSlotLength + kLate;
  EXPECT_EQ(Release(view, kLate, last_moment), SlotRelease());
  const SlotRelease release = Release(view, kLate, last_moment + Duration(1));
  ASSERT_EQ(release.no_shows.size(), 1U) << "what a lane has in hand, or is done with, is left alone";
  EXPECT_EQ(release.no_shows[0].booking_id, "CONFIRMED");
  EXPECT_EQ(release.no_shows[0].state, BookingState::kNoShow);
  EXPECT_EQ(Release(view, Duration(0), kStart + kSlotLength + Duration(1)).no_shows.size(), 1U);
}

TEST(SlotsReleaseTest, WhoWasBookedForAClosedDayIsNoNoShow) {
  ReleaseView view;
  for (const bool closed : {true, false}) {
    view.confirmed.push_back({.booking = {.booking_id = closed ? "shut" : "open"}, .day_closed = closed});
    view.confirmed.back().booking.slot.starts_at = kStart;
    view.confirmed.back().booking.state = BookingState::kConfirmed;
  }
  const SlotRelease release = Release(view, kLate, kStart + kSlotLength + kLate + Duration(1));
  ASSERT_EQ(release.no_shows.size(), 1U);
  EXPECT_EQ(release.no_shows[0].booking_id, "open");
  ASSERT_EQ(release.cancelled.size(), 1U);
  EXPECT_EQ(release.cancelled[0].booking_id, "shut");
  EXPECT_EQ(release.cancelled[0].state, BookingState::kCancelled);
  EXPECT_EQ(Release(view, kLate, kStart + kSlotLength + kLate), SlotRelease());
}

}  // namespace
}  // namespace clearance
