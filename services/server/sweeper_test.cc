// What the sweeper gives back, and that it goes on sweeping until it ends. Under virtual time.
#include "services/server/sweeper.h"

#include <gtest/gtest.h>

#include "db/memory_store.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class SweeperTest : public testing::Test {
 protected:
  void Write(const Store::Function& fn) {
    Status status(StatusCode::kUnknown, "not run");
    store_->Transact(fn, [&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    EXPECT_TRUE(status.ok()) << status;
  }

  // An open decision that holds a booking until then.
  void Hold(Instant valid_until) {
    Booking booking = SampleBooking();
    booking.state = BookingState::kReserved;
    booking.reserved_by = kSampleId;
    booking.reserved_until = valid_until;
    OpenDecision decision;
    decision.request_id = kSampleId;
    decision.traveller = booking.traveller;
    decision.lane = SampleLane();
    decision.booking_id = booking.booking_id;
    decision.valid_until = valid_until;
    Write([&](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.bookings().Insert(booking));
      return t.open_decisions().Put(decision);
    });
  }

  bool Open() {
    bool open = false;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.open_decisions().FindByRequest(kSampleId));
                      open = found.has_value();
                      return OkStatus();
                    })
                    .ok());
    return open;
  }
  Booking BookingNow() {
    Booking booking;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found, s.bookings().FindById(SampleBooking().booking_id));
                      if (found) booking = *found;
                      return OkStatus();
                    })
                    .ok());
    return booking;
  }

  VirtualTime time_{kSampleInstant};
  const std::unique_ptr<Store> store_ = NewMemoryStore(time_);
};

TEST_F(SweeperTest, ALeaseThatRanOutIsClosedAndItsBookingGivenBack) {
  Hold(kSampleInstant + kSweepInterval + Duration(1));
  const Sweeper sweeper(*store_, time_.clock(), time_);
  time_.RunFor(kSweepInterval);
  EXPECT_TRUE(Open()) << "its lease still runs";
  EXPECT_EQ(BookingNow().state, BookingState::kReserved);
  time_.RunFor(kSweepInterval);
  EXPECT_FALSE(Open());
  EXPECT_EQ(BookingNow().state, BookingState::kConfirmed);
  EXPECT_EQ(BookingNow().reserved_by, "");
}

TEST_F(SweeperTest, ABookingThatWentOnIsLeftAlone) {
  Hold(kSampleInstant);
  Booking redeemed = BookingNow();
  redeemed.state = BookingState::kRedeemed;
  redeemed.redeemed_by = kSampleThirdId;
  Write([&](Transaction& t) { return t.bookings().Update(redeemed); });
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant); });
  EXPECT_FALSE(Open());
  EXPECT_EQ(BookingNow().state, BookingState::kRedeemed);
}

TEST_F(SweeperTest, ABookingOfALaterDecisionIsLeftAlone) {
  Hold(kSampleInstant);
  Booking taken = BookingNow();
  taken.reserved_by = kSampleThirdId;
  Write([&](Transaction& t) { return t.bookings().Update(taken); });
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant); });
  EXPECT_EQ(BookingNow().reserved_by, kSampleThirdId);
}

TEST_F(SweeperTest, RequestIdsAreForgottenWhenTheirWindowIsOver) {
  const RequestRecord record{.request_id = kSampleId,
                             .rpc = "BookingService.CreateBooking",
                             .body_hash = std::string(32, 'h'),
                             .forget_on = ForgetOn(kSampleInstant)};
  Write([&](Transaction& t) { return t.requests().Put(record); });
  const auto known = [&] {
    bool found = false;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto kept, s.requests().Find(kSampleId));
                      found = kept.has_value();
                      return OkStatus();
                    })
                    .ok());
    return found;
  };
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant + kRequestWindow); });
  EXPECT_TRUE(known());
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant + kRequestWindow + std::chrono::hours(48)); });
  EXPECT_FALSE(known());
}

TEST_F(SweeperTest, NothingIsSweptAfterItsEnd) {
  Hold(kSampleInstant);
  { const Sweeper sweeper(*store_, time_.clock(), time_); }
  time_.RunFor(3 * kSweepInterval);
  EXPECT_TRUE(Open());
}

}  // namespace
}  // namespace clearance
