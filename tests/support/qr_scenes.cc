#include "tests/support/qr_scenes.h"

#include <algorithm>
#include <array>
#include <numbers>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include "common/base/check.h"
#include "common/base/random.h"
#include "common/domain/enum_names.h"
#include "common/seal/qr_picture.h"

namespace clearance {
namespace {

constexpr int kGround = 150;
constexpr int kJpegQuality = 85;
// Of a code that has this many pixels in width the blurs are named; those of others are in proportion.
constexpr double kReferencePixels = 360;

constexpr EnumNames<QrScene, kAllQrScenes.size()> kNames = {{{QrScene::kClean, "clean"},
                                                             {QrScene::kRotated, "rotated"},
                                                             {QrScene::kTilted, "tilted"},
                                                             {QrScene::kStronglyTilted, "strongly tilted"},
                                                             {QrScene::kBlurred, "blurred"},
                                                             {QrScene::kStronglyBlurred, "strongly blurred"},
                                                             {QrScene::kShaken, "shaken"},
                                                             {QrScene::kNoisy, "noisy"},
                                                             {QrScene::kShaded, "shaded"},
                                                             {QrScene::kLowLight, "low light"},
                                                             {QrScene::kGlint, "glint"},
                                                             {QrScene::kMixed, "mixed"}}};
static_assert(NamesEveryValue(kNames, kAllQrScenes.back()));

cv::Mat OnGround(const cv::Mat& code, cv::Size frame) {
  const cv::Size size(std::max(frame.width, code.cols * 3 / 2), std::max(frame.height, code.rows * 3 / 2));
  cv::Mat ground(size, CV_8UC1, cv::Scalar(kGround));
  code.copyTo(ground(cv::Rect((size.width - code.cols) / 2, (size.height - code.rows) / 2, code.cols, code.rows)));
  return ground;
}

cv::Mat Rotated(const cv::Mat& picture, double degrees) {
  const cv::Point2f centre(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turned;
  cv::warpAffine(picture, turned, cv::getRotationMatrix2D(centre, degrees, 1), picture.size(), cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, cv::Scalar(kGround));
  return turned;
}

// Each corner of the code moves inwards by up to `by` of its side.
cv::Mat Tilted(const cv::Mat& picture, int side, double by, cv::RNG& rng) {
  const auto left = static_cast<float>(picture.cols - side) / 2;
  const auto top = static_cast<float>(picture.rows - side) / 2;
  const auto length = static_cast<float>(side);
  const std::array<cv::Point2f, 4> from = {
      {{left, top}, {left + length, top}, {left + length, top + length}, {left, top + length}}};
  std::array<cv::Point2f, 4> to = from;
  const cv::Point2f centre(left + length / 2, top + length / 2);
  for (cv::Point2f& corner : to) {
    corner.x += (corner.x < centre.x ? 1.F : -1.F) * length * static_cast<float>(rng.uniform(0.0, by));
    corner.y += (corner.y < centre.y ? 1.F : -1.F) * length * static_cast<float>(rng.uniform(0.0, by));
  }
  cv::Mat tilted;
  cv::warpPerspective(picture, tilted, cv::getPerspectiveTransform(from.data(), to.data()), picture.size(),
                      cv::INTER_LINEAR, cv::BORDER_CONSTANT, cv::Scalar(kGround));
  return tilted;
}

cv::Mat Blurred(const cv::Mat& picture, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, cv::Size(0, 0), sigma);
  return blurred;
}

cv::Mat Shaken(const cv::Mat& picture, double length, double degrees) {
  const int side = static_cast<int>(length) * 2 + 3;
  cv::Mat kernel(side, side, CV_32FC1, cv::Scalar(0));
  const double angle = degrees * std::numbers::pi / 180;
  const cv::Point2d middle(side / 2, side / 2);
  const cv::Point2d half(std::cos(angle) * length / 2, std::sin(angle) * length / 2);
  cv::line(kernel, middle - half, middle + half, cv::Scalar(1), 1, cv::LINE_AA);
  kernel /= cv::sum(kernel)[0];
  cv::Mat shaken;
  cv::filter2D(picture, shaken, -1, kernel);
  return shaken;
}

cv::Mat Noisy(const cv::Mat& picture, double sigma, cv::RNG& rng) {
  cv::Mat noise(picture.size(), CV_16SC1);
  rng.fill(noise, cv::RNG::NORMAL, 0, sigma);
  cv::Mat sum;
  picture.convertTo(sum, CV_16SC1);
  sum += noise;
  sum.convertTo(sum, CV_8UC1);
  return sum;
}

// From full light at one side to `darkest` at the other.
cv::Mat Shaded(const cv::Mat& picture, double darkest) {
  cv::Mat shaded = picture.clone();
  for (int x = 0; x < shaded.cols; ++x) shaded.col(x) *= 1 - (1 - darkest) * x / shaded.cols;
  return shaded;
}

// A white spot on a finder.
cv::Mat WithGlint(const cv::Mat& picture, int side, cv::RNG& rng) {
  cv::Mat spotted = picture.clone();
  const int finder = side * 15 / 130;  // the centre of the first one, quiet zone included
  const int x = (picture.cols - side) / 2 + (rng.uniform(0, 2) == 0 ? finder : side - finder);
  const int y = (picture.rows - side) / 2 + finder;
  cv::circle(spotted, {x, y}, std::max(2, side / 90), cv::Scalar(255), -1);
  return spotted;
}

cv::Mat Mixed(const cv::Mat& picture, int side, double scale, cv::RNG& rng) {
  cv::Mat mixed = Tilted(Rotated(picture, rng.uniform(0.0, 360.0)), side, 0.05, rng);
  mixed = Blurred(mixed, rng.uniform(0.5, 1.4) * scale);
  return Noisy(Shaded(mixed, rng.uniform(0.35, 0.8)) * rng.uniform(0.4, 1.0), rng.uniform(3.0, 9.0), rng);
}

}  // namespace

std::string_view QrSceneName(QrScene scene) { return NameOf(kNames, scene); }

cv::Mat QrFrame(QrScene scene, const std::string& text, int pixels, std::uint64_t seed, cv::Size frame) {
  // OpenCV's generator gives much the same for seeds that are near.
  cv::RNG rng(SeededRandom(seed).Next());
  const auto png = QrPng(text, pixels);
  CHECK(png.ok());
  const cv::Mat code = cv::imdecode(std::vector<char>(png->begin(), png->end()), cv::IMREAD_GRAYSCALE);
  const cv::Mat picture = OnGround(code, frame);
  const double scale = pixels / kReferencePixels;
  switch (scene) {
    case QrScene::kClean:
      return picture;
    case QrScene::kRotated:
      return Rotated(picture, rng.uniform(0.0, 360.0));
    case QrScene::kTilted:
      return Tilted(picture, pixels, 0.07, rng);
    case QrScene::kStronglyTilted:
      return Tilted(picture, pixels, 0.2, rng);
    case QrScene::kBlurred:
      return Blurred(picture, rng.uniform(1.0, 1.8) * scale);
    case QrScene::kStronglyBlurred:
      return Blurred(picture, rng.uniform(1.8, 2.8) * scale);
    case QrScene::kShaken:
      return Shaken(picture, rng.uniform(2.0, 5.0) * scale, rng.uniform(0.0, 180.0));
    case QrScene::kNoisy:
      return Noisy(picture, rng.uniform(10.0, 45.0), rng);
    case QrScene::kShaded:
      return Shaded(picture, rng.uniform(0.1, 0.5));
    case QrScene::kLowLight:
      return Noisy(picture * rng.uniform(0.1, 0.3), rng.uniform(2.0, 6.0), rng);
    case QrScene::kGlint:
      return WithGlint(picture, pixels, rng);
    case QrScene::kMixed:
      return Mixed(picture, pixels, scale, rng);
  }
  CHECK(false);
}

std::string JpegOf(const cv::Mat& frame) {
  std::vector<unsigned char> bytes;
  CHECK(cv::imencode(".jpg", frame, bytes, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality}));
  return std::string(bytes.begin(), bytes.end());
}

}  // namespace clearance
