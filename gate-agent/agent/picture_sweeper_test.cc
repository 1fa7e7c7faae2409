#include "gate-agent/agent/picture_sweeper.h"

#include <gtest/gtest.h>

#include <optional>

namespace clearance {
namespace {

TEST(PictureSweeperTest, WhatHasExpiredGoesWithoutAnybodysDoing) {
  VirtualTime time(FromUnixMs(1'795'000'000'000));
  ReferralImages pictures;
  std::optional<PictureSweeper> sweeper(std::in_place, time, time.clock(), pictures);
  ASSERT_TRUE(pictures.Keep("early", "frame", time.clock().Now()).ok());
  time.RunFor(std::chrono::minutes(10));
  ASSERT_TRUE(pictures.Keep("late", "frame", time.clock().Now()).ok());
  time.RunFor(ReferralImages::kKeptFor - std::chrono::minutes(10) - std::chrono::seconds(1));
  EXPECT_EQ(pictures.size(), 2U);
  time.RunFor(kPictureSweepInterval + std::chrono::seconds(1));
  EXPECT_EQ(pictures.size(), 1U);
  time.RunFor(std::chrono::minutes(10));
  EXPECT_EQ(pictures.size(), 0U);
  ASSERT_TRUE(pictures.Keep("another", "frame", time.clock().Now()).ok());
  sweeper.reset();
  time.RunFor(2 * ReferralImages::kKeptFor);
  EXPECT_EQ(pictures.size(), 1U) << "it has ended";
}

}  // namespace
}  // namespace clearance
