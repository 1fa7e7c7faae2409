#include "gate-agent/evaluation/det_picture.h"

#include <gtest/gtest.h>

#include <opencv2/imgcodecs.hpp>

namespace clearance {
namespace {

// Below the words above the plot and left of the legend, in pixels of the picture.
const cv::Rect kPlot(130, 330, 560, 460);

cv::Mat Drawn(const std::vector<DetLine>& lines, const std::string& caveat = "") {
  const auto png = DetPicture(lines, {.title = "title", .subtitle = "subtitle", .caveat = caveat});
  EXPECT_TRUE(png.ok()) << png.status();
  return cv::imdecode(std::vector<unsigned char>(png->begin(), png->end()), cv::IMREAD_COLOR);
}

// How many pixels of `picture` are of about this colour (blue, green, red).
int CountOf(const cv::Mat& picture, const cv::Scalar& colour) {
  cv::Mat mask;
  const cv::Scalar near = cv::Scalar::all(40);
  cv::inRange(picture, colour - near, colour + near, mask);
  return cv::countNonZero(mask);
}

const cv::Scalar kFirst(178, 114, 0), kSecond(0, 94, 213);

DetLine Line(const char* name, double fnmr) {
  return {name, {{0.5, 1, 1, 1e-5, 2 * fnmr}, {0.4, 1, 1, 1e-4, fnmr}, {0.3, 1, 1, 1e-3, fnmr / 2}}, {}};
}

TEST(DetPictureTest, CurvesThatLieOnOneAnotherAreBothSeen) {
  const cv::Mat one = Drawn({Line("gate", 0.02)});
  EXPECT_EQ(one.cols, 1200);
  EXPECT_EQ(one.rows, 900);
  EXPECT_GT(CountOf(one(kPlot), kFirst), 300);
  EXPECT_EQ(CountOf(one, kSecond), 0);
  const cv::Mat same = Drawn({Line("gate", 0.02), Line("plain", 0.02)});
  EXPECT_GT(CountOf(same(kPlot), kFirst), 300);
  EXPECT_GT(CountOf(same(kPlot), kSecond), 300);
  const cv::Mat apart = Drawn({Line("gate", 0.02), Line("plain", 0.05)});
  EXPECT_GT(CountOf(apart(kPlot), kSecond), CountOf(same(kPlot), kSecond));
}

TEST(DetPictureTest, EachCurveHasARowOfTheLegend) {
  const cv::Rect legend(730, 110, 460, 90);
  EXPECT_GT(CountOf(Drawn({Line("gate", 0.02), Line("plain", 0.02)})(legend), kSecond), 50);
  EXPECT_EQ(CountOf(Drawn({Line("gate", 0.02)})(legend), kSecond), 0);
}

// The words of a report, and far longer ones: none of them reaches the picture's right margin.
TEST(DetPictureTest, NothingRunsOffThePicture) {
  const std::string real = "the gate's recipe, usable pictures";
  for (const std::string& name : {real, std::string("plain recipe, every picture with a face"), std::string(90, 'W')}) {
    const cv::Mat drawn = Drawn({Line(name.c_str(), 0.02)}, std::string(150, 'W'));
    const cv::Mat margin = drawn(cv::Rect(1166, 0, drawn.cols - 1166, 220));
    EXPECT_EQ(cv::countNonZero(margin.reshape(1) < 200), 0) << name;
  }
}

TEST(DetPictureTest, ACaveatStandsUnderTheTitle) {
  const cv::Rect head(110, 84, 900, 18);
  const cv::Scalar warning(40, 40, 190);
  EXPECT_EQ(CountOf(Drawn({Line("gate", 0.02)})(head), warning), 0);
  EXPECT_GT(CountOf(Drawn({Line("gate", 0.02)}, "seen before")(head), warning), 20);
}

}  // namespace
}  // namespace clearance
