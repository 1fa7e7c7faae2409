// The policy of bursts: examples, and laws over many random bursts against a plain oracle.
#include "gate-agent/vision/burst.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

namespace clearance {
namespace {

FrameLook Usable(double quality, std::string pixels) { return {CaptureCause::kNone, quality, std::move(pixels)}; }
FrameLook Useless(CaptureCause cause) { return {cause, 0, "u"}; }

std::vector<int> OrderOf(const std::vector<FrameLook>& looks) {
  Burst burst;
  for (const FrameLook& look : looks) burst.Offer(look);
  return {burst.Order().begin(), burst.Order().end()};
}

TEST(BurstTest, TheBestFramesComeFirstAndTheirNumberIsBounded) {
  EXPECT_EQ(OrderOf({Usable(0.2, "a"), Usable(0.9, "b"), Usable(0.5, "c"), Usable(0.7, "d"), Usable(0.1, "e")}),
            (std::vector<int>{1, 3, 2}));
  EXPECT_EQ(OrderOf({Usable(0.5, "a"), Usable(0.5, "b")}), (std::vector<int>{0, 1}));
}

TEST(BurstTest, TheSameFrameTwiceIsNotTwoFrames) {
  EXPECT_EQ(OrderOf({Usable(0.5, "a"), Usable(0.5, "a"), Usable(0.4, "b"), Usable(0.4, "b")}),
            (std::vector<int>{0, 2}));
}

TEST(BurstTest, ABurstOfOnePictureIsToldFromOneFrame) {
  Burst burst;
  EXPECT_FALSE(burst.MostlyRepeated());
  burst.Offer(Usable(0.5, "a"));
  EXPECT_FALSE(burst.MostlyRepeated()) << "one frame says nothing of movement";
  burst.Offer(Useless(CaptureCause::kBlurred));
  burst.Offer(Usable(0.5, "a"));
  EXPECT_TRUE(burst.MostlyRepeated());
}

TEST(BurstTest, OneFrameThatDiffersDoesNotExcuseTheRepeatedOnes) {
  const auto repeated = [](std::string_view pictures) {
    Burst burst;
    for (const char pixels : pictures) burst.Offer(Usable(0.5, std::string(1, pixels)));
    return burst.MostlyRepeated();
  };
  EXPECT_TRUE(repeated("aab"));
  EXPECT_TRUE(repeated("baa"));
  EXPECT_TRUE(repeated("aabc")) << "half";
  EXPECT_TRUE(repeated("abab")) << "a replay in a loop";
  EXPECT_TRUE(repeated("abcabcdefgh")) << "six of eleven";
  EXPECT_FALSE(repeated("aabcd")) << "a camera may repeat a frame";
  EXPECT_FALSE(repeated("abc"));
}

// Every burst of up to four frames by which of them show the same pixels. A frame that has a twin shows nothing its
// twin does not, whichever came first: where those are half or more, what is left shows no living person. One frame has
// none.
TEST(BurstTest, InEverySmallBurstFramesThatHaveATwinAreCounted) {
  int bursts = 0;
  for (std::size_t frames = 1; frames <= 4; ++frames) {
    std::string pictures(frames, 'a');
    const auto next = [&] {
      for (char& pixels : pictures) {
        if (++pixels < static_cast<char>('a' + frames)) return true;
        pixels = 'a';
      }
      return false;
    };
    do {
      Burst burst;
      for (const char pixels : pictures) burst.Offer(Usable(0.5, std::string(1, pixels)));
      const auto twins = std::count_if(pictures.begin(), pictures.end(), [&](char pixels) {
        return std::count(pictures.begin(), pictures.end(), pixels) > 1;
      });
      EXPECT_EQ(burst.MostlyRepeated(), 2 * twins >= static_cast<std::ptrdiff_t>(frames)) << pictures;
      EXPECT_EQ(burst.Order().size(), std::min<std::size_t>(std::set<char>(pictures.begin(), pictures.end()).size(),
                                                            static_cast<std::size_t>(kMaxAveragedFrames)))
          << pictures << ": the same frame twice is not two frames";
      ++bursts;
    } while (next());
  }
  EXPECT_EQ(bursts, 1 + 4 + 27 + 256);
}

// What is of no use neither accuses nor excuses.
TEST(BurstTest, FramesOfNoUseAreNoneOfTheRepeatedOnes) {
  Burst burst;
  for (int i = 0; i < 5; ++i) burst.Offer({CaptureCause::kBlurred, 0.1, "b"});
  burst.Offer(Usable(0.5, "a"));
  EXPECT_FALSE(burst.MostlyRepeated()) << "one usable frame";
  burst.Offer(Usable(0.5, "a"));
  EXPECT_TRUE(burst.MostlyRepeated());
}

TEST(BurstTest, TheNextFrameOfADoubtfulBestOneGoesComesFirstOrStays) {
  const auto after = [](double best, const FrameLook& next) {
    std::vector<int> order = {7, 3, 5};
    PlaceNext(order, best, next);
    return order;
  };
  EXPECT_EQ(after(0.5, Useless(CaptureCause::kNotFrontal)), (std::vector<int>{7, 5})) << "it is compared with nobody";
  EXPECT_EQ(after(0.5, Usable(0.6, "b")), (std::vector<int>{3, 7, 5}));
  EXPECT_EQ(after(0.5, Usable(0.5, "b")), (std::vector<int>{7, 3, 5}));
  EXPECT_EQ(after(0.5, Usable(0.4, "b")), (std::vector<int>{7, 3, 5}));
}

TEST(BurstTest, ASecondPersonEndsTheBurstWhateverWasSeenBefore) {
  Burst burst;
  burst.Offer(Usable(0.9, "a"));
  EXPECT_EQ(burst.cause(), CaptureCause::kNone);
  burst.Offer(Useless(CaptureCause::kSeveralFaces));
  EXPECT_EQ(burst.cause(), CaptureCause::kSeveralFaces);
  EXPECT_TRUE(burst.Ended());
}

TEST(BurstTest, OfUselessFramesTheMostTellingCauseIsGiven) {
  Burst burst;
  EXPECT_EQ(burst.cause(), CaptureCause::kNoPicture);
  burst.Offer(Useless(CaptureCause::kBlurred));
  burst.Offer(Useless(CaptureCause::kNoFace));
  EXPECT_EQ(burst.cause(), CaptureCause::kBlurred);
  burst.Offer(Usable(0.01, "a"));
  EXPECT_EQ(burst.cause(), CaptureCause::kNone);
}

// What an officer sees of a burst of no use is the frame its cause speaks of.
TEST(BurstTest, OfUselessFramesTheOneTheCauseSpeaksOfIsForTheOfficer) {
  const auto refused = [](const std::vector<FrameLook>& looks) {
    Burst burst;
    for (const FrameLook& look : looks) burst.Offer(look);
    return burst.refused();
  };
  const auto of = [](CaptureCause cause, double quality) { return FrameLook{cause, quality, "u"}; };
  using enum CaptureCause;
  EXPECT_EQ(refused({}), std::nullopt);
  EXPECT_EQ(refused({{kPictureUnreadable, 0, ""}, {kNoPicture, 0, ""}}), std::nullopt) << "there is nothing to see";
  EXPECT_EQ(refused({of(kNoFace, 0), of(kBlurred, 0.1), of(kBlurred, 0.3), of(kBlurred, 0.2), of(kNoFace, 0)}), 2);
  EXPECT_EQ(refused({of(kBlurred, 0.3), of(kTooDark, 0.1)}), 1) << "the cause tells more";
  EXPECT_EQ(refused({of(kNoFace, 0), of(kNoFace, 0)}), 0) << "the earlier of equals";
  EXPECT_EQ(refused({of(kTooDark, 0.9), of(kSeveralFaces, 0)}), 1);
  EXPECT_EQ(refused({of(kBlurred, 0.3), Usable(0.01, "a")}), std::nullopt) << "that one is compared";
  EXPECT_EQ(refused({Usable(0.9, "a"), of(kSeveralFaces, 0)}), 1);
}

TEST(BurstTest, IsSureFarAboveTheThresholdOrWithAllFramesOnly) {
  EXPECT_TRUE(IsSure(0.4 + kSureMargin, 0.4, 1));
  EXPECT_FALSE(IsSure(0.4 + kSureMargin - 0.001, 0.4, 1));
  EXPECT_FALSE(IsSure(-1, 0.4, kMaxAveragedFrames - 1)) << "a bad frame is no other person";
  EXPECT_TRUE(IsSure(-1, 0.4, kMaxAveragedFrames));
}

TEST(BurstTest, ThePolicyTextNamesEveryNumberOfIt) {
  EXPECT_EQ(BurstPolicyText(), "burst of 16, best 3 averaged, sure at +0.15");
}

// What Burst must come to, said plainly: all distinct usable frames by quality, the earlier first among equals.
std::vector<int> Oracle(const std::vector<FrameLook>& looks) {
  std::set<std::string> seen;
  std::vector<int> frames;
  for (std::size_t i = 0; i < looks.size(); ++i) {
    if (looks[i].cause == CaptureCause::kNone && seen.insert(looks[i].pixels_are).second) {
      frames.push_back(static_cast<int>(i));
    }
  }
  std::stable_sort(frames.begin(), frames.end(), [&](int a, int b) {
    return looks[static_cast<std::size_t>(a)].quality > looks[static_cast<std::size_t>(b)].quality;
  });
  frames.resize(std::min<std::size_t>(frames.size(), kMaxAveragedFrames));
  return frames;
}

TEST(BurstTest, AgreesWithThePlainRuleOnRandomBursts) {
  std::mt19937 random(7);
  const auto below = [&](int limit) { return static_cast<int>(random() % static_cast<unsigned>(limit)); };
  for (int round = 0; round < 5'000; ++round) {
    std::vector<FrameLook> looks;
    Burst burst;
    std::set<int> kept;
    for (int i = below(kMaxBurstFrames + 1); i > 0; --i) {
      const bool usable = below(3) > 0;
      looks.push_back({usable ? CaptureCause::kNone : CaptureCause::kBlurred, below(5) / 4.0,
                       std::string(1, static_cast<char>('a' + below(8)))});
      const Burst::Place place = burst.Offer(looks.back());
      if (place.kept) kept.insert(static_cast<int>(looks.size()) - 1);
      if (place.displaced) {
        ASSERT_EQ(kept.erase(*place.displaced), 1u);
      }
    }
    const std::vector<int> order(burst.Order().begin(), burst.Order().end());
    ASSERT_EQ(order, Oracle(looks)) << "round " << round;
    ASSERT_EQ(std::set<int>(order.begin(), order.end()), kept) << "what is kept is what is compared";
    ASSERT_EQ(burst.Ended(), looks.size() == kMaxBurstFrames);
  }
}

}  // namespace
}  // namespace clearance
