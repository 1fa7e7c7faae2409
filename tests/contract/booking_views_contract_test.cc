// Holds of places, closed days and attempts at bookings, over every store; and files from before there were any.
#include <functional>

#include "common/base/error_reasons.h"
#include "common/base/uuid_bytes.h"
#include "common/domain/ground.h"
#include "common/sqlite/migrations.h"
#include "db/schema.h"
#include "db/transact_and_wait.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

class SlotHoldsContract : public StoreContract {
 protected:
  SlotHold HoldOf(int number, int ends_at_minute) {
    SlotHold hold;
    hold.hold_id = Uuid(number);
    hold.slot = BookingAt(1, Minute(0)).slot;
    hold.places = 8;
    hold.quota = Quota::kAssisted;
    hold.contact_hash = Pseudonym(70);
    hold.held_by = "booking/booking-1";
    hold.expires_at = Minute(ends_at_minute);
    return hold;
  }
  Status TryInsert(const SlotHold& hold) {
    return TransactAndWait(*store_, [&](Transaction& t) { return t.slot_holds().Insert(hold); });
  }
};
CLEARANCE_EVERY_STORE(SlotHoldsContract);

TEST_P(SlotHoldsContract, AHoldComesBackWholeUntilItIsErased) {
  SlotHold bare = HoldOf(2, 5);
  bare.contact_hash.clear();
  bare.quota = Quota::kGeneral;
  EXPECT_TRUE(TryInsert(HoldOf(1, 10)).ok());
  EXPECT_TRUE(TryInsert(bare).ok());
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.slot_holds().Find(Uuid(1))), std::optional<SlotHold>(HoldOf(1, 10)));
    EXPECT_EQ(Must(s.slot_holds().Find(Uuid(2))), std::optional<SlotHold>(bare));
    EXPECT_FALSE(Must(s.slot_holds().Find(Uuid(3))));
    EXPECT_FALSE(Must(s.slot_holds().Find("no uuid")));
  });
  Write([](Transaction& t) -> Status {
    RETURN_IF_ERROR(t.slot_holds().Erase(Uuid(1)));
    RETURN_IF_ERROR(t.slot_holds().Erase(Uuid(9)));
    return t.slot_holds().Erase("no uuid");
  });
  Read([](const Snapshot& s) {
    EXPECT_FALSE(Must(s.slot_holds().Find(Uuid(1))));
    EXPECT_TRUE(Must(s.slot_holds().Find(Uuid(2))));
  });
}

TEST_P(SlotHoldsContract, TheFirstToEndComesFirst) {
  for (const SlotHold& hold : {HoldOf(1, 30), HoldOf(3, 10), HoldOf(2, 10)}) EXPECT_TRUE(TryInsert(hold).ok());
  Read([&](const Snapshot& s) {
    EXPECT_EQ(Must(s.slot_holds().FirstToEnd(10)),
              (std::vector<SlotHold>{HoldOf(2, 10), HoldOf(3, 10), HoldOf(1, 30)}));
    EXPECT_EQ(Must(s.slot_holds().FirstToEnd(1)).size(), 1U);
  });
}

TEST_P(SlotHoldsContract, WhatOneCallerHoldsIsCountedUntilItRunsOut) {
  SlotHold bare = HoldOf(2, 20);
  bare.contact_hash.clear();
  bare.places = 3;
  SlotHold others = HoldOf(3, 5);
  others.held_by = "booking/booking-2";
  for (const SlotHold& hold : {HoldOf(1, 10), bare, others}) EXPECT_TRUE(TryInsert(hold).ok());
  Read([&](const Snapshot& s) {
    const auto held = [&](int minute) { return Must(s.slot_holds().HeldBy("booking/booking-1", Minute(minute))); };
    EXPECT_EQ(held(0), (HeldPlaces{11, 3, Minute(10)}));
    EXPECT_EQ(held(9), (HeldPlaces{11, 3, Minute(10)}));
    EXPECT_EQ(held(10), (HeldPlaces{3, 3, Minute(20)}));
    EXPECT_EQ(held(20), HeldPlaces());
    EXPECT_EQ(Must(s.slot_holds().HeldBy("officer/officer-1", Minute(0))), HeldPlaces());
  });
}

TEST_P(SlotHoldsContract, RefusesWhatIsTakenOrOutOfItsForm) {
  EXPECT_TRUE(TryInsert(HoldOf(1, 10)).ok());
  const Status taken = TryInsert(HoldOf(1, 20));
  EXPECT_EQ(taken.code(), StatusCode::kAlreadyExists);
  EXPECT_EQ(ReasonOf(taken), error_reason::kBookingState);
  const auto field_of = [&](const std::function<void(SlotHold&)>& spoil) {
    SlotHold hold = HoldOf(2, 10);
    spoil(hold);
    return FieldOf(TryInsert(hold));
  };
  EXPECT_EQ(field_of([](SlotHold& h) { h.hold_id = "x"; }), "hold_id");
  EXPECT_EQ(field_of([](SlotHold& h) { h.places = 0; }), "places");
  EXPECT_EQ(field_of([](SlotHold& h) { h.places = kMaxPartySize + 1; }), "places");
  EXPECT_EQ(field_of([](SlotHold& h) { h.contact_hash = "+7 700"; }), "contact_hash");
  EXPECT_EQ(field_of([](SlotHold& h) { h.held_by = std::string(kMaxCallerBytes + 1, 'b'); }), "held_by");
}

class DayClosuresContract : public StoreContract {
 protected:
  DayClosure Closed(int day, const std::string& port = "KHORGOS") {
    return {port, MakeDate(2026, 12, 1) + Days(day), "a storm", "officer-1", Minute(day)};
  }
  Status TryInsert(const DayClosure& closure) {
    return TransactAndWait(*store_, [&](Transaction& t) { return t.day_closures().Insert(closure); });
  }
};
CLEARANCE_EVERY_STORE(DayClosuresContract);

TEST_P(DayClosuresContract, AClosureIsFoundByPortAndDay) {
  for (const DayClosure& closure : {Closed(3), Closed(1), Closed(2, "ALTYNKOL")}) EXPECT_TRUE(TryInsert(closure).ok());
  Read([&](const Snapshot& s) {
    const DayClosures& closures = s.day_closures();
    EXPECT_EQ(Must(closures.Find("KHORGOS", Closed(3).day)), std::optional<DayClosure>(Closed(3)));
    EXPECT_FALSE(Must(closures.Find("KHORGOS", Closed(2).day)));
    const auto list = [&](int from, int to) {
      return Must(closures.List("KHORGOS", Closed(from).day, Closed(to).day));
    };
    EXPECT_EQ(list(0, 9), (std::vector<DayClosure>{Closed(1), Closed(3)}));
    EXPECT_EQ(list(1, 1), std::vector<DayClosure>{Closed(1)});
    EXPECT_EQ(list(2, 3), std::vector<DayClosure>{Closed(3)});
    EXPECT_TRUE(list(4, 9).empty());
    EXPECT_TRUE(list(2, 2).empty());
  });
}

TEST_P(DayClosuresContract, ADayIsClosedOnceAndSaysBywhom) {
  EXPECT_TRUE(TryInsert(Closed(1)).ok());
  const Status again = TryInsert(Closed(1));
  EXPECT_EQ(again.code(), StatusCode::kFailedPrecondition);
  EXPECT_EQ(ReasonOf(again), error_reason::kSlotClosed);
  DayClosure nameless = Closed(2);
  nameless.closed_by.clear();
  EXPECT_EQ(FieldOf(TryInsert(nameless)), "closed_by");
  DayClosure long_winded = Closed(2);
  long_winded.reason = std::string(kMaxGroundCharacters + 1, 'x');
  EXPECT_EQ(FieldOf(TryInsert(long_winded)), "reason");
  long_winded.reason.clear();
  for (int i = 0; i < kMaxGroundCharacters; ++i) long_winded.reason += "霍";
  EXPECT_TRUE(TryInsert(long_winded).ok()) << "characters, not bytes";
  EXPECT_EQ(FieldOf(TryInsert(Closed(2, ""))), "port");
}

class BookingAttemptsContract : public StoreContract {
 protected:
  void Add(const std::vector<BookingAttempt>& attempts) {
    Write([&](Transaction& t) -> Status {
      for (const BookingAttempt& attempt : attempts) RETURN_IF_ERROR(t.booking_attempts().Add(attempt));
      return OkStatus();
    });
  }
  static BookingAttempt Of(int minute, AttemptAct act, AttemptResult result, int contact, int document,
                           std::string subject = "") {
    BookingAttempt attempt{.at = Minute(minute), .act = act, .result = result, .subject = std::move(subject)};
    if (contact != 0) attempt.contact_hash = Pseudonym(contact);
    if (document != 0) attempt.document = Pseudonym(document);
    return attempt;
  }
  std::vector<BookingAttempt> List(const AttemptFilter& filter, const std::optional<AttemptCursor>& after = {},
                                   std::size_t limit = 100) {
    std::vector<BookingAttempt> found;
    Read([&](const Snapshot& s) { found = Must(s.booking_attempts().List(filter, after, limit)); });
    return found;
  }
  static AttemptFilter Hour() { return {.from = Minute(0), .to = Minute(60)}; }
  // The minutes of those that pass.
  std::string Minutes(const std::function<void(AttemptFilter&)>& ask) {
    AttemptFilter filter = Hour();
    ask(filter);
    std::string text;
    for (const BookingAttempt& attempt : List(filter))
      text += std::to_string((attempt.at - Minute(0)) / std::chrono::minutes(1)) + " ";
    return text;
  }
};
CLEARANCE_EVERY_STORE(BookingAttemptsContract);

TEST_P(BookingAttemptsContract, EveryActAndResultComesBack) {
  std::vector<BookingAttempt> attempts;
  for (const AttemptAct act : kAllAttemptActs) attempts.push_back(Of(1, act, AttemptResult::kOk, 0, 0));
  for (const AttemptResult result : kAllAttemptResults)
    attempts.push_back(Of(2, AttemptAct::kUse, result, 70, 1, Uuid(9)));
  attempts.push_back(Of(3, AttemptAct::kLookUp, AttemptResult::kNotFound, 0, 0, Pseudonym(33)));
  Add(attempts);
  std::vector<BookingAttempt> found = List(Hour());
  std::uint64_t last = 0;
  for (BookingAttempt& attempt : found) {
    EXPECT_GT(attempt.number, last);
    last = attempt.number;
    attempt.number = 0;
  }
  EXPECT_EQ(found, attempts);
}

TEST_P(BookingAttemptsContract, ListsAreByTimeAndFiltered) {
  using enum AttemptAct;
  using enum AttemptResult;
  Add({Of(20, kCreate, kOk, 70, 1), Of(10, kCreate, kSlotFull, 70, 2), Of(30, kUse, kOk, 0, 1, Uuid(5)),
       Of(30, kUse, AttemptResult::kSecondUse, 0, 2, Uuid(5)), Of(60, kHold, kOk, 70, 0)});
  EXPECT_EQ(Minutes([](AttemptFilter&) {}), "10 20 30 30 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.from = Minute(20); }), "20 30 30 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.to = Minute(30); }), "10 20 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.act = kCreate; }), "10 20 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.result = kOk; }), "20 30 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.contact_hash = Pseudonym(70); }), "10 20 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.document = Pseudonym(2); }), "10 30 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) { f.subject = Uuid(5); }), "30 30 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) {
              f.contact_hash = Pseudonym(70);
              f.document = Pseudonym(1);
            }),
            "20 ");
  EXPECT_EQ(Minutes([](AttemptFilter& f) {
              f.subject = Uuid(5);
              f.result = AttemptResult::kSecondUse;
            }),
            "30 ");
}

TEST_P(BookingAttemptsContract, PagesGoOnAfterTheCursor) {
  std::vector<BookingAttempt> attempts;
  for (int i = 0; i < 7; ++i) attempts.push_back(Of(i / 3, AttemptAct::kHold, AttemptResult::kOk, 70, 0));
  Add(attempts);
  for (const std::string& contact : {std::string(), Pseudonym(70)}) {
    AttemptFilter filter = Hour();
    filter.contact_hash = contact;
    std::vector<BookingAttempt> all;
    std::optional<AttemptCursor> after;
    for (int pages = 0; pages < 9; ++pages) {
      const auto page = List(filter, after, 2);
      if (page.empty()) break;
      all.insert(all.end(), page.begin(), page.end());
      after = AttemptCursor{page.back().at, page.back().number};
    }
    EXPECT_EQ(all, List(filter));
    EXPECT_EQ(all.size(), 7U);
  }
}

TEST_P(BookingAttemptsContract, ManyDocumentsOfOneContactShow) {
  using enum AttemptAct;
  using enum AttemptResult;
  std::vector<BookingAttempt> attempts;
  for (int document = 1; document <= 4; ++document) {
    attempts.push_back(Of(document, kCreate, kOk, 70, document));
    attempts.push_back(Of(10 + document, kMove, kSlotFull, 70, document));
  }
  for (int i = 0; i < 9; ++i) attempts.push_back(Of(i, kCreate, kOk, 71, 20 + i % 2));
  for (int i = 0; i < 9; ++i) attempts.push_back(Of(i, kLookUp, kOk, 72, 30 + i));
  for (int i = 0; i < 9; ++i) attempts.push_back(Of(i, kCreate, kOk, 0, 40 + i));
  for (int i = 0; i < 9; ++i) attempts.push_back(Of(i, kHold, kOk, 73, 0));
  attempts.push_back(Of(60, kCreate, kOk, 71, 99));
  Add(attempts);
  Read([](const Snapshot& s) {
    const BookingAttempts& kept = s.booking_attempts();
    EXPECT_EQ(
        Must(kept.DocumentsByContact(Minute(0), Minute(60), 2, 10)),
        (std::vector<AbuseCount>{{Pseudonym(70), 4, Minute(1), Minute(14)}, {Pseudonym(71), 2, Minute(0), Minute(8)}}));
    EXPECT_EQ(Must(kept.DocumentsByContact(Minute(0), Minute(60), 3, 10)).size(), 1U);
    EXPECT_EQ(Must(kept.DocumentsByContact(Minute(0), Minute(60), 2, 1)).size(), 1U);
    EXPECT_EQ(Must(kept.DocumentsByContact(Minute(0), Minute(61), 3, 10)).size(), 2U);
  });
}

TEST_P(BookingAttemptsContract, ManyFailedUsesOfOneSealShow) {
  using enum AttemptAct;
  std::vector<BookingAttempt> attempts;
  for (int i = 0; i < 5; ++i) attempts.push_back(Of(i, kUse, AttemptResult::kOtherDocument, 0, i + 1, Uuid(5)));
  for (int i = 0; i < 5; ++i) attempts.push_back(Of(i, kUse, AttemptResult::kOk, 0, 1, Uuid(6)));
  for (int i = 0; i < 5; ++i) attempts.push_back(Of(i, kCancel, AttemptResult::kState, 0, 1, Uuid(7)));
  for (int i = 0; i < 5; ++i) attempts.push_back(Of(i, kUse, AttemptResult::kSealMalformed, 0, 1));
  for (int i = 0; i < 3; ++i) attempts.push_back(Of(i, kUse, AttemptResult::kSecondUse, 0, 1, Uuid(8)));
  Add(attempts);
  Read([](const Snapshot& s) {
    const BookingAttempts& kept = s.booking_attempts();
    EXPECT_EQ(Must(kept.FailedUsesBySeal(Minute(0), Minute(60), 3, 10)),
              (std::vector<AbuseCount>{{Uuid(5), 5, Minute(0), Minute(4)}, {Uuid(8), 3, Minute(0), Minute(2)}}));
    EXPECT_EQ(Must(kept.FailedUsesBySeal(Minute(0), Minute(60), 4, 10)).size(), 1U);
    EXPECT_EQ(Must(kept.FailedUsesBySeal(Minute(1), Minute(3), 1, 10)),
              (std::vector<AbuseCount>{{Uuid(5), 2, Minute(1), Minute(2)}, {Uuid(8), 2, Minute(1), Minute(2)}}));
  });
}

TEST_P(BookingAttemptsContract, WrongLookUpsOfOneReferenceAreTold) {
  using enum AttemptAct;
  Add({Of(1, kLookUp, AttemptResult::kWrongBirthDate, 0, 0, Pseudonym(33)),
       Of(2, kLookUp, AttemptResult::kOk, 0, 0, Pseudonym(33)),
       Of(3, kMove, AttemptResult::kWrongBirthDate, 0, 0, Pseudonym(33)),
       Of(4, kLookUp, AttemptResult::kWrongBirthDate, 0, 0, Pseudonym(34)),
       Of(5, kLookUp, AttemptResult::kNotFound, 0, 0, Pseudonym(33)),
       Of(6, kLookUp, AttemptResult::kRateLimited, 0, 0, Pseudonym(33))});
  Read([](const Snapshot& s) {
    const auto of = [&](Instant from, std::size_t limit) {
      return Must(s.booking_attempts().FailedLookUps(Pseudonym(33), from, limit));
    };
    EXPECT_EQ(of(Minute(0), 10), (std::vector<Instant>{Minute(1), Minute(3), Minute(5)}));
    EXPECT_EQ(of(Minute(3), 10), (std::vector<Instant>{Minute(3), Minute(5)}));
    EXPECT_EQ(of(Minute(0), 2), (std::vector<Instant>{Minute(1), Minute(3)}));
  });
}

TEST_P(BookingAttemptsContract, OldOnesAreForgottenTheOldestFirst) {
  std::vector<BookingAttempt> attempts;
  for (int i = 9; i >= 0; --i) attempts.push_back(Of(i, AttemptAct::kHold, AttemptResult::kOk, 0, 0));
  Add(attempts);
  const auto forget = [&](Instant before, std::size_t limit) {
    std::size_t count = 0;
    Write([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(count, t.booking_attempts().Forget(before, limit));
      return OkStatus();
    });
    return count;
  };
  EXPECT_EQ(forget(Minute(6), 4), 4U);
  EXPECT_EQ(Minutes([](AttemptFilter&) {}), "4 5 6 7 8 9 ");
  EXPECT_EQ(forget(Minute(6), 4), 2U);
  EXPECT_EQ(forget(Minute(6), 4), 0U);
  EXPECT_EQ(Minutes([](AttemptFilter&) {}), "6 7 8 9 ");
}

TEST_P(BookingAttemptsContract, RefusesWhatIsNoHash) {
  const auto field_of = [&](const BookingAttempt& attempt) {
    return FieldOf(TransactAndWait(*store_, [&](Transaction& t) { return t.booking_attempts().Add(attempt); }));
  };
  BookingAttempt attempt = Of(1, AttemptAct::kUse, AttemptResult::kOk, 70, 1, Uuid(1));
  EXPECT_EQ(field_of(attempt), "");
  attempt.subject = Pseudonym(1);
  EXPECT_EQ(field_of(attempt), "subject") << "a lane knows a booking by its id";
  attempt.act = AttemptAct::kCancel;
  EXPECT_EQ(field_of(attempt), "");
  attempt.subject = "REF10001";
  EXPECT_EQ(field_of(attempt), "subject");
  attempt.subject.clear();
  attempt.document = "N1234567";
  EXPECT_EQ(field_of(attempt), "document");
  attempt.document.clear();
  attempt.contact_hash = "a@b.kz";
  EXPECT_EQ(field_of(attempt), "contact_hash");
}

// A file as programs with schema 8 left it: one confirmed, one cancelled and one redeemed booking.
void MakeOldFile(const std::string& path) {
  constexpr std::size_t kBefore = 8;
  const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite));
  ASSERT_TRUE(sqlite::Migrate(*connection, Schema().first(kBefore)).ok());
  ASSERT_TRUE(connection->Run("INSERT INTO travellers (id, pseudonym) VALUES (1, ?)", sqlite::Blob{Pseudonym(1)}).ok());
  ASSERT_TRUE(connection
                  ->Run("INSERT INTO slot_groups (id, port, lane_group, moves_from, moves_to) "
                        "VALUES (1, 'KHORGOS', 'icbc-kaz', 2, 3)")
                  .ok());
  for (const auto& [number, state] : {std::pair(1, 1), std::pair(2, 4), std::pair(3, 3)}) {
    const std::string reference = "REF" + std::to_string(10'000 + number);
    ASSERT_TRUE(
        connection
            ->Run("INSERT INTO bookings (booking_id, reference, slot_group, starts_at_ms, traveller, birth_date_hash, "
                  "state, takes_place, reserved_by, reserved_until_ms, redeemed_by, created_at_ms, seal) "
                  "VALUES (?, ?, 1, ?, 1, ?, ?, ?, NULL, 0, NULL, ?, ?)",
                  sqlite::Blob{*UuidToBytes(Uuid(number))}, reference, ToUnixMs(Minute(0)),
                  sqlite::Blob{Pseudonym(501)}, state, state != 4, ToUnixMs(Minute(-60)),
                  "SEAL " + std::to_string(number))
            .ok());
  }
}

TEST(BookingsFileTest, BookingsFromBeforeThereWerePartiesArePartiesOfOne) {
  const TemporaryFolder folder;
  const std::string path = folder.Path("old.db");
  MakeOldFile(path);
  if (HasFatalFailure()) return;
  ThreadPool executor(1);
  const auto store = Must<std::unique_ptr<SqliteStore>>(SqliteStore::Open({.path = path}, executor));
  ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) -> Status {
                const Booking first = BookingAt(1, Minute(0));
                EXPECT_EQ(Must(t.bookings().FindByReference("REF10001")), std::vector<Booking>{first});
                Booking cancelled = BookingAt(2, Minute(0));
                cancelled.state = BookingState::kCancelled;
                EXPECT_EQ(Must(t.bookings().FindById(Uuid(2))), std::optional<Booking>(cancelled));
                EXPECT_EQ(Must(t.bookings().CountTaken(first.slot, Minute(0))), (SlotUse{2, 0, 0}));
                Booking child = BookingAt(4, Minute(0), 4);
                child.reference = first.reference;
                child.member = 1;
                child.minor = true;
                child.guardian = 0;
                RETURN_IF_ERROR(t.bookings().Insert(child));
                EXPECT_EQ(Must(t.bookings().FindByReference("REF10001")), (std::vector<Booking>{first, child}));
                EXPECT_EQ(Must(t.bookings().CountTaken(first.slot, Minute(0))), (SlotUse{3, 0, 0}));
                return OkStatus();
              }).ok());
}

}  // namespace
}  // namespace clearance
