// The plain single-frame recipe of the models' README, written apart from the gate's: its own reading, detection,
// alignment, networks' input and score, by OpenCV alone. The oracle that a lane's recipe is held against; it takes
// nothing that computes from gate-agent/vision.
#pragma once

#include <array>
#include <memory>
#include <opencv2/core.hpp>
#include <opencv2/dnn.hpp>
#include <optional>
#include <string>
#include <vector>

namespace clearance {

// Two templates of one face, each of length 1.
struct PlainFace {
  cv::Mat edgeface, retail;
};

class PlainRecipe {
 public:
  // `models`: the folder of the networks. Throws cv::Exception where one is missing.
  explicit PlainRecipe(const std::string& models);

  // The face nearest to the middle of the picture in `file`, whatever it looks like; nullopt when no face is found.
  std::optional<PlainFace> Take(const std::string& file);

  // 0.6 of one cosine and 0.4 of the other.
  static double Score(const PlainFace& a, const PlainFace& b);

 private:
  using Points = std::array<cv::Point2d, 5>;
  std::optional<Points> MiddlePoints(const cv::Mat& picture);

  cv::dnn::Net yunet_, edgeface_, retail_;
};

}  // namespace clearance
