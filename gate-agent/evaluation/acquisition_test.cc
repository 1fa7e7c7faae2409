#include "gate-agent/evaluation/acquisition.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/crypto/secret.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/wipe.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

// Two painted people with two pictures each, a picture of nobody and a file that is no picture.
class AcquisitionTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    models_ = models;
    folder_ = fs::temp_directory_path() / ("clearance_acquisition_" + std::to_string(::getpid()));
    Write("a/1.jpg", PaintPortrait(kDistinctPeople[0], {}));
    Write("a/2.jpg", PaintPortrait(kDistinctPeople[0], LaneConditions(1)));
    Write("b/1.jpg", PaintPortrait(kDistinctPeople[1], {}));
    Write("b/2.jpg", PaintPortrait(kDistinctPeople[1], LaneConditions(2)));
    Write("c/1.jpg", PaintEmptyBooth({}));
    Write("d/1.jpg", "no picture");
  }
  void TearDown() override { fs::remove_all(folder_); }

  void Write(const std::string& name, const std::string& bytes) {
    fs::create_directories((folder_ / name).parent_path());
    ASSERT_TRUE(WriteFile((folder_ / name).string(), bytes).ok());
  }

  std::string models_;
  fs::path folder_;
};

TEST_F(AcquisitionTest, ScoresAreThoseOfAGatesEngineAndFailuresHaveTheirCauses) {
  const auto set = ListPictures(folder_.string(), std::nullopt);
  ASSERT_TRUE(set.ok()) << set.status();
  const auto networks = NetworkFiles::Read(models_, "");
  ASSERT_TRUE(networks.ok()) << networks.status();
  std::size_t told = 0;
  AcquisitionWatch watch;
  watch.progress = [&](std::size_t, std::size_t total) {
    ++told;
    EXPECT_EQ(total, 6U);
  };
  const auto acquired = AcquireAll(*set, *networks, {.plain = true, .threads = 2}, watch);
  ASSERT_TRUE(acquired.ok()) << acquired.status();
  EXPECT_EQ(told, 6U);
  EXPECT_EQ(acquired->gate[4].cause, CaptureCause::kNoFace);
  EXPECT_EQ(acquired->gate[5].cause, CaptureCause::kPictureUnreadable);
  EXPECT_EQ(acquired->plain[0].face, acquired->gate[0].face);  // one face, embedded once

  auto engine = FaceEngine::Load({models_, ShippedCalibrationFor(models_), true});
  ASSERT_TRUE(engine.ok()) << engine.status();
  const std::string reference = *ReadFile((folder_ / "a/1.jpg").string(), 1 << 24);
  const std::vector<std::string> live = {*ReadFile((folder_ / "a/2.jpg").string(), 1 << 24)};
  const double score = (*engine)->Compare(reference, live).score;
  EXPECT_GT(score, 0.5);
  EXPECT_NEAR(FusedScore(*acquired->gate[0].face, *acquired->gate[1].face), score, 1e-6);

  const auto compared = CompareAll(*set, AllPairs(*set), acquired->gate, {});
  ASSERT_TRUE(compared.ok());
  EXPECT_EQ(compared->genuine.size(), 2U);
  EXPECT_EQ(compared->impostor.size(), 4U);
  EXPECT_EQ(compared->lost_impostor.size(), 9U);
  for (const ScoredPair& pair : compared->genuine) EXPECT_GT(pair.score, 0.5);
  for (const ScoredPair& pair : compared->impostor) EXPECT_LT(pair.score, 0.5);

  const AcquisitionFailures failures = CountFailures(*set, acquired->gate, 1);
  EXPECT_EQ(failures.rate.errors, 2);
  EXPECT_EQ(failures.rate.trials, 6);
  EXPECT_EQ(failures.by_cause, (std::map<std::string, std::int64_t>{{"no_face", 1}, {"picture_unreadable", 1}}));
}

TEST_F(AcquisitionTest, AFolderWithoutANameIsTheOneAtHand) {
  const auto networks = NetworkFiles::Read(models_, "");
  ASSERT_TRUE(networks.ok()) << networks.status();
  PictureSet set;  // as of "--attacks attacks.csv", whose folder is ""
  set.persons = {"print"};
  set.pictures = {{"1.jpg", 0}};
  const fs::path before = fs::current_path();
  fs::current_path(folder_ / "a");
  const auto acquired = AcquireAll(set, *networks, {}, {});
  fs::current_path(before);
  ASSERT_TRUE(acquired.ok()) << acquired.status();
  EXPECT_EQ(acquired->gate[0].cause, CaptureCause::kNone);
}

// A benchmark's people were photographed in company: the face in the middle counts, and what a lane would have said of
// the same picture is not lost.
TEST_F(AcquisitionTest, TheMiddleFaceIsTakenAndTheLanesOwnRuleIsKept) {
  Write("e/1.jpg", PaintTwoPeople(kDistinctPeople[0], kDistinctPeople[1], {.width_px = 640}));
  const auto set = ListPictures(folder_.string(), std::nullopt);
  const auto networks = NetworkFiles::Read(models_, "");
  ASSERT_TRUE(set.ok() && networks.ok());
  const auto acquired = AcquireAll(*set, *networks, {.middle_face = true, .plain = true}, {});
  ASSERT_TRUE(acquired.ok()) << acquired.status();
  ASSERT_EQ(set->pictures[6].name, "e/1.jpg");
  EXPECT_EQ(acquired->gate[6].cause, CaptureCause::kNone);
  EXPECT_EQ(acquired->gate[6].lane_cause, CaptureCause::kSeveralFaces);
  EXPECT_EQ(acquired->plain[6].cause, CaptureCause::kNone);
  const std::vector<AcquiredPicture> lane = ByLaneRule(acquired->gate);
  ASSERT_EQ(lane.size(), acquired->gate.size());
  EXPECT_EQ(lane[6].cause, CaptureCause::kSeveralFaces);
  EXPECT_EQ(lane[6].face, nullptr);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_EQ(lane[i].cause, acquired->gate[i].cause) << i;
    EXPECT_EQ(lane[i].face, acquired->gate[i].face) << i;
  }
  const auto refusing = AcquireAll(*set, *networks, {}, {});
  ASSERT_TRUE(refusing.ok()) << refusing.status();
  for (std::size_t i = 0; i < lane.size(); ++i) EXPECT_EQ(lane[i].cause, refusing->gate[i].cause) << i;
}

TEST_F(AcquisitionTest, LeavesNoFileOfAPictureInMemory) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  PictureSet set;
  set.folder = folder_.string();
  set.persons = {"e"};
  std::vector<Needle> needles;
  for (const std::uint64_t variant : {921U, 922U}) {
    const std::string name = "e/" + std::to_string(variant) + ".jpg";
    std::string file = PaintPortrait(kDistinctPeople[2], LaneConditions(variant));
    needles.push_back(MakeNeedle(file.data() + file.size() / 2));
    Write(name, file);
    Wipe(file);
    set.pictures.push_back({name, 0});
  }
  const auto networks = NetworkFiles::Read(models_, "");
  ASSERT_TRUE(networks.ok()) << networks.status();
  ASSERT_TRUE(AcquireAll(set, *networks, {}, {}).ok());
  for (const Needle& needle : needles) EXPECT_EQ(CountInMemory(needle), 0);
}

TEST_F(AcquisitionTest, StopsWhenTold) {
  const auto set = ListPictures(folder_.string(), std::nullopt);
  const auto networks = NetworkFiles::Read(models_, "");
  ASSERT_TRUE(set.ok() && networks.ok());
  AcquisitionWatch watch;
  watch.stop = [] { return true; };
  EXPECT_EQ(AcquireAll(*set, *networks, {}, watch).status().code(), StatusCode::kCancelled);
  EXPECT_EQ(CompareAll(*set, AllPairs(*set), {}, watch).status().code(), StatusCode::kCancelled);
}

TEST(MiddleFaceTest, IsTheOneNearestToTheMiddleWhateverItsSizeAndScore) {
  const cv::Mat picture(200, 300, CV_8UC3);
  DetectedFace large = {.left = 0, .top = 0, .width = 120, .height = 120, .score = 0.9, .points = {}};
  DetectedFace middle = {.left = 130, .top = 80, .width = 40, .height = 40, .score = 0.7, .points = {}};
  EXPECT_EQ(MiddleFace(picture, {large, middle}).width, 40);
  EXPECT_EQ(MiddleFace(picture, {large}).width, 120);
}

}  // namespace
}  // namespace clearance
