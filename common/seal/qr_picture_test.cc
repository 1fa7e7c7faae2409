#include "common/seal/qr_picture.h"

#include <gtest/gtest.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <functional>
#include <nlohmann/json.hpp>
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/base/random.h"
#include "common/seal/seal.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

constexpr int kPixels = 360;

std::string SealText(int number) {
  static const SigningKey key = SigningKey::Generate();
  const Document document{DocumentKind::kIdentityCard,
                          "KAZ",
                          "00" + std::to_string(1'000'000 + number),
                          "KAZ",
                          MakeDate(1985, 3, 15),
                          {},
                          Sex::kFemale,
                          ""};
  const SealClaims claims{"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
                          FromUnixMs(1'795'305'600'000),
                          FromUnixMs(1'795'306'500'000),
                          "KHORGOS",
                          {Territory::kKaz, Territory::kIcbc},
                          "icbc-kaz",
                          SealDocumentHash(std::string(32, 'k'), document)};
  return SignSeal(claims, key).value();
}

cv::Mat Pixels(const std::string& picture) {
  return cv::imdecode(std::vector<char>(picture.begin(), picture.end()), cv::IMREAD_GRAYSCALE);
}

std::string Packed(const cv::Mat& pixels, const char* kind) {
  std::vector<unsigned char> bytes;
  EXPECT_TRUE(cv::imencode(kind, pixels, bytes));
  return std::string(bytes.begin(), bytes.end());
}

// As a camera sees it: on a grey ground with room around.
cv::Mat OnGround(const cv::Mat& code) {
  cv::Mat ground(code.rows * 3 / 2, code.cols * 3 / 2, CV_8UC1, cv::Scalar(150));
  code.copyTo(ground(cv::Rect(code.cols / 4, code.rows / 4, code.cols, code.rows)));
  return ground;
}

cv::Mat Rotated(const cv::Mat& picture, double degrees) {
  const cv::Point2f centre(static_cast<float>(picture.cols) / 2, static_cast<float>(picture.rows) / 2);
  cv::Mat turned;
  cv::warpAffine(picture, turned, cv::getRotationMatrix2D(centre, degrees, 1), picture.size(), cv::INTER_LINEAR,
                 cv::BORDER_CONSTANT, cv::Scalar(150));
  return turned;
}

cv::Mat Blurred(const cv::Mat& picture, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, cv::Size(0, 0), sigma);
  return blurred;
}

cv::Mat Noisy(const cv::Mat& picture, double sigma, std::uint64_t seed) {
  cv::Mat noise(picture.size(), CV_16SC1);
  cv::RNG rng(seed);
  rng.fill(noise, cv::RNG::NORMAL, 0, sigma);
  cv::Mat sum;
  picture.convertTo(sum, CV_16SC1);
  sum += noise;
  sum.convertTo(sum, CV_8UC1);
  return sum;
}

// From full light at the left to `darkest` at the right.
cv::Mat Shaded(const cv::Mat& picture, double darkest) {
  cv::Mat shaded = picture.clone();
  for (int x = 0; x < shaded.cols; ++x) shaded.col(x) *= 1 - (1 - darkest) * x / shaded.cols;
  return shaded;
}

cv::Mat Tilted(const cv::Mat& picture, float by) {
  const auto width = static_cast<float>(picture.cols);
  const auto height = static_cast<float>(picture.rows);
  const cv::Point2f from[] = {{0, 0}, {width, 0}, {width, height}, {0, height}};
  const cv::Point2f to[] = {
      {by * width, by * height}, {width, 0}, {width * (1 - by), height * (1 - by)}, {0, height * (1 - by / 2)}};
  cv::Mat tilted;
  cv::warpPerspective(picture, tilted, cv::getPerspectiveTransform(from, to), picture.size(), cv::INTER_LINEAR,
                      cv::BORDER_CONSTANT, cv::Scalar(150));
  return tilted;
}

// A white spot in the middle of the first finder of a code that lies on its ground.
cv::Mat WithGlint(const cv::Mat& picture) {
  constexpr int kFinderCentre = kPixels / 4 + 52;
  cv::Mat spotted = picture.clone();
  cv::circle(spotted, {kFinderCentre, kFinderCentre}, 4, cv::Scalar(255), -1);
  return spotted;
}

TEST(QrPictureTest, ReadsWhatItHasDrawn) {
  const std::string text = SealText(1);
  for (const int pixels : {90, 240, 360, 720, kMaxQrPixels}) {
    const std::string png = QrPng(text, pixels).value();
    EXPECT_EQ(Pixels(png).cols, pixels);
    EXPECT_EQ(Pixels(png).rows, pixels);
    EXPECT_TRUE(pixels < 240 || ReadQr(png).value_or("") == text) << pixels;
  }
  EXPECT_EQ(ReadQr(QrPng("https://example.org/Kleinbuchstaben?ä=ö", 200).value()).value_or(""),
            "https://example.org/Kleinbuchstaben?ä=ö");
}

// The runs of an SVG drawn by hand, each module `scale` pixels wide.
cv::Mat Drawn(const std::string& svg, int scale) {
  const std::size_t box = svg.find("viewBox=\"0 0 ") + 13;
  const int side = std::stoi(svg.substr(box));
  cv::Mat picture(side * scale, side * scale, CV_8UC1, cv::Scalar(255));
  for (std::size_t at = svg.find("d=\"") + 2; (at = svg.find('M', at + 1)) != std::string::npos;) {
    int column = 0;
    int row = 0;
    int width = 0;
    int back = 0;
    EXPECT_EQ(std::sscanf(svg.c_str() + at, "M%d %dh%dv1h-%dz", &column, &row, &width, &back), 4);
    EXPECT_EQ(width, back);
    picture(cv::Rect(column * scale, row * scale, width * scale, scale)) = cv::Scalar(0);
  }
  return picture;
}

TEST(QrPictureTest, TheSvgShowsTheSameModulesAsThePng) {
  const std::string text = SealText(1);
  const std::string svg = QrSvg(text, 480).value();
  EXPECT_TRUE(
      svg.starts_with("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"480\" height=\"480\" viewBox=\"0 0 65 "));
  EXPECT_TRUE(svg.ends_with("</svg>"));
  const cv::Mat drawn = Drawn(svg, 6);
  const cv::Mat png = Pixels(QrPng(text, 65 * 6).value());
  ASSERT_EQ(drawn.size(), png.size());
  EXPECT_EQ(cv::countNonZero(drawn != png), 0);
  EXPECT_EQ(ReadQr(Packed(drawn, ".png")).value_or(""), text);
  EXPECT_EQ(FieldOf(QrSvg("", 480).status()), "text");
  EXPECT_EQ(FieldOf(QrSvg(text, 64).status()), "pixels");
}

TEST(QrPictureTest, TheModulesOfASealAreLargeAt360Pixels) {
  const cv::Mat code = Pixels(QrPng(SealText(1), kPixels).value());
  // Along the diagonal the first dark pixel is the corner of a finder, seven modules wide.
  int corner = 0;
  while (code.at<unsigned char>(corner, corner) != 0) ++corner;
  int finder = 0;
  while (code.at<unsigned char>(corner, corner + finder) == 0) ++finder;
  // Alphanumeric mode: 57 modules. In byte mode it would be 69, and a module four pixels.
  EXPECT_EQ(finder, 7 * 5);
  EXPECT_GE(corner, 4 * 5);
}

TEST(QrPictureTest, ReadsTurnedBlurredNoisyShadedAndTiltedSeals) {
  struct Case {
    const char* name;
    std::function<cv::Mat(const cv::Mat&, int)> change;
    int needed;  // of 16
  };
  const std::vector<Case> cases = {
      {"clean", [](const cv::Mat& p, int) { return p; }, 16},
      {"rotated", [](const cv::Mat& p, int i) { return Rotated(p, 22.5 * i + 3); }, 16},
      {"blurred", [](const cv::Mat& p, int) { return Blurred(p, 1.5); }, 16},
      {"noisy", [](const cv::Mat& p, int i) { return Noisy(p, 25, static_cast<std::uint64_t>(i)); }, 16},
      {"shaded", [](const cv::Mat& p, int) { return Shaded(p, 0.3); }, 16},
      {"low light", [](const cv::Mat& p, int i) { return Noisy(p * 0.25, 4, static_cast<std::uint64_t>(i)); }, 16},
      {"tilted", [](const cv::Mat& p, int i) { return Tilted(p, 0.02F + 0.002F * static_cast<float>(i)); }, 12},
      // A glint on a finder: ZXing reads none of these, zbar all.
      {"glint", [](const cv::Mat& p, int) { return WithGlint(p); }, 16},
      {"all mixed",
       [](const cv::Mat& p, int i) {
         return Noisy(Shaded(Blurred(Rotated(p, 5.0 * i), 0.8), 0.6), 8, static_cast<std::uint64_t>(i));
       },
       15},
  };
  for (const Case& test : cases) {
    int read = 0;
    double micros = 0;
    for (int i = 0; i < 16; ++i) {
      const std::string text = SealText(i);
      const std::string jpeg = Packed(test.change(OnGround(Pixels(QrPng(text, kPixels).value())), i), ".jpg");
      const auto begin = std::chrono::steady_clock::now();
      const auto found = ReadQr(jpeg);
      micros += std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now() - begin).count();
      read += found.ok() && *found == text;
    }
    std::printf("%-10s %2d of 16, %.1f ms each\n", test.name, read, micros / 16'000);
    EXPECT_GE(read, test.needed) << test.name;
  }
}

TEST(QrPictureTest, ReadsTheSharedCertificates) {
  REQUIRE_SHARED(folder, "testdata/dgc_qr");
  for (const char* name : {"AT_1", "AT_2", "AT_3", "AT_4"}) {
    std::ifstream file(folder + "/" + name + ".json");
    const auto expected = nlohmann::json::parse(file)["PREFIX"].get<std::string>();
    EXPECT_EQ(ReadQr(ReadFile(folder + "/" + name + ".png", kMaxQrPictureBytes).value()).value_or(""), expected);
  }
}

TEST(QrPictureTest, APictureWithoutCodeIsNotFound) {
  const cv::Mat grey(240, 320, CV_8UC1, cv::Scalar(128));
  for (const cv::Mat& picture :
       {grey, Noisy(grey, 60, 1), cv::Mat(cv::Mat::zeros(1, 1, CV_8UC1)), cv::Mat(cv::Mat::zeros(20, 2000, CV_8UC1))}) {
    const auto status = ReadQr(Packed(picture, ".png")).status();
    EXPECT_EQ(status.code(), StatusCode::kNotFound);
    EXPECT_EQ(ReasonOf(status), error_reason::kNotFound);
  }
  // Half a code.
  const cv::Mat code = Pixels(QrPng(SealText(1), kPixels).value());
  EXPECT_EQ(ReadQr(Packed(code(cv::Rect(0, 0, kPixels / 2, kPixels)), ".png")).status().code(), StatusCode::kNotFound);
}

TEST(QrPictureTest, WhatIsNoPictureIsUnreadable) {
  const std::string png = QrPng(SealText(1), kPixels).value();
  std::string huge = png;  // says 65,535 × 65,535 in its header
  huge.replace(16, 8, std::string("\0\0\xFF\xFF\0\0\xFF\xFF", 8));
  std::string damaged = png;  // a kind of colour that PNG does not have
  damaged[25] = '\x07';
  const std::vector<std::pair<std::string, std::string>> pictures = {
      {"", "not a complete PNG or JPEG"},
      {"not a picture", "not a complete PNG or JPEG"},
      {std::string(100'000, '\0'), "not a complete PNG or JPEG"},
      {png.substr(0, png.size() / 2), "not a complete PNG or JPEG"},
      {Packed(cv::Mat(8, 8, CV_8UC1, cv::Scalar(0)), ".bmp"), "not a complete PNG or JPEG"},
      {Packed(cv::Mat(8, 8, CV_8UC1, cv::Scalar(0)), ".tiff"), "not a complete PNG or JPEG"},
      {Packed(Pixels(png), ".jp2"), "not a complete PNG or JPEG"},
      {std::string(kMaxQrPictureBytes + 1, 'x'), "too many bytes"},
      {huge, "too many pixels"},
      {damaged, "cannot be decoded"}};
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    const auto status = ReadQr(pictures[i].first).status();
    EXPECT_EQ(status.code(), StatusCode::kInvalidArgument) << i;
    EXPECT_EQ(ReasonOf(status), error_reason::kPictureUnreadable) << i;
    EXPECT_NE(MessageOf(status).find(pictures[i].second), std::string::npos) << i << MessageOf(status);
  }
}

TEST(QrPictureTest, DrawingNamesWhatCannotBeDrawn) {
  EXPECT_EQ(FieldOf(QrPng("", kPixels).status()), "text");
  EXPECT_EQ(FieldOf(QrPng(std::string(kMaxQrTextBytes + 1, 'A'), kPixels).status()), "text");
  EXPECT_EQ(FieldOf(QrPng(std::string("A\0B", 3), kPixels).status()), "text");
  for (const int pixels : {-1, 0, 28, kMaxQrPixels + 1}) EXPECT_EQ(FieldOf(QrPng("A", pixels).status()), "pixels");
  EXPECT_TRUE(QrPng("A", 29).ok());
}

}  // namespace
}  // namespace clearance
