// Presentation attack detection from what the lane's camera gives: how alive a face looks to three passive networks.
//
// One frame proves nothing under ISO/IEC 30107-3: the score has its own calibration, at a stated share of honest people
// turned away (BPCER), and below its threshold an officer looks. It must never refuse anybody, and its value must never
// reach whoever stands before the camera.
#pragma once

#include <array>
#include <map>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

#include "common/base/status.h"
#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {

inline constexpr int kPresentationNetworkCount = 3;

// In order: a network that sees a square of 1.5 times the face's longer side, and a pair that sees 2.7 and 4 times its
// box.
inline constexpr std::array<ModelFile, kPresentationNetworkCount> kPresentationModels = {{
    {"pad_jr_minifas_128.onnx", "af2381b88f38769222ed93379e12444e2a50814575de1c46170de570c55a42b6"},
    {"pad_minifasnet_v2_2.7_80x80.onnx", "dca9d16d67e8874d095afd20a4eb5b1ec5c58c7bbeaa17b81046408713c500dc"},
    {"pad_minifasnet_v1se_4.0_80x80.onnx", "36e1ffae92f35d5d02fb9c4cd8506e019dd588d0d06db88913f20b2ab9b5ff8a"},
}};

// The part of PolicyText() that says what is made of the scores.
std::string PresentationPolicyText();

// File name -> SHA-256, as a calibration with a presentation threshold must name them.
std::map<std::string, std::string> PresentationHashes();

// The content of the three files, in the order of kPresentationModels.
using PresentationFiles = std::array<std::string, kPresentationNetworkCount>;

// nullopt when not one of the three is there: presentation is then not measured. Error: MODEL_UNUSABLE naming the file,
// when some are there and not all, or one is another than we mean.
StatusOr<std::optional<PresentationFiles>> ReadPresentationFiles(const std::string& models_dir);

// The live score of three networks' answers, 0..1: the mean of the first and of the other two's mean.
double FuseLiveScores(const std::array<double, kPresentationNetworkCount>& live);

// Three networks: not thread-safe.
class PresentationDetector {
 public:
  // The networks have run once when this returns. Error: MODEL_UNUSABLE when cv::dnn cannot take one.
  static StatusOr<std::unique_ptr<PresentationDetector>> Create(const PresentationFiles& files);
  ~PresentationDetector();

  // How alive `face` in `picture` (8 bit, BGR) looks, 0 (a picture of a face) to 1. Overwrites its copies of the face.
  // Error: INTERNAL, MODEL_UNUSABLE when a network fails.
  StatusOr<double> LiveScore(const cv::Mat& picture, const DetectedFace& face);

  // What each network alone says.
  StatusOr<std::array<double, kPresentationNetworkCount>> LiveScores(const cv::Mat& picture, const DetectedFace& face);

 private:
  struct Networks;
  explicit PresentationDetector(std::unique_ptr<Networks> networks);
  std::unique_ptr<Networks> networks_;
};

}  // namespace clearance
