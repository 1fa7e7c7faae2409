// Finds faces and their five points in a picture: YuNet (2023mar) through cv::dnn, its heads decoded by us, because
// OpenCV 4.6's own FaceDetectorYN cannot.
//
// It must never decide which face counts or whether it is good enough: capture.h does.
#pragma once

#include <memory>
#include <opencv2/core/mat.hpp>
#include <span>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {

inline constexpr ModelFile kDetectorModel = {"face_detection_yunet_2023mar.onnx",
                                             "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"};

// A face in a picture's own pixels. The box may reach outside the picture.
struct DetectedFace {
  double left = 0;
  double top = 0;
  double width = 0;
  double height = 0;
  double score = 0;  // 0..1
  FacePoints points{};

  double Area() const { return width * height; }
};

// Intersection over union of two boxes, 0..1.
double Overlap(const DetectedFace& a, const DetectedFace& b);

// Keeps of every group of boxes that overlap by more than `max_overlap` the one with the highest score; the rest comes
// back in falling order of score.
std::vector<DetectedFace> SuppressOverlaps(std::vector<DetectedFace> faces, double max_overlap);

// One network: not thread-safe.
class FaceDetector {
 public:
  // The longest side a picture is shrunk to before detection; smaller pictures keep their size.
  static constexpr int kLongestSide = 640;
  static constexpr double kMinScore = 0.6;
  static constexpr double kMaxOverlap = 0.3;
  // Cells of one picture above kMinScore that are looked at, best first.
  static constexpr std::size_t kMaxCandidates = 1000;

  // `model` is the content of kDetectorModel. Error: MODEL_UNUSABLE when cv::dnn cannot take it.
  static StatusOr<std::unique_ptr<FaceDetector>> Create(const std::string& model);
  ~FaceDetector();

  // All faces of `picture` (8 bit, BGR, not empty), best score first. Overwrites its copies of the picture.
  // Error: INTERNAL, MODEL_UNUSABLE when the network fails.
  StatusOr<std::vector<DetectedFace>> Detect(const cv::Mat& picture);

 private:
  struct Network;
  explicit FaceDetector(std::unique_ptr<Network> network);
  std::unique_ptr<Network> network_;
};

}  // namespace clearance
