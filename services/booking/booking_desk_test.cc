// The booking desk over the memory store, under a clock set by hand.
#include "services/booking/booking_desk.h"

#include <gtest/gtest.h>

#include <future>

#include "common/base/error_reasons.h"
#include "common/base/ids.h"
#include "db/memory_store.h"
#include "db/transact_and_wait.h"
#include "tests/support/samples.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'790'035'200'000);  // 2026-09-22 00:00 UTC
constexpr int kPlaces = 3;

// The system's randomness, but for the first references drawn: those are all the same.
class RepeatingRandom final : public Random {
 public:
  void Fill(std::span<std::uint8_t> out) override {
    constexpr std::size_t kReferenceBytes = 8;
    if (out.size() == kReferenceBytes && repeats > 0) {
      --repeats;
      std::fill(out.begin(), out.end(), std::uint8_t{5});
    } else {
      system_.Fill(out);
    }
  }
  int repeats = 0;

 private:
  SystemRandom system_;
};

class BookingDeskTest : public testing::Test {
 protected:
  BookingDeskTest()
      : pseudonyms_(*Pseudonyms::FromKey(SecretBytes(std::string(32, 'k')))),
        store_(NewMemoryStore(executor_)),
        desk_(
            *store_, pseudonyms_,
            {.plans = {{.port = "KHORGOS",
                        .lane_group = "icbc-kaz",
                        .movement = {Territory::kKaz, Territory::kIcbc},
                        .schedule = EveryDay(Territory::kKaz, {{TimeOfDay(0), kEndOfDay}}),
                        .capacity = kPlaces}},
             .limits = {.daily_per_document = 100}},
            zones_,
            [this](const Booking& booking, const Document&) -> StatusOr<std::string> {
              if (!seals_) return Error(StatusCode::kInternal, error_reason::kCertificateUnusable, "no key");
              return "seal of " + booking.booking_id;
            },
            clock_, random_) {}

  BookingRequest Wanted(const std::string& number, int slot = 0) {
    BookingRequest request{NewUuid(random_),
                           {"KHORGOS", "icbc-kaz", {Territory::kKaz, Territory::kIcbc}, kNow + slot * kSlotLength},
                           SampleDocument()};
    request.document.number = number;
    return request;
  }
  StatusOr<Booking> Create(const BookingRequest& request) {
    std::promise<StatusOr<Booking>> done;
    desk_.Create(request, [&](StatusOr<Booking> booking) { done.set_value(std::move(booking)); });
    return done.get_future().get();
  }
  StatusOr<Booking> Cancel(const std::string& request_id, const BookingLookup& lookup) {
    std::promise<StatusOr<Booking>> done;
    desk_.Cancel(request_id, lookup, [&](StatusOr<Booking> booking) { done.set_value(std::move(booking)); });
    return done.get_future().get();
  }
  BookingLookup LookupOf(const Booking& booking) { return {booking.reference, SampleDocument().birth_date}; }
  void SetState(Booking booking, BookingState state, Instant reserved_until) {
    booking.state = state;
    booking.reserved_until = reserved_until;
    EXPECT_TRUE(TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Update(booking); }).ok());
  }
  std::uint64_t LastPosition() {
    std::uint64_t last = 0;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(last, s.ledger().LastPosition());
                      return OkStatus();
                    })
                    .ok());
    return last;
  }

  ThreadPool executor_{1};
  ManualClock clock_{kNow};
  RepeatingRandom random_;
  const ZoneTable zones_{{{Instant{}, std::chrono::hours(8)}}, {{Instant{}, std::chrono::hours(5)}}};
  bool seals_ = true;
  const Pseudonyms pseudonyms_;
  const std::unique_ptr<Store> store_;
  BookingDesk desk_;
};

TEST_F(BookingDeskTest, ABookingIsMadeOncePerRequest) {
  const BookingRequest request = Wanted("A1");
  const auto made = Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  EXPECT_EQ(made->state, BookingState::kConfirmed);
  EXPECT_EQ(made->seal, "seal of " + made->booking_id);
  EXPECT_EQ(made->traveller, pseudonyms_.Traveller(request.document));
  EXPECT_EQ(made->reference.size(), 8u);
  EXPECT_EQ(made->reference.find_first_of("01IO"), std::string::npos) << "letters that are taken for digits";
  const auto again = Create(request);
  ASSERT_TRUE(again.ok());
  EXPECT_EQ(*again, *made);
  EXPECT_EQ(LastPosition(), 1u);
  BookingRequest changed = request;
  changed.document.birth_date += Days(1);
  EXPECT_EQ(ReasonOf(Create(changed).status()), error_reason::kRequestIdReused);
}

TEST_F(BookingDeskTest, ABookingIsFoundByBothHalvesOnly) {
  const auto made = Create(Wanted("A1"));
  ASSERT_TRUE(made.ok());
  const auto found = desk_.Find(LookupOf(*made));
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(*found, *made);
  const Status wrong_date = desk_.Find({made->reference, SampleDocument().birth_date + Days(1)}).status();
  const Status wrong_reference = desk_.Find({"ZZZZZZZZ", SampleDocument().birth_date}).status();
  EXPECT_EQ(ReasonOf(wrong_date), error_reason::kNotFound);
  EXPECT_EQ(wrong_date, wrong_reference) << "nobody learns which half was wrong";
}

TEST_F(BookingDeskTest, AFullSlotNamesTheNextAndACancelledPlaceIsFree) {
  std::vector<Booking> made;
  for (int i = 0; i < kPlaces; ++i) made.push_back(*Create(Wanted("A" + std::to_string(i))));
  const Status full = Create(Wanted("B")).status();
  EXPECT_EQ(ReasonOf(full), error_reason::kSlotFull);
  EXPECT_NE(MessageOf(full).find(FormatInstant(kNow + kSlotLength)), std::string::npos) << full;
  EXPECT_EQ(LastPosition(), 3u) << "nothing is written of a refusal";

  const std::string cancellation = NewUuid(random_);
  const auto cancelled = Cancel(cancellation, LookupOf(made[0]));
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->state, BookingState::kCancelled);
  EXPECT_TRUE(Cancel(cancellation, LookupOf(made[0])).ok()) << "a retry";
  EXPECT_EQ(LastPosition(), 4u);
  EXPECT_EQ(ReasonOf(Cancel(cancellation, LookupOf(made[1])).status()), error_reason::kRequestIdReused);
  EXPECT_TRUE(Create(Wanted("B")).ok());
}

TEST_F(BookingDeskTest, ATravellerHasFourOpenBookingsAtMostAndOneASlot) {
  for (int slot = 0; slot < 4; ++slot) ASSERT_TRUE(Create(Wanted("A1", slot)).ok());
  EXPECT_EQ(ReasonOf(Create(Wanted("A1", 0)).status()), error_reason::kBookingState);
  EXPECT_EQ(ReasonOf(Create(Wanted("A1", 4)).status()), error_reason::kBookingState);
  EXPECT_TRUE(Create(Wanted("A2", 4)).ok()) << "somebody else";
  clock_.Set(kNow + kSlotLength);
  EXPECT_TRUE(Create(Wanted("A1", 4)).ok()) << "a slot that is over counts no more";
}

TEST_F(BookingDeskTest, WhatIsUsedOrInHandIsNotCancelled) {
  const Booking booking = *Create(Wanted("A1"));
  SetState(booking, BookingState::kReserved, kNow + std::chrono::minutes(2));
  EXPECT_EQ(ReasonOf(Cancel(NewUuid(random_), LookupOf(booking)).status()), error_reason::kBookingState);
  clock_.Set(kNow + std::chrono::minutes(2));
  EXPECT_TRUE(Cancel(NewUuid(random_), LookupOf(booking)).ok()) << "the lease has ended";
  SetState(booking, BookingState::kRedeemed, kNow);
  EXPECT_EQ(ReasonOf(Cancel(NewUuid(random_), LookupOf(booking)).status()), error_reason::kBookingState);
  EXPECT_EQ(ReasonOf(Cancel(NewUuid(random_), {"ZZZZZZZZ", {}}).status()), error_reason::kNotFound);
}

TEST_F(BookingDeskTest, SlotsAreListedInPages) {
  for (int i = 0; i < kPlaces; ++i) ASSERT_TRUE(Create(Wanted("A" + std::to_string(i), 1)).ok());
  ASSERT_TRUE(Create(Wanted("B", 2)).ok());
  const SlotKey first = Wanted("").slot;
  const auto page = desk_.ListSlots(first, kNow + 5 * kSlotLength, {}, 2);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->slots, (std::vector<OpenSlot>{{kNow, kPlaces}, {kNow + 2 * kSlotLength, kPlaces - 1}}));
  EXPECT_TRUE(page->more);
  const auto rest = desk_.ListSlots(first, kNow + 5 * kSlotLength, page->slots.back().starts_at, 2);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->slots, (std::vector<OpenSlot>{{kNow + 3 * kSlotLength, kPlaces}, {kNow + 4 * kSlotLength, kPlaces}}));
  EXPECT_FALSE(rest->more);
  SlotKey unknown = first;
  unknown.lane_group = "nowhere";
  EXPECT_EQ(ReasonOf(desk_.ListSlots(unknown, kNow + kSlotLength, {}, 2).status()), error_reason::kSlotClosed);
}

TEST_F(BookingDeskTest, AReferenceThatIsTakenIsDrawnAgain) {
  random_.repeats = 4;
  const auto first = Create(Wanted("A1"));
  const auto second = Create(Wanted("A2"));
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->reference, "77777777");
  EXPECT_NE(second->reference, first->reference);
  random_.repeats = 100;
  EXPECT_EQ(Create(Wanted("A3")).status().code(), StatusCode::kUnavailable) << "bounded, and worth a second try";
}

TEST_F(BookingDeskTest, WithoutASealThereIsNoBooking) {
  seals_ = false;
  EXPECT_EQ(Create(Wanted("A1")).status().code(), StatusCode::kInternal);
  seals_ = true;
  EXPECT_EQ(LastPosition(), 0u);
  EXPECT_TRUE(Create(Wanted("A1")).ok()) << "no half a booking is in the way";
}

}  // namespace
}  // namespace clearance
