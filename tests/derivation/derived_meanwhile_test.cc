// What is derived, verified while the clock goes as it likes, and while others write.
#include "services/derivation/rebuild.h"
#include "services/server/sweeper.h"
#include "tests/derivation/derived_fixture.h"

namespace clearance {
namespace {

TEST_F(DerivedTest, AClockSetBackChangesNothingOfWhatFollows) {
  {
    const auto store = Open();
    BorderDays first(*store, 4);
    first.Run(80);
    BorderDays second(*store, 14);  // begins where the first began
    second.RunCrossings(40, 2);
  }
  EXPECT_GT(Number(Path(),
                   "SELECT count(*) FROM entries a JOIN entries b ON b.position = a.position + 1 "
                   "WHERE b.event_time_ms < a.event_time_ms - 86400000"),
            0)
      << "the clock was not set back";
  const DerivedReport report = Verify(Path());
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference) << *report.first_difference;
}

TEST_F(DerivedTest, ALeaseThatHadEndedWhenTheLastEntryWasRecordedIsNoMatterOfTheEntries) {
  MakeFile(3, 200);
  ASSERT_GT(Count(Path(), "open_decisions"), 0);
  const Instant last_end = FromUnixMs(Number(Path(), "SELECT max(valid_until_ms) FROM open_decisions"));
  const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
  ASSERT_TRUE(connection->RunScript("DELETE FROM open_decisions").ok());
  const auto store = Open();
  EXPECT_TRUE(Verify(Path()).first_difference) << "none has";
  Record(*store, last_end - Duration(1));
  EXPECT_TRUE(Verify(Path()).first_difference) << "one has not";
  Record(*store, last_end);
  Record(*store, last_end - std::chrono::hours(1));  // the clock is set back
  EXPECT_FALSE(Verify(Path()).first_difference);
}

// The sweeper goes by the clock, and nothing tells a later reader what that said: so it takes away nothing that the
// ledger does not show to be over.
TEST_F(DerivedTest, WhatASweepTookAwayIsNeverMissedWhateverTheClockSaysLater) {
  const Instant now = MakeFile(3, 200);
  const Instant tomorrow = now + std::chrono::hours(24);
  const auto store = Open();
  const auto sweep = [&] {
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) { return SweepExpired(t, tomorrow); }).ok());
  };
  ASSERT_GT(Count(Path(), "open_decisions"), 0);
  sweep();
  EXPECT_EQ(Verify(Path()).first_difference.value_or(""), "") << "swept under a clock that was a day ahead";
  EXPECT_GT(Count(Path(), "open_decisions"), 0);
  Record(*store, tomorrow);
  sweep();
  Record(*store, now);  // the clock is set back
  EXPECT_EQ(Count(Path(), "open_decisions"), 0);
  EXPECT_EQ(Verify(Path()).first_difference.value_or(""), "");
}

// Whoever verifies beside lanes that never rest comes to an end all the same.
TEST_F(DerivedTest, AVerificationEndsHoweverMuchIsWrittenMeanwhile) {
  const auto store = Open();
  BorderDays days(*store, 5);
  days.Run(100);
  days.LeaveOpen(5);
  const std::uint64_t stood_there = static_cast<std::uint64_t>(Count(Path(), "entries"));
  const auto write = [&](std::size_t entries) {
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) -> Status {
                  for (std::size_t i = 0; i < entries; ++i)
                    RETURN_IF_ERROR(t.ledger()
                                        .Append({.log = std::string(kCentreLog),
                                                 .kind = EntryKind::kRecordViewed,
                                                 .record_time = days.clock().Now(),
                                                 .body = "\x01"})
                                        .status());
                  return OkStatus();
                }).ok());
  };
  const auto verifier = Must(DerivedVerifier::Open(Path(), 100));
  int steps = 0;
  while (!verifier->report().complete) {
    ASSERT_LE(++steps, 40) << "it follows what is written for ever";
    ASSERT_TRUE(verifier->Step().ok());
    EXPECT_FALSE(verifier->report().behind);
    write(3 * kEntriesPerStep);  // more than a step derived from while it had not come so far
    if (steps % 5 == 0) days.Run(3);
  }
  EXPECT_EQ(verifier->report().first_difference.value_or(""), "");
  EXPECT_GT(verifier->report().entries_done, stood_there + 10 * kEntriesPerStep);
  EXPECT_GT(verifier->report().rows_compared, 100U);
}

// What comes in one step's time is never more than what a step derives from for long; it is told where it was.
TEST_F(DerivedTest, AVerificationThatFallsBehindSaysSo) {
  const auto store = Open();
  BorderDays days(*store, 5);
  days.Run(20);
  const auto verifier = Must(DerivedVerifier::Open(Path(), kRowsPerSlice));
  ASSERT_TRUE(verifier->Step().ok());
  ASSERT_EQ(verifier->report().entries_done, static_cast<std::uint64_t>(Count(Path(), "entries")));
  for (std::size_t i = 0; i < kCatchUpFactor * kEntriesPerStep / 1000 + 1; ++i)
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) -> Status {
                  for (int entry = 0; entry < 1000; ++entry)
                    RETURN_IF_ERROR(
                        t.ledger()
                            .Append({.log = std::string(kCentreLog), .kind = EntryKind::kRecordViewed, .body = "\x01"})
                            .status());
                  return OkStatus();
                }).ok());
  const std::uint64_t compared = verifier->report().rows_compared;
  ASSERT_TRUE(verifier->Step().ok());
  EXPECT_TRUE(verifier->report().behind);
  EXPECT_EQ(verifier->report().rows_compared, compared) << "the files are not of one last entry";
  ASSERT_TRUE(verifier->Step().ok());
  EXPECT_FALSE(verifier->report().behind);
  EXPECT_GT(verifier->report().rows_compared, compared);
}

}  // namespace
}  // namespace clearance
