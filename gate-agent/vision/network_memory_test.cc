// A network's working memory is found and overwritten, and it still answers as before.
#include "gate-agent/vision/network_memory.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

namespace clearance {
namespace {

// As a network: weights made on the first pass, a layer's results kept from pass to pass, and something passing.
struct Layer {
  cv::Mat weights, results;

  void Pass(float input) {
    if (weights.empty()) weights = cv::Mat(1, 8, CV_32F, cv::Scalar(3));
    cv::Mat passing(1, 8, CV_32F, cv::Scalar(input));
    results.create(1, 8, CV_32F);
    cv::multiply(weights, passing, results);
  }
};

TEST(NetworkMemoryTest, OverwritesWhatChangesFromInputToInputAndNothingElse) {
  NetworkMemory memory;
  const cv::Mat before(1, 8, CV_32F, cv::Scalar(7));
  Layer layer;
  memory.Record([&] { layer.Pass(1); });
  const cv::Mat after(1, 8, CV_32F, cv::Scalar(7));
  memory.KeepWhatChanges([&] { layer.Pass(2); });
  layer.Pass(5);
  ASSERT_EQ(layer.results.at<float>(0), 15);
  memory.Wipe();
  EXPECT_EQ(cv::countNonZero(layer.results), 0);
  EXPECT_EQ(cv::countNonZero(layer.weights), 8);
  EXPECT_EQ(cv::countNonZero(before) + cv::countNonZero(after), 16);
}

TEST(NetworkMemoryTest, WhatANetworkLetsGoIsItsOwnNoLonger) {
  NetworkMemory memory;
  Layer layer;
  memory.Record([&] { layer.Pass(1); });
  layer.results.release();
  memory.KeepWhatChanges([&] { layer.Pass(2); });
  memory.Wipe();  // touches nothing that was freed
  EXPECT_EQ(cv::countNonZero(layer.results), 8);
}

TEST(NetworkMemoryTest, MayGoBeforeWhatItKnew) {
  Layer layer;
  {
    NetworkMemory memory;
    memory.Record([&] { layer.Pass(1); });
  }
  layer.results.release();
  layer.weights.release();
}

}  // namespace
}  // namespace clearance
