// Looks through the whole memory of this process for what a comparison must not leave behind.
#include "gate-agent/vision/wipe.h"

#include <gtest/gtest.h>

#include <opencv2/dnn.hpp>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

// A comparison's own steps, taken apart to learn the bytes it must not leave.
struct Traces {
  Needle picture, aligned, input, face_template;
};

Traces TracesOf(NetworkSet& networks, const EncodedPicture& encoded) {
  Traces traces;
  auto picture = DecodePicture(encoded);
  EXPECT_TRUE(picture.ok());
  const auto faces = networks.detector->Detect(*picture, DetectionSize::kCapture);
  EXPECT_TRUE(faces.ok());
  const FacePoints points = JudgeCapture(*picture, *faces, PictureSide::kReference, nullptr).face.points;
  traces.picture = MakeNeedle(picture->ptr(static_cast<int>(points[2].y), static_cast<int>(points[2].x)));
  const EmbedderManifest& manifest = FusionManifests()[0];
  cv::Mat aligned = AlignFace(*picture, points, manifest.target, manifest.side);
  traces.aligned = MakeNeedle(aligned.ptr(manifest.side / 2, manifest.side / 3));
  cv::Mat blob = cv::dnn::blobFromImage(aligned, manifest.scale, aligned.size(), cv::Scalar::all(manifest.mean), true);
  traces.input = MakeNeedle(blob.ptr<float>() + manifest.side * manifest.side / 2);
  blob.setTo(0);
  const auto face = MakeTemplate(networks, *picture, points);
  EXPECT_TRUE(face.ok());
  traces.face_template = MakeNeedle(face->by_network[0].data() + 10);
  Wipe(aligned);
  Wipe(*picture);
  return traces;
}

TEST(WipeTest, WipedPicturesAndValuesAreGone) {
  cv::Mat picture(20, 40, CV_8UC3);
  cv::RNG(3).fill(picture, cv::RNG::UNIFORM, 1, 255);
  const cv::Mat shared = picture;
  Wipe(picture);
  EXPECT_TRUE(picture.empty());
  EXPECT_EQ(cv::countNonZero(shared.reshape(1)), 0);
  std::vector<float> values(100, 1.5f);
  const float* where = values.data();
  Wipe(values);
  EXPECT_TRUE(values.empty());
  EXPECT_EQ(*where, 0);
}

TEST(WipeTest, AComparisonLeavesNoPictureAndNoTemplateInMemory) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
  REQUIRE_SHARED(models, "models");
  const auto engine = FaceEngine::Load({models, ShippedCalibrationFor(models), true});
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto files = NetworkFiles::Read(models, std::string(kNoModels));
  ASSERT_TRUE(files.ok());
  const auto networks = MakeNetworkSet(*files);
  ASSERT_TRUE(networks.ok());

  const EncodedPicture reference = PaintPortrait(kDistinctPeople[0], {});
  const EncodedPicture live = PaintPortrait(kDistinctPeople[0], LaneConditions(1));
  for (const EncodedPicture& encoded : {reference, live}) {
    const Traces traces = TracesOf(**networks, encoded);
    // The search does find what is there.
    auto kept = DecodePicture(encoded);
    EXPECT_GE(CountInMemory(traces.picture), 1);
    Wipe(*kept);
    ASSERT_EQ((*engine)->Compare(reference, {&live, 1}).result, FaceComparison::Result::kMatch);
    EXPECT_EQ(CountInMemory(traces.picture), 0);
    EXPECT_EQ(CountInMemory(traces.aligned), 0);
    EXPECT_EQ(CountInMemory(traces.input), 0);
    EXPECT_EQ(CountInMemory(traces.face_template), 0);
    // Nor does a burst, of which this frame is one.
    const std::vector<EncodedPicture> burst = {live, PaintPortrait(kDistinctPeople[0], LaneConditions(2)), "broken"};
    ASSERT_EQ((*engine)->Compare(reference, burst).result, FaceComparison::Result::kMatch);
    EXPECT_EQ(CountInMemory(traces.picture), 0);
    EXPECT_EQ(CountInMemory(traces.face_template), 0);
  }
}

}  // namespace
}  // namespace clearance
