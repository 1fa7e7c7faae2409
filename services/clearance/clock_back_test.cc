// The centre's clock set back: the commit order says what came before what, a record time says what the clock said, and
// nothing that was answered is answered otherwise.
#include "db/verify_ledger.h"
#include "tests/support/admission_fixture.h"

namespace clearance {
namespace {

constexpr Duration kSetBack = std::chrono::hours(2);

class ClockBackTest : public AdmissionTest {
 protected:
  std::vector<StoredEntry> Entries() {
    std::vector<StoredEntry> entries;
    EXPECT_TRUE(store_
                    ->Read([&](const Snapshot& s) -> Status {
                      ASSIGN_OR_RETURN(EntryPage page, s.ledger().List({}, 0, kMaxRowsPerRead));
                      entries = std::move(page.entries);
                      return OkStatus();
                    })
                    .ok());
    return entries;
  }
};

TEST_F(ClockBackTest, EntriesGoOnInCommitOrderWithTheTimesTheClockSaid) {
  const CrossingRequest before = Crossing("1");
  Decide(before);
  Report(PassageOf(before));
  clock_.Advance(-kSetBack);
  const CrossingRequest after = Crossing("2");
  EXPECT_EQ(Decide(after).decision.verdict, Verdict::kAdmit);
  Report(PassageOf(after));
  const std::vector<StoredEntry> entries = Entries();
  ASSERT_EQ(entries.size(), 4u);
  for (std::size_t i = 0; i < entries.size(); ++i) {
    EXPECT_EQ(entries[i].position, i + 1);
    EXPECT_EQ(entries[i].entry.record_time, i < 2 ? kNoon : kNoon - kSetBack);
  }
  const auto report = VerifyLedger(*store_, nullptr);
  ASSERT_TRUE(report.ok()) << report.status();
  EXPECT_FALSE(report->first_difference) << report->first_difference->what;
}

TEST_F(ClockBackTest, WhatWasAnsweredIsAnsweredTheSame) {
  const CrossingRequest request = Crossing("1");
  const DecideAnswer decided = Decide(request);
  const Passage passage = PassageOf(request);
  const std::uint64_t position = Report(passage);
  clock_.Advance(-kSetBack);
  EXPECT_EQ(Decide(request).position, decided.position);
  EXPECT_EQ(Decide(request).decision, decided.decision);
  EXPECT_EQ(Report(passage), position);
  EXPECT_EQ(LastPosition(), position);
}

// The gate's clock is right. The centre cannot know whose is wrong, so it asks an officer; the fact counts all the
// same.
TEST_F(ClockBackTest, APassageAheadOfTheClockIsRecordedOnItsTrueDayAndReferred) {
  const CrossingRequest request = Crossing("1");
  Decide(request);
  const Passage passage = PassageOf(request);
  clock_.Advance(-kSetBack);
  Report(passage);
  EXPECT_EQ(Referrals().size(), 1u);
  clock_.Set(kNoon);
  const StayReport stay = Stay(request, Territory::kIcbc);
  ASSERT_EQ(stay.history.stays.size(), 1u);
  EXPECT_EQ(stay.history.stays[0].entry, MakeDate(2026, 9, 22));
}

TEST_F(ClockBackTest, ALeaseHoldsUntilTheClockComesToItsEndAgain) {
  const DecideAnswer first = Decide(Crossing("1", "gate-1/a"));
  clock_.Advance(-kSetBack);
  EXPECT_TRUE(Has(Decide(Crossing("1", "gate-1/b")), ReasonCode::kInProgressElsewhere))
      << "longer than promised, never shorter";
  clock_.Set(first.decision.valid_until);
  EXPECT_FALSE(Has(Decide(Crossing("1", "gate-1/c")), ReasonCode::kInProgressElsewhere));
}

}  // namespace
}  // namespace clearance
