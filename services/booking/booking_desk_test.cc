// The booking desk over the memory store, under a clock set by hand: holding, booking, finding and giving back.
#include "services/booking/booking_desk.h"

#include <gtest/gtest.h>

#include "common/base/retry.h"
#include "tests/support/booking_desk_fixture.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

TEST_F(DeskTest, ABookingIsMadeOncePerRequest) {
  const BookingRequest request = scene_.Wanted("A1");
  const auto made = scene_.Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->size(), 1u);
  const Booking& booking = made->front();
  EXPECT_EQ(booking.state, BookingState::kConfirmed);
  EXPECT_EQ(booking.seal, booking.booking_id + " for A1");
  EXPECT_EQ(booking.traveller, scene_.pseudonyms.Traveller(request.persons[0].document));
  EXPECT_EQ(booking.reference.size(), 8u);
  EXPECT_EQ(booking.reference.find_first_of("01IO"), std::string::npos) << "letters that are taken for digits";
  EXPECT_EQ(*scene_.Create(request), *made);
  EXPECT_EQ(LastPosition(), 1u);
  EXPECT_EQ(Attempts().size(), 1u) << "a retry is no attempt of its own";
  BookingRequest changed = request;
  changed.persons[0].document.birth_date += Days(1);
  EXPECT_EQ(ReasonOf(scene_.Create(changed).status()), error_reason::kRequestIdReused);
}

TEST_F(DeskTest, APartySharesOneReferenceAndIsFoundByAnyBirthDate) {
  BookingRequest request = scene_.Wanted("A1");
  request.persons.push_back(scene_.ChildWith("A2", 0));
  request.quota = Quota::kFamily;
  request.language = Language::kKk;
  request.contact = "+77011234567";
  const auto made = scene_.Create(request);
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_EQ(made->size(), 2u);
  const Booking& child = made->back();
  EXPECT_EQ(child.reference, made->front().reference);
  EXPECT_NE(child.booking_id, made->front().booking_id);
  EXPECT_EQ(child.member, 1);
  EXPECT_TRUE(child.minor);
  EXPECT_EQ(child.guardian, 0);
  EXPECT_EQ(child.quota, Quota::kFamily);
  EXPECT_EQ(child.language, Language::kKk);
  EXPECT_EQ(child.contact_hash, scene_.pseudonyms.Contact("+77011234567"));
  EXPECT_EQ(*scene_.Find({child.reference, MakeDate(2019, 1, 2)}), *made);
  EXPECT_EQ(*scene_.Find(scene_.LookupOf(*made)), *made);
  EXPECT_EQ(LastPosition(), 2u) << "an entry for each person";
}

TEST_F(DeskTest, AMinorNeedsAnAdultAndAnAdultNone) {
  const auto field_of = [&](std::vector<BookingPerson> persons) {
    BookingRequest request = scene_.Wanted("A1");
    request.persons = std::move(persons);
    return FieldOf(scene_.Create(request).status());
  };
  BookingPerson alone = scene_.ChildWith("A2", 0);
  alone.guardian.reset();
  EXPECT_EQ(field_of({scene_.PersonWith("A1"), alone}), "persons[1].guardian");
  BookingPerson grown = scene_.PersonWith("A2");
  grown.guardian = 0;
  EXPECT_EQ(field_of({scene_.PersonWith("A1"), grown}), "persons[1].guardian") << "of age";
  BookingPerson youth = scene_.PersonWith("A1");
  youth.document.birth_date = MakeDate(2009, 9, 22);  // seventeen on that day
  EXPECT_EQ(field_of({youth, scene_.ChildWith("A2", 0)}), "persons[1].guardian") << "no adult";
  EXPECT_EQ(field_of({youth}), "") << "old enough to travel alone";
  EXPECT_EQ(Attempts().size(), 1u) << "what is refused for its form is no attempt";
}

TEST_F(DeskTest, TheDayOfTheSlotCounts) {
  BookingPerson youth = scene_.PersonWith("A1");
  youth.document.birth_date = MakeDate(2010, 9, 23);
  BookingRequest today = scene_.Wanted("A1", 0);  // 05:00 on the 22nd in Kazakhstan
  today.persons = {youth};
  EXPECT_EQ(FieldOf(scene_.Create(today).status()), "persons[0].guardian") << "fifteen";
  BookingRequest tomorrow = scene_.Wanted("A1", 4 * 19);  // 00:00 on the 23rd there
  tomorrow.persons = {youth};
  EXPECT_TRUE(scene_.Create(tomorrow).ok()) << "sixteen";
}

TEST_F(DeskTest, AFullSlotNamesTheNearestAndACancelledPlaceIsFree) {
  std::vector<BookingScene::Party> made;
  for (int i = 0; i < kPlaces; ++i) made.push_back(*scene_.Create(scene_.Wanted("A" + std::to_string(i), 4)));
  const BookingRequest late = scene_.Wanted("B", 4);
  const Status full = scene_.Create(late).status();
  EXPECT_EQ(ReasonOf(full), error_reason::kSlotFull);
  const auto facts = FactsOf(full);
  ASSERT_EQ(facts.size(), 1u);
  EXPECT_EQ(facts[0].first, "nearest_slots");
  EXPECT_EQ(facts[0].second,
            FormatInstant(scene_.SlotFromNow(3).starts_at) + "," + FormatInstant(scene_.SlotFromNow(5).starts_at));
  EXPECT_NE(MessageOf(full).find("2026-09-22 05:45 in Kazakhstan, 2026-09-22 08:45 in China"), std::string::npos)
      << full;
  EXPECT_EQ(LastPosition(), 3u) << "of a refusal only the attempt is written";
  EXPECT_EQ(Attempts().back().result, AttemptResult::kSlotFull);
  EXPECT_EQ(Attempts().back().document, scene_.pseudonyms.Traveller(late.persons[0].document));

  const CancelRequest cancel = scene_.CancelOf(made[0]);
  const auto cancelled = scene_.Cancel(cancel);
  ASSERT_TRUE(cancelled.ok()) << cancelled.status();
  EXPECT_EQ(cancelled->front().state, BookingState::kCancelled);
  EXPECT_EQ(*scene_.Cancel(cancel), *cancelled) << "a retry";
  EXPECT_EQ(LastPosition(), 4u);
  EXPECT_TRUE(scene_.Create(late).ok()) << "a refusal is no answer to remember";
}

TEST_F(DeskTest, TheNearestSlotHasPlacesForTheWholeParty) {
  for (int slot : {4, 5, 5}) ASSERT_TRUE(scene_.Create(scene_.Wanted("A" + std::to_string(++drawn_), slot)).ok());
  BookingRequest three = scene_.Wanted("B1", 4);
  three.persons.push_back(scene_.PersonWith("B2"));
  three.persons.push_back(scene_.PersonWith("B3"));
  const Status full = scene_.Create(three).status();
  ASSERT_EQ(ReasonOf(full), error_reason::kSlotFull);
  EXPECT_EQ(FactsOf(full)[0].second,
            FormatInstant(scene_.SlotFromNow(3).starts_at) + "," + FormatInstant(scene_.SlotFromNow(6).starts_at));
  EXPECT_TRUE(scene_.ShownFree(Quota::kGeneral, 3).front().places_left == kPlaces);
}

TEST_F(DeskTest, AHoldKeepsPlacesForTenMinutesAndIsUsedUp) {
  const SlotHoldRequest request = scene_.HoldOf(4, 2);
  const auto hold = scene_.Hold(request);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_EQ(hold->expires_at, kDeskNow + minutes(10));
  EXPECT_EQ(FreeIn(4), kPlaces - 2);
  BookingRequest party = scene_.Wanted("A1", 4);
  party.persons.push_back(scene_.PersonWith("A2"));
  EXPECT_EQ(ReasonOf(scene_.Create(party).status()), error_reason::kSlotFull);
  party.hold_id = hold->hold_id;
  party.request_id = NewUuid(random_);
  ASSERT_TRUE(scene_.Create(party).ok());
  EXPECT_EQ(FreeIn(4), kPlaces - 2) << "held before, booked now";
  EXPECT_EQ(*scene_.Hold(request), *hold) << "the first answer, though the hold is used up";
  BookingRequest again = scene_.Wanted("A3", 4);
  again.hold_id = hold->hold_id;
  EXPECT_EQ(ReasonOf(scene_.Create(again).status()), error_reason::kSlotHoldGone);
  EXPECT_EQ(Attempts().back().result, AttemptResult::kHoldGone);
}

TEST_F(DeskTest, AHoldThatHasRunOutTakesNoPlace) {
  const auto hold = scene_.Hold(scene_.HoldOf(4, kPlaces));
  ASSERT_TRUE(hold.ok());
  EXPECT_EQ(FreeIn(4), 0);
  BookingRequest request = scene_.Wanted("A1", 4);
  request.hold_id = hold->hold_id;
  clock_.Advance(minutes(10));
  EXPECT_EQ(ReasonOf(scene_.Create(request).status()), error_reason::kSlotHoldGone);
  request.hold_id.clear();
  request.request_id = NewUuid(random_);
  EXPECT_TRUE(scene_.Create(request).ok());
}

TEST_F(DeskTest, AHoldIsOfItsPlacesOnly) {
  const auto hold = scene_.Hold(scene_.HoldOf(4, 1));
  ASSERT_TRUE(hold.ok());
  BookingRequest other_slot = scene_.Wanted("A1", 5);
  BookingRequest too_many = scene_.Wanted("A2", 4);
  too_many.persons.push_back(scene_.PersonWith("A3"));
  BookingRequest other_quota = scene_.Wanted("A4", 4);
  other_quota.quota = Quota::kAssisted;
  for (BookingRequest* request : {&other_slot, &too_many, &other_quota}) {
    request->hold_id = hold->hold_id;
    EXPECT_EQ(ReasonOf(scene_.Create(*request).status()), error_reason::kSlotHoldGone);
  }
}

TEST_F(DeskTest, ADocumentHasItsLimits) {
  for (int day = 0; day < 2; ++day) {
    for (int slot : {0, 1}) ASSERT_TRUE(scene_.Create(scene_.Wanted("A1", 96 * day + slot)).ok());
  }
  EXPECT_EQ(ReasonOf(scene_.Create(scene_.Wanted("A1", 300)).status()), error_reason::kBookingLimit) << "four open";
  EXPECT_EQ(Attempts().back().result, AttemptResult::kLimit);
  EXPECT_TRUE(scene_.Create(scene_.Wanted("A2", 300)).ok()) << "somebody else";
  ASSERT_TRUE(scene_.Create(scene_.Wanted("A3", 4)).ok());
  EXPECT_EQ(ReasonOf(scene_.Create(scene_.Wanted("A3", 4)).status()), error_reason::kBookingLimit) << "the same slot";
  ASSERT_TRUE(scene_.Create(scene_.Wanted("A3", 5)).ok());
  EXPECT_EQ(ReasonOf(scene_.Create(scene_.Wanted("A3", 6)).status()), error_reason::kBookingLimit) << "two a day";
}

// Whoever gives no contact cannot keep a whole day from all others, and is told when to try again.
TEST_F(DeskTest, ACallerHoldsSoManyPlacesAtOnce) {
  BookingScene bounded(*store_, clock_, random_,
                       {.plans = {PlanOf(kPlaces)}, .limits = {.held_per_caller = 6, .held_without_contact = 4}});
  ASSERT_TRUE(bounded.Hold(bounded.HoldOf(0, 3)).ok());
  clock_.Advance(minutes(4));
  const auto last = bounded.Hold(bounded.HoldOf(1, 1));
  ASSERT_TRUE(last.ok()) << last.status();
  SlotHoldRequest more = bounded.HoldOf(2, 1);
  const Status full = bounded.Hold(more).status();
  EXPECT_EQ(full.code(), StatusCode::kResourceExhausted);
  EXPECT_EQ(ReasonOf(full), error_reason::kSlotHoldLimit);
  EXPECT_EQ(RetryAfterOf(full), minutes(6)) << "when the first of them runs out";
  EXPECT_EQ(Attempts().back().result, AttemptResult::kLimit);
  EXPECT_EQ(LastPosition(), 2u);
  more.contact = "a@b.kz";
  more.places = 3;
  EXPECT_EQ(ReasonOf(bounded.Hold(more).status()), error_reason::kSlotHoldLimit) << "seven of six";
  more.places = 2;
  EXPECT_TRUE(bounded.Hold(more).ok()) << "with a contact";
  BookingRequest request = bounded.Wanted("A1", 1);
  request.slot = last->slot;
  request.hold_id = last->hold_id;
  ASSERT_TRUE(bounded.Create(request).ok()) << "what is booked is held no more";
  EXPECT_TRUE(bounded.Hold(bounded.HoldOf(4, 1)).ok());
  EXPECT_EQ(ReasonOf(bounded.Hold(bounded.HoldOf(5, 1)).status()), error_reason::kSlotHoldLimit);
  clock_.Advance(minutes(6));
  EXPECT_TRUE(bounded.Hold(bounded.HoldOf(5, 1)).ok()) << "the first has run out";
}

TEST_F(DeskTest, AContactHasItsLimitHeldPlacesToo) {
  SlotHoldRequest hold = scene_.HoldOf(0, kPlaces);
  hold.contact = "a@b.kz";
  for (int slot = 0; slot < 5; ++slot) {
    hold.request_id = NewUuid(random_);
    hold.slot = scene_.SlotFromNow(slot);
    ASSERT_TRUE(scene_.Hold(hold).ok()) << slot;
  }
  hold.slot = scene_.SlotFromNow(6);
  hold.places = 2;
  hold.request_id = NewUuid(random_);
  EXPECT_EQ(ReasonOf(scene_.Hold(hold).status()), error_reason::kBookingLimit) << "fifteen of sixteen";
  hold.places = 1;
  const auto last = scene_.Hold(hold);
  ASSERT_TRUE(last.ok()) << last.status();
  BookingRequest request = scene_.Wanted("A1", 6);
  request.contact = "a@b.kz";
  request.hold_id = last->hold_id;
  EXPECT_TRUE(scene_.Create(request).ok()) << "what is used up is not counted twice";
  EXPECT_EQ(Attempts().back().contact_hash, scene_.pseudonyms.Contact("a@b.kz"));
}

TEST_F(DeskTest, WhatIsUsedOrInHandIsNotGivenBack) {
  const auto party = *scene_.Create(scene_.Wanted("A1"));
  SetState(party[0], BookingState::kReserved, kDeskNow + minutes(2));
  EXPECT_EQ(ReasonOf(scene_.Cancel(scene_.CancelOf(party)).status()), error_reason::kBookingState);
  EXPECT_EQ(Attempts().back().result, AttemptResult::kState);
  clock_.Set(kDeskNow + minutes(2));
  EXPECT_TRUE(scene_.Cancel(scene_.CancelOf(party)).ok()) << "the lease has ended";
  for (const BookingState state : {BookingState::kRedeemed, BookingState::kNoShow, BookingState::kCancelled}) {
    SetState(party[0], state, kDeskNow);
    EXPECT_EQ(ReasonOf(scene_.Cancel(scene_.CancelOf(party)).status()), error_reason::kBookingState);
    EXPECT_EQ(ReasonOf(scene_.Cancel(scene_.CancelOf(party, {0})).status()), error_reason::kBookingState);
  }
}

TEST_F(DeskTest, MembersAreGivenBackButNoMinorIsLeftAlone) {
  BookingRequest request = scene_.Wanted("A1", 4);
  request.persons.push_back(scene_.ChildWith("A2", 0));
  request.persons.push_back(scene_.PersonWith("A3"));
  const auto party = *scene_.Create(request);
  EXPECT_EQ(ReasonOf(scene_.Cancel(scene_.CancelOf(party, {0})).status()), error_reason::kBookingState);
  EXPECT_EQ(FieldOf(scene_.Cancel(scene_.CancelOf(party, {0, 1, 3})).status()), "members[2]");
  const auto left = scene_.Cancel(scene_.CancelOf(party, {0, 1}));
  ASSERT_TRUE(left.ok()) << left.status();
  EXPECT_EQ(StatesOf(*left), "CANCELLED CANCELLED CONFIRMED ");
  EXPECT_EQ(FreeIn(4), kPlaces - 1);
  EXPECT_EQ(StatesOf(*scene_.Cancel(scene_.CancelOf(party))), "CANCELLED CANCELLED CANCELLED ");
}

TEST_F(DeskTest, APartyIsFoundByBothHalvesOnly) {
  const auto made = *scene_.Create(scene_.Wanted("A1"));
  BookingLookup wrong = scene_.LookupOf(made);
  wrong.birth_date += Days(1);
  const Status wrong_date = scene_.Find(wrong).status();
  EXPECT_EQ(Attempts().back().result, AttemptResult::kWrongBirthDate);
  const Status wrong_reference = scene_.Find({"ZZZZZZZZ", wrong.birth_date}).status();
  EXPECT_EQ(Attempts().back().result, AttemptResult::kNotFound);
  EXPECT_EQ(ReasonOf(wrong_date), error_reason::kNotFound);
  EXPECT_EQ(wrong_date, wrong_reference) << "nobody learns which half was wrong";
}

TEST_F(DeskTest, TheLimitDoesNotTellWhichReferencesThereAre) {
  const auto made = *scene_.Create(scene_.Wanted("A1"));
  BookingLookup wrong = scene_.LookupOf(made);
  wrong.birth_date += Days(1);
  for (int i = 0; i < 7; ++i) {
    const Status known = scene_.Find(wrong).status();
    EXPECT_EQ(ReasonOf(known), i < 5 ? error_reason::kNotFound : error_reason::kTooManyAttempts);
    EXPECT_EQ(scene_.Find({"ZZZZZZZZ", wrong.birth_date}).status(), known) << i;
  }
}

TEST_F(DeskTest, WhoGuessesBirthDatesHasToWait) {
  const auto made = *scene_.Create(scene_.Wanted("A1"));
  BookingLookup guess = scene_.LookupOf(made);
  const auto guess_by = [&](int way) {
    guess.birth_date += Days(1);
    MoveRequest move = scene_.MoveOf(made, scene_.SlotFromNow(9).starts_at);
    CancelRequest cancel = scene_.CancelOf(made);
    move.lookup = cancel.lookup = guess;
    cancel.validate_only = true;
    if (way == 0) return scene_.Find(guess).status();
    return way == 1 ? scene_.Move(move).status() : scene_.Cancel(cancel).status();
  };
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(ReasonOf(guess_by(i % 3)), error_reason::kNotFound) << i;
    clock_.Advance(minutes(1));
  }
  for (int way = 0; way < 3; ++way) EXPECT_EQ(ReasonOf(guess_by(way)), error_reason::kTooManyAttempts) << way;
  const Status right = scene_.Find(scene_.LookupOf(made)).status();
  EXPECT_EQ(right.code(), StatusCode::kResourceExhausted) << "else the limit would be none";
  EXPECT_EQ(RetryAfterOf(right), minutes(55)) << "until the first wrong one is an hour old";
  EXPECT_EQ(Attempts().back().result, AttemptResult::kRateLimited);
  clock_.Advance(minutes(55) - Duration(1));
  EXPECT_FALSE(scene_.Find(scene_.LookupOf(made)).ok());
  clock_.Advance(Duration(1));
  EXPECT_TRUE(scene_.Find(scene_.LookupOf(made)).ok());
}

TEST_F(DeskTest, WhoGuessesReferencesHasToWait) {
  const auto made = *scene_.Create(scene_.Wanted("A1"));
  int guessed = 1'000'000;
  const auto guess = [&] { return scene_.Find({"Z" + std::to_string(guessed++), {}}); };
  for (int i = 0; i < kMaxFailedLookUps; ++i) {
    ASSERT_TRUE(scene_.Find(scene_.LookupOf(made)).ok()) << "what goes well costs nothing";
    ASSERT_EQ(ReasonOf(guess().status()), error_reason::kNotFound) << i;
  }
  const Status out = scene_.Find(scene_.LookupOf(made)).status();
  EXPECT_EQ(ReasonOf(out), error_reason::kTooManyAttempts);
  EXPECT_EQ(RetryAfterOf(out), kFailedLookUpEvery);
  EXPECT_TRUE(scene_.Find(scene_.LookupOf(made), "officer/officer-1").ok()) << "somebody else";
  clock_.Advance(kFailedLookUpEvery);
  EXPECT_EQ(ReasonOf(guess().status()), error_reason::kNotFound);
  EXPECT_EQ(ReasonOf(guess().status()), error_reason::kTooManyAttempts);
  clock_.Advance(kFailedLookUpEvery * kMaxFailedLookUps * 2);
  for (int i = 0; i < kMaxFailedLookUps; ++i) ASSERT_EQ(ReasonOf(guess().status()), error_reason::kNotFound) << i;
  EXPECT_EQ(ReasonOf(guess().status()), error_reason::kTooManyAttempts);
}

TEST_F(DeskTest, WhoHasNoLookUpLeftStillGetsTheFirstAnswerAgain) {
  const auto made = *scene_.Create(scene_.Wanted("A1", 4));
  const MoveRequest move = scene_.MoveOf(made, scene_.SlotFromNow(6).starts_at);
  const auto moved = scene_.Move(move);
  ASSERT_TRUE(moved.ok()) << moved.status();
  for (int i = 0; i < kMaxFailedLookUps; ++i)
    ASSERT_FALSE(scene_.Find({"Z" + std::to_string(1'000'000 + i), {}}).ok()) << i;
  const auto again = scene_.Move(move);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(*again, *moved);
  MoveRequest other = move;
  other.starts_at = scene_.SlotFromNow(7).starts_at;
  EXPECT_EQ(ReasonOf(scene_.Move(other).status()), error_reason::kTooManyAttempts) << "another call of that id";
}

TEST_F(DeskTest, ValidatingOnlyWritesNothing) {
  SlotHoldRequest hold = scene_.HoldOf(4, 2);
  hold.validate_only = true;
  EXPECT_EQ(scene_.Hold(hold)->hold_id, "");
  BookingRequest request = scene_.Wanted("A1", 4);
  request.validate_only = true;
  const auto thought_of = scene_.Create(request);
  ASSERT_TRUE(thought_of.ok()) << thought_of.status();
  EXPECT_EQ(thought_of->front().booking_id + thought_of->front().reference + thought_of->front().seal, "");
  EXPECT_EQ(thought_of->front().slot, request.slot);
  EXPECT_EQ(LastPosition(), 0u);
  EXPECT_TRUE(Attempts().empty());
  EXPECT_EQ(FreeIn(4), kPlaces);
  request.validate_only = false;
  const auto made = scene_.Create(request);
  ASSERT_TRUE(made.ok()) << "the same id serves for the call itself: " << made.status();

  MoveRequest move = scene_.MoveOf(*made, scene_.SlotFromNow(5).starts_at);
  move.validate_only = true;
  const auto moved = scene_.Move(move);
  ASSERT_TRUE(moved.ok()) << moved.status();
  EXPECT_EQ(moved->new_bookings[0].seal + moved->new_bookings[0].booking_id + moved->old_bookings[0].moved_to, "");
  CancelRequest cancel = scene_.CancelOf(*made);
  cancel.validate_only = true;
  EXPECT_EQ(StatesOf(*scene_.Cancel(cancel)), "CANCELLED ");
  ClosureRequest close = scene_.ClosureOf(MakeDate(2026, 9, 22), ClosureAction::kMove);
  close.validate_only = true;
  const auto closed = scene_.Close(close);
  ASSERT_TRUE(closed.ok()) << closed.status();
  ASSERT_EQ(closed->notices.size(), 1u);
  EXPECT_EQ(closed->notices[0].new_booking->booking_id, "");
  EXPECT_EQ(LastPosition(), 1u);
  EXPECT_EQ(*scene_.Find(scene_.LookupOf(*made)), *made);
  EXPECT_EQ(Attempts().size(), 2u) << "made, and looked up";
}

TEST_F(DeskTest, SlotsAreListedInPages) {
  for (int i = 0; i < kPlaces; ++i) ASSERT_TRUE(scene_.Create(scene_.Wanted("A" + std::to_string(i), 1)).ok());
  ASSERT_TRUE(scene_.Create(scene_.Wanted("B", 2)).ok());
  SlotQuery query{.first = scene_.SlotFromNow(0), .to = scene_.SlotFromNow(5).starts_at, .page_size = 2};
  const auto page = scene_.desk.ListSlots(query);
  ASSERT_TRUE(page.ok());
  const auto at = [&](int slot) { return scene_.SlotFromNow(slot).starts_at; };
  EXPECT_EQ(page->slots, (std::vector<OpenSlot>{{at(0), kPlaces}, {at(2), kPlaces - 1}}));
  EXPECT_TRUE(page->more);
  query.after = page->slots.back().starts_at;
  const auto rest = scene_.desk.ListSlots(query);
  ASSERT_TRUE(rest.ok());
  EXPECT_EQ(rest->slots, (std::vector<OpenSlot>{{at(3), kPlaces}, {at(4), kPlaces}}));
  EXPECT_FALSE(rest->more);
  query.first.lane_group = "nowhere";
  EXPECT_EQ(ReasonOf(scene_.desk.ListSlots(query).status()), error_reason::kSlotClosed);
}

TEST_F(DeskTest, AReferenceThatIsTakenIsDrawnAgain) {
  random_.repeats = 4;
  const auto first = scene_.Create(scene_.Wanted("A1"));
  const auto second = scene_.Create(scene_.Wanted("A2"));
  ASSERT_TRUE(first.ok() && second.ok()) << second.status();
  EXPECT_EQ(first->front().reference, "77777777");
  EXPECT_NE(second->front().reference, first->front().reference);
  random_.repeats = 100;
  EXPECT_EQ(scene_.Create(scene_.Wanted("A3")).status().code(), StatusCode::kUnavailable)
      << "bounded, and worth a second try";
}

TEST_F(DeskTest, WithoutASealThereIsNoBooking) {
  scene_.seals = false;
  const BookingRequest request = scene_.Wanted("A1");
  EXPECT_EQ(scene_.Create(request).status().code(), StatusCode::kInternal);
  scene_.seals = true;
  EXPECT_EQ(LastPosition(), 0u);
  EXPECT_TRUE(scene_.Create(request).ok()) << "no half a booking is in the way";
}

TEST_F(DeskTest, NoSlotIsShownThatNoKeyOfTheSealsReaches) {
  scene_.slots_until = scene_.SlotFromNow(2).starts_at;
  const auto shown = scene_.ShownFree();
  ASSERT_EQ(shown.size(), 2u);
  EXPECT_TRUE(scene_.Create(scene_.Wanted("A1", 1)).ok());
  EXPECT_EQ(ReasonOf(scene_.Create(scene_.Wanted("A2", 2)).status()), error_reason::kSlotClosed);
  const auto attempts = scene_.ListAttempts({.reason = "test", .to = kDeskNow + hours(1), .page_size = 10});
  ASSERT_TRUE(attempts.ok()) << attempts.status();
  ASSERT_EQ(attempts->attempts.size(), 2u);
  EXPECT_EQ(attempts->attempts[1].result, AttemptResult::kSlotClosed) << "and the attempt is kept";
}

}  // namespace
}  // namespace clearance
