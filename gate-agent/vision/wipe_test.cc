// Looks through the whole memory of this process for what a comparison must not leave behind.
#include "gate-agent/vision/wipe.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "common/crypto/secret.h"
#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/network_input.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"
#include "tests/support/shipped_calibration.h"

namespace clearance {
namespace {

struct Trace {
  std::string name;
  Needle needle;
};

// What a network is given of a face, as it lies in memory on the way.
void AddInputs(const cv::Mat& picture, const FacePoints& points, const EmbedderManifest& manifest,
               std::vector<Trace>& traces) {
  const auto add = [&](const char* what, const void* bytes) {
    traces.push_back({fmt::format("{} {}", manifest.name, what), MakeNeedle(bytes)});
  };
  const int middle = manifest.side / 2, cheek = manifest.side / 3;
  cv::Mat aligned = AlignFace(picture, points, manifest.target, manifest.side);
  add("aligned", aligned.ptr(middle, cheek));
  // As cv::dnn::blobFromImage makes it on its way to the planes, for each step of its way.
  cv::Mat floats;
  aligned.convertTo(floats, CV_32F);
  add("as floats", floats.ptr(middle, cheek));
  floats -= cv::Scalar::all(manifest.input.mean);
  floats *= manifest.input.scale;
  add("as floats of its range", floats.ptr(middle, cheek));
  cv::Mat planes = PlanesOf(aligned, manifest.input);
  for (int channel = 0; channel < 3; ++channel) {
    add("plane", planes.ptr<float>(0, channel) + static_cast<std::ptrdiff_t>(middle) * manifest.side + cheek);
  }
  Wipe(aligned);
  floats.setTo(0);
  planes.setTo(0);
}

// A comparison's own steps, taken apart to learn the bytes it must not leave.
std::vector<Trace> TracesOf(NetworkSet& networks, const EncodedPicture& encoded) {
  std::vector<Trace> traces;
  auto picture = DecodePicture(encoded);
  EXPECT_TRUE(picture.ok());
  const auto faces = networks.detector->Detect(*picture, DetectionSize::kCapture);
  EXPECT_TRUE(faces.ok());
  const FacePoints points = JudgeCapture(*picture, *faces, PictureSide::kReference, nullptr).face.points;
  const auto nose_y = static_cast<int>(points[2].y), nose_x = static_cast<int>(points[2].x);
  traces.push_back({"picture", MakeNeedle(picture->ptr(nose_y, nose_x))});
  cv::Mat planes = PlanesOf(*picture, {});
  traces.push_back({"detector's plane", MakeNeedle(planes.ptr<float>(0, 0) +
                                                   static_cast<std::ptrdiff_t>(nose_y) * picture->cols + nose_x)});
  planes.setTo(0);
  for (const EmbedderManifest& manifest : FusionManifests()) AddInputs(*picture, points, manifest, traces);
  const auto face = MakeTemplate(networks, *picture, points);
  EXPECT_TRUE(face.ok());
  for (const std::vector<float>& values : face->by_network) {
    traces.push_back({"template", MakeNeedle(values.data() + 10)});
  }
  Wipe(*picture);
  networks.detector->Forget();
  return traces;
}

void ExpectGone(const std::vector<Trace>& traces, const char* when) {
  std::vector<Needle> needles;
  for (const Trace& trace : traces) needles.push_back(trace.needle);
  const std::vector<int> found = CountEachInMemory(needles);
  for (std::size_t i = 0; i < traces.size(); ++i) EXPECT_EQ(found[i], 0) << traces[i].name << " " << when;
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
    const std::vector<Trace> traces = TracesOf(**networks, encoded);
    // The search does find what is there.
    auto kept = DecodePicture(encoded);
    EXPECT_GE(CountInMemory(traces[0].needle), 1);
    Wipe(*kept);
    ASSERT_EQ((*engine)->Compare(reference, {&live, 1}).result, FaceComparison::Result::kMatch);
    ExpectGone(traces, "after one frame");
    // Nor does a burst, of which this frame is one.
    const std::vector<EncodedPicture> burst = {live, PaintPortrait(kDistinctPeople[0], LaneConditions(2)), "broken"};
    ASSERT_EQ((*engine)->Compare(reference, burst).result, FaceComparison::Result::kMatch);
    ExpectGone(traces, "after a burst");
  }
}

// Whoever took it: a library's decoder, a layer of a network.
TEST(WipeTest, WhatIsFreedIsOverwritten) {
#ifdef __SANITIZE_ADDRESS__
  GTEST_SKIP() << "the address sanitizer keeps what was freed as it was";
#endif
  WipeWhatIsFreed();
  constexpr std::size_t kBytes = 5000;  // neither kept by the thread nor given back to the system
  std::string secret(kBytes, '\0');
  cv::RNG random(77);
  for (char& byte : secret) byte = static_cast<char>(random.uniform(0, 256));
  const Needle needle = MakeNeedle(secret.data() + kBytes / 2);
  auto copy = std::make_unique<std::string>(secret);
  Wipe(secret);
  EXPECT_EQ(CountInMemory(needle), 1);
  copy.reset();
  EXPECT_EQ(CountInMemory(needle), 0);
}

}  // namespace
}  // namespace clearance
