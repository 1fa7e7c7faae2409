// Glances: what the first network alone says of a face, and how far that is to be believed.
#include "gate-agent/vision/matcher.h"

#include <gtest/gtest.h>

#include "gate-agent/devices/painter.h"
#include "gate-agent/devices/simulated_lane.h"
#include "gate-agent/vision/burst.h"
#include "gate-agent/vision/look.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

// A lane's frames are at least so far from the limit: another build of the networks may move them a little.
constexpr double kRoom = 0.08;

class GlanceTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    const auto files = NetworkFiles::Read(models, std::string(kNoModels));
    ASSERT_TRUE(files.ok()) << files.status();
    networks_ = *MakeNetworkSet(*files);
  }
  Look LookAtFrame(PersonSeed person, std::uint64_t variant) {
    return LookAt(*networks_, PaintPortrait(person, LaneConditions(variant)), PictureSide::kLive,
                  DetectionSize::kTracking);
  }

  std::unique_ptr<NetworkSet> networks_;
};

TEST_F(GlanceTest, ACompletedGlanceIsTheWholeTemplate) {
  const Look look = LookAtFrame(kDistinctPeople[0], 1);
  const FacePoints& points = look.capture.face.points;
  const FaceTemplate whole = *MakeTemplate(*networks_, look.picture, points);
  FaceTemplate glance = *MakeGlance(*networks_, look.picture, points);
  EXPECT_FALSE(whole.IsGlance());
  EXPECT_TRUE(glance.IsGlance());
  EXPECT_NEAR(GlanceLikeness(glance, whole), 1, 1e-6);
  ASSERT_TRUE(Complete(*networks_, look.picture, points, glance).ok());
  EXPECT_FALSE(glance.IsGlance());
  EXPECT_EQ(glance.by_network.size(), whole.by_network.size());
  EXPECT_NEAR(FusedScore(glance, whole), 1, 1e-6);
  ASSERT_TRUE(Complete(*networks_, look.picture, points, glance).ok());
  EXPECT_EQ(glance.by_network.size(), whole.by_network.size());
}

TEST_F(GlanceTest, TwoPaintedPeopleAreNeverClearlyOneAndThreeFramesOfOneAre) {
  std::vector<std::pair<PersonSeed, FaceTemplate>> glances;
  for (const PersonSeed person : kDistinctPeople) {
    for (std::uint64_t frame = 1; frame <= kSimulatedBurst; ++frame) {
      const Look look = LookAtFrame(person, frame);
      ASSERT_EQ(CaptureCauseName(look.capture.cause), "none");
      glances.emplace_back(person, *MakeGlance(*networks_, look.picture, look.capture.face.points));
    }
  }
  for (std::size_t i = 0; i < glances.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const double likeness = GlanceLikeness(glances[i].second, glances[j].second);
      if (glances[i].first == glances[j].first) {
        EXPECT_GE(likeness, Fusion().ClearlySamePerson() + kRoom) << glances[i].first;
      } else {
        EXPECT_LE(likeness, Fusion().ClearlySamePerson() - kRoom) << glances[i].first << " and " << glances[j].first;
      }
    }
  }
}

}  // namespace
}  // namespace clearance
