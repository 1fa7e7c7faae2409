// Pictures of a code as a gate's camera or a phone's takes them: turned, tilted, out of focus, shaken, noisy, in shade
// and in the dark. The same for the same seed. What it makes is a test's alone.
#pragma once

#include <cstdint>
#include <opencv2/core.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace clearance {

enum class QrScene {
  kClean,
  kRotated,
  kTilted,  // perspective, mild
  kStronglyTilted,
  kBlurred,
  kStronglyBlurred,
  kShaken,  // blurred along a line
  kNoisy,
  kShaded,
  kLowLight,
  kGlint,
  kMixed,  // a little of everything
};

inline constexpr std::array kAllQrScenes = {QrScene::kClean,          QrScene::kRotated, QrScene::kTilted,
                                            QrScene::kStronglyTilted, QrScene::kBlurred, QrScene::kStronglyBlurred,
                                            QrScene::kShaken,         QrScene::kNoisy,   QrScene::kShaded,
                                            QrScene::kLowLight,       QrScene::kGlint,   QrScene::kMixed};

std::string_view QrSceneName(QrScene scene);

// A grey frame of which a code of `text`, quiet zone included, takes `pixels` in width before it is changed. The frame
// is half as wide again as the code, or `frame` where that is larger.
cv::Mat QrFrame(QrScene scene, const std::string& text, int pixels, std::uint64_t seed, cv::Size frame = {});

// As a camera packs it.
std::string JpegOf(const cv::Mat& frame);

}  // namespace clearance
