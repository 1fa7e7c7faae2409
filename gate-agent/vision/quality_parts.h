// The groups of quality components, one file each; quality.cc puts them together. Nobody else includes this.
//
// It must never hold a limit: what is too little is capture.h's to say.
#pragma once

#include <array>

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

// sRGB 0..255 to linear light 0..1 (IEC 61966-2-1).
const std::array<float, 256>& LinearLight();

// Linear luminance as the standard keeps it: 255 times the light, rounded. Of 8 bit BGR.
cv::Mat Luminances(const cv::Mat& picture);

// Two squares below the eyes of a face on UprightTarget(side): at the picture's left, and at its right.
std::array<cv::Rect, 2> CheekZones(int side);

// Where BackgroundUniformity is measured: kBackgroundWidth × kBackgroundHeight of a face whose five points lie so, cut
// below the mouth, as OFIQ cuts it; and the box in it that head and shoulders may fill.
inline constexpr int kBackgroundWidth = 354;
inline constexpr int kBackgroundHeight = 295;
FacePoints BackgroundTarget();
cv::Rect HeadBox();

// The five points of a face brought upright into a square of `side` pixels: eyes at 36 % and mouth at 73 % of its
// height, 0.32 sides between the eyes. Forehead to chin then lie inside the oval of FaceRegion.
FacePoints UprightTarget(int side);

// 255 inside the oval, 0 outside.
cv::Mat FaceRegion(int side);

// From the middle between the eyes to the chin, in px: by the landmarks, else as far as it is in a mean face whose eyes
// and mouth are as far apart.
double EyesToChin(const FaceShape& shape);

}  // namespace clearance::quality
