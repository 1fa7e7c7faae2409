// One decision made anew: what the centre's own desks wrote comes out as it was sealed, whatever became of the ledger
// since; and what a fault overlooked is told, though the decision itself knows nothing of it.
#include "services/clearctl/entry_replay.h"

#include <gmock/gmock.h>

#include "common/base/error_reasons.h"
#include "services/clearctl/replay_output.h"
#include "tests/support/entry_replay_fixture.h"

namespace clearance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::StartsWith;

// ---- stays and days

TEST_F(EntryReplayTest, NothingRecordedLaterCounts) {
  Cross(IntoChina("1"));
  clock_.Advance(kDay * 20);
  Cross(OutOfChina("1"));
  const DecideAnswer second = Cross(IntoChina("1"));
  clock_.Advance(kDay * 20);
  Cross(OutOfChina("1"));
  EXPECT_THAT(Differences(second), IsEmpty());
  EXPECT_THAT(Differences(second, Keys::kMaster), IsEmpty());
}

TEST_F(EntryReplayTest, AnotherBookIsTold) {
  const DecideAnswer in = Decide(IntoChina("1"));
  for (Regime& regime : book_.regimes) {
    if (regime.id == "CHN-KAZ") regime.limits[1] = MakeLimit(regime.id, RollingLimit{25, 180});
  }
  EXPECT_THAT(Differences(in), Contains(StartsWith("last day: sealed ")));
}

TEST_F(EntryReplayTest, OnlyADecisionIsReplayed) {
  const CrossingRequest request = Crossing("1");
  Decide(request);
  EXPECT_EQ(FieldOf(TryReplay(Report(PassageOf(request))).status()), "entry");
  EXPECT_EQ(TryReplay(1'000).status().code(), StatusCode::kNotFound);
}

// ---- holds

TEST_F(EntryReplayTest, AHoldCountsFromItsConfirmationToItsLifting) {
  const CrossingRequest before = Crossing("1");
  const DecideAnswer free = Decide(before);
  Report(PassageOf(before));
  HoldOrder order = OrderOf({.document = before.document}, HoldKind::kExitBan);
  const auto put = Put(order, kFirst);
  ASSERT_TRUE(put.ok()) << put.status();
  const DecideAnswer proposed = Decide(Crossing("1"));
  order.hold_id = put->hold_id;
  ASSERT_TRUE(Put(order, kSecond).ok());
  const DecideAnswer held = Decide(Crossing("1"));
  ASSERT_TRUE(Has(held, ReasonCode::kHold));
  Lift(put->hold_id);
  const DecideAnswer lifted = Decide(Crossing("1"));
  EXPECT_FALSE(Has(free, ReasonCode::kHold) || Has(proposed, ReasonCode::kHold) || Has(lifted, ReasonCode::kHold));
  for (const DecideAnswer& answer : {free, proposed, held, lifted}) EXPECT_THAT(Differences(answer), IsEmpty());
}

TEST_F(EntryReplayTest, AHoldThatWasOverlookedIsTold) {
  const CrossingRequest request = Crossing("1");
  const std::string hold_id = Bind({.document = request.document});
  Forge([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(auto hold, t.holds().Find(hold_id));
    hold->state = HoldState::kLifted;
    return t.holds().Update(*hold).status();
  });
  const DecideAnswer overlooked = Decide(request);
  ASSERT_EQ(overlooked.decision.verdict, Verdict::kAdmit) << "as the fault has it";
  const ReplayedEntry replayed = Replay(overlooked);
  EXPECT_THAT(replayed.differences, Contains("verdict: sealed ADMIT, made anew REFER"));
  EXPECT_THAT(replayed.differences, Contains(HasSubstr("reason missing: HOLD(")));
  EXPECT_THAT(EntryText(replayed), StartsWith("DIFFERENT: "));
}

TEST_F(EntryReplayTest, AHoldThatNobodyPutIsTold) {
  const CrossingRequest request = Crossing("1");
  const std::string hold_id = Bind({.document = request.document});
  Lift(hold_id);
  Forge([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(auto hold, t.holds().Find(hold_id));
    hold->state = HoldState::kActive;
    return t.holds().Update(*hold).status();
  });
  EXPECT_THAT(Differences(Decide(request)), Contains(HasSubstr("reason without ground: HOLD(")));
}

TEST_F(EntryReplayTest, AHoldOnAnotherDocumentWithTheSameNumberIsAPossibleOne) {
  const CrossingRequest held = IntoChina("1");
  Cross(held);
  Bind({.document = held.document});
  const DecideAnswer possible = Decide(IntoChina("2"));
  ASSERT_TRUE(Has(possible, ReasonCode::kPossibleHold));
  ASSERT_TRUE(LinkBy(IntoChina("2").document, held.document).ok());
  const DecideAnswer exact = Decide(IntoChina("2"));
  ASSERT_TRUE(Has(exact, ReasonCode::kHold));
  for (const DecideAnswer& answer : {possible, exact}) EXPECT_THAT(Differences(answer), IsEmpty());
}

// Of both the present shows another number than they had then, and at an exit without a stay nobody asks about a link.
TEST_F(EntryReplayTest, ANumberThatWasShownThenCounts) {
  Cross(IntoChina("1"));
  Cross(OutOfChina("1"));
  Bind({.document = IntoChina("1").document});
  const DecideAnswer possible = Decide(OutOfChina("2"));
  ASSERT_TRUE(Has(possible, ReasonCode::kPossibleHold));
  for (const std::string number : {"1", "2"}) {
    CrossingRequest other = OutOfChina(number);
    other.document.national_number = "90051740099" + number;
    Cross(other);
  }
  EXPECT_THAT(Differences(possible), IsEmpty());
}

TEST_F(EntryReplayTest, AHoldByNumberIsFoundThoughItWasNotReadThisTime) {
  CrossingRequest read = IntoChina("1");
  Bind({.person = read.document});
  Cross(read);
  CrossingRequest unread = OutOfChina("1");
  unread.document.national_number.clear();
  const DecideAnswer answer = Decide(unread);
  ASSERT_TRUE(Has(answer, ReasonCode::kHold));
  EXPECT_THAT(Differences(answer), IsEmpty());
}

TEST_F(EntryReplayTest, ANumberThatIsKnownAndWasNotReadIsNotTakenAsRead) {
  Cross(IntoChina("1"));
  Bind({.document = IntoChina("1").document});
  Cross(IntoChina("2"));
  CrossingRequest unread = IntoChina("2");
  unread.document.national_number.clear();
  const DecideAnswer answer = Decide(unread);
  ASSERT_FALSE(Has(answer, ReasonCode::kPossibleHold));
  EXPECT_THAT(Differences(answer), IsEmpty());
  const DecideAnswer read = Decide(IntoChina("2"));
  ASSERT_TRUE(Has(read, ReasonCode::kPossibleHold));
  EXPECT_THAT(Differences(read), IsEmpty());
}

// No entry holds a name: that a hold by name hit tells it.
TEST_F(EntryReplayTest, AHoldByNameIsLookedForWhereOneEverHit) {
  const auto named = [&] {
    CrossingRequest request = Crossing("1");
    request.document.primary_identifier = "SAMPLE";
    return request;
  };
  const std::string hold_id = Bind({.name = named().document});
  const auto set = [&](HoldState state) {
    Forge([&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(auto hold, t.holds().Find(hold_id));
      hold->state = state;
      return t.holds().Update(*hold).status();
    });
  };
  set(HoldState::kLifted);
  const DecideAnswer overlooked = Decide(named());
  ASSERT_FALSE(Has(overlooked, ReasonCode::kPossibleHold));
  EXPECT_THAT(Replay(overlooked).taken, Contains(HasSubstr("name: ")));
  set(HoldState::kActive);
  const DecideAnswer held = Decide(named());
  ASSERT_TRUE(Has(held, ReasonCode::kPossibleHold));
  EXPECT_THAT(Differences(held), IsEmpty());
  EXPECT_THAT(Differences(overlooked), Contains(HasSubstr("reason missing: POSSIBLE_HOLD(")));
}

// ---- whose documents they are

TEST_F(EntryReplayTest, EachKindOfIdentityIsFoundAgainAfterOfficersHaveAnswered) {
  const CrossingRequest in = IntoChina("OLD");
  const DecideAnswer first = Cross(in);
  const DecideAnswer not_proven = Decide(OutOfChina("NEW"));
  ASSERT_TRUE(Has(not_proven, ReasonCode::kRenewalNotProven));
  CrossingRequest matching = OutOfChina("NEWER");
  matching.findings.push_back({CheckKind::kEarlierPortrait, FindingResult::kPassed});
  const DecideAnswer linked = Cross(matching);
  ASSERT_TRUE(Has(linked, ReasonCode::kDocumentRenewed));
  const DecideAnswer known = Decide(IntoChina("NEW"));
  ASSERT_TRUE(Has(known, ReasonCode::kOtherDocumentKnown));
  const auto colliding = [&] {
    CrossingRequest request = IntoChina("OLD");
    request.document.birth_date = MakeDate(1980, 1, 1);
    return request;
  };
  const DecideAnswer collision = Decide(colliding());
  ASSERT_TRUE(Has(collision, ReasonCode::kIdentityCollision));
  const DecideAnswer again = Decide(colliding());
  ASSERT_TRUE(Has(again, ReasonCode::kIdentityCollision)) << "asked before";
  ASSERT_TRUE(UnlinkBy(matching.document, in.document).ok());
  ASSERT_TRUE(LinkBy(colliding().document, in.document).ok());
  ASSERT_TRUE(LinkBy(OutOfChina("NEW").document, in.document).ok());
  const DecideAnswer one = Decide(colliding());
  ASSERT_FALSE(Has(one, ReasonCode::kIdentityCollision));
  for (const DecideAnswer& answer : {first, not_proven, linked, known, collision, again, one})
    EXPECT_THAT(Differences(answer), IsEmpty()) << answer.position;
}

TEST_F(EntryReplayTest, DaysThatMayBeTheirsReferAgain) {
  for (int i = 0; i < 3; ++i) {
    Cross(IntoChina("OLD"));
    clock_.Advance(kDay * 28);
    Cross(OutOfChina("OLD"));
  }
  const DecideAnswer entry = Decide(IntoChina("NEW"));
  ASSERT_EQ(entry.decision.reasons.front().code, ReasonCode::kRenewalNotProven);
  EXPECT_THAT(Differences(entry), IsEmpty());
}

TEST_F(EntryReplayTest, ALinkThatWasOverlookedIsTold) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  Cross(IntoChina("NEW"));
  ASSERT_TRUE(LinkBy(IntoChina("NEW").document, in.document).ok());
  const std::uint64_t last = LastPosition();
  Forge([&](Transaction& t) {
    return t.identities().Unlink(pseudonyms_.Traveller(IntoChina("NEW").document), pseudonyms_.Traveller(in.document),
                                 last);
  });
  const DecideAnswer overlooked = Decide(IntoChina("NEW"));
  EXPECT_THAT(Differences(overlooked), Not(IsEmpty()));
}

TEST_F(EntryReplayTest, ALinkThatShouldNotHaveBeenMadeIsTold) {
  const CrossingRequest in = IntoChina("OLD");
  Cross(in);
  ASSERT_TRUE(LinkBy(IntoChina("NEW").document, in.document).code() == StatusCode::kNotFound);
  Decide(OutOfChina("NEW"));
  CrossingRequest matching = OutOfChina("NEW");
  matching.findings.push_back({CheckKind::kEarlierPortrait, FindingResult::kPassed});
  // An officer has parted them, and the table does not know it.
  ASSERT_TRUE(LinkBy(matching.document, in.document).ok());
  ASSERT_TRUE(UnlinkBy(matching.document, in.document).ok());
  const std::uint64_t last = LastPosition();
  Forge([&](Transaction& t) {
    return t.identities().Link(pseudonyms_.Traveller(matching.document), pseudonyms_.Traveller(in.document),
                               LinkState::kConfirmed, last);
  });
  EXPECT_THAT(Differences(Decide(matching)), Contains(HasSubstr("reason missing: RENEWAL_NOT_PROVEN(")));
}

// ---- another lane

TEST_F(EntryReplayTest, AnotherLaneHasThePersonInHandUntilItsDecisionEnds) {
  const auto in_lane = [&](const std::string& lane_id) { return Crossing("1", lane_id); };
  const CrossingRequest first = in_lane("gate-1/a");
  std::vector<DecideAnswer> answers = {Decide(first)};
  answers.push_back(Decide(in_lane("gate-2/a")));
  ASSERT_TRUE(Has(answers.back(), ReasonCode::kInProgressElsewhere));
  Abandon(first);
  answers.push_back(Decide(in_lane("gate-3/a")));  // gate-2's is still open
  ASSERT_TRUE(Has(answers.back(), ReasonCode::kInProgressElsewhere));
  clock_.Advance(std::chrono::hours(1));
  const CrossingRequest later = in_lane("gate-4/a");
  answers.push_back(Decide(later));
  ASSERT_FALSE(Has(answers.back(), ReasonCode::kInProgressElsewhere)) << "they have lapsed";
  Report(PassageOf(later));
  answers.push_back(Decide(in_lane("gate-5/a")));
  ASSERT_FALSE(Has(answers.back(), ReasonCode::kInProgressElsewhere)) << "it has passed";
  answers.push_back(Decide(in_lane("gate-5/a")));
  ASSERT_FALSE(Has(answers.back(), ReasonCode::kInProgressElsewhere)) << "the same lane again";
  for (const DecideAnswer& answer : answers) EXPECT_THAT(Differences(answer), IsEmpty()) << answer.position;
}

// It is the lane's report, whoever it says has passed.
TEST_F(EntryReplayTest, APassageOfSomebodyElseEndsTheDecisionItNames) {
  const CrossingRequest first = Crossing("1", "gate-1/a");
  Decide(first);
  Passage passage = PassageOf(first);
  passage.document.number = "2";
  Report(passage);
  const DecideAnswer second = Decide(Crossing("1", "gate-2/a"));
  ASSERT_FALSE(Has(second, ReasonCode::kInProgressElsewhere));
  EXPECT_THAT(Differences(second), IsEmpty());
}

// They were shown with this traveller's number when they ended it, and with their own ever since.
TEST_F(EntryReplayTest, WhoEndedADecisionIsKnownAsTheyWereShownLast) {
  const CrossingRequest mine = IntoChina("1");
  CrossingRequest theirs = IntoChina("2");
  theirs.document.national_number = "900517400199";
  Decide(mine);
  Decide(theirs);
  Passage passage = PassageOf(mine);
  passage.document = theirs.document;
  passage.document.national_number = kNumber;
  Report(passage);
  Report(PassageOf(theirs));
  CrossingRequest again = mine;
  again.request_id = NewId();
  const DecideAnswer answer = Decide(again);
  ASSERT_FALSE(Has(answer, ReasonCode::kRenewalNotProven));
  EXPECT_THAT(Differences(answer), IsEmpty());
}

TEST_F(EntryReplayTest, AnotherLaneThatWasOverlookedIsTold) {
  const CrossingRequest first = Crossing("1", "gate-1/a");
  Decide(first);
  Forge([&](Transaction& t) { return t.open_decisions().Close(first.request_id); });
  const DecideAnswer overlooked = Decide(Crossing("1", "gate-2/a"));
  ASSERT_EQ(overlooked.decision.verdict, Verdict::kAdmit);
  EXPECT_THAT(Differences(overlooked), Contains(HasSubstr("reason missing: IN_PROGRESS_ELSEWHERE(gate-1/a")));
}

// ---- bookings

TEST_F(EntryReplayTest, ABookingStandsAsItStood) {
  const std::string booking = BookAtDesk("1");
  const std::string later = BookAtDesk("1", 40);
  ASSERT_FALSE(booking.empty() || later.empty());
  std::vector<DecideAnswer> answers;
  const auto decide = [&](CrossingRequest request, const std::string& booking_id) {
    request = WithBooking(std::move(request), booking_id);
    answers.push_back(Decide(request));
    return request;
  };
  decide(Crossing("1"), NewId());              // unknown
  decide(Crossing("2"), booking);              // another's
  decide(Crossing("1"), later);                // too early
  decide(Crossing("1"), booking);              // serves
  decide(Crossing("1"), booking);              // again, in its place
  decide(Crossing("1", "gate-2/a"), booking);  // in another lane meanwhile
  clock_.Advance(std::chrono::minutes(15));    // the lease is over
  const CrossingRequest used = decide(Crossing("1"), booking);
  Report(PassageOf(used));
  decide(Crossing("1"), booking);  // used
  CancelBooking(later);
  decide(Crossing("1"), later);  // cancelled
  std::vector<std::string> causes;
  for (const DecideAnswer& answer : answers) {
    EXPECT_THAT(Differences(answer), IsEmpty()) << answer.position;
    for (const Reason& reason : answer.decision.reasons) {
      if (reason.code == ReasonCode::kWalkIn || reason.code == ReasonCode::kBookingAbuse)
        causes.push_back(reason.detail);
    }
  }
  EXPECT_THAT(causes,
              ElementsAre("NO_BOOKING", "OTHER_DOCUMENT", "TOO_EARLY", "SECOND_USE", "SECOND_USE", "CANCELLED"));
}

TEST_F(EntryReplayTest, ABookingIsGivenBackByTheLaneThatHeldIt) {
  const std::string booking = BookAtDesk("1");
  const CrossingRequest first = WithBooking(Crossing("1", "gate-1/a"), booking);
  const DecideAnswer held = Decide(first);
  Abandon(first, "gate-9/a");
  const DecideAnswer in_use = Decide(WithBooking(Crossing("1", "gate-2/a"), booking));
  ASSERT_TRUE(Has(in_use, ReasonCode::kBookingAbuse)) << "another lane's report gives nothing back";
  Abandon(first, "gate-1/a");
  const DecideAnswer serves = Decide(WithBooking(Crossing("1", "gate-3/a"), booking));
  ASSERT_FALSE(Has(serves, ReasonCode::kBookingAbuse));
  for (const DecideAnswer& answer : {held, in_use, serves}) EXPECT_THAT(Differences(answer), IsEmpty());
}

TEST_F(EntryReplayTest, ABookingThatWasMovedIsAnother) {
  const auto party = bookings_.Create(bookings_.Wanted("1", 30));
  ASSERT_TRUE(party.ok()) << party.status();
  const auto moved = bookings_.Move(bookings_.MoveOf(*party, bookings_.SlotFromNow(0).starts_at));
  ASSERT_TRUE(moved.ok()) << moved.status();
  const DecideAnswer former = Decide(WithBooking(Crossing("1"), party->front().booking_id));
  const DecideAnswer present = Decide(WithBooking(Crossing("1"), moved->new_bookings.front().booking_id));
  ASSERT_TRUE(Has(former, ReasonCode::kWalkIn));
  ASSERT_FALSE(Has(present, ReasonCode::kWalkIn));
  EXPECT_THAT(Differences(former), IsEmpty());
  EXPECT_THAT(Differences(present), IsEmpty());
}

TEST_F(EntryReplayTest, ABookingTakenForAGoodOneIsTold) {
  const std::string booking = BookAtDesk("1");
  CancelBooking(booking);
  Forge([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(auto forged, t.bookings().FindById(booking));
    forged->state = BookingState::kConfirmed;
    return t.bookings().Update(*forged);
  });
  const DecideAnswer taken = Decide(WithBooking(Crossing("1"), booking));
  ASSERT_FALSE(Has(taken, ReasonCode::kWalkIn));
  EXPECT_THAT(Differences(taken), Contains(HasSubstr("CANCELLED")));
  EXPECT_THAT(Differences(taken), Contains(HasSubstr("booking: sealed as reserved")));
}

// ---- what stands in no entry

TEST_F(EntryReplayTest, AgeAndExpiryAreOpenedOrTakenAndSaid) {
  CrossingRequest request = Crossing("1");
  request.document.birth_date = MakeDate(2020, 1, 1);
  request.document.expiry_date = MakeDate(2026, 1, 1);
  const DecideAnswer answer = Decide(request);
  ASSERT_TRUE(Has(answer, ReasonCode::kDocumentExpired));
  const ReplayedEntry without = Replay(answer);
  EXPECT_THAT(without.differences, IsEmpty());
  EXPECT_THAT(without.taken, ElementsAre(StartsWith("age: "), StartsWith("expiry date: "), StartsWith("name: ")));
  EXPECT_THAT(EntryText(without), HasSubstr("not from the ledger: expiry date: "));
  const ReplayedEntry with = Replay(answer, Keys::kMaster);
  EXPECT_THAT(with.differences, IsEmpty());
  EXPECT_THAT(with.taken, ElementsAre(HasSubstr("name")));
  Forge([&](Transaction& t) { return t.personal_keys().Erase(pseudonyms_.Traveller(request.document)); });
  const ReplayedEntry erased = Replay(answer, Keys::kMaster);
  EXPECT_THAT(erased.differences, IsEmpty());
  EXPECT_THAT(erased.taken, ElementsAre(StartsWith("age: "), StartsWith("expiry date: "), StartsWith("name: ")));
}

TEST_F(EntryReplayTest, InJsonDifferencesAndWhatWasTakenStandByName) {
  const CrossingRequest first = Crossing("1", "gate-1/a");
  Decide(first);
  Forge([&](Transaction& t) { return t.open_decisions().Close(first.request_id); });
  const std::string json = EntryJson(Replay(Decide(Crossing("1", "gate-2/a"))));
  EXPECT_THAT(json, HasSubstr(R"("differences":["verdict: sealed ADMIT, made anew REFER")"));
  EXPECT_THAT(json, HasSubstr(R"("not_from_ledger":["age: )"));
}

}  // namespace
}  // namespace clearance
