// What a decision did beside its answer, made anew: whose place it took and by what its booking had been used is told
// where it was otherwise, and what only the sweeper's pace decides is not.
#include "services/clearctl/replay_effects.h"

#include <gmock/gmock.h>

#include "tests/support/entry_replay_fixture.h"

namespace clearance {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class ReplayEffectsTest : public EntryReplayTest {
 protected:
  // As the sweeper does, or somebody with access to the table.
  void TakeAway(const CrossingRequest& request) {
    Forge([&](Transaction& t) { return t.open_decisions().Close(request.request_id); });
  }
  OpenDecision Opened(const CrossingRequest& request) {
    OpenDecision open;
    Look([&](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const auto found, s.open_decisions().FindByRequest(request.request_id));
      EXPECT_TRUE(found);
      if (found) open = *found;
      return OkStatus();
    });
    return open;
  }
};

// ---- whose place it takes

TEST_F(ReplayEffectsTest, AQuestionOfTheSameLaneTakesThePlaceOfTheOneBefore) {
  Decide(Crossing("1"));
  Decide(Crossing("1"));
  EXPECT_THAT(Differences(Decide(Crossing("1"))), IsEmpty());
}

TEST_F(ReplayEffectsTest, AnOpenDecisionOfTheLaneThatWasOverlookedIsTold) {
  const CrossingRequest first = Crossing("1");
  const DecideAnswer asked = Decide(first);
  TakeAway(first);
  EXPECT_THAT(Differences(Decide(Crossing("1"))),
              ElementsAre("takes the place of: sealed none, made anew " + std::to_string(asked.position)));
}

TEST_F(ReplayEffectsTest, ADecisionThatWasNotOpenAnyMoreIsTold) {
  const CrossingRequest first = Crossing("1");
  const DecideAnswer asked = Decide(first);
  const OpenDecision open = Opened(first);
  Abandon(first);
  Forge([&](Transaction& t) { return t.open_decisions().Put(open); });
  EXPECT_THAT(Differences(Decide(Crossing("1"))),
              ElementsAre("takes the place of: sealed " + std::to_string(asked.position) + ", made anew none"));
}

TEST_F(ReplayEffectsTest, WhetherALeaseThatIsOverWasSweptAwayIsNoDifference) {
  const CrossingRequest first = Crossing("1");
  Decide(first);
  clock_.Advance(std::chrono::hours(1));
  const CrossingRequest second = Crossing("1");
  EXPECT_THAT(Differences(Decide(second)), IsEmpty()) << "not yet";
  clock_.Advance(std::chrono::hours(1));
  TakeAway(second);
  EXPECT_THAT(Differences(Decide(Crossing("1"))), IsEmpty());
}

TEST_F(ReplayEffectsTest, ALeaseThatWasOverBeforeTheClockWasSetBackMayBeGone) {
  const CrossingRequest first = Crossing("1");
  Decide(first);
  clock_.Advance(std::chrono::hours(1));
  Decide(Crossing("2"));  // so late it was, by the ledger
  clock_.Advance(-std::chrono::hours(1));
  TakeAway(first);
  EXPECT_THAT(Differences(Decide(Crossing("1"))), IsEmpty());

  const CrossingRequest third = Crossing("3");
  Decide(third);
  TakeAway(third);
  EXPECT_THAT(Differences(Decide(Crossing("3"))), Contains(StartsWith("takes the place of: ")))
      << "nothing was recorded so late since";
}

// ---- by what its booking had been used

TEST_F(ReplayEffectsTest, AnotherUseThanTheOneThatWasIsTold) {
  const std::string booking = BookAtDesk("1");
  const CrossingRequest used = WithBooking(Crossing("1"), booking);
  Decide(used);
  const std::uint64_t passage = Report(PassageOf(used));
  const DecideAnswer again = Decide(WithBooking(Crossing("1"), booking));
  ASSERT_TRUE(Has(again, ReasonCode::kBookingAbuse));
  EXPECT_THAT(Differences(again), IsEmpty());

  const CrossingRequest other = Crossing("2");
  Decide(other);
  const Passage of_other = PassageOf(other);
  const std::uint64_t forged = Report(of_other);
  Forge([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(auto row, t.bookings().FindById(booking));
    row->redeemed_by = of_other.request_id;
    return t.bookings().Update(*row);
  });
  const auto told = Differences(Decide(WithBooking(Crossing("1"), booking)));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], StartsWith("booking used before: sealed " + std::to_string(forged) + " (gate-"));
  EXPECT_NE(told[0].find(", made anew " + std::to_string(passage) + " (gate-"), std::string::npos) << told[0];
}

TEST_F(ReplayEffectsTest, AUseThatIsNotSaidIsTold) {
  const std::string booking = BookAtDesk("1");
  const CrossingRequest held = WithBooking(Crossing("1", "gate-1/a"), booking);
  const DecideAnswer holder = Decide(held);
  Forge([&](Transaction& t) -> Status {
    ASSIGN_OR_RETURN(auto row, t.bookings().FindById(booking));
    row->reserved_by = NewId();  // nobody's call
    return t.bookings().Update(*row);
  });
  const auto told = Differences(Decide(WithBooking(Crossing("1", "gate-2/a"), booking)));
  ASSERT_EQ(told.size(), 1U);
  EXPECT_THAT(told[0], StartsWith("booking used before: sealed none, made anew " + std::to_string(holder.position) +
                                  " (gate-1/a"));
}

// ---- what is read for it

TEST_F(ReplayEffectsTest, WhatElseStandsInTheCentresLogIsNotRead) {
  constexpr int kLooks = 2'500;
  Forge([](Transaction& t) -> Status {
    for (int look = 0; look < kLooks; ++look)
      RETURN_IF_ERROR(t.ledger()
                          .Append({.log = std::string(kCentreLog), .kind = EntryKind::kRecordViewed, .body = "\x01"})
                          .status());
    return OkStatus();
  });
  Bind({.document = Crossing("1").document});
  const DecideAnswer held = Decide(Crossing("1"));
  ASSERT_TRUE(Has(held, ReasonCode::kHold));
  int pages = 0;
  const auto replayed = ReplayEntry({.store = *store_,
                                     .book = book_,
                                     .zones = zones_,
                                     .scratch_beside = testing::TempDir() + "x",
                                     .on_read = [&](std::uint64_t, std::uint64_t) { ++pages; }},
                                    held.position);
  ASSERT_TRUE(replayed.ok()) << replayed.status();
  EXPECT_THAT(replayed->differences, IsEmpty());
  EXPECT_EQ(pages, 2) << "one, and that it was the last";
}

}  // namespace
}  // namespace clearance
