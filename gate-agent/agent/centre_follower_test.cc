// Tests of CentreFollower: when the centre is asked, by what name, and what becomes of its answers.
#include "gate-agent/agent/centre_follower.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;
using Words = std::vector<std::string>;

class CentreFollowerTest : public testing::Test {
 protected:
  CentreFollowerTest() { Follow(); }

  void Follow() {
    follower_.emplace(CentreFollower::Parts{
        .executor = time_,
        .random = random_,
        .name = "things",
        .interval = minutes(10),
        .known_at_first = [] { return "first"; },
        .ask =
            [this](const std::string& known, auto done) {
              asked_.push_back(known);
              calls_.push_back(done);
              time_.PostAfter(seconds(1), [answer = answer_, done = std::move(done)] { done(answer); });
            },
        .take = [this](const std::string& sent) -> StatusOr<std::string> {
          if (sent == "bad") return InvalidField("bundle", "is of another form");
          taken_.push_back(sent);
          return "id of " + sent;
        },
        .answered = [this] { ++answers_; }});
  }

  VirtualTime time_{FromUnixMs(1'795'305'600'000)};
  SystemRandom random_;
  CentreFollower::Answer answer_ = std::optional<std::string>();
  Words asked_;
  std::vector<std::function<void(CentreFollower::Answer)>> calls_;  // kept: a call may outlive its answer
  Words taken_;
  int answers_ = 0;
  std::optional<CentreFollower> follower_;
};

TEST_F(CentreFollowerTest, AsksAtEveryIntervalByTheIdOfWhatItHas) {
  time_.RunFor(minutes(9));
  EXPECT_EQ(asked_, Words{"first"});
  answer_ = std::optional<std::string>("a");
  time_.RunFor(minutes(2));
  EXPECT_EQ(taken_, Words{"a"});
  answer_ = std::optional<std::string>();
  time_.RunFor(minutes(20));
  EXPECT_EQ(asked_, (Words{"first", "first", "id of a", "id of a"}));
  EXPECT_EQ(taken_, Words{"a"}) << "current: nothing is taken";
  EXPECT_EQ(static_cast<std::size_t>(answers_), asked_.size());
}

TEST_F(CentreFollowerTest, WhatIsNotInOrderLeavesWhatWasAndIsAskedForAgain) {
  answer_ = std::optional<std::string>("a");
  time_.RunFor(seconds(2));
  const CentreFollower::Answer bad[] = {std::optional<std::string>("bad"), InvalidField("known_sha256", "is no digest"),
                                        Error(StatusCode::kNotFound, error_reason::kNotFound, "nothing is given out"),
                                        Error(StatusCode::kUnimplemented, "", "an older centre")};
  for (const CentreFollower::Answer& answer : bad) {
    answer_ = answer;
    const std::size_t before = asked_.size();
    time_.RunFor(minutes(10) + seconds(1));
    EXPECT_EQ(asked_.size(), before + 1);
    EXPECT_EQ(asked_.back(), "id of a");
  }
  EXPECT_EQ(taken_, Words{"a"});
  EXPECT_EQ(static_cast<std::size_t>(answers_), asked_.size());
}

TEST_F(CentreFollowerTest, ACentreThatIsAwayIsAskedAgainSoonAndThenAtLeastEveryMinute) {
  answer_ = Error(StatusCode::kUnavailable, error_reason::kCentreUnreachable, "away");
  time_.RunFor(minutes(1));
  EXPECT_GE(asked_.size(), 4u) << "soon at first";
  const std::size_t before = asked_.size();
  time_.RunFor(minutes(30));
  EXPECT_GE(asked_.size(), before + 29);
  EXPECT_LE(asked_.size(), before + 61) << "but it is not run over";
  const std::size_t under_way = asked_.size() - static_cast<std::size_t>(answers_);
  EXPECT_LE(under_way, 1u) << "its absence is an answer too";
  answer_ = std::optional<std::string>("a");
  time_.RunFor(minutes(1) + seconds(2));
  EXPECT_EQ(taken_, Words{"a"});
}

TEST_F(CentreFollowerTest, AnAnswerThatComesTooLateIsNobodysAnyMore) {
  answer_ = std::optional<std::string>("a");
  time_.RunFor(Duration(1));
  ASSERT_EQ(asked_.size(), 1u);
  follower_.reset();
  time_.RunFor(minutes(20));
  EXPECT_EQ(taken_, Words{});
  EXPECT_EQ(answers_, 0);
  EXPECT_EQ(asked_.size(), 1u);
}

}  // namespace
}  // namespace clearance
