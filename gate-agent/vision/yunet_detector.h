// YuNet (2023mar) through cv::dnn, its heads decoded by us, because OpenCV 4.6's own FaceDetectorYN cannot.
#pragma once

#include <memory>

#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {

inline constexpr ModelFile kYunetModel = {"face_detection_yunet_2023mar.onnx",
                                          "8f2383e4dd3cfbb4553ea8718107fc0423210dc964f9f4280604804ed2552fa4"};

// As FaceDetector::Models() of a YunetDetector says.
std::map<std::string, std::string> YunetModels();

class YunetDetector : public FaceDetector {
 public:
  static constexpr double kMinScore = 0.6;
  static constexpr double kMaxOverlap = 0.3;

  // `model` is the content of kYunetModel. Error: MODEL_UNUSABLE when cv::dnn cannot take it.
  static StatusOr<std::unique_ptr<FaceDetector>> Create(const std::string& model);
  ~YunetDetector() override;

  StatusOr<std::vector<DetectedFace>> Detect(const cv::Mat& picture, DetectionSize size) override;
  void Forget() override;
  std::map<std::string, std::string> Models() const override;

 private:
  struct Network;
  YunetDetector(std::unique_ptr<Network> tracking, std::unique_ptr<Network> capture);
  // One network per size: a network that is fed another size than before lays its buffers out anew.
  std::unique_ptr<Network> tracking_;
  std::unique_ptr<Network> capture_;
};

}  // namespace clearance
