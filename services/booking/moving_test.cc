// Moving parties, over the memory store: never both places, never none.
#include <gtest/gtest.h>

#include "services/booking/booking_desk.h"
#include "tests/support/booking_desk_fixture.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

class MovingTest : public DeskTest {
 protected:
  Instant At(int slot) const { return scene_.SlotFromNow(slot).starts_at; }
  std::optional<Booking> Stored(const std::string& booking_id) {
    std::optional<Booking> booking;
    Read([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(booking, s.bookings().FindById(booking_id));
      return OkStatus();
    });
    return booking;
  }
};

TEST_F(MovingTest, AMoveMakesNewBookingsUnderTheSameReference) {
  BookingRequest request = scene_.Wanted("A1", 4);
  request.persons.push_back(scene_.ChildWith("A2", 0));
  request.contact = "a@b.kz";
  const auto party = *scene_.Create(request);
  const MoveRequest move = scene_.MoveOf(party, At(6));
  const auto moved = scene_.Move(move);
  ASSERT_TRUE(moved.ok()) << moved.status();
  ASSERT_EQ(moved->old_bookings.size(), 2u);
  ASSERT_EQ(moved->new_bookings.size(), 2u);
  for (std::size_t i = 0; i < 2; ++i) {
    const Booking& before = moved->old_bookings[i];
    const Booking& after = moved->new_bookings[i];
    EXPECT_EQ(before.booking_id, party[i].booking_id);
    EXPECT_EQ(before.state, BookingState::kMoved);
    EXPECT_EQ(before.moved_to, after.booking_id);
    EXPECT_NE(after.booking_id, before.booking_id) << "the old seal is revoked by its id";
    EXPECT_EQ(after.seal, after.booking_id + party[i].seal.substr(party[i].seal.find(" for "))) << "the same document";
    Booking expected = party[i];
    expected.booking_id = after.booking_id;
    expected.seal = after.seal;
    expected.slot.starts_at = At(6);
    EXPECT_EQ(after, expected) << "nothing else changes";
    EXPECT_EQ(Stored(before.booking_id)->state, BookingState::kMoved);
  }
  EXPECT_EQ(*scene_.Find(scene_.LookupOf(party)), moved->new_bookings);
  EXPECT_EQ(FreeIn(4), kPlaces);
  EXPECT_EQ(FreeIn(6), kPlaces - 2);
  EXPECT_EQ(LastPosition(), 4u) << "made twice, moved twice";

  EXPECT_EQ(*scene_.Move(move), *moved) << "a retry";
  MoveRequest other = move;
  other.starts_at = At(7);
  EXPECT_EQ(ReasonOf(scene_.Move(other).status()), error_reason::kRequestIdReused);
  ASSERT_TRUE(scene_.Move(scene_.MoveOf(party, At(8))).ok());
  EXPECT_EQ(*scene_.Move(move), *moved) << "the first answer, whatever came later";
}

TEST_F(MovingTest, AFullSlotLeavesThePartyWhatItHas) {
  const auto party = *scene_.Create(scene_.Wanted("A1", 4));
  for (int i = 0; i < kPlaces; ++i) ASSERT_TRUE(scene_.Create(scene_.Wanted("B" + std::to_string(i), 6)).ok());
  const Status full = scene_.Move(scene_.MoveOf(party, At(6))).status();
  EXPECT_EQ(ReasonOf(full), error_reason::kSlotFull);
  EXPECT_EQ(FactsOf(full)[0].second, FormatInstant(At(5)) + "," + FormatInstant(At(7)));
  EXPECT_EQ(*scene_.Find(scene_.LookupOf(party)), party);
  EXPECT_EQ(FreeIn(4), kPlaces - 1);
}

TEST_F(MovingTest, TheNearestSlotsAreOthersThanThePartys) {
  const auto earlier = *scene_.Create(scene_.Wanted("A1", 5));
  const auto later = *scene_.Create(scene_.Wanted("A2", 7));
  for (int i = 0; i < kPlaces; ++i) ASSERT_TRUE(scene_.Create(scene_.Wanted("B" + std::to_string(i), 6)).ok());
  const auto nearest = [&](const BookingScene::Party& party) {
    return FactsOf(scene_.Move(scene_.MoveOf(party, At(6))).status())[0].second;
  };
  EXPECT_EQ(nearest(earlier), FormatInstant(At(4)) + "," + FormatInstant(At(7)));
  EXPECT_EQ(nearest(later), FormatInstant(At(5)) + "," + FormatInstant(At(8)));
}

TEST_F(MovingTest, TheDocumentsOwnPlaceCountsAsFree) {
  for (int slot : {4, 5}) ASSERT_TRUE(scene_.Create(scene_.Wanted("A1", slot)).ok());
  const auto party = *scene_.Create(scene_.Wanted("A1", 100));
  ASSERT_TRUE(scene_.Create(scene_.Wanted("A1", 101)).ok());
  EXPECT_TRUE(scene_.Move(scene_.MoveOf(party, At(102))).ok()) << "two a day and four open, its own among them";
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(6))).status()), error_reason::kBookingLimit)
      << "a third on that day";
}

TEST_F(MovingTest, TheContactsOwnPlacesCountAsFree) {
  BookingRequest request = scene_.Wanted("A0", 0);
  request.contact = "a@b.kz";
  BookingScene::Party last;
  for (int i = 0; i < 16; ++i) {
    request.request_id = NewUuid(random_);
    request.persons = {scene_.PersonWith("A" + std::to_string(i))};
    request.slot = scene_.SlotFromNow(i / 3);
    const auto made = scene_.Create(request);
    ASSERT_TRUE(made.ok()) << made.status();
    last = *made;
  }
  EXPECT_TRUE(scene_.Move(scene_.MoveOf(last, At(9))).ok());
}

TEST_F(MovingTest, WhereAPartyCannotBeMovedNothingIsWritten) {
  BookingRequest request = scene_.Wanted("A1", 4);
  request.persons.push_back(scene_.ChildWith("A2", 0));
  const auto party = *scene_.Create(request);
  EXPECT_EQ(FieldOf(scene_.Move(scene_.MoveOf(party, At(4))).status()), "starts_at") << "it has that slot";
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, kDeskNow - kSlotLength * 4)).status()),
            error_reason::kSlotClosed);
  SetState(party[1], BookingState::kReserved, kDeskNow + minutes(2));
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(6))).status()), error_reason::kBookingState) << "in hand";
  EXPECT_EQ(Attempts().back().result, AttemptResult::kState);
  SetState(party[1], BookingState::kConfirmed, {});
  SetState(party[0], BookingState::kRedeemed, {});
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(6))).status()), error_reason::kBookingState)
      << "a child whose adult has come already";
  EXPECT_EQ(LastPosition(), 2u);
}

TEST_F(MovingTest, WhoHasComeStaysAndWhoDidNotComeInTimeCannotBeMoved) {
  BookingRequest request = scene_.Wanted("A1", 4);
  request.persons.push_back(scene_.PersonWith("A2"));
  const auto party = *scene_.Create(request);
  SetState(party[0], BookingState::kRedeemed, {});
  const auto moved = scene_.Move(scene_.MoveOf(party, At(6)));
  ASSERT_TRUE(moved.ok()) << moved.status();
  ASSERT_EQ(moved->new_bookings.size(), 1u);
  EXPECT_EQ(LastPosition(), 3u);
  SetState(moved->new_bookings[0], BookingState::kNoShow, {});
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(7))).status()), error_reason::kBookingState);
}

TEST_F(MovingTest, WhoIsInTheSlotAlreadyKeepsTheirPlaceThere) {
  BookingRequest request = scene_.Wanted("A1", 4);
  for (const char* number : {"A2", "A3"}) request.persons.push_back(scene_.PersonWith(number));
  const auto party = *scene_.Create(request);
  Booking there = party[1];
  there.slot.starts_at = At(6);
  SetState(there, BookingState::kConfirmed, {});
  EXPECT_EQ(FreeIn(6), 2);
  const auto moved = scene_.Move(scene_.MoveOf(party, At(6)));
  ASSERT_TRUE(moved.ok()) << moved.status() << ": the last two places are enough for the other two";
  ASSERT_EQ(moved->new_bookings.size(), 2u);
  EXPECT_EQ(moved->old_bookings[1].booking_id, party[2].booking_id);
  EXPECT_EQ(*Stored(there.booking_id), there);
  EXPECT_EQ(FieldOf(scene_.Move(scene_.MoveOf(party, At(6))).status()), "starts_at") << "all have it now";
}

TEST_F(MovingTest, NoFurtherThanTheKeyOfItsSealIsBelieved) {
  const auto party = *scene_.Create(scene_.Wanted("A1", 4));
  scene_.reissued_until = At(7);
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(7))).status()), error_reason::kSlotClosed);
  for (int i = 0; i < kPlaces; ++i) ASSERT_TRUE(scene_.Create(scene_.Wanted("B" + std::to_string(i), 6)).ok());
  const Status full = scene_.Move(scene_.MoveOf(party, At(6))).status();
  EXPECT_EQ(FactsOf(full)[0].second, FormatInstant(At(5))) << "what is named can be taken";
  EXPECT_TRUE(scene_.Move(scene_.MoveOf(party, At(5))).ok());
}

TEST_F(MovingTest, AnotherLaneGroupOfThePort) {
  const auto party = *scene_.Create(scene_.Wanted("A1", 4));
  MoveRequest move = scene_.MoveOf(party, At(4));
  move.lane_group = "icbc-kaz-2";
  const auto moved = scene_.Move(move);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->new_bookings[0].slot.lane_group, "icbc-kaz-2");
  EXPECT_EQ(moved->new_bookings[0].slot.starts_at, At(4));
  move.lane_group = "nowhere";
  move.request_id = NewUuid(random_);
  EXPECT_EQ(ReasonOf(scene_.Move(move).status()), error_reason::kSlotClosed);
}

TEST_F(MovingTest, AHoldIsUsedUp) {
  const auto party = *scene_.Create(scene_.Wanted("A1", 4));
  const auto hold = *scene_.Hold(scene_.HoldOf(6, kPlaces));
  MoveRequest move = scene_.MoveOf(party, At(6));
  EXPECT_EQ(ReasonOf(scene_.Move(move).status()), error_reason::kSlotFull);
  move.hold_id = hold.hold_id;
  move.request_id = NewUuid(random_);
  ASSERT_TRUE(scene_.Move(move).ok());
  EXPECT_EQ(FreeIn(6), kPlaces - 1) << "what the hold had too many is free";
}

TEST_F(MovingTest, AMoveKeepsItsAttemptOfEachDocument) {
  BookingRequest request = scene_.Wanted("A1", 4);
  request.persons.push_back(scene_.PersonWith("A2"));
  const auto party = *scene_.Create(request);
  ASSERT_TRUE(scene_.Move(scene_.MoveOf(party, At(6))).ok());
  const auto attempts = Attempts();
  ASSERT_EQ(attempts.size(), 4u);
  for (const std::size_t i : {2u, 3u}) {
    EXPECT_EQ(attempts[i].act, AttemptAct::kMove);
    EXPECT_EQ(attempts[i].result, AttemptResult::kOk);
    EXPECT_EQ(attempts[i].document, party[i - 2].traveller);
    EXPECT_EQ(attempts[i].subject, scene_.pseudonyms.Reference(party[0].reference));
  }
}

}  // namespace
}  // namespace clearance
