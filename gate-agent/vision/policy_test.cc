#include "gate-agent/vision/policy.h"

#include <gtest/gtest.h>

#include <regex>
#include <set>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/networks.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

TEST(PolicyTest, NamesWhatADecisionDependsOn) {
  EXPECT_EQ(
      PolicyText({}),
      "edgeface-xs*0.6+retail-0095*0.4; yunet at 320 and 640 px, score 0.6, overlap 0.3, no landmarks; bursts of a "
      "round 3; burst of 16, best 3 averaged, sure at +0.15; one person from 0.3 and the threshold, by edgeface-xs "
      "from "
      "0.5; pictures from 48 px, unpacked to 1200 px; eyes 16 px, central 0.2, in place 0.3, second person 0.6, beside "
      "one in the middle 1.3 from 1 eye distances on, yaw 50 or 65 roughly, sharpness 4, luminance 0.015 to 0.85; eyes "
      "in doubt beyond 0.08; presentation: 3 networks, the least live frame, stills from half on");
  const std::string other =
      PolicyText({.fusion = *Fusion::Named("dlib-resnet*1"), .detector = "hog", .landmarks = true, .attempts = 2});
  for (const char* part : {"dlib-resnet*1; hog at 320 and 640 px, overlap 0.3, 68 landmarks", "bursts of a round 2",
                           "one person from 0.82"}) {
    EXPECT_NE(other.find(part), std::string::npos) << part << " of " << other;
  }
}

// What the function of `source` that writes a part of the policy says, from its name to its end.
std::string FunctionOf(const std::string& source, const std::string& name) {
  const std::string text = ReadFile(SourcePath(source), 1 << 20).value();
  const std::size_t begin = text.find("\nstd::string " + name + "(");
  EXPECT_NE(begin, std::string::npos) << name;
  return text.substr(begin, text.find("\n}\n", begin) - begin);
}

std::vector<std::string> ConstantsOf(const std::string& header) {
  const std::string text = ReadFile(SourcePath(header), 1 << 20).value();
  static const std::regex kConstant(R"(constexpr [\w:]+ (k\w+) =)");
  std::vector<std::string> names;
  for (std::sregex_iterator i(text.begin(), text.end(), kConstant), end; i != end; ++i) names.push_back((*i)[1]);
  return names;
}

// A limit that is put into one of these headers and not into the policy would leave calibrations in force that were
// made under another one.
TEST(PolicyTest, NamesEveryConstantThatMovesAFramesChoice) {
  const std::string whole = FunctionOf("gate-agent/vision/policy.cc", "PolicyText");
  const std::string detector = FunctionOf("gate-agent/vision/policy.cc", "DetectorText");
  struct Named {
    std::string header, text;
    std::size_t constants;
    std::set<std::string> none_of_it;  // what it has beside limits of a usable picture
  };
  const std::vector<Named> kHeaders = {
      {"capture.h", FunctionOf("gate-agent/vision/capture.cc", "CapturePolicyText"), 11, {}},
      {"burst.h", FunctionOf("gate-agent/vision/burst.cc", "BurstPolicyText"), 3, {}},
      {"yunet_detector.h", detector, 2, {"kYunetModel"}},
      {"hog_detector.h", detector, 1, {"kHogModel"}},
      {"quality.h", whole, 1, {"kQualityMeasureCount"}},
      // Beyond these a picture is of no use to anyone: they move no score and no choice.
      {"picture.h", whole, 2, {"kMaxPictureBytes", "kMaxPicturePixels", "kMaxHeldPixels"}},
  };
  for (const Named& named : kHeaders) {
    std::size_t constants = 0;
    for (const std::string& name : ConstantsOf("gate-agent/vision/" + named.header)) {
      if (named.none_of_it.contains(name)) continue;
      ++constants;
      EXPECT_NE(named.text.find(name), std::string::npos) << named.header << ": " << name << " is not in the policy";
    }
    EXPECT_EQ(constants, named.constants) << named.header << ": not every constant was found";
  }
}

TEST(PolicyTest, TellsWhichPartsDiffer) {
  const std::string here = PolicyText({});
  EXPECT_EQ(PolicyDifference(here, here), "");
  EXPECT_EQ(PolicyDifference(PolicyText({.landmarks = true, .attempts = 2}), here),
            "68 landmarks, bursts of a round 2 there; no landmarks, bursts of a round 3 here");
  EXPECT_EQ(PolicyDifference("a 1; b 2", "a 1; b 2, c 3; d 4"), "c 3, d 4 only here");
  EXPECT_EQ(PolicyDifference("a 1; b 2, c 3", "a 1; b 2"), "c 3 only there");
  EXPECT_EQ(PolicyDifference("b 2; a 1", "a 1; b 2"), "the same parts in another order");
  EXPECT_EQ(PolicyDifference(";, ", ""), "the same parts in another order");
}

TEST(PolicyTest, FilesTellTheirPart) {
  REQUIRE_SHARED(models, "models");
  const auto plain = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(plain.ok()) << plain.status();
  EXPECT_EQ(PolicyText(plain->Policy(kDefaultAttempts)), PolicyText({}));
  EXPECT_FALSE(plain->Hashes().contains(std::string(kLandmarksModel.name)));
  const auto landmarks = FindLandmarks(models);
  if (!landmarks) GTEST_SKIP() << "no landmarks: install libdlib-data";
  const auto with = NetworkFiles::Read(models, *landmarks);
  ASSERT_TRUE(with.ok()) << with.status();
  EXPECT_EQ(PolicyText(with->Policy(1)), PolicyText({.landmarks = true, .attempts = 1}));
  EXPECT_EQ(with->Hashes().at(std::string(kLandmarksModel.name)), kLandmarksModel.sha256);
}

// A gate whose landmarks or bursts are others than the calibration's compares no faces.
TEST(PolicyTest, AnEngineOfAnotherPolicyIsRefused) {
  REQUIRE_SHARED(models, "models");
  FaceEngineOptions options;
  options.models_dir = models;
  options.allow_provisional = true;
  options.landmarks_path = std::string(kNoModels);
  options.calibration_path = ShippedCalibrationWith(/*landmarks=*/true);
  const auto refused = [&](const std::string& part) {
    const Status status = FaceEngine::Load(options).status();
    EXPECT_EQ(ReasonOf(status), error_reason::kModelUnusable) << part;
    EXPECT_EQ(MessageOf(status), options.calibration_path + ": made for another policy: " + part);
  };
  refused("68 landmarks there; no landmarks here");
  options.calibration_path = ShippedCalibrationWith(/*landmarks=*/false);
  options.attempts = kDefaultAttempts - 1;
  refused("bursts of a round 3 there; bursts of a round 2 here");
  options.attempts = kDefaultAttempts;
  EXPECT_TRUE(FaceEngine::Load(options).ok());
}

}  // namespace
}  // namespace clearance
