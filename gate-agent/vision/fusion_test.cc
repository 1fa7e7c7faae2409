#include "gate-agent/vision/fusion.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/calibration.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/look.h"
#include "gate-agent/vision/matcher.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

TEST(FusionTest, TheOneThatShipsIsTakenWhenNoneIsNamed) {
  const auto unnamed = Fusion::Named("");
  ASSERT_TRUE(unnamed.ok());
  EXPECT_EQ(unnamed->Text(), "edgeface-xs*0.6+retail-0095*0.4");
  EXPECT_TRUE(unnamed->SharesWith(Fusion()));
  const auto named = Fusion::Named(unnamed->Text());
  ASSERT_TRUE(named.ok());
  EXPECT_TRUE(named->SharesWith(Fusion())) << "the same, however it was named";
  EXPECT_DOUBLE_EQ(Fusion().SamePersonFloor(), 0.3);
}

TEST(FusionTest, NamesAnyKnownNetworksWithTheirPins) {
  const auto resnet = Fusion::Named("dlib-resnet*1");
  ASSERT_TRUE(resnet.ok()) << resnet.status();
  ASSERT_EQ(resnet->manifests().size(), 1u);
  EXPECT_EQ(resnet->manifests()[0].kind, EmbedderKind::kDlibResNet);
  EXPECT_EQ(resnet->manifests()[0].file.name, "dlib_face_recognition_resnet_model_v1.dat");
  EXPECT_EQ(resnet->manifests()[0].file.sha256.size(), 64u);
  EXPECT_DOUBLE_EQ(resnet->SamePersonFloor(), 0.82);
  const auto three = Fusion::Named("edgeface-xs*0.5+dlib-resnet*0.25+retail-0095*0.25");
  ASSERT_TRUE(three.ok()) << three.status();
  EXPECT_EQ(three->Text(), "edgeface-xs*0.5+dlib-resnet*0.25+retail-0095*0.25");
  EXPECT_DOUBLE_EQ(three->SamePersonFloor(), 0.75 * 0.3 + 0.25 * 0.82);
}

TEST(FusionTest, WhatIsNoFusionIsRefused) {
  for (const char* text :
       {"vggface*1", "dlib-resnet", "dlib-resnet*", "dlib-resnet*1+", "+dlib-resnet*1", "dlib-resnet*0.5",
        "dlib-resnet*0.5+dlib-resnet*0.5", "edgeface-xs*0.6+retail-0095*0.5", "edgeface-xs*1.5+retail-0095*-0.5",
        "edgeface-xs*0.3333+retail-0095*0.6667", "edgeface-xs*1e0", "edgeface-xs*nan", "edgeface-xs*0+retail-0095*1",
        "edgeface-xs *1", "EDGEFACE-XS*1"}) {
    const auto fusion = Fusion::Named(text);
    EXPECT_EQ(FieldOf(fusion.status()), "embedders") << text;
  }
}

// dlib's path from the choice by name to an answer, with the one network of dlib's that is at hand.
class ChosenFusionTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    models_ = models;
    path_ = fs::temp_directory_path() / ("clearance_fusion_" + std::to_string(::getpid()) + ".json");
  }
  void TearDown() override { fs::remove(path_); }

  // An engine of `embedders` with a calibration that claims `policy` and `hashes`.
  StatusOr<std::unique_ptr<FaceEngine>> Load(const std::string& embedders, const std::string& policy,
                                             const std::map<std::string, std::string>& hashes) {
    auto calibration = ReadCalibration(ShippedCalibrationWith(/*landmarks=*/false));
    EXPECT_TRUE(calibration.ok()) << calibration.status();
    calibration->policy = policy;
    calibration->models = hashes;
    calibration->presentation.reset();
    calibration->threshold = 0.9;
    calibration->thresholds = {OperatingPoint(*calibration)};
    calibration->thresholds[0].threshold = 0.9;
    EXPECT_TRUE(WriteFile(path_.string(), CalibrationText(*calibration)).ok());
    return FaceEngine::Load({.models_dir = models_,
                             .calibration_path = path_.string(),
                             .allow_provisional = true,
                             .landmarks_path = std::string(kNoModels),
                             .embedders = embedders});
  }

  std::string models_;
  fs::path path_;
};

TEST_F(ChosenFusionTest, AnEngineComparesWithTheNetworkItWasTold) {
  const auto fusion = Fusion::Named("dlib-densenet*1");
  ASSERT_TRUE(fusion.ok()) << fusion.status();
  const auto files = NetworkFiles::Read(models_, std::string(kNoModels), *fusion);
  ASSERT_TRUE(files.ok()) << files.status();
  EXPECT_EQ(files->Hashes().count("edgeface_xs_q.onnx"), 0u);
  const std::string policy = PolicyText(files->Policy(kDefaultAttempts));
  EXPECT_TRUE(policy.starts_with("dlib-densenet*1; yunet")) << policy;
  const auto engine = Load("dlib-densenet*1", policy, files->Hashes());
  ASSERT_TRUE(engine.ok()) << engine.status();

  const std::string portrait = PaintPortrait(13, {}), live = PaintPortrait(13, LaneConditions(1));
  const FaceComparison same = (*engine)->Compare(portrait, {&live, 1});
  EXPECT_EQ(same.result, FaceComparison::Result::kMatch);
  EXPECT_NEAR(same.score, 0.98871, 1e-3) << "as the network alone says: dlib_embedder_test.cc";

  const auto networks = MakeNetworkSet(*files);
  ASSERT_TRUE(networks.ok()) << networks.status();
  const Look look = LookAt(**networks, portrait, PictureSide::kReference, DetectionSize::kCapture);
  const auto face = MakeTemplate(**networks, look.picture, look.capture.face.points);
  ASSERT_TRUE(face.ok()) << face.status();
  ASSERT_EQ(face->by_network.size(), 1u);
  EXPECT_EQ(face->by_network[0].size(), 128u);
  const std::optional<FaceTemplate> mean = MeanTemplate({&*face, 1});
  ASSERT_TRUE(mean.has_value());
  EXPECT_NEAR(FusedScore(*mean, *face), 1, 1e-6) << "the mean of a distance's templates keeps their length";
}

TEST_F(ChosenFusionTest, ACalibrationOfOtherEmbeddersIsForeign) {
  const auto files = NetworkFiles::Read(models_, std::string(kNoModels));
  ASSERT_TRUE(files.ok()) << files.status();
  const std::string policy = PolicyText(files->Policy(kDefaultAttempts));
  const auto engine = Load("dlib-densenet*1", policy, files->Hashes());
  EXPECT_EQ(ReasonOf(engine.status()), error_reason::kModelUnusable);
  EXPECT_NE(MessageOf(engine.status()).find("made for another policy: edgeface-xs*0.6"), std::string::npos)
      << MessageOf(engine.status());
  EXPECT_TRUE(Load("", policy, files->Hashes()).ok());
}

// The ResNet's file is not on every machine: where it is, it must be the one that is pinned; where not, it is named.
TEST_F(ChosenFusionTest, DlibsResNetIsLoadedWhereItsFileIs) {
  const auto fusion = Fusion::Named("dlib-resnet*1");
  ASSERT_TRUE(fusion.ok());
  const auto files = NetworkFiles::Read(models_, std::string(kNoModels), *fusion);
  if (fs::exists(fs::path(models_) / fusion->manifests()[0].file.name)) {
    ASSERT_TRUE(files.ok()) << files.status();
    EXPECT_TRUE(MakeNetworkSet(*files).ok());
  } else {
    EXPECT_EQ(ReasonOf(files.status()), error_reason::kModelUnusable);
    EXPECT_NE(MessageOf(files.status()).find("dlib_face_recognition_resnet_model_v1.dat"), std::string::npos)
        << MessageOf(files.status());
  }
}

TEST_F(ChosenFusionTest, WhatIsNoFusionIsNamedBeforeAnyFileIsRead) {
  const auto engine = FaceEngine::Load({.models_dir = "nowhere", .calibration_path = "none", .embedders = "vggface*1"});
  EXPECT_EQ(FieldOf(engine.status()), "embedders");
}

}  // namespace
}  // namespace clearance
