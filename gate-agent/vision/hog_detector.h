// dlib's HOG detector of frontal faces, the fallback when YuNet's file is missing. It finds boxes only: its five points
// are taken from the 68 landmarks. Slower than YuNet, blind to faces below about 80 pixels and to turned ones.
#pragma once

#include <memory>

#include "gate-agent/vision/face_detector.h"
#include "gate-agent/vision/landmarks.h"

namespace clearance {

// The detector's own name and the SHA-256 of its serialised form, which is compiled into dlib's header.
inline constexpr ModelFile kHogModel = {"dlib_frontal_face_detector",
                                        "f3f7aa833fb4a14a46fc48689f45b98d85ef72d6dfaf8bdc012b7d3c522a5426"};

// As FaceDetector::Models() of a HogDetector says: the landmarks belong to it, for they place its points.
std::map<std::string, std::string> HogModels();

class HogDetector : public FaceDetector {
 public:
  static constexpr double kMaxOverlap = 0.3;

  // Error: MODEL_UNUSABLE when dlib's own detector is not the one we mean.
  static StatusOr<std::unique_ptr<FaceDetector>> Create(std::shared_ptr<const LandmarkFinder> landmarks);
  ~HogDetector() override;

  StatusOr<std::vector<DetectedFace>> Detect(const cv::Mat& picture, DetectionSize size) override;
  void Forget() override {}  // it keeps nothing from picture to picture
  std::map<std::string, std::string> Models() const override;

 private:
  struct Scanner;
  explicit HogDetector(std::unique_ptr<Scanner> scanner);
  std::unique_ptr<Scanner> scanner_;
};

}  // namespace clearance
