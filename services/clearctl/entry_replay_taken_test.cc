// What a decision made anew rests on beside the ledger: each is told by name, and none of it is taken from another
// crossing than the one that is asked about.
#include <gmock/gmock.h>

#include "common/base/error_reasons.h"
#include "common/wire/ledger_bytes.h"
#include "common/wire/settings_bodies.h"
#include "common/wire/shipped_rule_book.h"
#include "services/clearctl/entry_replay.h"
#include "services/clearctl/rules_replay.h"
#include "services/derivation/derive.h"
#include "services/derivation/entry_records.h"
#include "tests/support/entry_replay_fixture.h"

namespace clearance {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

class EntryReplayTakenTest : public EntryReplayTest {
 protected:
  static CrossingRequest Named(CrossingRequest request, const std::string& name) {
    request.document.primary_identifier = name;
    return request;
  }
  void SetHold(const std::string& hold_id, HoldState state) {
    Forge([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(auto hold, t.holds().Find(hold_id));
      hold->state = state;
      return t.holds().Update(*hold).status();
    });
  }
  // A passage asks nothing of whom it is: another one's decision, and this document at the door.
  void KnowByPassage(const Document& document) {
    const CrossingRequest other = IntoChina("OTHER");
    Decide(other);
    Passage passage = PassageOf(other);
    passage.document = document;
    Report(passage);
  }
  // As a program did that noted nothing of a number which had been another's.
  void KnowByPassageOfBefore(const Document& document) {
    const std::string traveller = pseudonyms_.CollidingTraveller(document);
    PassageEffects effects;
    effects.begins = BegunStay{.day = zones_.DateAt(Territory::kChn, clock_.Now())};
    effects.shown = ShownDocument{.national_key = "", .facts_key = pseudonyms_.FactsKey(document)};
    Passage passage = PassageOf(IntoChina("OTHER"));
    passage.document = document;
    const Status recorded = TransactAndWait(*store_, [&](Transaction& t) {
      return RecordEntry(t, {.log = passage.lane.port,
                             .kind = EntryKind::kPassage,
                             .event_time = passage.passed_at,
                             .record_time = clock_.Now(),
                             .traveller = traveller,
                             .request_id = passage.request_id,
                             .lane_id = passage.lane.lane_id,
                             .body = PassageBody(passage, effects)})
          .status();
    });
    ASSERT_TRUE(recorded.ok()) << recorded;
  }
  // An entry as an older program wrote it.
  std::uint64_t Append(EntryKind kind, const std::string& traveller, const std::string& body,
                       std::string_view log = "KHORGOS") {
    std::uint64_t position = 0;
    Forge([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(position, t.ledger().Append({.log = std::string(log),
                                                    .kind = kind,
                                                    .event_time = clock_.Now(),
                                                    .record_time = clock_.Now(),
                                                    .traveller = traveller,
                                                    .request_id = NewId(),
                                                    .lane_id = "gate-1/a",
                                                    .body = body}));
      return OkStatus();
    });
    return position;
  }
  CrossingRequest Unread(const std::string& number) {
    CrossingRequest request = IntoChina(number);
    request.document.national_number.clear();
    return request;
  }
  // The same decision in the form from before it told that a number was not read.
  std::uint64_t AppendInOlderForm(const DecideAnswer& answer) {
    StoredEntry stored;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(stored, s.ledger().Get(answer.position));
      return OkStatus();
    });
    auto record = DecisionOf(stored);
    EXPECT_TRUE(record.ok() && record->effects && record->effects->number_not_read);
    if (!record.ok() || !record->effects) return 0;
    record->effects->number_not_read = false;
    return Append(EntryKind::kDecision, stored.entry.traveller,
                  DecisionBody(record->request, record->answer, record->seen_position, *record->effects));
  }
  void ExpectOldForm(const DecideAnswer& answer, std::uint64_t position, const std::string& what) {
    const Status status = TryReplay(answer.position).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
    EXPECT_THAT(MessageOf(status), AllOf(HasSubstr("position " + std::to_string(position) + ":"), HasSubstr(what)));
  }
};

// ---- the document's expiry date

TEST_F(EntryReplayTakenTest, AnExpiryDateIsThatOfTheShowingAndOfNoEarlierOne) {
  const auto expiring = [&](Date day) {
    CrossingRequest request = Crossing("1");
    request.document.birth_date = MakeDate(2020, 1, 1);
    request.document.expiry_date = day;
    return request;
  };
  const DecideAnswer first = Decide(expiring(MakeDate(2026, 10, 1)));
  clock_.Advance(kDay * 20);
  const DecideAnswer extended = Decide(expiring(MakeDate(2030, 1, 1)));
  ASSERT_FALSE(Has(first, ReasonCode::kDocumentExpired) || Has(extended, ReasonCode::kDocumentExpired));
  const DecideAnswer expired = Decide(expiring(MakeDate(2026, 10, 2)));
  ASSERT_TRUE(Has(expired, ReasonCode::kDocumentExpired));
  EXPECT_THAT(Replay(first, Keys::kMaster).taken, Not(Contains(HasSubstr("expiry date"))));
  for (const DecideAnswer& answer : {extended, expired}) {
    const ReplayedEntry replayed = Replay(answer, Keys::kMaster);
    EXPECT_THAT(replayed.differences, IsEmpty());
    EXPECT_THAT(replayed.taken, Contains(AllOf(StartsWith("expiry date: "), HasSubstr("another showing"))));
    EXPECT_THAT(replayed.taken, Not(Contains(StartsWith("age")))) << "the same of every showing: it is opened";
  }
}

TEST_F(EntryReplayTakenTest, AnExpiryDateIsOpenedAgainWhereTheEntrySealedItAnew) {
  CrossingRequest request = Crossing("1");
  request.document.expiry_date = MakeDate(2026, 9, 1);
  Decide(request);
  request.request_id = NewId();
  request.document.national_number = kNumber;
  request.document.expiry_date = MakeDate(2030, 1, 1);
  const DecideAnswer renumbered = Decide(request);  // sealed again, with the number
  ASSERT_FALSE(Has(renumbered, ReasonCode::kDocumentExpired));
  const ReplayedEntry replayed = Replay(renumbered, Keys::kMaster);
  EXPECT_THAT(replayed.differences, IsEmpty());
  EXPECT_THAT(replayed.taken, Not(Contains(HasSubstr("expiry date"))));
}

// ---- the rule book

TEST_F(EntryReplayTakenTest, AnotherVersionOfTheBookIsADifferenceUnlessItWasAskedFor) {
  const DecideAnswer answer = Decide(Crossing("1"));
  const std::string sealed = book_.version;
  book_.version = "2030.1";
  EXPECT_THAT(Differences(answer), ElementsAre("rule book: sealed " + sealed + ", made anew 2030.1"));
  book_from_ = BookFrom::kGiven;
  EXPECT_THAT(Differences(answer), IsEmpty());
}

TEST_F(EntryReplayTakenTest, ABookThatNoEntryNamesIsSaid) {
  const DecideAnswer answer = Decide(Crossing("1"));
  EXPECT_THAT(Replay(answer).taken, Not(Contains(StartsWith("rule book"))));
  book_from_ = BookFrom::kShipped;
  EXPECT_THAT(Replay(answer).taken, Contains(StartsWith("rule book: ")));
  book_.version = "2030.1";
  EXPECT_THAT(Differences(answer), ElementsAre(StartsWith("rule book: sealed "))) << "nobody asked for it";
}

TEST_F(EntryReplayTakenTest, TheBookIsThatOfItsEntryWhateverTheTableOfBooksHas) {
  std::string text(ShippedRuleBookText());
  const std::size_t at = text.find(book_.version);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, book_.version.size(), "2030.1");
  const RuleBookChange change{
      .version = "2030.1", .effective_from = MakeDate(2030, 1, 1), .text = text, .approved_by = {}};
  const std::uint64_t before = Decide(Crossing("1")).position;
  const std::uint64_t changed = Append(EntryKind::kRuleBookChange, "", RuleBookChangeBody(change), kCentreLog);
  const auto none = BookRecordedBefore(*store_, before);
  const auto book = BookRecordedBefore(*store_, changed);
  ASSERT_TRUE(none.ok() && book.ok()) << book.status();
  EXPECT_FALSE(none->has_value());
  ASSERT_TRUE(book->has_value()) << "no row tells of it";
  EXPECT_EQ((*book)->version, "2030.1");
}

// ---- the name

TEST_F(EntryReplayTakenTest, TheNameIsTheOneThatThisCrossingHit) {
  Bind({.name = Named(Crossing("1"), "FIRST").document});
  const DecideAnswer first = Decide(Named(Crossing("1"), "FIRST"));
  ASSERT_TRUE(Has(first, ReasonCode::kPossibleHold));
  Bind({.name = Named(Crossing("1"), "SECOND").document});
  const DecideAnswer second = Decide(Named(Crossing("1"), "SECOND"));
  ASSERT_TRUE(Has(second, ReasonCode::kPossibleHold));
  EXPECT_THAT(Differences(first), IsEmpty());
  EXPECT_THAT(Differences(second), IsEmpty());
}

TEST_F(EntryReplayTakenTest, WithoutAHitOfItsOwnTheNameIsTheNearestBefore) {
  const auto bind = [&](const std::string& name) { return Bind({.name = Named(Crossing("1"), name).document}); };
  const std::string earlier = bind("EARLIER");
  Decide(Named(Crossing("1"), "EARLIER"));
  Lift(earlier);
  const std::string first = bind("FIRST");
  Decide(Named(Crossing("1"), "FIRST"));
  SetHold(first, HoldState::kLifted);
  const DecideAnswer overlooked = Decide(Named(Crossing("1"), "FIRST"));
  ASSERT_FALSE(Has(overlooked, ReasonCode::kPossibleHold));
  bind("LATER");
  ASSERT_TRUE(Has(Decide(Named(Crossing("1"), "LATER")), ReasonCode::kPossibleHold));
  EXPECT_THAT(Differences(overlooked), Contains(HasSubstr("reason missing: POSSIBLE_HOLD(")));
}

// ---- the booking's tolerance

TEST_F(EntryReplayTakenTest, HowLongABookingServedIsSaidOfADecisionThatNamesOne) {
  const std::string booking = BookAtDesk("1");
  const ReplayedEntry with = Replay(Decide(WithBooking(Crossing("1"), booking)));
  EXPECT_THAT(with.differences, IsEmpty());
  EXPECT_THAT(with.taken,
              Contains("booking: it serves from 15 minutes before its slot to 30 after it, as was asked for"));
  EXPECT_THAT(Replay(Decide(Crossing("2"))).taken, Not(Contains(StartsWith("booking"))));
}

// ---- a national number that was not read

// The entry carries the number that was known, whether it was read or not.
TEST_F(EntryReplayTakenTest, ANumberThatWasNotReadAfterAnErasureIsNotTakenAsRead) {
  Cross(IntoChina("1"));
  Bind({.document = IntoChina("1").document});
  Cross(IntoChina("2"));
  Forge([&](Transaction& t) { return t.personal_keys().Erase(pseudonyms_.Traveller(IntoChina("2").document)); });
  const DecideAnswer answer = Decide(Unread("2"));
  ASSERT_FALSE(Has(answer, ReasonCode::kPossibleHold));
  const ReplayedEntry replayed = Replay(answer);
  EXPECT_THAT(replayed.differences, IsEmpty());
  EXPECT_THAT(replayed.taken, Not(Contains(StartsWith("national number: "))));
}

TEST_F(EntryReplayTakenTest, WhatWouldFollowIfItWasNotReadIsSaidOfFormsThatDoNotTell) {
  Cross(IntoChina("1"));
  Bind({.document = IntoChina("1").document});
  Cross(IntoChina("2"));
  const DecideAnswer answer = Decide(Unread("2"));
  ASSERT_FALSE(Has(answer, ReasonCode::kPossibleHold));
  const auto older = TryReplay(AppendInOlderForm(answer));
  ASSERT_TRUE(older.ok()) << older.status();
  EXPECT_THAT(older->differences, Contains(HasSubstr("had not been read")));
  EXPECT_THAT(older->taken, Contains(StartsWith("national number: ")));
}

TEST_F(EntryReplayTakenTest, ANumberThatIsShownForTheFirstTimeWasRead) {
  const DecideAnswer first = Decide(IntoChina("1"));
  EXPECT_THAT(Replay(first).taken, Not(Contains(StartsWith("national number"))));
  EXPECT_THAT(Replay(Decide(IntoChina("1"))).taken, Contains(StartsWith("national number: ")));
}

// ---- a number that had been another's

TEST_F(EntryReplayTakenTest, ACollisionThatAPassageHasNotedIsTold) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  CrossingRequest colliding = IntoChina("OLD");
  colliding.document.birth_date = MakeDate(1980, 1, 1);
  KnowByPassage(colliding.document);
  ASSERT_TRUE(LinkBy(colliding.document, in.document).ok());
  ASSERT_TRUE(UnlinkBy(colliding.document, in.document).ok());
  const ReplayedEntry replayed = Replay(Decide(colliding));
  EXPECT_THAT(replayed.differences, IsEmpty());
  EXPECT_THAT(replayed.taken, Not(Contains(StartsWith("document number: "))));
}

// Known by a passage, which noted nothing, and parted by an officer before a crossing asked.
TEST_F(EntryReplayTakenTest, ACollisionThatOnlyOfficersHaveSpokenOfIsTakenAndSaid) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  CrossingRequest colliding = IntoChina("OLD");
  colliding.document.birth_date = MakeDate(1980, 1, 1);
  KnowByPassageOfBefore(colliding.document);
  ASSERT_TRUE(LinkBy(colliding.document, in.document).ok());
  ASSERT_TRUE(UnlinkBy(colliding.document, in.document).ok());
  const DecideAnswer collision = Decide(colliding);
  ASSERT_TRUE(Has(collision, ReasonCode::kIdentityCollision));
  const ReplayedEntry replayed = Replay(collision);
  EXPECT_THAT(replayed.differences, IsEmpty());
  EXPECT_THAT(replayed.taken, Contains(StartsWith("document number: ")));
}

// The hold is on the number of the one who was parted later.
TEST_F(EntryReplayTakenTest, OfSeveralWhoWerePartedItIsTheOnesByWhichItComesOutAsSealed) {
  const CrossingRequest in = IntoChina("OLD");
  CrossingRequest third = IntoChina("THIRD");
  third.document.national_number = "900517400199";
  Cross(in);
  Cross(third);
  CrossingRequest colliding = IntoChina("OLD");
  colliding.document.birth_date = MakeDate(1980, 1, 1);
  KnowByPassageOfBefore(colliding.document);
  for (const Document& parted : {third.document, in.document}) {
    ASSERT_TRUE(LinkBy(colliding.document, parted).ok());
    ASSERT_TRUE(UnlinkBy(colliding.document, parted).ok());
  }
  Bind({.document = in.document});
  const DecideAnswer collision = Decide(colliding);
  ASSERT_TRUE(Has(collision, ReasonCode::kIdentityCollision) && Has(collision, ReasonCode::kHold));
  const ReplayedEntry replayed = Replay(collision);
  EXPECT_THAT(replayed.differences, IsEmpty());
  EXPECT_THAT(replayed.taken, Contains(StartsWith("document number: ")));
}

// ---- forms from which nothing follows

TEST_F(EntryReplayTakenTest, AnEntryOfAnOldFormIsNoDamage) {
  const auto of = [&](const std::string& number) { return pseudonyms_.Traveller(Crossing(number).document); };
  const std::uint64_t decision = Append(EntryKind::kDecision, of("1"), "\x85\x03");
  const std::uint64_t passage = Append(EntryKind::kPassage, of("2"), "\x86\x01");
  ExpectOldForm(Decide(Crossing("1")), decision, "DECISION of form 3");
  ExpectOldForm(Decide(Crossing("2")), passage, "PASSAGE of form 1");
  EXPECT_THAT(Differences(Decide(Crossing("3"))), IsEmpty()) << "they are others'";
}

TEST_F(EntryReplayTakenTest, ABookingOfAnOldFormIsNotOneThatNobodyMade) {
  const std::string booking = NewId();
  const std::string traveller = pseudonyms_.Traveller(Crossing("1").document);
  const std::string body = std::string(
                               "\x85\x01\x67"
                               "CREATED\x78\x24") +
                           booking;
  const std::uint64_t theirs = Append(EntryKind::kBookingChange, traveller, body);
  ExpectOldForm(Decide(WithBooking(Crossing("1"), booking)), theirs, "BOOKING_CHANGE of form 1");
  ExpectOldForm(Decide(WithBooking(Crossing("2"), booking)), theirs, "BOOKING_CHANGE of form 1");
  EXPECT_THAT(Differences(Decide(WithBooking(Crossing("1"), NewId()))), IsEmpty()) << "it speaks of another";
}

// It may have ended the decision that another lane had open.
TEST_F(EntryReplayTakenTest, APassageOfAnOldFormInTheLaneOfAnOpenDecisionIsNamed) {
  Decide(Crossing("1", "gate-1/a"));
  const std::string other = pseudonyms_.Traveller(Crossing("9").document);
  const std::uint64_t passage = Append(EntryKind::kPassage, other, "\x86\x01");
  ExpectOldForm(Decide(Crossing("1", "gate-2/a")), passage, "PASSAGE of form 1");
}

TEST_F(EntryReplayTakenTest, AnEntryThatCannotBeReadIsDamage) {
  Append(EntryKind::kPassage, pseudonyms_.Traveller(Crossing("1").document), "\x01\x01");
  const Status status = TryReplay(Decide(Crossing("1")).position).status();
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt) << status;
}

}  // namespace
}  // namespace clearance
