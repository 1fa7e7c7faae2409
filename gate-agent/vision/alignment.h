// Where a face is brought into the position a network was trained on.
//
// Pure arithmetic on points, and one warp of pixels. It must never move points by anything but a similarity (rotation,
// one scale, shift): a face is never stretched or mirrored to fit.
#pragma once

#include <array>
#include <opencv2/core/mat.hpp>

namespace clearance {

// A place in a picture, in pixels from the centre of the top left pixel; x to the right, y down.
struct PicturePoint {
  double x = 0;
  double y = 0;
};

// In this order, left and right as seen in the picture: left eye, right eye, tip of the nose, left and right corner of
// the mouth.
using FacePoints = std::array<PicturePoint, 5>;

// p -> (a*x - b*y + shift_x, b*x + a*y + shift_y).
struct Similarity {
  double a = 1;
  double b = 0;
  double shift_x = 0;
  double shift_y = 0;

  PicturePoint Apply(const PicturePoint& point) const;
  // The factor by which lengths grow, >= 0.
  double Scale() const;
};

// The similarity without mirroring that brings `from` nearest to `to` in the sum of squared distances (Umeyama 1991,
// in the plane). All points of `from` in one place: scale 0 onto the centre of `to`.
Similarity FitSimilarity(const FacePoints& from, const FacePoints& to);

// The distance between the two eye points, in pixels.
double InterEyeDistance(const FacePoints& points);

// `picture` (8 bit, three channels) warped so that `points` come to lie on `target` in a square of `side` pixels;
// bilinear, black outside. A picture much larger than the square is halved first, so that no detail is skipped over.
cv::Mat AlignFace(const cv::Mat& picture, const FacePoints& points, const FacePoints& target, int side);

}  // namespace clearance
