#include "gate-agent/vision/referral_image.h"

#include <gtest/gtest.h>

#include "common/base/error_reasons.h"
#include "tests/support/memory_search.h"

namespace clearance {
namespace {

constexpr Instant kNow = FromUnixMs(1'795'000'000'000);

// A frame that stands nowhere else in memory; made anew for each use.
std::string Frame() {
  std::string frame(4096, '\0');
  for (std::size_t i = 0; i < frame.size(); ++i) frame[i] = static_cast<char>((i * i * 31 + i * 7) % 253);
  return frame;
}

TEST(ReferralImagesTest, OpensForItsOwnCrossingUntilItExpires) {
  ReferralImages images;
  ASSERT_TRUE(images.Keep("c", Frame(), kNow).ok());
  const auto opened = images.Open("c", kNow + ReferralImages::kKeptFor - std::chrono::milliseconds(1));
  ASSERT_TRUE(opened.ok()) << opened.status();
  EXPECT_EQ(opened->view(), Frame());
  EXPECT_EQ(ReasonOf(images.Open("another", kNow).status()), error_reason::kNotFound);
  EXPECT_EQ(ReasonOf(images.Open("c", kNow + ReferralImages::kKeptFor).status()), error_reason::kNotFound);
}

TEST(ReferralImagesTest, ADecidedReferralAndASweepLeaveNothing) {
  ReferralImages images;
  ASSERT_TRUE(images.Keep("decided", Frame(), kNow).ok());
  ASSERT_TRUE(images.Keep("old", Frame(), kNow).ok());
  ASSERT_TRUE(images.Keep("young", Frame(), kNow + std::chrono::minutes(1)).ok());
  images.Forget("decided");
  images.Forget("never kept");
  EXPECT_EQ(images.size(), 2u);
  images.Sweep(kNow + ReferralImages::kKeptFor);
  EXPECT_EQ(images.size(), 1u);
  EXPECT_TRUE(images.Open("young", kNow + ReferralImages::kKeptFor).ok());
}

TEST(ReferralImagesTest, TheNumberKeptIsBounded) {
  ReferralImages images;
  for (std::size_t i = 0; i <= ReferralImages::kMaxKept; ++i) {
    ASSERT_TRUE(images.Keep("c" + std::to_string(i), "frame", kNow + std::chrono::seconds(i)).ok());
  }
  EXPECT_EQ(images.size(), ReferralImages::kMaxKept);
  const Instant later = kNow + std::chrono::minutes(1);
  EXPECT_FALSE(images.Open("c0", later).ok()) << "the first to expire makes room";
  EXPECT_TRUE(images.Open("c1", later).ok());
  EXPECT_EQ(FieldOf(images.Keep("c", "", kNow)), "frame");
  EXPECT_EQ(FieldOf(images.Keep("c", std::string(ReferralImages::kMaxFrameBytes + 1, 'x'), kNow)), "frame");
}

TEST(ReferralImagesTest, WhatIsKeptIsNotTheFrame) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  ReferralImages images;
  std::string frame = Frame();
  const Needle needle = MakeNeedle(frame.data() + 1024);
  EXPECT_GE(CountInMemory(needle), 1);
  ASSERT_TRUE(images.Keep("c", frame, kNow).ok());
  Wipe(frame);
  EXPECT_EQ(CountInMemory(needle), 0);
  {
    const auto opened = images.Open("c", kNow);
    ASSERT_TRUE(opened.ok());
    EXPECT_GE(CountInMemory(needle), 1);
  }
  EXPECT_EQ(CountInMemory(needle), 0);
}

}  // namespace
}  // namespace clearance
