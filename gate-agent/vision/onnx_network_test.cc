// What a network computed of a face lies in it until the next: here it must not.
#include "gate-agent/vision/onnx_network.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include "gate-agent/vision/embedder.h"
#include "gate-agent/vision/model_files.h"
#include "gate-agent/vision/wipe.h"
#include "gate-agent/vision/yunet_detector.h"
#include "tests/support/memory_search.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

cv::Mat Noise(int width, int height) {
  cv::Mat noise(height, width, CV_8UC3);
  cv::RNG(5).fill(noise, cv::RNG::UNIFORM, 0, 256);
  return noise;
}

// Smaller blocks glibc keeps as they are when they are freed (WipeWhatIsFreed).
constexpr std::size_t kLeastBytes = 2048;

// How many of `needles` are in memory now.
int Found(const std::vector<Needle>& needles) {
  const std::vector<int> counts = CountEachInMemory(needles);
  return static_cast<int>(std::count_if(counts.begin(), counts.end(), [](int count) { return count > 0; }));
}

// A stretch of what `layer` makes of `planes`; nothing where that is short or the same for other pictures.
std::optional<Needle> ResultOf(cv::dnn::Net& net, const cv::String& layer, const cv::Mat& planes) {
  net.setInput(planes);
  const cv::Mat results = net.forward(layer).clone();
  const std::size_t bytes = results.total() * results.elemSize(), middle = bytes / 8 * 4;
  if (bytes < kLeastBytes) return std::nullopt;
  cv::Mat other_planes;
  planes.convertTo(other_planes, CV_32F, 0.5, 1);
  net.setInput(other_planes);
  const cv::Mat others = net.forward(layer);
  if (std::memcmp(results.data + middle, others.data + middle, kNeedleBytes) == 0) return std::nullopt;
  return MakeNeedle(results.data + middle);
}

// Results of some layers of `model` for `planes`: those that stay in a network's memory once all of it has run.
std::vector<Needle> ResultsThatStay(const std::string& model, const cv::Mat& planes,
                                    const std::vector<cv::String>& outputs) {
  constexpr std::size_t kEvery = 5;
  std::vector<Needle> needles, stay;
  {
    cv::dnn::Net net = cv::dnn::readNetFromONNX(model.data(), model.size());
    const std::vector<cv::String> layers = net.getLayerNames();
    for (std::size_t i = 0; i < layers.size(); i += kEvery) {
      if (const auto needle = ResultOf(net, layers[i], planes)) needles.push_back(*needle);
    }
  }
  cv::dnn::Net net = cv::dnn::readNetFromONNX(model.data(), model.size());
  net.setInput(planes);
  std::vector<cv::Mat> answers;
  net.forward(answers, outputs.empty() ? net.getUnconnectedOutLayersNames() : outputs);
  const std::vector<int> counts = CountEachInMemory(needles);
  for (std::size_t i = 0; i < needles.size(); ++i) {
    if (counts[i] > 0) stay.push_back(needles[i]);
  }
  return stay;
}

class OnnxNetworkTest : public testing::Test {
 protected:
  void SetUp() override {
#ifdef __SANITIZE_ADDRESS__
    GTEST_SKIP() << "the address sanitizer's own memory cannot be searched";
#endif
    REQUIRE_SHARED(models, "models");
    models_ = models;
    cv::setNumThreads(1);
    WipeWhatIsFreed();
  }

  std::string models_;
};

TEST_F(OnnxNetworkTest, KeepsNoLayersResultsAndAnswersTheSame) {
  for (const EmbedderManifest& manifest : FusionManifests()) {
    const std::string model = *ReadModel(models_, manifest.file);
    const cv::Mat noise = Noise(manifest.side, manifest.side);
    const std::vector<Needle> stay = ResultsThatStay(model, PlanesOf(noise, manifest.input), {});
    EXPECT_GE(stay.size(), 2U) << manifest.name << ": or nothing is searched for";
    EXPECT_EQ(Found(stay), 0) << manifest.name << ": the network they were seen in is gone";
    const auto network = OnnxNetwork::Load(model, manifest.side, manifest.input);
    ASSERT_NE(network, nullptr);
    auto first = network->Forward(noise), again = network->Forward(noise);
    ASSERT_TRUE(first && again);
    EXPECT_EQ(*first, *again);
    Wipe(*first);  // the last layer's result is the answer itself, which is ours to overwrite
    Wipe(*again);
    EXPECT_EQ(Found(stay), 0) << manifest.name;
  }
}

TEST_F(OnnxNetworkTest, ADetectorForgetsWhatItSaw) {
  const std::string model = *ReadModel(models_, kYunetModel);
  const cv::Mat noise = Noise(640, 480);
  std::vector<cv::String> heads;
  for (const char* head : {"cls_", "obj_", "bbox_", "kps_"}) {
    for (const int stride : {8, 16, 32}) heads.push_back(head + std::to_string(stride));
  }
  const std::vector<Needle> stay = ResultsThatStay(model, PlanesOf(noise, {}), heads);
  const auto detector = YunetDetector::Create(model).value();
  ASSERT_TRUE(detector->Detect(noise, DetectionSize::kCapture).ok());
  EXPECT_GE(Found(stay), 2) << "or nothing is searched for";
  detector->Forget();
  EXPECT_EQ(Found(stay), 0);
  ASSERT_TRUE(detector->Detect(noise, DetectionSize::kCapture).ok()) << "and it still works";
}

TEST_F(OnnxNetworkTest, WhatIsNoNetworkIsNone) { EXPECT_EQ(OnnxNetwork::Load("not a network", 112, {}), nullptr); }

}  // namespace
}  // namespace clearance
