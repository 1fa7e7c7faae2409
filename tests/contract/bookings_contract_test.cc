// Bookings, parties and the places they take, over every store.
#include <functional>
#include <map>
#include <random>

#include "common/base/error_reasons.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

std::string Ids(const std::vector<Booking>& bookings) {
  std::string ids;
  for (const Booking& booking : bookings) ids += booking.booking_id.substr(34) + " ";
  return ids;
}

Booking MemberOf(int party, int number, int member) {
  Booking booking = BookingAt(number, Minute(0), number);
  booking.reference = BookingAt(party, Minute(0)).reference;
  booking.member = member;
  return booking;
}

class BookingsContract : public StoreContract {
 protected:
  void Insert(const std::vector<Booking>& bookings) {
    Write([&](Transaction& t) -> Status {
      for (const Booking& booking : bookings) RETURN_IF_ERROR(t.bookings().Insert(booking));
      return OkStatus();
    });
  }
  void Update(const Booking& booking) {
    Write([&](Transaction& t) { return t.bookings().Update(booking); });
  }
  Status TryInsert(const Booking& booking) {
    return TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Insert(booking); });
  }
  Status TryUpdate(const Booking& booking) {
    return TransactAndWait(*store_, [&](Transaction& t) { return t.bookings().Update(booking); });
  }
  void Hold(int number, Instant starts_at, int places, Instant expires_at, Quota quota = Quota::kGeneral) {
    SlotHold hold{.hold_id = Uuid(number), .slot = BookingAt(1, starts_at).slot, .places = places, .quota = quota};
    hold.expires_at = expires_at;
    Write([&](Transaction& t) { return t.slot_holds().Insert(hold); });
  }
  SlotUse Taken(Instant starts_at, Instant now = Minute(-30)) {
    SlotUse use;
    Read([&](const Snapshot& s) { use = Must(s.bookings().CountTaken(BookingAt(1, starts_at).slot, now)); });
    return use;
  }
  std::vector<SlotCount> Between(Instant from, Instant to, Instant now = Minute(-30)) {
    std::vector<SlotCount> counts;
    Read([&](const Snapshot& s) {
      const SlotKey slot = BookingAt(1, from).slot;
      counts = Must(s.bookings().CountTakenBetween(slot.port, slot.lane_group, slot.movement, from, to, now));
    });
    return counts;
  }
};
CLEARANCE_EVERY_STORE(BookingsContract);

TEST_P(BookingsContract, ABookingComesBackWhole) {
  Booking booking = BookingAt(1, Minute(0));
  booking.state = BookingState::kReserved;
  booking.reserved_by = Uuid(50);
  booking.reserved_until = Minute(5);
  booking.member = 3;
  booking.minor = true;
  booking.guardian = 0;
  booking.quota = Quota::kFamily;
  booking.language = Language::kKk;
  booking.contact_hash = Pseudonym(70);
  Insert({booking});
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.bookings().FindById(Uuid(1))), std::optional<Booking>(booking));
    EXPECT_EQ(Must(s.bookings().FindByReference("REF10001")), std::vector<Booking>{booking});
    EXPECT_FALSE(Must(s.bookings().FindById(Uuid(2))));
    EXPECT_FALSE(Must(s.bookings().FindById("no uuid")));
    EXPECT_TRUE(Must(s.bookings().FindByReference("ref10001")).empty());
  });
  booking.state = BookingState::kMoved;
  booking.reserved_by.clear();
  booking.redeemed_by = Uuid(51);
  booking.moved_to = Uuid(52);
  booking.slot.lane_group = "icbc-chn";
  booking.minor = false;
  booking.guardian.reset();
  booking.quota = Quota::kAssisted;
  booking.language = Language::kZh;
  booking.contact_hash.clear();
  Update(booking);
  Read([&](const Snapshot& s) { EXPECT_EQ(Must(s.bookings().FindById(Uuid(1))), std::optional<Booking>(booking)); });
}

TEST_P(BookingsContract, APartyIsFoundByItsReferenceInOrderOfMembers) {
  Insert({MemberOf(1, 3, 2), MemberOf(1, 1, 0), MemberOf(1, 2, 1), BookingAt(4, Minute(0))});
  Booking cancelled = MemberOf(1, 2, 1);
  cancelled.state = BookingState::kCancelled;
  Update(cancelled);
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Ids(Must(s.bookings().FindByReference("REF10001"))), "01 02 03 ") << "who cancelled is still of it";
    EXPECT_EQ(Ids(Must(s.bookings().FindByReference("REF10004"))), "04 ");
  });
}

TEST_P(BookingsContract, AMoveLeavesTheOldBookingAndPutsTheNewOneInItsPlace) {
  const Booking before = MemberOf(1, 1, 0);
  Insert({before, MemberOf(1, 2, 1)});
  Booking after = MemberOf(1, 3, 0);
  after.slot.starts_at = Minute(30);
  Write([&](Transaction& t) -> Status {
    EXPECT_EQ(t.bookings().Insert(after).code(), StatusCode::kAlreadyExists) << "the old one stands there still";
    Booking moved = before;
    moved.state = BookingState::kMoved;
    moved.moved_to = after.booking_id;
    RETURN_IF_ERROR(t.bookings().Update(moved));
    return t.bookings().Insert(after);
  });
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Ids(Must(s.bookings().FindByReference("REF10001"))), "03 02 ");
    EXPECT_EQ(Must(s.bookings().FindById(Uuid(1)))->moved_to, Uuid(3));
  });
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{1, 0, 0}));
  EXPECT_EQ(Taken(Minute(30)), (SlotUse{1, 0, 0}));
  EXPECT_EQ(TryUpdate(before).code(), StatusCode::kAlreadyExists) << "what was moved away does not come back";
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{1, 0, 0}));
}

TEST_P(BookingsContract, IdAndMemberAreTakenOnce) {
  Insert({BookingAt(1, Minute(0))});
  Booking same_id = BookingAt(2, Minute(0));
  same_id.booking_id = Uuid(1);
  Booking same_member = BookingAt(3, Minute(0));
  same_member.reference = "REF10001";
  for (const Booking& booking : {same_id, same_member}) {
    const Status status = TryInsert(booking);
    EXPECT_EQ(status.code(), StatusCode::kAlreadyExists);
    EXPECT_EQ(ReasonOf(status), error_reason::kBookingState);
  }
  // A taken reference is no end of the transaction: another one is drawn.
  Write([&](Transaction& t) {
    EXPECT_EQ(t.bookings().Insert(same_member).code(), StatusCode::kAlreadyExists);
    return t.bookings().Insert(BookingAt(3, Minute(0)));
  });
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{2, 0, 0})) << "what was refused takes no place";
}

TEST_P(BookingsContract, AnUpdateNeedsABookingWithThatReferenceAndMember) {
  EXPECT_EQ(TryUpdate(BookingAt(1, Minute(0))).code(), StatusCode::kNotFound);
  Insert({BookingAt(1, Minute(0))});
  Booking renamed = BookingAt(1, Minute(0));
  renamed.reference = "REF99999";
  EXPECT_EQ(TryUpdate(renamed).code(), StatusCode::kNotFound);
  Booking another = BookingAt(1, Minute(0));
  another.member = 1;
  EXPECT_EQ(TryUpdate(another).code(), StatusCode::kNotFound);
  EXPECT_EQ(TryUpdate(BookingAt(1, Minute(15))).code(), StatusCode::kOk);
}

TEST_P(BookingsContract, RefusesABookingOutOfItsForm) {
  const auto field_of = [&](const std::function<void(Booking&)>& spoil) {
    Booking booking = BookingAt(1, Minute(0));
    spoil(booking);
    return FieldOf(TryInsert(booking));
  };
  EXPECT_EQ(field_of([](Booking& b) { b.booking_id = "b-1"; }), "booking_id");
  EXPECT_EQ(field_of([](Booking& b) { b.reference.clear(); }), "reference");
  EXPECT_EQ(field_of([](Booking& b) { b.traveller = "x"; }), "traveller");
  EXPECT_EQ(field_of([](Booking& b) { b.reserved_by = "x"; }), "request_id");
  EXPECT_EQ(field_of([](Booking& b) { b.moved_to = "x"; }), "moved_to");
  EXPECT_EQ(field_of([](Booking& b) { b.contact_hash = "+7 700"; }), "contact_hash") << "never the contact itself";
  EXPECT_EQ(field_of([](Booking& b) { b.member = kMaxPartySize; }), "member");
  EXPECT_EQ(field_of([](Booking& b) { b.member = -1; }), "member");
  EXPECT_EQ(field_of([](Booking& b) { b.guardian = 1; }), "guardian") << "of an adult";
  const auto minor = [](int guardian) {
    return [guardian](Booking& b) {
      b.minor = true;
      b.guardian = guardian;
    };
  };
  EXPECT_EQ(field_of(minor(0)), "guardian") << "themselves";
  EXPECT_EQ(field_of(minor(kMaxPartySize)), "guardian");
  EXPECT_EQ(field_of(minor(7)), "");
}

TEST_P(BookingsContract, PlacesAreTakenByTheStatesThatTakeThem) {
  Booking other_way = BookingAt(5, Minute(0));
  other_way.slot.movement = {Territory::kIcbc, Territory::kKaz};
  Booking other_group = BookingAt(6, Minute(0));
  other_group.slot.lane_group = "icbc-chn";
  Insert({BookingAt(1, Minute(0)), BookingAt(2, Minute(0)), BookingAt(3, Minute(0)), BookingAt(4, Minute(15)),
          other_way, other_group});
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{3, 0, 0}));
  for (const BookingState state : kAllBookingStates) {
    Booking booking = BookingAt(2, Minute(0));
    booking.state = state;
    Update(booking);
    Update(booking);
    EXPECT_EQ(Taken(Minute(0)), (SlotUse{TakesPlace(state) ? 3 : 2, 0, 0})) << BookingStateName(state);
  }
  EXPECT_EQ(Between(Minute(0), Minute(60)), (std::vector<SlotCount>{{Minute(0), {2, 0, 0}}, {Minute(15), {1, 0, 0}}}));
  EXPECT_EQ(Between(Minute(0), Minute(15)), (std::vector<SlotCount>{{Minute(0), {2, 0, 0}}}));
  EXPECT_TRUE(Between(Minute(16), Minute(60)).empty());
  Read([](const Snapshot& s) {
    SlotKey unused = BookingAt(1, Minute(0)).slot;
    unused.port = "ALTYNKOL";
    EXPECT_EQ(Must(s.bookings().CountTaken(unused, Minute(0))), SlotUse{});
  });
}

TEST_P(BookingsContract, ASlotThatIsEmptyAgainIsNotListed) {
  Booking booking = BookingAt(1, Minute(0));
  Insert({booking});
  booking.state = BookingState::kCancelled;
  Update(booking);
  EXPECT_TRUE(Between(Minute(0), Minute(60)).empty());
  EXPECT_EQ(Taken(Minute(0)), SlotUse{});
}

TEST_P(BookingsContract, ABookingThatChangesSlotOrQuotaTakesItsPlaceAlong) {
  Booking booking = BookingAt(1, Minute(0));
  Insert({booking, BookingAt(2, Minute(0))});
  booking.quota = Quota::kFamily;
  Update(booking);
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{1, 1, 0}));
  booking.slot.starts_at = Minute(15);
  booking.quota = Quota::kAssisted;
  Update(booking);
  EXPECT_EQ(Between(Minute(0), Minute(60)), (std::vector<SlotCount>{{Minute(0), {1, 0, 0}}, {Minute(15), {0, 0, 1}}}));
}

TEST_P(BookingsContract, HoldsTakePlacesUntilTheyRunOut) {
  Insert({BookingAt(1, Minute(0))});
  Hold(20, Minute(0), 3, Minute(10));
  Hold(21, Minute(0), 2, Minute(20), Quota::kFamily);
  Hold(22, Minute(15), 1, Minute(20), Quota::kAssisted);
  EXPECT_EQ(Taken(Minute(0), Minute(9)), (SlotUse{4, 2, 0}));
  EXPECT_EQ(Taken(Minute(0), Minute(10)), (SlotUse{1, 2, 0})) << "the moment it runs out";
  EXPECT_EQ(Between(Minute(0), Minute(60), Minute(9)),
            (std::vector<SlotCount>{{Minute(0), {4, 2, 0}}, {Minute(15), {0, 0, 1}}}));
  EXPECT_EQ(Between(Minute(0), Minute(60), Minute(20)), (std::vector<SlotCount>{{Minute(0), {1, 0, 0}}}));
}

TEST_P(BookingsContract, WhatFailedLeavesNoPlaceTaken) {
  Insert({BookingAt(1, Minute(0))});
  const Status failed = TransactAndWait(*store_, [](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.bookings().Insert(BookingAt(2, Minute(0))));
    Booking cancelled = BookingAt(1, Minute(0));
    cancelled.state = BookingState::kCancelled;
    RETURN_IF_ERROR(t.bookings().Update(cancelled));
    return Error(StatusCode::kFailedPrecondition, error_reason::kBookingState, "after all not");
  });
  EXPECT_FALSE(failed.ok());
  EXPECT_EQ(Taken(Minute(0)), (SlotUse{1, 0, 0}));
}

// What the store counts is what a count over its bookings says, whatever was written in whatever order.
TEST_P(BookingsContract, CountsNeverDifferFromTheBookings) {
  std::mt19937 random(8);
  const auto draw = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
  for (int round = 0; round < 30; ++round) {
    Write([&](Transaction& t) -> Status {
      for (int step = 0; step < 10; ++step) {
        const int number = 1 + draw(40);
        Booking booking = BookingAt(number, Minute(15 * draw(4)));
        booking.state = kAllBookingStates[static_cast<std::size_t>(draw(6))];
        booking.quota = kAllQuotas[static_cast<std::size_t>(draw(3))];
        ASSIGN_OR_RETURN(const auto before, t.bookings().FindById(booking.booking_id));
        RETURN_IF_ERROR(before ? t.bookings().Update(booking) : t.bookings().Insert(booking));
      }
      return OkStatus();
    });
    std::map<Instant, SlotUse> expected;
    Read([&](const Snapshot& s) {
      for (const Booking& booking : Must(s.bookings().List({.from = Minute(0), .to = Minute(60)}, {}, 100))) {
        if (!TakesPlace(booking.state)) continue;
        SlotUse& use = expected[booking.slot.starts_at];
        ++(booking.quota == Quota::kGeneral  ? use.general
           : booking.quota == Quota::kFamily ? use.family
                                             : use.assisted);
      }
    });
    std::map<Instant, SlotUse> counted;
    for (const SlotCount& count : Between(Minute(0), Minute(60))) counted.emplace(count.starts_at, count.use);
    ASSERT_EQ(counted, expected);
  }
}

TEST_P(BookingsContract, ADocumentsBookingsComeTheEarlierSlotFirstWithoutThoseGivenBack) {
  std::vector<Booking> bookings;
  for (int number = 1; number <= 8; ++number) {
    bookings.push_back(BookingAt(number, Minute(15 * number), number == 8 ? 9 : 1));
  }
  bookings[1].state = BookingState::kCancelled;
  bookings[2].state = BookingState::kMoved;
  bookings[3].state = BookingState::kNoShow;
  bookings[4].state = BookingState::kRedeemed;
  Insert(bookings);
  Read([](const Snapshot& s) {
    const auto of = [&](Instant from, std::size_t limit) {
      return Ids(Must(s.bookings().ListByTraveller(Pseudonym(1), from, limit)));
    };
    EXPECT_EQ(of(Minute(0), 10), "01 04 05 06 07 ");
    EXPECT_EQ(of(Minute(75), 10), "05 06 07 ");
    EXPECT_EQ(of(Minute(0), 2), "01 04 ");
    EXPECT_TRUE(Must(s.bookings().ListByTraveller(Pseudonym(8), Minute(0), 2)).empty());
  });
}

TEST_P(BookingsContract, AContactsOpenPlacesAreCounted) {
  std::vector<Booking> bookings;
  for (int number = 1; number <= 6; ++number) {
    bookings.push_back(BookingAt(number, Minute(15 * number), number));
    bookings.back().contact_hash = Pseudonym(number == 6 ? 71 : 70);
  }
  bookings[1].state = BookingState::kReserved;
  bookings[2].state = BookingState::kRedeemed;
  bookings[3].state = BookingState::kCancelled;
  Insert(bookings);
  SlotHold hold{.hold_id = Uuid(20), .slot = bookings[0].slot, .places = 4, .contact_hash = Pseudonym(70)};
  hold.expires_at = Minute(40);
  Write([&](Transaction& t) { return t.slot_holds().Insert(hold); });
  Read([](const Snapshot& s) {
    const auto open = [&](int contact, Instant now) {
      return Must(s.bookings().CountOpenByContact(Pseudonym(contact), now));
    };
    EXPECT_EQ(open(70, Minute(0)), 3 + 4);
    EXPECT_EQ(open(70, Minute(29)), 3 + 4) << "the first slot still runs";
    EXPECT_EQ(open(70, Minute(30)), 2 + 4) << "the first slot is over";
    EXPECT_EQ(open(70, Minute(40)), 2) << "and the hold has run out";
    EXPECT_EQ(open(71, Minute(0)), 1);
    EXPECT_EQ(open(72, Minute(0)), 0);
    EXPECT_EQ(Must(s.bookings().CountOpenByContact("", Minute(0))), 0) << "without a contact nothing is counted";
  });
}

TEST_P(BookingsContract, ListsAreBySlotAndFiltered) {
  std::vector<Booking> bookings = {BookingAt(3, Minute(0)),  BookingAt(2, Minute(15)), BookingAt(1, Minute(15)),
                                   BookingAt(4, Minute(30)), BookingAt(5, Minute(30)), BookingAt(6, Minute(30))};
  bookings[3].slot.port = "ALTYNKOL";
  bookings[4].slot.lane_group = "icbc-chn";
  bookings[5].slot.movement = {Territory::kIcbc, Territory::kKaz};
  bookings[5].state = BookingState::kCancelled;
  Insert(bookings);
  Read([&](const Snapshot& s) {
    BookingFilter all;
    all.from = Minute(0);
    all.to = Minute(60);
    const auto list = [&](const std::function<void(BookingFilter&)>& ask,
                          const std::optional<BookingCursor>& after = {}, std::size_t limit = 10) {
      BookingFilter filter = all;
      ask(filter);
      return Ids(Must(s.bookings().List(filter, after, limit)));
    };
    const auto nothing = [](BookingFilter&) {};
    EXPECT_EQ(list(nothing), "03 01 02 04 05 06 ");
    EXPECT_EQ(list(nothing, std::nullopt, 2), "03 01 ");
    EXPECT_EQ(list(nothing, BookingCursor{Minute(15), Uuid(1)}), "02 04 05 06 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.from = Minute(15); }), "01 02 04 05 06 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.to = Minute(15); }), "03 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.port = "ALTYNKOL"; }), "04 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.lane_group = "icbc-chn"; }), "05 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.movement = Movement{Territory::kIcbc, Territory::kKaz}; }), "06 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.movement = Movement{Territory::kIcbc, Territory::kChn}; }), "");
    EXPECT_EQ(list([](BookingFilter& f) { f.state = BookingState::kCancelled; }), "06 ");
    EXPECT_EQ(list([](BookingFilter& f) { f.state = BookingState::kConfirmed; }), "03 01 02 04 05 ");
  });
}

TEST_P(BookingsContract, ThoseStillConfirmedAfterTheirSlotAreFound) {
  std::vector<Booking> bookings;
  for (int number = 1; number <= 5; ++number) bookings.push_back(BookingAt(number, Minute(-15 * number), number));
  bookings[1].state = BookingState::kReserved;
  bookings[2].state = BookingState::kRedeemed;
  Insert(bookings);
  Read([](const Snapshot& s) {
    EXPECT_EQ(Ids(Must(s.bookings().ConfirmedBefore(Minute(0), 10))), "05 04 01 ");
    EXPECT_EQ(Ids(Must(s.bookings().ConfirmedBefore(Minute(-15), 10))), "05 04 ");
    EXPECT_EQ(Ids(Must(s.bookings().ConfirmedBefore(Minute(0), 1))), "05 ");
  });
}

TEST_P(BookingsContract, SerialNoShowsAreCountedByDocument) {
  std::vector<Booking> bookings;
  for (int number = 1; number <= 9; ++number) {
    bookings.push_back(BookingAt(number, Minute(15 * number), number <= 4 ? 1 : number <= 7 ? 2 : 3));
    bookings.back().state = BookingState::kNoShow;
  }
  bookings[0].state = BookingState::kRedeemed;
  Insert(bookings);
  Read([](const Snapshot& s) {
    const auto counts = Must(s.bookings().NoShowsByDocument(Minute(0), Minute(600), 3, 10));
    EXPECT_EQ(counts, (std::vector<AbuseCount>{{Pseudonym(1), 3, Minute(30), Minute(60)},
                                               {Pseudonym(2), 3, Minute(75), Minute(105)}}));
    EXPECT_EQ(Must(s.bookings().NoShowsByDocument(Minute(0), Minute(600), 1, 10)).size(), 3U);
    EXPECT_EQ(Must(s.bookings().NoShowsByDocument(Minute(0), Minute(600), 1, 1)).size(), 1U);
    const auto later = Must(s.bookings().NoShowsByDocument(Minute(45), Minute(105), 2, 10));
    EXPECT_EQ(later, (std::vector<AbuseCount>{{Pseudonym(1), 2, Minute(45), Minute(60)},
                                              {Pseudonym(2), 2, Minute(75), Minute(90)}}));
  });
}

}  // namespace
}  // namespace clearance
