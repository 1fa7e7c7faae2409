#include "tests/support/plain_recipe.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace clearance {
namespace {

constexpr float kLeastScore = 0.6F;
constexpr float kOverlap = 0.3F;
constexpr int kMultiple = 32;

using Points = std::array<cv::Point2d, 5>;

// ArcFace's template for 112 pixels.
constexpr std::array<std::array<double, 2>, 5> kArcFace = {
    {{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}};
// retail-0095's, of the side.
constexpr std::array<std::array<double, 2>, 5> kRetail = {
    {{0.31557, 0.46157}, {0.68262, 0.46157}, {0.50026, 0.64051}, {0.34947, 0.82470}, {0.65344, 0.82470}}};

// The face at `points`, its similarity to `target` by a linear system: x' = ax - by + c, y' = bx + ay + d.
cv::Mat Chip(const cv::Mat& picture, const Points& points, const std::array<std::array<double, 2>, 5>& target,
             double scale, int side) {
  cv::Mat_<double> left(10, 4), right(10, 1), solved;
  for (int i = 0; i < 5; ++i) {
    const cv::Point2d& point = points[static_cast<std::size_t>(i)];
    const double row_x[] = {point.x, -point.y, 1, 0}, row_y[] = {point.y, point.x, 0, 1};
    for (int column = 0; column < 4; ++column) {
      left(2 * i, column) = row_x[column];
      left(2 * i + 1, column) = row_y[column];
    }
    right(2 * i) = target[static_cast<std::size_t>(i)][0] * scale;
    right(2 * i + 1) = target[static_cast<std::size_t>(i)][1] * scale;
  }
  cv::solve(left, right, solved, cv::DECOMP_SVD);
  const cv::Matx23d warp(solved(0), -solved(1), solved(2), solved(1), solved(0), solved(3));
  cv::Mat chip;
  cv::warpAffine(picture, chip, warp, {side, side}, cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  return chip;
}

cv::Mat Template(cv::dnn::Net& net, const cv::Mat& blob) {
  net.setInput(blob);
  const cv::Mat answer = net.forward();
  cv::Mat values = answer.reshape(1, 1).clone();
  return values / cv::norm(values);
}

}  // namespace

PlainRecipe::PlainRecipe(const std::string& models)
    : yunet_(cv::dnn::readNetFromONNX(models + "/face_detection_yunet_2023mar.onnx")),
      edgeface_(cv::dnn::readNetFromONNX(models + "/edgeface_xs_q.onnx")),
      retail_(cv::dnn::readNetFromONNX(models + "/face_reidentification_retail_0095.onnx")) {}

std::optional<PlainRecipe::Points> PlainRecipe::MiddlePoints(const cv::Mat& picture) {
  cv::Mat padded;
  const auto missing = [](int side) { return (kMultiple - side % kMultiple) % kMultiple; };
  cv::copyMakeBorder(picture, padded, 0, missing(picture.rows), 0, missing(picture.cols), cv::BORDER_CONSTANT);
  yunet_.setInput(cv::dnn::blobFromImage(padded));
  std::vector<cv::Rect2d> boxes;
  std::vector<float> scores;
  std::vector<Points> points;
  std::vector<cv::String> names;
  for (const char* stride : {"8", "16", "32"}) {
    for (const char* head : {"cls_", "obj_", "bbox_", "kps_"}) names.push_back(std::string(head) + stride);
  }
  std::vector<cv::Mat> heads;
  yunet_.forward(heads, names);
  for (std::size_t level = 0; level < 3; ++level) {
    const int stride = 8 << level, columns = padded.cols / stride;
    const auto value = [&](std::size_t head, int index) { return heads[4 * level + head].ptr<float>()[index]; };
    for (int cell = 0; cell < columns * (padded.rows / stride); ++cell) {
      const double x = cell % columns, y = cell / columns;
      const float score = std::sqrt(std::clamp(value(0, cell), 0.F, 1.F) * std::clamp(value(1, cell), 0.F, 1.F));
      const double width = std::exp(value(2, 4 * cell + 2)) * stride,
                   height = std::exp(value(2, 4 * cell + 3)) * stride;
      boxes.emplace_back((x + value(2, 4 * cell)) * stride - width / 2,
                         (y + value(2, 4 * cell + 1)) * stride - height / 2, width, height);
      scores.push_back(score);
      Points& own = points.emplace_back();
      for (int j = 0; j < 5; ++j) {
        own[static_cast<std::size_t>(j)] = {(x + value(3, 10 * cell + 2 * j)) * stride,
                                            (y + value(3, 10 * cell + 2 * j + 1)) * stride};
      }
    }
  }
  std::vector<int> faces;
  cv::dnn::NMSBoxes(boxes, scores, kLeastScore, kOverlap, faces);
  if (faces.empty()) return std::nullopt;
  const auto off_middle = [&](int face) {
    const cv::Rect2d& box = boxes[static_cast<std::size_t>(face)];
    return std::hypot(box.x + box.width / 2 - picture.cols / 2.0, box.y + box.height / 2 - picture.rows / 2.0);
  };
  const int middle =
      *std::min_element(faces.begin(), faces.end(), [&](int a, int b) { return off_middle(a) < off_middle(b); });
  return points[static_cast<std::size_t>(middle)];
}

std::optional<PlainFace> PlainRecipe::Take(const std::string& file) {
  const cv::Mat picture = cv::imread(file, cv::IMREAD_COLOR);
  if (picture.empty()) return std::nullopt;
  const std::optional<Points> points = MiddlePoints(picture);
  if (!points) return std::nullopt;
  PlainFace face;
  face.edgeface = Template(edgeface_, cv::dnn::blobFromImage(Chip(picture, *points, kArcFace, 1, 112), 1 / 127.5, {},
                                                             cv::Scalar::all(127.5), /*swapRB=*/true));
  face.retail = Template(retail_, cv::dnn::blobFromImage(Chip(picture, *points, kRetail, 128, 128)));
  return face;
}

double PlainRecipe::Score(const PlainFace& a, const PlainFace& b) {
  return 0.6 * a.edgeface.dot(b.edgeface) + 0.4 * a.retail.dot(b.retail);
}

}  // namespace clearance
