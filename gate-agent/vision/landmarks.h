// The 68 points of a face (iBUG 300-W) by dlib's shape predictor. Optional: its training set forbids commercial use, so
// a gate may run without, and whatever needs these points is then "not measured".
//
// It must never look for a face: it is told where one is.
#pragma once

#include <array>
#include <memory>
#include <opencv2/core/mat.hpp>
#include <optional>
#include <string>

#include "common/base/status.h"
#include "gate-agent/vision/alignment.h"
#include "gate-agent/vision/model_files.h"

namespace clearance {

// Of Debian's libdlib-data.
inline constexpr ModelFile kLandmarksModel = {"shape_predictor_68_face_landmarks.dat",
                                              "fbdc2cb80eb9aa7a758672cbfdda32ba6300efe9b6e6c7a299ff7e736b11b92f"};
inline constexpr std::size_t kMaxLandmarksBytes = std::size_t{128} << 20;

// In the picture's pixels, in 300-W's order counted from 0: 0-16 the jaw from the picture's left ear to its right with
// the chin at 8, 17-26 the brows, 27-35 the nose with its tip at 30, 36-41 the eye at the picture's left, 42-47 the one
// at its right, 48-59 the outer lips, 60-67 the inner ones.
using FaceLandmarks = std::array<PicturePoint, 68>;

// The five points a detector gives, taken from the landmarks: eyes (middle of the two corners), nose, mouth corners.
FacePoints FivePointsOf(const FaceLandmarks& landmarks);

// How far apart two detectors put the eyes: the larger of the two distances between eye points, as a share of `points`'
// inter-eye distance; infinite when that is 0.
double EyePointGap(const FacePoints& points, const FaceLandmarks& landmarks);

// The folder's own file, else Debian's; nullopt when there is none.
std::optional<std::string> FindLandmarks(const std::string& models_dir);

// Thread-safe once made: one serves every set of networks (about 75 MB).
class LandmarkFinder {
 public:
  // Reads, checks and loads the file (about 1.2 s). Error: FAILED_PRECONDITION, MODEL_UNUSABLE naming the file.
  static StatusOr<std::shared_ptr<const LandmarkFinder>> Load(const std::string& path);
  ~LandmarkFinder();

  // The landmarks of the face whose five points are `points` in `picture` (8 bit, BGR). Works on an upright copy of the
  // face, which it overwrites. nullopt when the points are all in one place or dlib fails.
  std::optional<FaceLandmarks> Find(const cv::Mat& picture, const FacePoints& points) const;

  // Where the five points come to lie in that copy, a square of kChipSide pixels.
  static constexpr int kChipSide = 384;
  static FacePoints ChipTarget();

  // The same from a box as dlib's HOG detector draws it, in `picture` itself.
  std::optional<FaceLandmarks> FindInBox(const cv::Mat& picture, double left, double top, double side) const;

 private:
  struct Predictor;
  explicit LandmarkFinder(std::unique_ptr<const Predictor> predictor);
  std::unique_ptr<const Predictor> predictor_;
};

}  // namespace clearance
