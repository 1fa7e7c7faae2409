// The interlock by itself.
#include "gate-agent/lane/interlock.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'790'000'000'000);
constexpr Instant kLater = kNow + std::chrono::seconds(3);

LaneDoors BothClosed() {
  LaneDoors doors = Seen({}, LaneDoor::kEntry, LaneDoorPosition::kClosed, kNow);
  return Seen(doors, LaneDoor::kExit, LaneDoorPosition::kClosed, kNow);
}

TEST(InterlockTest, ADoorNobodyHasSeenIsTakenForOpen) {
  EXPECT_FALSE(MayOpen(LaneDoors{}, LaneDoor::kEntry));
  EXPECT_FALSE(MayOpen(LaneDoors{}, LaneDoor::kExit));
  EXPECT_TRUE(MayOpen(BothClosed(), LaneDoor::kEntry));
  EXPECT_TRUE(MayOpen(BothClosed(), LaneDoor::kExit));
}

TEST(InterlockTest, ADoorMayOpenOnlyWhileTheOtherIsCommandedAndSeenClosed) {
  const LaneDoors opening = CommandOpen(BothClosed(), LaneDoor::kEntry, kNow);
  EXPECT_FALSE(MayOpen(opening, LaneDoor::kExit));
  const LaneDoors closing =
      CommandClosed(Seen(opening, LaneDoor::kEntry, LaneDoorPosition::kOpen, kNow), LaneDoor::kEntry, kNow);
  EXPECT_FALSE(MayOpen(closing, LaneDoor::kExit));
  EXPECT_TRUE(MayOpen(Seen(closing, LaneDoor::kEntry, LaneDoorPosition::kClosed, kNow), LaneDoor::kExit));
}

TEST(InterlockDeathTest, CommandingBothDoorsOpenStopsTheProcess) {
  const LaneDoors entry_open = CommandOpen(BothClosed(), LaneDoor::kEntry, kNow);
  EXPECT_DEATH(CommandOpen(entry_open, LaneDoor::kExit, kNow), "interlock");
  const LaneDoors exit_open = CommandOpen(BothClosed(), LaneDoor::kExit, kNow);
  EXPECT_DEATH(CommandOpen(exit_open, LaneDoor::kEntry, kNow), "interlock");
}

TEST(InterlockTest, BothSeenOpenIsAValueAndNoCrash) {
  LaneDoors doors = Seen(BothClosed(), LaneDoor::kEntry, LaneDoorPosition::kOpen, kNow);
  EXPECT_FALSE(BothSeenOpen(doors));
  doors = Seen(doors, LaneDoor::kExit, LaneDoorPosition::kOpen, kNow);
  EXPECT_TRUE(BothSeenOpen(doors));
  EXPECT_FALSE(BothSeenClosed(doors));
}

TEST(InterlockTest, ADisagreementIsDatedFromItsBeginning) {
  LaneDoors doors = CommandOpen(BothClosed(), LaneDoor::kEntry, kNow);
  EXPECT_EQ(doors.entry.disagrees_since, kNow);
  doors = Seen(doors, LaneDoor::kEntry, LaneDoorPosition::kClosed, kLater);
  EXPECT_EQ(doors.entry.disagrees_since, kNow);
  doors = Seen(doors, LaneDoor::kEntry, LaneDoorPosition::kOpen, kLater);
  EXPECT_EQ(doors.entry.disagrees_since, std::nullopt);
  doors = CommandClosed(doors, LaneDoor::kEntry, kLater);
  EXPECT_EQ(doors.entry.disagrees_since, kLater);
}

TEST(InterlockTest, AnOppositeCommandIsGivenItsOwnTime) {
  LaneDoors doors = CommandOpen(BothClosed(), LaneDoor::kEntry, kNow);
  doors = CommandClosed(doors, LaneDoor::kEntry, kLater);
  EXPECT_EQ(doors.entry.disagrees_since, std::nullopt);
  doors = CommandOpen(doors, LaneDoor::kEntry, kLater);
  EXPECT_EQ(doors.entry.disagrees_since, kLater);
}

TEST(InterlockTest, AfterAReleaseNoCommandStandsAndNothingDisagrees) {
  LaneDoors doors = CommandOpen(BothClosed(), LaneDoor::kEntry, kNow);
  doors = Released(Seen(doors, LaneDoor::kExit, LaneDoorPosition::kOpen, kNow));
  EXPECT_FALSE(IsCommandedOpen(doors, LaneDoor::kEntry));
  EXPECT_FALSE(IsCommandedOpen(doors, LaneDoor::kExit));
  EXPECT_EQ(doors.entry.disagrees_since, std::nullopt);
  EXPECT_EQ(doors.exit.disagrees_since, std::nullopt);
  EXPECT_TRUE(IsSeenOpen(doors, LaneDoor::kExit));
}

}  // namespace
}  // namespace clearance
