// Closing days, over the memory store: what is booked is moved or cancelled, page by page, and nobody is forgotten.
#include <gtest/gtest.h>

#include <set>

#include "services/booking/booking_desk.h"
#include "tests/support/booking_desk_fixture.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr Date kTomorrow = MakeDate(2026, 9, 23);
constexpr int kFirstOfTomorrow = 4 * 19;  // 00:00 in Kazakhstan, counted from kDeskNow

class ClosingDayTest : public DeskTest {
 protected:
  Instant At(int slot) const { return scene_.SlotFromNow(slot).starts_at; }
  BookingScene::Party Made(int slot, int persons = 1) {
    BookingRequest request = scene_.Wanted("A" + std::to_string(++drawn_), slot);
    while (static_cast<int>(request.persons.size()) < persons)
      request.persons.push_back(scene_.PersonWith("A" + std::to_string(++drawn_)));
    const auto made = scene_.Create(request);
    EXPECT_TRUE(made.ok()) << made.status();
    return made.value_or(BookingScene::Party());
  }
};

TEST_F(ClosingDayTest, NothingCanBeTakenOnAClosedDay) {
  const auto hold = *scene_.Hold(scene_.HoldOf(kFirstOfTomorrow));
  const auto party = Made(4);
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_TRUE(closed->notices.empty());
  EXPECT_FALSE(closed->more);
  EXPECT_EQ(closed->closure, (DayClosure{"KHORGOS", kTomorrow, "storm", BookingScene::kOfficer, kDeskNow}));
  for (const int slot : {kFirstOfTomorrow, kFirstOfTomorrow + 95}) {
    EXPECT_EQ(ReasonOf(scene_.Hold(scene_.HoldOf(slot)).status()), error_reason::kSlotClosed);
    EXPECT_EQ(ReasonOf(scene_.Create(scene_.Wanted("B", slot)).status()), error_reason::kSlotClosed);
    EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(slot))).status()), error_reason::kSlotClosed);
  }
  BookingRequest held = scene_.Wanted("B", kFirstOfTomorrow);
  held.hold_id = hold.hold_id;
  EXPECT_EQ(ReasonOf(scene_.Create(held).status()), error_reason::kSlotClosed) << "held before the day was closed";
  for (const int slot : {kFirstOfTomorrow - 1, kFirstOfTomorrow + 96})
    EXPECT_TRUE(scene_.Create(scene_.Wanted("C", slot)).ok()) << "the days beside it are open";
}

TEST_F(ClosingDayTest, PartiesAreMovedTogetherToTheNearestPlaces) {
  const auto early = Made(kFirstOfTomorrow + 1, 2);
  const auto late = Made(kFirstOfTomorrow + 94, 2);
  const auto elsewhere = Made(kFirstOfTomorrow - 2);
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 4u);
  for (std::size_t i = 0; i < 4; ++i) {
    const ClosureNotice& notice = closed->notices[i];
    EXPECT_EQ(notice.old_booking.booking_id, (i < 2 ? early : late)[i % 2].booking_id);
    EXPECT_EQ(notice.old_booking.state, BookingState::kMoved);
    ASSERT_TRUE(notice.new_booking);
    EXPECT_EQ(notice.old_booking.moved_to, notice.new_booking->booking_id);
    EXPECT_EQ(notice.new_booking->slot.starts_at, At(i < 2 ? kFirstOfTomorrow - 1 : kFirstOfTomorrow + 96));
  }
  EXPECT_EQ(*scene_.Find(scene_.LookupOf(elsewhere)), elsewhere);
  EXPECT_EQ(LastPosition(), 5u + 1 + 4) << "made, closed, moved";
}

TEST_F(ClosingDayTest, NobodyIsMovedToASlotThatBeginsTooSoonToCome) {
  const auto party = Made(kFirstOfTomorrow);
  const auto moved_to = [&](Instant now) -> std::optional<Instant> {
    clock_.Set(now);
    ClosureRequest closure = scene_.ClosureOf(kTomorrow, ClosureAction::kMove);
    closure.validate_only = true;
    const auto closed = scene_.Close(closure);
    if (!closed.ok() || closed->notices.size() != 1 || !closed->notices[0].new_booking) return std::nullopt;
    return closed->notices[0].new_booking->slot.starts_at;
  };
  const Instant last_of_today = At(kFirstOfTomorrow - 1);
  const Instant first_of_the_day_after = At(kFirstOfTomorrow + 96);
  EXPECT_EQ(moved_to(last_of_today - hours(2)), last_of_today);
  EXPECT_EQ(moved_to(last_of_today - hours(2) + Duration(1)), first_of_the_day_after);
}

TEST_F(ClosingDayTest, NoDocumentIsMovedToATimeForWhichItHasABooking) {
  for (const int slot : {kFirstOfTomorrow - 1, kFirstOfTomorrow, kFirstOfTomorrow + 1})
    ASSERT_TRUE(scene_.Create(scene_.Wanted("A1", slot)).ok());
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 2u);
  for (int i = 0; i < 2; ++i) {
    ASSERT_TRUE(closed->notices[i].new_booking);
    EXPECT_EQ(closed->notices[i].new_booking->slot.starts_at, At(kFirstOfTomorrow - 2 - i));
  }
}

TEST_F(ClosingDayTest, NobodyIsMovedFurtherThanTheKeyOfTheirSealIsBelieved) {
  const auto party = Made(kFirstOfTomorrow + 94);
  scene_.reissued_until = At(kFirstOfTomorrow + 96);
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 1u);
  ASSERT_TRUE(closed->notices[0].new_booking) << "the day before has places";
  EXPECT_EQ(closed->notices[0].new_booking->slot.starts_at, At(kFirstOfTomorrow - 1));
}

TEST_F(ClosingDayTest, NoSlotGetsMoreThanItHolds) {
  std::vector<BookingScene::Party> parties;
  for (int slot = 0; slot < 10; ++slot) {
    for (int i = 0; i < kPlaces; ++i) parties.push_back(Made(kFirstOfTomorrow + slot));
  }
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), parties.size());
  std::map<Instant, int> moved_to;
  for (const ClosureNotice& notice : closed->notices) ++moved_to[notice.new_booking->slot.starts_at];
  EXPECT_EQ(moved_to.size(), 10u);
  for (const auto& [starts_at, places] : moved_to) EXPECT_EQ(places, kPlaces) << FormatInstant(starts_at);
}

TEST_F(ClosingDayTest, WhereThereIsNoPlaceAPartyIsCancelled) {
  BookingScene narrow(*store_, clock_, random_, {.plans = {PlanOf(1)}, .window = {.horizon = hours(20)}});
  // All that can be booked but two slots of today is tomorrow.
  for (int slot = 0; slot < kFirstOfTomorrow - 2; ++slot)
    ASSERT_TRUE(narrow.Create(narrow.Wanted("B" + std::to_string(slot), slot)).ok());
  std::vector<BookingScene::Party> parties;
  for (int slot = 0; slot < 3; ++slot)
    parties.push_back(*narrow.Create(narrow.Wanted("C" + std::to_string(slot), kFirstOfTomorrow + slot)));
  const auto closed = narrow.Close(narrow.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 3u);
  EXPECT_TRUE(closed->notices[0].new_booking && closed->notices[1].new_booking);
  EXPECT_FALSE(closed->notices[2].new_booking);
  EXPECT_EQ(closed->notices[2].old_booking.state, BookingState::kCancelled);
  EXPECT_EQ(StatesOf(*narrow.Find(narrow.LookupOf(parties[2]))), "CANCELLED ");
}

TEST_F(ClosingDayTest, WhoseSealCannotBeMadeAgainIsCancelledAndHoldsNobodyUp) {
  const auto party = Made(kFirstOfTomorrow);
  scene_.seals = false;
  EXPECT_EQ(ReasonOf(scene_.Move(scene_.MoveOf(party, At(3))).status()), error_reason::kBookingState);
  EXPECT_EQ(StatesOf(*scene_.Find(scene_.LookupOf(party))), "CONFIRMED ");
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 1u);
  EXPECT_FALSE(closed->notices[0].new_booking);
}

TEST_F(ClosingDayTest, ManyAreDealtWithPageByPageAndNobodyTwice) {
  std::set<std::string> booked;
  for (int slot = 0; slot < 4; ++slot) {
    for (const Booking& booking : Made(kFirstOfTomorrow + slot, 2)) booked.insert(booking.booking_id);
    booked.insert(Made(kFirstOfTomorrow + slot).front().booking_id);
  }
  std::set<std::string> told;
  std::vector<std::pair<ClosureRequest, ClosedDay>> calls;
  bool more = true;
  while (more) {
    const ClosureRequest request = scene_.ClosureOf(kTomorrow, ClosureAction::kCancel, 2);
    const auto closed = scene_.Close(request);
    ASSERT_TRUE(closed.ok()) << closed.status();
    ASSERT_FALSE(closed->notices.empty());
    EXPECT_LE(closed->notices.size(), 3u) << "no party is divided";
    for (const ClosureNotice& notice : closed->notices)
      EXPECT_TRUE(told.insert(notice.old_booking.booking_id).second) << "told twice";
    calls.emplace_back(request, *closed);
    more = closed->more;
    clock_.Advance(minutes(1));
  }
  EXPECT_EQ(told, booked);
  const std::uint64_t last = LastPosition();
  for (const auto& [request, answer] : calls) EXPECT_EQ(*scene_.Close(request), answer) << "the first answer";
  EXPECT_EQ(LastPosition(), last);
  EXPECT_EQ(last, 12u + 1 + 12) << "one entry of the closure";
}

TEST_F(ClosingDayTest, MoreIsSaidOnlyWhereThereIsMore) {
  Made(kFirstOfTomorrow, 3);
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kCancel, 2));
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->notices.size(), 3u);
  EXPECT_FALSE(closed->more);
}

TEST_F(ClosingDayTest, TheFirstClosureStands) {
  ASSERT_TRUE(scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove)).ok());
  ClosureRequest again = scene_.ClosureOf(kTomorrow, ClosureAction::kCancel);
  again.reason = "another";
  clock_.Advance(minutes(1));
  const auto closed = scene_.Close(again);
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->closure.reason, "storm");
  EXPECT_EQ(closed->closure.closed_at, kDeskNow);
}

TEST_F(ClosingDayTest, OnlyWhatStandsAndIsNotOverIsDealtWith) {
  const auto over = Made(0);
  const auto in_hand = Made(2);
  const auto given_back = Made(3);
  const auto stands = Made(3);
  SetState(in_hand[0], BookingState::kReserved, kDeskNow + hours(1));
  ASSERT_TRUE(scene_.Cancel(scene_.CancelOf(given_back)).ok());
  clock_.Set(kDeskNow + kSlotLength);
  const auto closed = scene_.Close(scene_.ClosureOf(MakeDate(2026, 9, 22), ClosureAction::kCancel));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 1u);
  EXPECT_EQ(closed->notices[0].old_booking.booking_id, stands[0].booking_id);
  EXPECT_TRUE(closed->more) << "a lane may give it back yet";
  EXPECT_EQ(StatesOf(*scene_.Find(scene_.LookupOf(over))), "CONFIRMED ");
}

TEST_F(ClosingDayTest, APartyThatALaneHasInHandIsNotDivided) {
  BookingRequest request = scene_.Wanted("A1", kFirstOfTomorrow);
  for (const char* number : {"A2", "A3"}) request.persons.push_back(scene_.ChildWith(number, 0));
  const auto party = *scene_.Create(request);
  const auto other = Made(kFirstOfTomorrow + 1);
  SetState(party[0], BookingState::kReserved, kDeskNow + minutes(2));
  for (const ClosureAction action : {ClosureAction::kMove, ClosureAction::kCancel}) {
    const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, action, 1));
    ASSERT_TRUE(closed.ok()) << closed.status();
    EXPECT_TRUE(closed->more);
    ASSERT_EQ(closed->notices.size(), action == ClosureAction::kMove ? 1u : 0u) << "and it holds up nobody else";
    EXPECT_EQ(StatesOf(*scene_.Find(scene_.LookupOf(party))), "RESERVED CONFIRMED CONFIRMED ");
  }
  SetState(party[0], BookingState::kConfirmed, {});
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 3u);
  EXPECT_FALSE(closed->more);
}

TEST_F(ClosingDayTest, AReservationThatHasRunOutIsMovedWithItsParty) {
  const auto party = Made(kFirstOfTomorrow, 2);
  SetState(party[0], BookingState::kReserved, kDeskNow);
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  EXPECT_EQ(closed->notices.size(), 2u);
  EXPECT_FALSE(closed->more);
}

TEST_F(ClosingDayTest, AMinorWhoseAdultHasComeIsNotMovedAlone) {
  BookingRequest request = scene_.Wanted("A1", kFirstOfTomorrow);
  request.persons.push_back(scene_.ChildWith("A2", 0));
  const auto party = *scene_.Create(request);
  SetState(party[0], BookingState::kRedeemed, {});
  const auto closed = scene_.Close(scene_.ClosureOf(kTomorrow, ClosureAction::kMove));
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 1u);
  EXPECT_FALSE(closed->notices[0].new_booking);
}

TEST_F(ClosingDayTest, ADayThatIsOverAndAPortThatIsNoneAreNamed) {
  EXPECT_EQ(FieldOf(scene_.Close(scene_.ClosureOf(MakeDate(2026, 9, 21), ClosureAction::kMove)).status()), "day");
  ClosureRequest elsewhere = scene_.ClosureOf(kTomorrow, ClosureAction::kMove);
  elsewhere.port = "ALTYNKOL";
  EXPECT_EQ(FieldOf(scene_.Close(elsewhere).status()), "port");
  EXPECT_EQ(LastPosition(), 0u);
}

}  // namespace
}  // namespace clearance
