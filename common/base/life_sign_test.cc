#include "common/base/life_sign.h"

#include <gtest/gtest.h>

#include <utility>

#include "common/base/executor.h"

namespace clearance {
namespace {

using std::chrono::seconds;

LifeSign::Ask Through(Executor& executor) {
  return [&executor](LifeSign::Answered answered) { executor.Post(std::move(answered)); };
}

TEST(LifeSign, ComesAsLongAsTheExecutorComesToItsTasks) {
  VirtualTime time(FromUnixMs(0));
  LifeSign sign({Through(time)});
  EXPECT_FALSE(sign.Came()) << "nothing was asked yet";
  EXPECT_FALSE(sign.Came()) << "nothing has run yet";
  for (int i = 0; i < 3; ++i) {
    time.RunFor(seconds(1));
    EXPECT_TRUE(sign.Came());
  }
}

// The one thread of an executor is held by a task; what is posted waits behind it, whatever else still runs.
TEST(LifeSign, StaysAwayWhileATaskHoldsTheExecutorAndComesOnceItLetsGo) {
  VirtualTime time(FromUnixMs(0));
  VirtualTime blocked(FromUnixMs(0));  // does not run: its thread is in the task that does not end
  LifeSign sign({Through(time), Through(blocked)});
  sign.Came();
  for (int i = 0; i < 3; ++i) {
    time.RunFor(seconds(10));
    EXPECT_FALSE(sign.Came());
  }
  blocked.RunFor(seconds(30));
  EXPECT_TRUE(sign.Came());
}

TEST(LifeSign, NoQuestionIsHeapedUpBehindOneWithoutAnswer) {
  int asked = 0;
  LifeSign::Answered kept;
  LifeSign sign({[&](LifeSign::Answered answered) {
    ++asked;
    kept = std::move(answered);
  }});
  for (int i = 0; i < 5; ++i) EXPECT_FALSE(sign.Came());
  EXPECT_EQ(asked, 1);
  kept();
  EXPECT_TRUE(sign.Came());
  EXPECT_EQ(asked, 2);
  EXPECT_FALSE(sign.Came()) << "the next one has no answer yet";
}

TEST(LifeSign, AnAnswerMayComeAfterItsEnd) {
  LifeSign::Answered kept;
  LifeSign({[&](LifeSign::Answered answered) { kept = std::move(answered); }}).Came();
  kept();
}

}  // namespace
}  // namespace clearance
