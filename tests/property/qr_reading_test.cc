// Pictures of seals as cameras take them: whatever is done to one, ReadQr reads it at least as often as the better of
// ZXing and zbar would alone, each with its own defaults, and never reads anything that was not there.
#include <gtest/gtest.h>
#include <zbar.h>
#define ZX_USE_UTF8 1
#include <ZXing/ReadBarcode.h>

#include <algorithm>
#include <cstdio>
#include <opencv2/imgcodecs.hpp>

#include "common/seal/qr_picture.h"
#include "common/seal/seal.h"
#include "tests/support/qr_scenes.h"
#include "tests/support/test_keys.h"

namespace clearance {
namespace {

constexpr int kFrames = 12;  // of each scene and size

std::string SealText(int number) {
  Document document;
  document.issuing_state = "KAZ";
  document.number = "00" + std::to_string(1'000'000 + number);
  const auto seal = SignSeal({"1f0c8a52-6a3e-4b0f-9d38-0c6f5a1e7b42",
                              FromUnixMs(1'795'305'600'000),
                              FromUnixMs(1'795'306'500'000),
                              "KHORGOS",
                              {Territory::kKaz, Territory::kIcbc},
                              "icbc-kaz",
                              SealDocumentHash(std::string(32, 'k'), document)},
                             TestSigningKey());
  return seal.value();
}

std::string ZxingAlone(const cv::Mat& picture) {
  const ZXing::ImageView view(picture.data, picture.cols, picture.rows, ZXing::ImageFormat::Lum);
  const ZXing::Result result = ZXing::ReadBarcode(view, {});
  return result.isValid() ? std::string(result.bytes().begin(), result.bytes().end()) : "";
}

std::string ZbarAlone(const cv::Mat& picture) {
  zbar::ImageScanner scanner;
  scanner.request_dbus(false);
  zbar::Image image(static_cast<unsigned>(picture.cols), static_cast<unsigned>(picture.rows), "Y800", picture.data,
                    picture.total());
  if (scanner.scan(image) < 1) return "";
  return image.symbol_begin()->get_data();
}

struct Counts {
  int zxing = 0;
  int zbar = 0;
  int ours = 0;
};

Counts CountRead(QrScene scene, int pixels, cv::Size frame) {
  Counts counts;
  for (int i = 0; i < kFrames; ++i) {
    const std::string text = SealText(i);
    const int number = i * 100 + static_cast<int>(scene);
    const auto seed = static_cast<std::uint64_t>(number);
    const std::string jpeg = JpegOf(QrFrame(scene, text, pixels, seed, frame));
    const cv::Mat picture = cv::imdecode(std::vector<char>(jpeg.begin(), jpeg.end()), cv::IMREAD_GRAYSCALE);
    counts.zxing += ZxingAlone(picture) == text;
    counts.zbar += ZbarAlone(picture) == text;
    const std::string read = ReadQr(jpeg).value_or("");
    EXPECT_TRUE(read.empty() || read == text) << QrSceneName(scene) << " " << i << ": read as another text";
    counts.ours += read == text;
  }
  return counts;
}

class QrReading : public ::testing::TestWithParam<std::pair<int, cv::Size>> {};

TEST_P(QrReading, ReadsAtLeastAsOftenAsTheBetterOfBothAlone) {
  const auto& [pixels, frame] = GetParam();
  Counts all;
  for (const QrScene scene : kAllQrScenes) {
    const Counts counts = CountRead(scene, pixels, frame);
    std::printf("%4d px %-17s ZXing %2d, zbar %2d, both and more %2d of %d\n", pixels, QrSceneName(scene).data(),
                counts.zxing, counts.zbar, counts.ours, kFrames);
    EXPECT_GE(counts.ours, std::max(counts.zxing, counts.zbar)) << QrSceneName(scene);
    all.zxing += counts.zxing;
    all.zbar += counts.zbar;
    all.ours += counts.ours;
  }
  const int frames = kFrames * static_cast<int>(kAllQrScenes.size());
  std::printf("%4d px in all            ZXing %d, zbar %d, both and more %d of %d\n", pixels, all.zxing, all.zbar,
              all.ours, frames);
  // More than both: what smoothing, sharpening and other sizes are there for.
  EXPECT_GT(all.ours, std::max(all.zxing, all.zbar));
  EXPECT_GE(all.ours, frames * 95 / 100);
}

INSTANTIATE_TEST_SUITE_P(Sizes, QrReading,
                         ::testing::Values(std::pair(240, cv::Size()), std::pair(360, cv::Size()),
                                           std::pair(480, cv::Size()), std::pair(720, cv::Size()),
                                           std::pair(240, cv::Size(640, 480)), std::pair(360, cv::Size(1280, 720))));

}  // namespace
}  // namespace clearance
