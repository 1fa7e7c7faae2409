// How bookings in every state stand to a crossing, and what a passage makes of them.
#include "services/clearance/booking_use.h"

#include <gtest/gtest.h>

#include "db/memory_store.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

class BookingUseTest : public testing::Test {
 protected:
  Booking Stored(BookingState state) {
    Booking booking = SampleBooking();
    booking.state = state;
    booking.reserved_by.clear();
    booking.slot.starts_at = kSampleInstant;
    return booking;
  }
  void Write(const Store::Function& fn) {
    Status status(StatusCode::kUnknown, "not run");
    store_->Transact(fn, [&](const Status& done) { status = done; });
    time_.RunFor(Duration(0));
    EXPECT_TRUE(status.ok()) << status;
  }

  VirtualTime time_{kSampleInstant};
  std::unique_ptr<Store> store_ = NewMemoryStore(time_);
};

TEST_F(BookingUseTest, OnlyWhatStandsIsValid) {
  using enum BookingState;
  const std::vector<std::pair<BookingState, BookingUse>> table = {{kConfirmed, BookingUse::kValid},
                                                                  {kReserved, BookingUse::kValid},
                                                                  {kRedeemed, BookingUse::kSecondUse},
                                                                  {kCancelled, BookingUse::kCancelled},
                                                                  {kMoved, BookingUse::kCancelled}};
  for (const auto& [state, expected] : table) {
    store_ = NewMemoryStore(time_);
    CrossingRequest request = SampleCrossing();
    request.booking_id = Stored(state).booking_id;
    Write([&, state = state, expected = expected](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.bookings().Insert(Stored(state)));
      request.findings.clear();
      const auto sight = EstablishBooking(t, request, Stored(state).traveller, {}, kSampleInstant);
      EXPECT_TRUE(sight.ok() && sight->use == expected) << BookingStateName(state);
      return OkStatus();
    });
  }
}

// A gate that was cut off tells of a passage long after its slot: the booking was used after all.
TEST_F(BookingUseTest, APassageRedeemsWhatWasTakenForANoShowAndNothingGivenBack) {
  using enum BookingState;
  const std::vector<std::pair<BookingState, BookingRedemption>> table = {
      {kConfirmed, BookingRedemption::kRedeemed},  {kReserved, BookingRedemption::kRedeemed},
      {kNoShow, BookingRedemption::kRedeemed},     {kRedeemed, BookingRedemption::kUsedBefore},
      {kCancelled, BookingRedemption::kUntouched}, {kMoved, BookingRedemption::kUntouched}};
  for (const auto& [state, expected] : table) {
    store_ = NewMemoryStore(time_);
    Passage passage = SamplePassage();
    passage.booking_id = Stored(state).booking_id;
    Write([&, state = state, expected = expected](Transaction& t) -> Status {
      RETURN_IF_ERROR(t.bookings().Insert(Stored(state)));
      const auto redeemed = RedeemBooking(t, passage, Stored(state).traveller, {});
      EXPECT_TRUE(redeemed.ok() && redeemed->redemption == expected) << BookingStateName(state);
      const auto after = t.bookings().FindById(passage.booking_id);
      EXPECT_EQ((*after)->state, expected == BookingRedemption::kRedeemed ? kRedeemed : state);
      return OkStatus();
    });
  }
}

// What a lane did not take was not used, whatever its booking would have been good for.
TEST_F(BookingUseTest, WhatTheLaneFoundAgainstASealStands) {
  const std::vector<std::pair<FindingCause, AttemptResult>> table = {
      {FindingCause::kTooEarly, AttemptResult::kTooEarly},
      {FindingCause::kTooLate, AttemptResult::kTooLate},
      {FindingCause::kWrongPort, AttemptResult::kWrongPort},
      {FindingCause::kCancelled, AttemptResult::kSealRevoked},
      {FindingCause::kOtherDocument, AttemptResult::kOtherDocument},
      {FindingCause::kMalformed, AttemptResult::kSealMalformed},
      {FindingCause::kBadSignature, AttemptResult::kSealBadSignature},
      {FindingCause::kUnknownKey, AttemptResult::kSealUnknownKey}};
  Write([&](Transaction& t) { return t.bookings().Insert(Stored(BookingState::kConfirmed)); });
  for (const auto& [cause, result] : table) {
    const Finding finding{CheckKind::kBooking, FindingResult::kFailed, cause};
    CrossingRequest request = SampleCrossing();
    request.booking_id = SampleBooking().booking_id;
    request.findings = {finding};
    Passage passage = SamplePassage();
    passage.booking_id = request.booking_id;
    passage.booking_finding = finding;
    Write([&, result = result](Transaction& t) -> Status {
      const auto sight = EstablishBooking(t, request, SampleBooking().traveller, {}, kSampleInstant);
      EXPECT_EQ(sight->use, BookingUse::kNone);
      EXPECT_EQ(sight->result, result);
      const auto redeemed = RedeemBooking(t, passage, SampleBooking().traveller, {});
      EXPECT_EQ(redeemed->redemption, BookingRedemption::kUntouched);
      EXPECT_EQ(redeemed->result, result);
      EXPECT_EQ((*t.bookings().FindById(request.booking_id))->state, BookingState::kConfirmed);
      return OkStatus();
    });
  }
}

}  // namespace
}  // namespace clearance
