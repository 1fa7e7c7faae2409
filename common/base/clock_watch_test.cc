// What the log says of a clock that is set, and that it says nothing else. Under virtual time, with clocks of the
// test's own.
#include "common/base/clock_watch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <optional>
#include <sstream>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/log.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr Instant kStart = FromUnixMs(1'795'000'000'000);

class ClockWatchTest : public testing::Test {
 protected:
  ClockWatchTest() {
    StartLog("clock-watch-test", LogLevel::kInfo, log_);
    watch_.emplace(time_, [this] {
      const Instant now = time_.clock().Now();
      return ClockReading{.wall = now + set_, .steady = now - kStart + stopped_};
    });
  }
  ~ClockWatchTest() override { StartLog("", LogLevel::kWarning); }

  void Rest(Duration span) { time_.RunFor(span); }
  void Set(Duration by) { set_ += by; }
  // The process, or the machine under it: both clocks go on.
  void Stop(Duration span) {
    set_ += span;
    stopped_ += span;
  }
  // "clock_set_back 5", each line so far.
  std::vector<std::string> Told() const {
    std::istringstream text(ReadFile(log_, 1 << 20).value());
    std::vector<std::string> told;
    for (std::string one; std::getline(text, one);) {
      const auto line = nlohmann::json::parse(one);
      EXPECT_EQ(line["level"], "warning");
      told.push_back(line["event"].get<std::string>() + ' ' + std::to_string(line["by_s"].get<std::int64_t>()));
    }
    return told;
  }

  const TemporaryFolder folder_;
  const std::string log_ = folder_.Path("log.jsonl");
  VirtualTime time_{kStart};
  Duration set_{};
  Duration stopped_{};
  std::optional<ClockWatch> watch_;
};

TEST_F(ClockWatchTest, AClockThatIsSetIsToldOnceByItsAmount) {
  Rest(seconds(100));
  Set(seconds(-5));
  Rest(kClockLook);
  EXPECT_THAT(Told(), ElementsAre("clock_set_back 5"));
  Rest(hours(12));
  Set(seconds(40));
  Rest(kClockLook);
  EXPECT_THAT(Told(), ElementsAre("clock_set_back 5", "clock_jumped 40"));
  Rest(hours(12));
  EXPECT_THAT(Told(), ElementsAre("clock_set_back 5", "clock_jumped 40")) << "where it stays is no news";
}

TEST_F(ClockWatchTest, IsToldInWholeSecondsTheNearest) {
  for (const Duration by : {Duration(-4'600), Duration(-5'400), Duration(39'500)}) {
    Set(by);
    Rest(kClockLook);
  }
  EXPECT_THAT(Told(), ElementsAre("clock_set_back 5", "clock_set_back 5", "clock_jumped 40"));
}

TEST_F(ClockWatchTest, WhoWasStoppedTellsNoJump) {
  Rest(seconds(8));
  Stop(seconds(35));
  Rest(kClockLook);
  Stop(hours(9));
  Rest(kClockLook);
  EXPECT_THAT(Told(), IsEmpty());
  Stop(seconds(35));
  Set(seconds(-5));
  Rest(kClockLook);
  EXPECT_THAT(Told(), ElementsAre("clock_set_back 5")) << "set while nobody looked";
}

TEST_F(ClockWatchTest, AClockWhosePaceIsCorrectedIsNotToldAnythingOf) {
  for (Duration passed{0}; passed < hours(12); passed += kClockLook) {
    Set(-kClockLook / kClockSlewParts);
    Rest(kClockLook);
  }
  EXPECT_LT(set_, seconds(-10)) << "far more than a step by the morning";
  EXPECT_THAT(Told(), IsEmpty());
}

TEST_F(ClockWatchTest, NothingIsToldAfterItsEnd) {
  watch_.reset();
  Set(seconds(40));
  Rest(hours(1));
  EXPECT_THAT(Told(), IsEmpty());
}

TEST(ReadAtOnceTest, WhoWasStoppedBetweenTheClocksReadsThemAnew) {
  Duration steady{};
  int walls = 0;
  const auto wall = [&] {
    if (++walls == 1) steady += seconds(35);  // stopped here
    return kStart + steady;
  };
  const ClockReading reading = ReadAtOnce(wall, [&] { return steady; });
  EXPECT_EQ(walls, 2);
  EXPECT_EQ(reading.wall - kStart, reading.steady);
}

TEST(ReadAtOnceTest, GivesUpWhereItNeverSucceeds) {
  Duration steady{};
  int walls = 0;
  const auto wall = [&] {
    ++walls;
    return kStart;
  };
  EXPECT_EQ(ReadAtOnce(wall, [&] { return steady += seconds(1); }).wall, kStart);
  EXPECT_EQ(walls, 3);
}

TEST(ReadClocksTest, ReadsThisMachinesClocksWhichGoOn) {
  const ClockReading earlier = ReadClocks();
  ClockReading later = earlier;
  while (later.steady == earlier.steady) later = ReadClocks();
  EXPECT_GT(earlier.steady, Duration(0));
  EXPECT_GT(later.steady, earlier.steady);
  EXPECT_GT(later.wall, FromUnixMs(1'700'000'000'000)) << "of the calendar";
}

}  // namespace
}  // namespace clearance
