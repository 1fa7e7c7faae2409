// The groups of quality components, one file each; quality.cc puts them together. Nobody else includes this.
//
// It must never hold a limit: what is too little is capture.h's to say.
#pragma once

#include "gate-agent/vision/quality.h"

namespace clearance::quality {

// 1 / (1 + e^((middle - x) / width)), the curve of most scores.
double Sigmoid(double x, double middle, double width);

// Rounded and brought into 0..100.
double ToScore(double value);

// Inter-eye distance, pose, head size, crops and margins, second face: from points alone.
void MeasureShape(const FaceShape& shape, cv::Size picture, FaceQuality& quality);

// Luminance, exposure, dynamic range, uniformity: from the pixels of the face.
void MeasureLight(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality);

// Sharpness: from the pixels of the face.
void MeasureSharpness(const cv::Mat& picture, const FacePoints& points, FaceQuality& quality);

// Eyes open and mouth closed: from the landmarks alone.
void MeasureFeatures(const FaceLandmarks& landmarks, FaceQuality& quality);

// The five points of a face brought upright into a square of `side` pixels: eyes at 36 % and mouth at 73 % of its
// height, 0.32 sides between the eyes. Forehead to chin then lie inside the oval of FaceRegion.
FacePoints UprightTarget(int side);

// 255 inside the oval, 0 outside.
cv::Mat FaceRegion(int side);

// From the middle between the eyes to the chin, in px: by the landmarks, else as far as it is in a mean face whose eyes
// and mouth are as far apart.
double EyesToChin(const FaceShape& shape);

}  // namespace clearance::quality
