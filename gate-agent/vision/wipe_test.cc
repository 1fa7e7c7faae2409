// Looks through the whole memory of this process for what a comparison must not leave behind.
#include "gate-agent/vision/wipe.h"

#include <gtest/gtest.h>

#include <array>
#include <cstring>
#include <fstream>
#include <opencv2/dnn.hpp>
#include <sstream>

#include "gate-agent/devices/painter.h"
#include "gate-agent/vision/capture.h"
#include "gate-agent/vision/face_engine.h"
#include "gate-agent/vision/matcher.h"
#include "gate-agent/vision/picture.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr unsigned char kMask = 0xA7;
constexpr std::size_t kNeedleBytes = 64;

// Bytes to look for, kept masked so that the search does not find itself.
using Needle = std::array<unsigned char, kNeedleBytes>;

Needle MakeNeedle(const void* bytes) {
  Needle needle;
  const auto* from = static_cast<const unsigned char*>(bytes);
  for (std::size_t i = 0; i < kNeedleBytes; ++i) needle[i] = static_cast<unsigned char>(from[i] ^ kMask);
  return needle;
}

int CountIn(const unsigned char* begin, const unsigned char* end, const Needle& needle) {
  const auto first = static_cast<unsigned char>(needle[0] ^ kMask);
  int found = 0;
  while (begin + kNeedleBytes <= end) {
    begin = static_cast<const unsigned char*>(
        std::memchr(begin, first, static_cast<std::size_t>(end - begin) - kNeedleBytes + 1));
    if (begin == nullptr) break;
    std::size_t same = 1;
    while (same < kNeedleBytes && static_cast<unsigned char>(begin[same] ^ kMask) == needle[same]) ++same;
    if (same == kNeedleBytes) ++found;
    ++begin;
  }
  return found;
}

// Occurrences in all memory this process can read and write.
int CountInMemory(const Needle& needle) {
  std::ifstream maps("/proc/self/maps");
  int found = 0;
  for (std::string line; std::getline(maps, line);) {
    std::istringstream fields(line);
    std::uintptr_t begin = 0, end = 0;
    char dash = 0;
    std::string rights;
    fields >> std::hex >> begin >> dash >> end >> rights;
    if (rights.substr(0, 2) != "rw" || line.find("[v") != std::string::npos) continue;
    found +=
        CountIn(reinterpret_cast<const unsigned char*>(begin), reinterpret_cast<const unsigned char*>(end), needle);
  }
  return found;
}

// A comparison's own steps, taken apart to learn the bytes it must not leave.
struct Traces {
  Needle picture, aligned, input, face_template;
};

Traces TracesOf(NetworkSet& networks, const EncodedPicture& encoded) {
  Traces traces;
  auto picture = DecodePicture(encoded);
  EXPECT_TRUE(picture.ok());
  const auto faces = networks.detector->Detect(*picture);
  EXPECT_TRUE(faces.ok());
  const FacePoints points = JudgeCapture(*picture, *faces).face.points;
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
  const auto engine =
      FaceEngine::Load({models, SourcePath("gate-agent/vision/calibration/lfw_provisional.json"), true});
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto files = NetworkFiles::Read(models);
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
  }
}

}  // namespace
}  // namespace clearance
