#include "gate-agent/vision/face_engine.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/networks.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;
using Result = FaceComparison::Result;

// Without landmarks, which none of this needs.
std::string ShippedCalibration() { return ShippedCalibrationWith(/*landmarks=*/false); }

std::unique_ptr<FaceEngine> LoadEngine(const std::string& models, int concurrency = 1) {
  auto engine =
      FaceEngine::Load({models, ShippedCalibration(), /*allow_provisional=*/true, concurrency, std::string(kNoModels)});
  EXPECT_TRUE(engine.ok()) << engine.status();
  return *std::move(engine);
}

void ExpectNotTaken(const FaceComparison& comparison, CaptureCause cause, PictureSide side) {
  EXPECT_EQ(comparison.result, Result::kNotTaken);
  EXPECT_EQ(CaptureCauseName(comparison.cause), CaptureCauseName(cause));
  EXPECT_EQ(PictureSideName(comparison.side), PictureSideName(side));
  EXPECT_EQ(comparison.score, 0);
  EXPECT_EQ(comparison.live_frame, -1);
}

constexpr PersonSeed kAlice = kDistinctPeople[0];
constexpr PersonSeed kBolat = kDistinctPeople[1];

// --- Loading ---

class FaceEngineLoadTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = fs::temp_directory_path() / ("clearance_engine_" + std::to_string(::getpid()));
    fs::create_directories(folder_);
  }
  void TearDown() override { fs::remove_all(folder_); }

  void CopyModels(const std::string& from) {
    for (const auto& [name, sha256] : NetworkHashes(YunetModels())) {
      fs::copy_file(fs::path(from) / name, folder_ / name);
      fs::permissions(folder_ / name, fs::perms::owner_all);
    }
  }
  // Without landmarks: with them a missing detector has a stand-in.
  void ExpectUnusable(FaceEngineOptions options, const std::string& named) {
    options.landmarks_path = kNoModels;
    const auto engine = FaceEngine::Load(options);
    ASSERT_FALSE(engine.ok()) << named;
    EXPECT_EQ(ReasonOf(engine.status()), error_reason::kModelUnusable);
    EXPECT_NE(MessageOf(engine.status()).find(named), std::string::npos) << MessageOf(engine.status());
  }

  fs::path folder_;
};

TEST_F(FaceEngineLoadTest, AMissingOrChangedModelIsNamed) {
  REQUIRE_SHARED(models, "models");
  for (const auto& [name, sha256] : NetworkHashes(YunetModels())) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    CopyModels(models);
    const std::string path = (folder_ / name).string();
    std::string content = *ReadFile(path, kMaxModelBytes);
    content[content.size() / 2] = static_cast<char>(content[content.size() / 2] ^ 1);
    ASSERT_TRUE(WriteFile(path, content).ok());
    ExpectUnusable({folder_.string(), ShippedCalibration(), true}, name);
    fs::remove(path);
    ExpectUnusable({folder_.string(), ShippedCalibration(), true}, name);
  }
}

TEST_F(FaceEngineLoadTest, MissingForeignAndProvisionalCalibrationsAreRefused) {
  REQUIRE_SHARED(models, "models");
  ExpectUnusable({models, ShippedCalibration()}, "provisional");
  ExpectUnusable({models, (folder_ / "none.json").string(), true}, "none.json");
  std::string foreign = *ReadFile(ShippedCalibration(), kMaxModelBytes);
  foreign.replace(foreign.find("797d7d"), 6, "000000");
  ASSERT_TRUE(WriteFile((folder_ / "foreign.json").string(), foreign).ok());
  ExpectUnusable({models, (folder_ / "foreign.json").string(), true}, "foreign.json");
}

TEST_F(FaceEngineLoadTest, ConcurrencyIsBounded) {
  for (int concurrency : {-1, 0, FaceEngine::kMaxConcurrency + 1}) {
    const auto engine = FaceEngine::Load({"models", "calibration.json", true, concurrency});
    EXPECT_EQ(FieldOf(engine.status()), "concurrency");
  }
}

// --- Comparing painted people ---

// One engine for all tests here: loading is the slow part.
class FaceEngineTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    if (!engine_) engine_ = LoadEngine(models).release();
    reference_ = PaintPortrait(kAlice, {});
  }
  static FaceComparison Compare(const EncodedPicture& reference, const std::vector<EncodedPicture>& frames) {
    return engine_->Compare(reference, frames);
  }
  static EncodedPicture Live(PersonSeed person, std::uint64_t variant) {
    return PaintPortrait(person, LaneConditions(variant));
  }

  static FaceEngine* engine_;
  EncodedPicture reference_;
};
FaceEngine* FaceEngineTest::engine_ = nullptr;

TEST_F(FaceEngineTest, TheSamePersonMatchesAndAnotherDoesNot) {
  const FaceComparison same = Compare(reference_, {Live(kAlice, 1)});
  EXPECT_EQ(same.result, Result::kMatch);
  EXPECT_GE(same.score, 0.7);
  EXPECT_EQ(same.cause, CaptureCause::kNone);
  EXPECT_EQ(same.side, PictureSide::kNone);
  EXPECT_EQ(same.live_frame, 0);
  EXPECT_DOUBLE_EQ(same.threshold, engine_->threshold());
  EXPECT_GT(same.detect_ms, 0);
  EXPECT_GT(same.embed_ms, 0);
  const FaceComparison other = Compare(reference_, {Live(kBolat, 1)});
  EXPECT_EQ(other.result, Result::kNoMatch);
  EXPECT_LT(other.score, engine_->threshold());
  EXPECT_EQ(other.live_frame, 0);
}

TEST_F(FaceEngineTest, APictureEqualsItselfAndOrderOfSidesDoesNotMatter) {
  EXPECT_NEAR(Compare(reference_, {reference_}).score, 1, 1e-6);
  const EncodedPicture live = Live(kBolat, 2);
  EXPECT_NEAR(Compare(reference_, {live}).score, Compare(live, {reference_}).score, 1e-6);
}

TEST_F(FaceEngineTest, SaysWhichPictureWasOfNoUseAndWhy) {
  const EncodedPicture live = Live(kAlice, 1), empty_booth = PaintEmptyBooth({});
  const EncodedPicture two = PaintTwoPeople(kAlice, kBolat, {.width_px = 640});
  const EncodedPicture far_away = PaintPortrait(kAlice, {.distance = 4, .width_px = 256, .height_px = 320});
  ExpectNotTaken(Compare(reference_, {empty_booth}), CaptureCause::kNoFace, PictureSide::kLive);
  ExpectNotTaken(Compare(empty_booth, {live}), CaptureCause::kNoFace, PictureSide::kReference);
  ExpectNotTaken(Compare(reference_, {two}), CaptureCause::kSeveralFaces, PictureSide::kLive);
  ExpectNotTaken(Compare(two, {live}), CaptureCause::kSeveralFaces, PictureSide::kReference);
  ExpectNotTaken(Compare(reference_, {far_away}), CaptureCause::kFaceTooSmall, PictureSide::kLive);
  ExpectNotTaken(Compare(reference_, {}), CaptureCause::kNoPicture, PictureSide::kLive);
  ExpectNotTaken(Compare(reference_, {""}), CaptureCause::kNoPicture, PictureSide::kLive);
  ExpectNotTaken(Compare("", {live}), CaptureCause::kNoPicture, PictureSide::kReference);
}

TEST_F(FaceEngineTest, BadPicturesAreAnAnswerOnEitherSide) {
  const EncodedPicture live = Live(kAlice, 1);
  EncodedPicture huge = live;
  huge.replace(huge.find("\xFF\xC0") + 5, 4, "\xFF\xFF\xFF\xFF");
  for (const EncodedPicture& bad :
       {EncodedPicture("x"), live.substr(0, live.size() / 2), huge, EncodedPicture(1 << 20, '\xFF'),
        PaintPortrait(kAlice, {.width_px = 96, .height_px = 96}).substr(0, 200)}) {
    ExpectNotTaken(Compare(bad, {live}), CaptureCause::kPictureUnreadable, PictureSide::kReference);
    ExpectNotTaken(Compare(reference_, {bad}), CaptureCause::kPictureUnreadable, PictureSide::kLive);
  }
}

TEST_F(FaceEngineTest, TakesTheBestFrameOfABurst) {
  const EncodedPicture sharp = Live(kAlice, 1);
  const EncodedPicture soft = PaintPortrait(kAlice, {.distance = 1.3, .blur_px = 3});
  const EncodedPicture softer = PaintPortrait(kAlice, {.distance = 1.3, .blur_px = 3.5});
  const FaceComparison comparison = Compare(reference_, {PaintEmptyBooth({}), "broken", soft, sharp, softer});
  EXPECT_EQ(comparison.result, Result::kMatch);
  EXPECT_EQ(comparison.live_frame, 3);
}

TEST_F(FaceEngineTest, ASecondPersonInAnyFrameEndsTheComparison) {
  const EncodedPicture two = PaintTwoPeople(kAlice, kBolat, {.width_px = 640});
  ExpectNotTaken(Compare(reference_, {Live(kAlice, 1), two, Live(kAlice, 2)}), CaptureCause::kSeveralFaces,
                 PictureSide::kLive);
}

TEST_F(FaceEngineTest, LooksAtABoundedNumberOfFrames) {
  std::vector<EncodedPicture> frames(FaceEngine::kMaxLiveFrames, PaintEmptyBooth({.width_px = 96, .height_px = 96}));
  frames.push_back(Live(kAlice, 1));
  ExpectNotTaken(Compare(reference_, frames), CaptureCause::kNoFace, PictureSide::kLive);
}

TEST_F(FaceEngineTest, TellsItsPolicy) {
  EXPECT_EQ(engine_->policy(), PolicyText({}));
  EXPECT_DOUBLE_EQ(engine_->threshold(), ReadCalibration(ShippedCalibration())->threshold);
  EXPECT_TRUE(engine_->provisional());
}

TEST(FaceEngineThreadsTest, FourLanesOnTwoSetsOfNetworksGetTheSameAnswers) {
  REQUIRE_SHARED(models, "models");
  const auto engine = LoadEngine(models, /*concurrency=*/2);
  constexpr int kLanes = 4;
  std::vector<EncodedPicture> references, live;
  std::vector<double> alone;
  for (std::size_t i = 0; i < kLanes; ++i) {
    references.push_back(PaintPortrait(kDistinctPeople[i], {}));
    live.push_back(PaintPortrait(kDistinctPeople[i], LaneConditions(i)));
    alone.push_back(engine->Compare(references[i], {&live[i], 1}).score);
  }
  std::vector<double> together(kLanes);
  std::vector<std::thread> lanes;
  for (std::size_t i = 0; i < kLanes; ++i) {
    lanes.emplace_back([&, i] {
      for (int round = 0; round < 3; ++round) together[i] = engine->Compare(references[i], {&live[i], 1}).score;
    });
  }
  for (std::thread& lane : lanes) lane.join();
  for (std::size_t i = 0; i < kLanes; ++i) EXPECT_DOUBLE_EQ(together[i], alone[i]);
}

}  // namespace
}  // namespace clearance
