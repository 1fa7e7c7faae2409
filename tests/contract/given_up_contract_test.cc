// Bookings that were given up, over every store: cancelled and moved ones of slots to come, in order, page by page.
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

using GivenUpContract = StoreContract;
CLEARANCE_EVERY_STORE(GivenUpContract);

// "3 5": the numbers of the bookings, each found by its id.
std::string Numbers(const std::vector<BookingCursor>& cursors) {
  std::string text;
  for (const BookingCursor& cursor : cursors) {
    for (int number = 1; number <= 20; ++number) {
      if (cursor.booking_id == Uuid(number)) text += (text.empty() ? "" : " ") + std::to_string(number);
    }
  }
  return text;
}

TEST_P(GivenUpContract, ListsWhatWasCancelledOrMovedTheEarlierSlotsFirst) {
  Write([](Transaction& t) -> Status {
    int number = 0;
    for (const BookingState state : kAllBookingStates) {
      for (const int minute : {30, 0}) {
        Booking booking = BookingAt(++number, Minute(minute));
        booking.state = state;
        if (state == BookingState::kMoved) booking.moved_to = Uuid(19);
        RETURN_IF_ERROR(t.bookings().Insert(booking));
      }
    }
    return OkStatus();
  });
  // Two a state, in the order of BookingState: 7 and 8 were cancelled, 9 and 10 moved.
  Read([](const Snapshot& s) {
    const Bookings& bookings = s.bookings();
    EXPECT_EQ(Numbers(Must(bookings.GivenUp(Minute(0), std::nullopt, 100))), "8 10 7 9");
    EXPECT_EQ(Numbers(Must(bookings.GivenUp(Minute(0) + Duration(1), std::nullopt, 100))), "7 9");
    EXPECT_EQ(Numbers(Must(bookings.GivenUp(Minute(30), std::nullopt, 100))), "7 9");
    EXPECT_EQ(Numbers(Must(bookings.GivenUp(Minute(31), std::nullopt, 100))), "");
    const auto first = Must(bookings.GivenUp(Minute(0), std::nullopt, 3));
    EXPECT_EQ(Numbers(first), "8 10 7");
    EXPECT_EQ(first.back(), (BookingCursor{Minute(30), Uuid(7)}));
    EXPECT_EQ(Numbers(Must(bookings.GivenUp(Minute(0), first.back(), 3))), "9");
  });
}

TEST_P(GivenUpContract, FollowsTheStateOfABooking) {
  Write([](Transaction& t) { return t.bookings().Insert(BookingAt(1, Minute(0))); });
  Read([](const Snapshot& s) { EXPECT_TRUE(Must(s.bookings().GivenUp(Minute(0), std::nullopt, 100)).empty()); });
  Write([](Transaction& t) {
    Booking booking = BookingAt(1, Minute(0));
    booking.state = BookingState::kCancelled;
    return t.bookings().Update(booking);
  });
  Read([](const Snapshot& s) { EXPECT_EQ(Numbers(Must(s.bookings().GivenUp(Minute(0), std::nullopt, 100))), "1"); });
}

}  // namespace
}  // namespace clearance
