// What finds faces and their five points in a picture: YuNet (yunet_detector.h) or, where its file is missing, dlib's
// HOG detector with the 68 landmarks (hog_detector.h).
//
// It must never decide which face counts or whether it is good enough: capture.h does.
#pragma once

#include <map>
#include <opencv2/core/mat.hpp>
#include <string>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"

namespace clearance {

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
// back in falling order of score. No more than kMaxFaceCandidates are looked at, best first.
inline constexpr std::size_t kMaxFaceCandidates = 1000;
std::vector<DetectedFace> SuppressOverlaps(std::vector<DetectedFace> faces, double max_overlap);

// How closely a picture is looked at: the longest side it is shrunk to before detection; smaller ones keep their size.
enum class DetectionSize {
  kTracking,  // 320: which frame of a burst is worth more; a camera's 4:3 frame becomes 320x256 for the network
  kCapture,   // 640: the frame or portrait that is compared
};

// 320 or 640.
int LongestSide(DetectionSize size);

// Moves a face by the factors its picture was scaled with.
void ScaleFace(DetectedFace& face, double factor_x, double factor_y);

// Not thread-safe.
class FaceDetector {
 public:
  virtual ~FaceDetector() = default;

  // All faces of `picture` (8 bit, BGR, not empty), best score first, in its own pixels whatever `size`. Overwrites its
  // copies of the picture. Error: INTERNAL, MODEL_UNUSABLE when the detector fails on it.
  virtual StatusOr<std::vector<DetectedFace>> Detect(const cv::Mat& picture, DetectionSize size) = 0;

  // Overwrites what it still knows of the pictures it has seen; the next one takes a little longer.
  virtual void Forget() = 0;

  // Name -> SHA-256 of what found the faces and their points, as a calibration must name it: thresholds measured with
  // one detector's alignment are foreign to another's.
  virtual std::map<std::string, std::string> Models() const = 0;
};

}  // namespace clearance
