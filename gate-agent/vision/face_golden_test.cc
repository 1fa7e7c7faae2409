// What the detector and the quality components say of painted portraits, held to the values of the day they were
// reviewed: the regression set without any person's face.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/picture.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/golden_table.h"

namespace clearance {
namespace {

// Pixels; other processors round the networks' sums otherwise.
constexpr double kPointTolerance = 0.5;
constexpr double kScoreTolerance = 1e-3;
// Native values: this share of the value, and this much at least.
constexpr double kNativeShare = 0.03;
constexpr double kNativeLeast = 0.01;
// A score is a whole number: rounded the other way it is one more or less.
constexpr double kWholeScore = 1;

struct Scene {
  std::string_view name;
  CaptureConditions conditions;
};

const std::array<Scene, 6>& Scenes() {
  static const std::array<Scene, 6> kScenes = {{{"portrait", {}},
                                                {"lane", LaneConditions(4)},
                                                {"far", {.distance = 1.8}},
                                                {"turned", {.yaw_deg = 18, .roll_deg = 12}},
                                                {"dark", {.brightness = 0.25}},
                                                {"soft", {.blur_px = 2.5}}}};
  return kScenes;
}

cv::Mat PictureOf(const std::string& person, const std::string& scene) {
  for (const Scene& known : Scenes()) {
    if (known.name == scene) return *DecodePicture(PaintPortrait(std::stoul(person), known.conditions));
  }
  ADD_FAILURE() << "no such scene: " << scene;
  return {};
}

class FaceGoldenTest : public testing::Test {
 protected:
  void SetUp() override {
    REQUIRE_SHARED(models, "models");
    cv::setNumThreads(1);
    detector_ = YunetDetector::Create(*ReadModel(models, kYunetModel)).value();
    if (const auto path = FindLandmarks(models)) landmarks_ = LandmarkFinder::Load(*path).value();
  }

  std::unique_ptr<FaceDetector> detector_;
  std::shared_ptr<const LandmarkFinder> landmarks_;
};

TEST_F(FaceGoldenTest, TheDetectorFindsTheSamePoints) {
  const std::vector<GoldenRow> rows = ReadGoldenTable(
      "tests/golden/face_points.csv",
      {"person", "scene", "size", "score", "left", "top", "width", "height", "left_eye_x", "left_eye_y", "right_eye_x",
       "right_eye_y", "nose_x", "nose_y", "mouth_left_x", "mouth_left_y", "mouth_right_x", "mouth_right_y"});
  EXPECT_GE(rows.size(), 20U);
  for (const GoldenRow& row : rows) {
    const cv::Mat picture = PictureOf(row.at("person"), row.at("scene"));
    const bool tracking = row.at("size") == "320";
    const auto faces = detector_->Detect(picture, tracking ? DetectionSize::kTracking : DetectionSize::kCapture);
    ASSERT_TRUE(faces.ok() && faces->size() == 1U) << row.at("person") << " " << row.at("scene");
    const DetectedFace& face = faces->front();
    std::string measured = fmt::format("{},{},{},{:.4f},{:.1f},{:.1f},{:.1f},{:.1f}", row.at("person"), row.at("scene"),
                                       row.at("size"), face.score, face.left, face.top, face.width, face.height);
    for (const PicturePoint& point : face.points) measured += fmt::format(",{:.1f},{:.1f}", point.x, point.y);
    const auto near = [&](const char* column, double value, double tolerance) {
      EXPECT_NEAR(std::stod(row.at(column)), value, tolerance) << column << "; measured: " << measured;
    };
    near("score", face.score, kScoreTolerance);
    near("left", face.left, kPointTolerance);
    near("top", face.top, kPointTolerance);
    near("width", face.width, kPointTolerance);
    near("height", face.height, kPointTolerance);
    constexpr std::array kPlaces = {"left_eye", "right_eye", "nose", "mouth_left", "mouth_right"};
    for (std::size_t i = 0; i < kPlaces.size(); ++i) {
      near((std::string(kPlaces[i]) + "_x").c_str(), face.points[i].x, kPointTolerance);
      near((std::string(kPlaces[i]) + "_y").c_str(), face.points[i].y, kPointTolerance);
    }
  }
}

// Rows of `landmarks` yes need Debian's file; without it they are passed over, as a gate without it does.
TEST_F(FaceGoldenTest, TheComponentsAreTheSame) {
  const std::vector<GoldenRow> rows = ReadGoldenTable("tests/golden/face_quality.csv",
                                                      {"person", "scene", "landmarks", "component", "native", "score"});
  EXPECT_GE(rows.size(), 300U);
  std::string last;
  Capture capture;
  for (const GoldenRow& row : rows) {
    const bool with_landmarks = row.at("landmarks") == "yes";
    if (with_landmarks && landmarks_ == nullptr) continue;
    const std::string subject = row.at("person") + "," + row.at("scene") + "," + row.at("landmarks");
    if (subject != last) {
      const cv::Mat picture = PictureOf(row.at("person"), row.at("scene"));
      const auto faces = detector_->Detect(picture, DetectionSize::kCapture);
      ASSERT_TRUE(faces.ok());
      capture = JudgeCapture(picture, *faces, PictureSide::kReference, with_landmarks ? landmarks_.get() : nullptr);
      last = subject;
    }
    std::optional<QualityComponent> component;
    for (std::size_t i = 0; i < kQualityMeasureCount; ++i) {
      const auto measure = static_cast<QualityMeasure>(i);
      if (QualityMeasureName(measure) == row.at("component")) component = capture.quality[measure];
    }
    const std::string name = subject + "," + row.at("component");
    if (row.at("native") == "-") {
      EXPECT_FALSE(component.has_value()) << name;
      continue;
    }
    ASSERT_TRUE(component) << name << " was not measured";
    const double native = std::stod(row.at("native"));
    const double tolerance = std::max(kNativeLeast, kNativeShare * std::abs(native));
    EXPECT_NEAR(native, component->native, tolerance)
        << "measured: " << fmt::format("{},{:.4f},{:.0f}", name, component->native, component->score);
    EXPECT_NEAR(std::stod(row.at("score")), component->score, kWholeScore)
        << "measured: " << fmt::format("{},{:.4f},{:.0f}", name, component->native, component->score);
  }
}

}  // namespace
}  // namespace clearance
