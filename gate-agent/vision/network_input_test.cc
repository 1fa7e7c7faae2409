#include "gate-agent/vision/network_input.h"

#include <gtest/gtest.h>

#include <opencv2/dnn.hpp>

namespace clearance {
namespace {

TEST(PlanesOfTest, AreThoseOfOpenCv) {
  cv::Mat picture(5, 7, CV_8UC3);
  cv::RNG(4).fill(picture, cv::RNG::UNIFORM, 0, 256);
  for (const NetworkInput& input : {NetworkInput{}, NetworkInput{ChannelOrder::kRgb, 127.5, 1 / 127.5}}) {
    const cv::Mat planes = PlanesOf(picture, input);
    const cv::Mat blob = cv::dnn::blobFromImage(picture, input.scale, picture.size(), cv::Scalar::all(input.mean),
                                                input.channels == ChannelOrder::kRgb);
    ASSERT_EQ(planes.dims, blob.dims);
    for (int i = 0; i < blob.dims; ++i) ASSERT_EQ(planes.size[i], blob.size[i]);
    EXPECT_LT(cv::norm(planes.reshape(1, 1), blob.reshape(1, 1), cv::NORM_INF), 1e-5);
  }
}

TEST(PlanesOfTest, ReadThePartOfALargerPicture) {
  cv::Mat picture(5, 7, CV_8UC3);
  cv::RNG(4).fill(picture, cv::RNG::UNIFORM, 0, 256);
  const cv::Mat part = picture(cv::Rect(2, 1, 3, 2));
  EXPECT_EQ(cv::norm(PlanesOf(part, {}).reshape(1, 1), PlanesOf(part.clone(), {}).reshape(1, 1), cv::NORM_INF), 0);
}

}  // namespace
}  // namespace clearance
