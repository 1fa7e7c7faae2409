// Tests of the source of revocations: exactly the bookings given up whose window is not over, however many there are.
#include "services/fleet/revoked_source.h"

#include <gtest/gtest.h>

#include "common/base/executor.h"
#include "common/base/ids.h"
#include "common/base/random.h"
#include "db/memory_store.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Duration kLate = std::chrono::minutes(30);
constexpr Instant kStart = kSampleInstant + std::chrono::hours(1);

class RevokedSourceTest : public ::testing::Test {
 protected:
  std::string Add(BookingState state, Instant starts_at) {
    Booking booking = SampleBooking();
    booking.booking_id = NewUuid(random_);
    booking.reference = "R" + std::to_string(++number_);
    booking.slot.starts_at = starts_at;
    booking.state = state;
    booking.reserved_by.clear();
    if (state == BookingState::kMoved) booking.moved_to = kSampleThirdId;
    Status written = Error(StatusCode::kUnavailable, "", "not done");
    store_->Transact([&](Transaction& t) { return t.bookings().Insert(booking); },
                     [&](const Status& status) { written = status; });
    time_.RunFor(Duration(1));
    EXPECT_TRUE(written.ok()) << written;
    return booking.booking_id;
  }
  std::vector<std::string> Revoked(Instant now) {
    const auto ids = RevokedBookingsOf(*store_, kLate)(now);
    EXPECT_TRUE(ids.ok()) << ids.status();
    return ids.value_or(std::vector<std::string>());
  }

  VirtualTime time_{kSampleInstant};
  SeededRandom random_{1};
  int number_ = 0;
  std::unique_ptr<Store> store_ = NewMemoryStore(time_);
};

TEST_F(RevokedSourceTest, NamesWhatWasGivenUpUntilItsWindowIsOver) {
  const Instant slot = kStart;
  for (const BookingState state :
       {BookingState::kConfirmed, BookingState::kReserved, BookingState::kRedeemed, BookingState::kNoShow})
    Add(state, slot);
  const std::string cancelled = Add(BookingState::kCancelled, slot);
  const std::string moved = Add(BookingState::kMoved, slot + kSlotLength);
  const Instant end = slot + kSlotLength + kLate;
  EXPECT_EQ(Revoked(slot - std::chrono::hours(24 * 30)), (std::vector<std::string>{cancelled, moved}));
  EXPECT_EQ(Revoked(end - Duration(1)), (std::vector<std::string>{cancelled, moved}));
  EXPECT_EQ(Revoked(end), std::vector<std::string>{moved});
  EXPECT_EQ(Revoked(end + kSlotLength), std::vector<std::string>());
}

TEST_F(RevokedSourceTest, GoesOnPastAPage) {
  std::vector<std::string> added;
  for (std::size_t i = 0; i < kMaxRowsPerRead * 2 + 1; ++i) added.push_back(Add(BookingState::kCancelled, kStart));
  std::sort(added.begin(), added.end());
  EXPECT_EQ(Revoked(kSampleInstant), added);
}

}  // namespace
}  // namespace clearance
