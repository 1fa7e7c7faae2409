// How many bookings one document and one contact may have.
#include "services/booking/slots_limits.h"

#include <gtest/gtest.h>

#include "services/booking/slots.h"
#include "tests/support/civil_zones.h"

namespace clearance {
namespace {

using std::chrono::hours;

const ZoneTable kZones = CivilZones();
constexpr Instant kMidnight = FromUnixMs(1'790'017'200'000);  // 2026-09-22 00:00 in Almaty
constexpr BookingLimits kLimits{};

SlotPlan Plan() {
  return {.port = "KHORGOS",
          .lane_group = "icbc-kaz",
          .movement = {Territory::kKaz, Territory::kIcbc},
          .schedule = EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}}),
          .capacity = 1};
}

SlotKey At(Instant starts_at) { return {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, starts_at}; }

Booking Made(Instant starts_at, BookingState state = BookingState::kConfirmed) {
  Booking booking;
  booking.slot = At(starts_at);
  booking.state = state;
  return booking;
}

LimitBreach Check(const std::vector<Booking>& bookings, Instant starts_at, Instant now = kMidnight - hours(1)) {
  return CheckDocumentLimits(kLimits, Plan(), kZones, bookings, At(starts_at), now);
}

TEST(SlotsLimitsTest, OneSlotIsBookedOnce) {
  using enum BookingState;
  const Instant start = kMidnight + hours(8);
  for (const BookingState state : {kConfirmed, kReserved, kRedeemed})
    EXPECT_EQ(Check({Made(start, state)}, start), LimitBreach::kSameSlot) << BookingStateName(state);
  for (const BookingState state : {kCancelled, kMoved, kNoShow})
    EXPECT_EQ(Check({Made(start, state)}, start), LimitBreach::kNone) << BookingStateName(state);
  EXPECT_EQ(Check({Made(start)}, start + kSlotLength), LimitBreach::kNone);
  Booking other_way = Made(start);
  other_way.slot.movement = {Territory::kIcbc, Territory::kKaz};
  EXPECT_EQ(Check({other_way}, start), LimitBreach::kNone);
}

TEST(SlotsLimitsTest, OpenBookingsAreThoseToBeUsedInSlotsThatAreNotOver) {
  std::vector<Booking> bookings;
  for (int day = 1; day <= 4; ++day) bookings.push_back(Made(kMidnight + day * hours(24)));
  const Instant wanted = kMidnight + hours(24 * 9);
  EXPECT_EQ(Check({bookings.begin(), bookings.begin() + 3}, wanted), LimitBreach::kNone);
  EXPECT_EQ(Check(bookings, wanted), LimitBreach::kOpenPerDocument);
  const Instant first_is_over = bookings[0].slot.starts_at + kSlotLength;
  EXPECT_EQ(Check(bookings, wanted, first_is_over - Duration(1)), LimitBreach::kOpenPerDocument);
  EXPECT_EQ(Check(bookings, wanted, first_is_over), LimitBreach::kNone);
  for (const BookingState state : kAllBookingStates) {
    bookings[3].state = state;
    const bool open = state == BookingState::kConfirmed || state == BookingState::kReserved;
    EXPECT_EQ(Check(bookings, wanted), open ? LimitBreach::kOpenPerDocument : LimitBreach::kNone)
        << BookingStateName(state);
  }
}

TEST(SlotsLimitsTest, ADayIsThatOfThePlansClock) {
  const Instant evening = kMidnight + hours(24) - kSlotLength;
  const std::vector<Booking> of_the_day = {Made(kMidnight), Made(kMidnight + hours(12))};
  EXPECT_EQ(Check(of_the_day, evening), LimitBreach::kDailyPerDocument);
  EXPECT_EQ(Check(of_the_day, evening + kSlotLength), LimitBreach::kNone) << "tomorrow";
  EXPECT_EQ(Check({Made(kMidnight - kSlotLength), Made(kMidnight)}, evening), LimitBreach::kNone) << "one of yesterday";
  using enum BookingState;
  for (const BookingState state : {kRedeemed, kNoShow})
    EXPECT_EQ(Check({of_the_day[0], Made(kMidnight + hours(12), state)}, evening), LimitBreach::kDailyPerDocument)
        << BookingStateName(state);
  for (const BookingState state : {kCancelled, kMoved})
    EXPECT_EQ(Check({of_the_day[0], Made(kMidnight + hours(12), state)}, evening), LimitBreach::kNone)
        << BookingStateName(state);
}

// What is to be read for it: nothing that counts begins earlier.
TEST(SlotsLimitsTest, NothingThatCountsBeginsBeforeLimitsCountFrom) {
  const auto from = [](Instant starts_at, Instant now) { return LimitsCountFrom(Plan(), kZones, At(starts_at), now); };
  EXPECT_EQ(from(kMidnight + hours(48) + hours(8), kMidnight), kMidnight - kSlotLength) << "what is open now";
  EXPECT_EQ(from(kMidnight + hours(8), kMidnight + hours(7)), kMidnight) << "what was of that day";
}

TEST(SlotsLimitsTest, ACallerHoldsSoManyPlacesAndFewerWithoutAContact) {
  const BookingLimits limits{.held_per_caller = 10, .held_without_contact = 4};
  EXPECT_TRUE(MayHold(limits, {.places = 6}, 4, true));
  EXPECT_FALSE(MayHold(limits, {.places = 7}, 4, true));
  EXPECT_TRUE(MayHold(limits, {.places = 3, .without_contact = 3}, 1, false));
  EXPECT_FALSE(MayHold(limits, {.places = 3, .without_contact = 3}, 2, false));
  EXPECT_TRUE(MayHold(limits, {.places = 3, .without_contact = 3}, 2, true)) << "with one it may";
  EXPECT_FALSE(MayHold(limits, {.places = 8}, 3, false));
}

TEST(SlotsLimitsTest, AContactsPlacesAreCountedTogether) {
  EXPECT_EQ(CheckContactLimit(kLimits, 0, 8), LimitBreach::kNone);
  EXPECT_EQ(CheckContactLimit(kLimits, 8, 8), LimitBreach::kNone);
  EXPECT_EQ(CheckContactLimit(kLimits, 9, 8), LimitBreach::kOpenPerContact);
  EXPECT_EQ(CheckContactLimit(kLimits, 16, 1), LimitBreach::kOpenPerContact);
}

}  // namespace
}  // namespace clearance
