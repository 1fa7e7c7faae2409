// dlib's ResNet, whose file is on few machines: the same network with weights that nobody has trained is written as
// dlib writes one, and must be taken, run and wiped as the file would be. How well it tells people apart is not told by
// that.
#include <dlib/opencv/cv_image.h>
#include <gtest/gtest.h>

#include <opencv2/core.hpp>
#include <sstream>

#include "common/base/error_reasons.h"
#include "gate-agent/vision/dlib_embedder.h"
#include "gate-agent/vision/dlib_networks.h"
#include "gate-agent/vision/wipe.h"
#include "tests/support/memory_search.h"

namespace clearance {
namespace {

using dlib_networks::ResNet;

const EmbedderManifest& Manifest() { return FurtherManifests()[1]; }

// A chip as the network takes it: what lies at `points` is already where its template wants it.
cv::Mat Chip(std::uint64_t seed) {
  cv::Mat chip(Manifest().side, Manifest().side, CV_8UC3);
  cv::RNG(seed).fill(chip, cv::RNG::UNIFORM, 0, 256);
  return chip;
}

// What the network says of a chip, by dlib's own way to read a picture.
std::vector<float> Asked(ResNet& net, const cv::Mat& chip) {
  dlib::matrix<dlib::rgb_pixel> pixels;
  dlib::assign_image(pixels, dlib::cv_image<dlib::bgr_pixel>(chip));
  dlib::resizable_tensor input;
  net.to_tensor(&pixels, &pixels + 1, input);
  const dlib::tensor& output = net.subnet().forward(input);
  return {output.host(), output.host() + output.size()};
}

// The weights lie in a network from its first run on.
ResNet Untrained() {
  ResNet net;
  Asked(net, Chip(1));
  return net;
}

std::string Written(const ResNet& net) {
  std::ostringstream out;
  dlib::serialize(net, out);
  return out.str();
}

TEST(DlibResNetTest, HasTheWeightsOfThePublishedFile) {
  constexpr double kPublishedBytes = 22'466'066;  // of the unpacked file, from the records its SHA-256 is from
  const double weights = 4.0 * static_cast<double>(dlib::count_parameters(Untrained()));
  EXPECT_LT(weights, kPublishedBytes);
  EXPECT_GT(weights, 0.998 * kPublishedBytes) << "the rest of the file are its layers' names and sizes";
}

TEST(DlibResNetTest, AnswersAsTheNetworkThatWasWritten) {
  ResNet net = Untrained();
  const auto embedder = Embedder::Create(Manifest(), Written(net));
  ASSERT_TRUE(embedder.ok()) << embedder.status();
  for (std::uint64_t seed : {2, 3}) {
    const cv::Mat chip = Chip(seed);
    const auto answered = (*embedder)->Embed(chip, Manifest().target);
    ASSERT_TRUE(answered.ok()) << answered.status();
    EXPECT_EQ(*answered, Asked(net, chip));
  }
  EXPECT_NE((*embedder)->Embed(Chip(2), Manifest().target).value(),
            (*embedder)->Embed(Chip(3), Manifest().target).value());
}

#ifndef __SANITIZE_ADDRESS__
TEST(DlibResNetTest, KeepsNoTemplate) {
  const auto embedder = Embedder::Create(Manifest(), Written(Untrained()));
  ASSERT_TRUE(embedder.ok()) << embedder.status();
  std::vector<float> answer = (*embedder)->Embed(Chip(2), Manifest().target).value();
  const Needle needle = MakeNeedle(answer.data() + 10);
  EXPECT_EQ(CountInMemory(needle), 1);
  Wipe(answer);
  EXPECT_EQ(CountInMemory(needle), 0);
}
#endif

TEST(DlibResNetTest, AFileThatEndsEarlyIsRefused) {
  const std::string written = Written(Untrained());
  EXPECT_EQ(ReasonOf(Embedder::Create(Manifest(), written.substr(0, written.size() - 1000)).status()),
            error_reason::kModelUnusable);
}

}  // namespace
}  // namespace clearance
