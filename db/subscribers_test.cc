// Who is told, when, in the one order a virtual clock gives.
#include "db/subscribers.h"

#include <gtest/gtest.h>

namespace clearance {
namespace {

ViewChanges Referrals() { return {.referrals = true, .lane_commands = false, .lanes = false}; }
ViewChanges Lanes() { return {.referrals = false, .lane_commands = false, .lanes = true}; }

class SubscribersTest : public ::testing::Test {
 protected:
  void RunAll() {
    while (executor_.RunOne()) {
    }
  }
  VirtualTime executor_{FromUnixMs(0)};
  Subscribers subscribers_{executor_};
  int calls_ = 0;
  ViewChanges told_;
  std::unique_ptr<Subscription> subscription_ = subscribers_.Subscribe([this](const ViewChanges& changes) {
    ++calls_;
    told_ = changes;
  });
};

TEST_F(SubscribersTest, AreToldOnTheExecutorOnly) {
  subscribers_.Notify(Lanes());
  EXPECT_EQ(calls_, 0);
  RunAll();
  EXPECT_EQ(calls_, 1);
  EXPECT_TRUE(told_.lanes);
  EXPECT_FALSE(told_.referrals);
}

TEST_F(SubscribersTest, ManyCommitsBeforeACallAreOneCall) {
  subscribers_.Notify(Lanes());
  subscribers_.Notify(Referrals());
  subscribers_.Notify(Lanes());
  RunAll();
  EXPECT_EQ(calls_, 1);
  EXPECT_TRUE(told_.lanes);
  EXPECT_TRUE(told_.referrals);
  EXPECT_FALSE(told_.lane_commands);
  subscribers_.Notify(Referrals());
  RunAll();
  EXPECT_EQ(calls_, 2);
  EXPECT_FALSE(told_.lanes);
}

TEST_F(SubscribersTest, ACommitWithoutAChangedViewTellsNobody) {
  subscribers_.Notify(ViewChanges());
  EXPECT_FALSE(executor_.RunOne());
}

TEST_F(SubscribersTest, ACallOnItsWayIsNotMadeOnceTheSubscriptionEnded) {
  subscribers_.Notify(Lanes());
  subscription_.reset();
  RunAll();
  EXPECT_EQ(calls_, 0);
}

TEST_F(SubscribersTest, ACommitDuringTheCallIsToldInAnother) {
  subscription_ = subscribers_.Subscribe([this](const ViewChanges&) {
    if (++calls_ == 1) subscribers_.Notify(Referrals());
  });
  subscribers_.Notify(Lanes());
  RunAll();
  EXPECT_EQ(calls_, 2);
}

}  // namespace
}  // namespace clearance
