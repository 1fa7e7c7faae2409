// How good a picture of a face is, in components named as ISO/IEC 29794-5 names them: a native value and a score
// 0..100.
//
// It measures; which value is still usable is decided in capture.h. It must never compare persons.
#pragma once

#include <opencv2/core/mat.hpp>

#include "gate-agent/vision/detector.h"

namespace clearance {

struct QualityComponent {
  double native = 0;  // unit and range as the component says
  double score = 0;   // 0 (worst) .. 100
};

struct FaceQuality {
  QualityComponent inter_eye_distance;  // native: pixels of the picture; score 50 at 70 px
  QualityComponent sharpness;           // native: variance of the Laplacian of the aligned face; a stand-in for the
                                        // standard's random forest, whose model is not at hand
  QualityComponent luminance_mean;      // native: mean linear luminance of the face, 0..1; best about 0.5

  // The least of the scores, 0..1, weighted by the detector's own: orders the frames of one burst, nothing else.
  double overall = 0;
};

// Quality of `face` in `picture` (8 bit, BGR) as it was detected there. Overwrites its own copies of the face.
FaceQuality MeasureQuality(const cv::Mat& picture, const DetectedFace& face);

}  // namespace clearance
