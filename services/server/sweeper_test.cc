// What the sweeper gives back, that it goes on sweeping until it ends, and what it does when the clock jumps. Under
// virtual time.
#include "services/server/sweeper.h"

#include <gtest/gtest.h>

#include <functional>
#include <optional>

#include "common/wire/booking_bytes.h"
#include "common/zones/zone_source.h"
#include "db/memory_store.h"
#include "db/personal_fields.h"
#include "tests/support/entries_of.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Duration kLate = std::chrono::minutes(30);
constexpr SweepTimes kTimes{
    .late = kLate,
    .retention = {.fields = Days(1000), .fields_of_open_stay = Days(2000), .booking_attempts = Days(180)}};

class SweeperTest : public testing::Test {
 protected:
  void Write(const Store::Function& fn) {
    Status status(StatusCode::kUnknown, "not run");
    store_->Transact(fn, [&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    EXPECT_TRUE(status.ok()) << status;
  }

  // Somebody whose fields are sealed, and who was here last then; recorded now.
  void Sealed(const std::string& subject, Instant last) {
    Write([&](Transaction& t) -> Status {
      RETURN_IF_ERROR(fields_.Seal(t, {subject, DataPurpose::kBorder, "document"}, "N1").status());
      return t.ledger()
          .Append({.log = "KHORGOS",
                   .kind = EntryKind::kBookingChange,
                   .event_time = last,
                   .record_time = kSampleInstant,
                   .traveller = subject,
                   .request_id = "",
                   .lane_id = "",
                   .body = "b"})
          .status();
    });
  }
  bool HasKey(const std::string& subject) {
    return Found<PersonalKey>([&](const Snapshot& s) { return s.personal_keys().Find(subject, DataPurpose::kBorder); })
        .has_value();
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
  template <typename Row>
  std::optional<Row> Found(const std::function<StatusOr<std::optional<Row>>(const Snapshot&)>& find) {
    std::optional<Row> found;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(found, find(s));
                      return OkStatus();
                    })
                    .ok());
    return found;
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

  std::vector<StoredEntry> Entries() { return EntriesOf(*store_); }

  // What the last entry of the ledger says of the time.
  void Record(Instant record_time) {
    Write([&](Transaction& t) {
      return t.ledger()
          .Append({.log = "KHORGOS",
                   .kind = EntryKind::kRecordViewed,
                   .event_time = record_time,
                   .record_time = record_time,
                   .body = "\x01"})
          .status();
    });
  }
  bool Remembers(const std::string& request_id) {
    bool found = false;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto kept, s.requests().Find(request_id));
                      found = kept.has_value();
                      return OkStatus();
                    })
                    .ok());
    return found;
  }

  VirtualTime time_{kSampleInstant};
  std::unique_ptr<Store> store_ = NewMemoryStore(time_);
  const ZoneTable zones_ = *MakeZoneTable();
  const ClosedDays closed_days_{zones_, {}};
  const PersonalFields fields_ = *PersonalFields::FromKey(SecretBytes(std::string(32, 'a')));
};

TEST_F(SweeperTest, ALeaseThatRanOutIsClosedAndItsBookingGivenBack) {
  Hold(kSampleInstant + kSweepInterval + Duration(1));
  const Sweeper sweeper(*store_, time_.clock(), time_, kTimes, closed_days_);
  time_.RunFor(kSweepInterval);
  EXPECT_TRUE(Open()) << "its lease still runs";
  EXPECT_EQ(BookingNow().state, BookingState::kReserved);
  time_.RunFor(kSweepInterval);
  EXPECT_TRUE(Open()) << "the clock alone says that it is over, nothing has been recorded since";
  Record(kSampleInstant + kSweepInterval);
  time_.RunFor(kSweepInterval);
  EXPECT_TRUE(Open()) << "nor so late";
  Record(kSampleInstant + kSweepInterval + Duration(1));
  time_.RunFor(kSweepInterval);
  EXPECT_FALSE(Open());
  EXPECT_EQ(BookingNow().state, BookingState::kConfirmed);
  EXPECT_EQ(BookingNow().reserved_by, "");
}

TEST_F(SweeperTest, ABookingThatWentOnIsLeftAlone) {
  Record(kSampleInstant);
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
  Record(kSampleInstant);
  Hold(kSampleInstant);
  Booking taken = BookingNow();
  taken.reserved_by = kSampleThirdId;
  Write([&](Transaction& t) { return t.bookings().Update(taken); });
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant); });
  EXPECT_FALSE(Open());
  EXPECT_EQ(BookingNow().reserved_by, kSampleThirdId);
}

TEST_F(SweeperTest, RequestIdsAreForgottenWhenTheirWindowIsOver) {
  const RequestRecord record{.request_id = kSampleId,
                             .rpc = "BookingService.CreateBooking",
                             .body_hash = std::string(32, 'h'),
                             .forget_on = ForgetOn(kSampleInstant)};
  Write([&](Transaction& t) { return t.requests().Put(record); });
  const Instant over = kSampleInstant + kRequestWindow + std::chrono::hours(48);
  Record(kSampleInstant + kRequestWindow);
  Write([&](Transaction& t) { return SweepExpired(t, kSampleInstant + kRequestWindow); });
  EXPECT_TRUE(Remembers(kSampleId));
  Write([&](Transaction& t) { return SweepExpired(t, over); });
  EXPECT_TRUE(Remembers(kSampleId)) << "the clock alone says that the window is over, nothing has been written since";
  Record(over);
  Write([&](Transaction& t) { return SweepExpired(t, over); });
  EXPECT_FALSE(Remembers(kSampleId));
}

TEST_F(SweeperTest, AJumpOfTheClockEndsNothingThatHasTimeLeft) {
  Hold(kSampleInstant + std::chrono::minutes(2));
  Write([&](Transaction& t) {
    return t.requests().Put({.request_id = kSampleThirdId,
                             .rpc = "BookingService.CreateBooking",
                             .body_hash = std::string(32, 'h'),
                             .forget_on = ForgetOn(kSampleInstant)});
  });
  ManualClock clock(kSampleInstant);
  const Sweeper sweeper(*store_, clock, time_, kTimes, closed_days_);
  const auto pass = [&](Duration span) {
    for (Duration passed{0}; passed < span; passed += std::chrono::seconds(1)) {
      time_.RunFor(std::chrono::seconds(1));
      clock.Advance(std::chrono::seconds(1));
    }
  };
  constexpr Duration kJump = std::chrono::hours(40 * 24);
  clock.Advance(kJump);
  Record(clock.Now());  // life goes on meanwhile
  pass(std::chrono::seconds(12));
  EXPECT_TRUE(Open());
  EXPECT_EQ(BookingNow().state, BookingState::kReserved);
  EXPECT_TRUE(Remembers(kSampleThirdId));
  clock.Advance(-kJump);
  pass(std::chrono::seconds(60));
  EXPECT_TRUE(Open());
  pass(std::chrono::seconds(60));
  EXPECT_FALSE(Open()) << "its lease is over now";
  EXPECT_TRUE(Remembers(kSampleThirdId));
}

TEST_F(SweeperTest, AClockThatStaysAheadIsBelievedInTime) {
  Hold(kSampleInstant + std::chrono::hours(1));
  ManualClock clock(kSampleInstant);
  const Sweeper sweeper(*store_, clock, time_, kTimes, closed_days_);
  clock.Advance(std::chrono::hours(2));
  Record(clock.Now());
  time_.RunFor(std::chrono::minutes(15));
  EXPECT_TRUE(Open());
  time_.RunFor(std::chrono::minutes(6));
  EXPECT_FALSE(Open());
}

TEST_F(SweeperTest, AHoldOfPlacesRunsOutByItself) {
  SlotHold hold{.hold_id = kSampleId, .slot = SampleBooking().slot, .places = 2};
  hold.expires_at = kSampleInstant + kSlotHoldTime;
  Write([&](Transaction& t) { return t.slot_holds().Insert(hold); });
  const auto there = [&] { return Found<SlotHold>([](const Snapshot& s) { return s.slot_holds().Find(kSampleId); }); };
  const Sweeper sweeper(*store_, time_.clock(), time_, kTimes, closed_days_);
  time_.RunFor(kSlotHoldTime - Duration(1));
  EXPECT_TRUE(there());
  time_.RunFor(kSweepInterval);
  EXPECT_FALSE(there());
}

TEST_F(SweeperTest, WhoHasNotComeByTheEndOfTheLateRuleIsANoShow) {
  Booking booking = SampleBooking();
  booking.state = BookingState::kConfirmed;
  booking.reserved_by.clear();
  Write([&](Transaction& t) { return t.bookings().Insert(booking); });
  const Instant last_moment = booking.slot.starts_at + kSlotLength + kLate;
  Write([&](Transaction& t) { return SweepBookings(t, kTimes, closed_days_, last_moment); });
  EXPECT_EQ(BookingNow().state, BookingState::kConfirmed) << "they may still come";
  EXPECT_EQ(Entries().size(), 0U);
  Write([&](Transaction& t) { return SweepBookings(t, kTimes, closed_days_, last_moment + Duration(1)); });
  Write([&](Transaction& t) { return SweepBookings(t, kTimes, closed_days_, last_moment + std::chrono::hours(1)); });
  ASSERT_EQ(Entries().size(), 1U) << "told once";
  const LedgerEntry entry = Entries()[0].entry;
  EXPECT_EQ(entry.kind, EntryKind::kBookingChange);
  EXPECT_EQ(entry.log, booking.slot.port);
  EXPECT_EQ(entry.traveller, booking.traveller);
  EXPECT_EQ(entry.event_time, last_moment);
  EXPECT_EQ(entry.record_time, last_moment + Duration(1));
  const auto change = ReadBookingBody(entry.body);
  ASSERT_TRUE(change.ok()) << change.status();
  EXPECT_EQ(change->act, BookingAct::kNoShow);
  EXPECT_EQ(change->by, "centre");
  EXPECT_EQ(change->booking.booking_id, booking.booking_id);
  EXPECT_EQ(change->booking.slot, booking.slot);
  EXPECT_EQ(BookingNow().state, BookingState::kNoShow);
  booking.state = BookingState::kNoShow;
  EXPECT_EQ(BookingNow(), booking) << "and nothing else has changed";
}

TEST_F(SweeperTest, WhoWasBookedForAClosedDayIsCancelledByTheCentre) {
  Booking booking = SampleBooking();
  booking.state = BookingState::kConfirmed;
  booking.reserved_by.clear();
  // No plan names its lane group: the civil day of either side counts.
  for (const Territory clock : {Territory::kKaz, Territory::kChn}) {
    store_ = NewMemoryStore(time_);
    Write([&](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.bookings().Insert(booking));
      return t.day_closures().Insert({.port = booking.slot.port,
                                      .day = zones_.DateAt(clock, booking.slot.starts_at),
                                      .reason = "snow",
                                      .closed_by = "supervisor/s-1",
                                      .closed_at = kSampleInstant});
    });
    const Instant over = booking.slot.starts_at + kSlotLength + kLate + Duration(1);
    Write([&](Transaction& t) { return SweepBookings(t, kTimes, closed_days_, over); });
    EXPECT_EQ(BookingNow().state, BookingState::kCancelled);
    ASSERT_EQ(Entries().size(), 1U);
    const auto change = ReadBookingBody(Entries()[0].entry.body);
    ASSERT_TRUE(change.ok()) << change.status();
    EXPECT_EQ(change->act, BookingAct::kCancelled);
    EXPECT_EQ(change->by, "centre");
  }
}

TEST_F(SweeperTest, AReservedBookingIsNoNoShowWhileALaneHasIt) {
  Hold(SampleBooking().slot.starts_at + std::chrono::hours(2));
  const Instant long_after = SampleBooking().slot.starts_at + std::chrono::hours(1);
  Record(long_after + std::chrono::hours(2));
  Write([&](Transaction& t) { return SweepBookings(t, kTimes, closed_days_, long_after); });
  EXPECT_EQ(BookingNow().state, BookingState::kReserved);
  Write([&](Transaction& t) -> Status {
    RETURN_IF_ERROR(SweepExpired(t, long_after + std::chrono::hours(2)));
    return SweepBookings(t, kTimes, closed_days_, long_after + std::chrono::hours(2));
  });
  EXPECT_EQ(BookingNow().state, BookingState::kNoShow) << "given back by the lane, and nobody came";
}

TEST_F(SweeperTest, AttemptsAreForgottenAfterTheirRetention) {
  Write([](Transaction& t) { return t.booking_attempts().Add({.at = kSampleInstant, .act = AttemptAct::kHold}); });
  const auto kept = [&] {
    std::size_t count = 0;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(const auto found,
                                       s.booking_attempts().List({.from = Instant(), .to = Instant::max()}, {}, 9));
                      count = found.size();
                      return OkStatus();
                    })
                    .ok());
    return count;
  };
  Write([&](Transaction& t) {
    return SweepBookings(t, kTimes, closed_days_, kSampleInstant + kTimes.retention.booking_attempts);
  });
  EXPECT_EQ(kept(), 1U);
  Write([this](Transaction& t) {
    return SweepBookings(t, kTimes, closed_days_, kSampleInstant + kTimes.retention.booking_attempts + Duration(1));
  });
  EXPECT_EQ(kept(), 0U);
}

TEST_F(SweeperTest, KeysAreErasedWhenTheirTimeIsOver) {
  const std::string subject(kPseudonymBytes, 's');
  const Duration kept = std::chrono::seconds(25);
  Sealed(subject, kSampleInstant + kept - kTimes.retention.fields);
  const Sweeper sweeper(*store_, time_.clock(), time_, kTimes, closed_days_);
  time_.RunFor(2 * kSweepInterval);
  EXPECT_TRUE(HasKey(subject));
  time_.RunFor(kSweepInterval);
  EXPECT_FALSE(HasKey(subject));
  EXPECT_EQ(Entries().back().entry.kind, EntryKind::kKeyErased);
}

TEST_F(SweeperTest, AClockThatWasWrongAtTheStartErasesNoKey) {
  const std::string subject(kPseudonymBytes, 's');
  Sealed(subject, kSampleInstant);
  // Four years ahead from the beginning, and it stays so.
  ManualClock clock(kSampleInstant + Days(4 * 366));
  const Sweeper sweeper(*store_, clock, time_, kTimes, closed_days_);
  time_.RunFor(std::chrono::hours(24));
  EXPECT_TRUE(HasKey(subject));
}

TEST_F(SweeperTest, AfterAStandstillKeysAreErasedOnceTheTimeIsSure) {
  const std::string subject(kPseudonymBytes, 's');
  Sealed(subject, kSampleInstant - kTimes.retention.fields);
  ManualClock clock(kSampleInstant + std::chrono::hours(3));
  const Sweeper sweeper(*store_, clock, time_, kTimes, closed_days_);
  time_.RunFor(std::chrono::minutes(59));
  EXPECT_TRUE(HasKey(subject));
  time_.RunFor(std::chrono::minutes(2));
  EXPECT_FALSE(HasKey(subject)) << "three hours after an hour";
}

TEST_F(SweeperTest, NothingIsSweptAfterItsEnd) {
  Record(kSampleInstant);
  Hold(kSampleInstant);
  { const Sweeper sweeper(*store_, time_.clock(), time_, kTimes, closed_days_); }
  time_.RunFor(3 * kSweepInterval);
  EXPECT_TRUE(Open());
}

}  // namespace
}  // namespace clearance
