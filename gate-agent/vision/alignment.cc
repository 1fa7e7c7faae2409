// Least-squares similarity and the warp that uses it; see alignment.h.
#include "gate-agent/vision/alignment.h"

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "gate-agent/vision/wipe.h"

namespace clearance {
namespace {

// Below this scale a bilinear sample would skip source pixels.
constexpr double kSmallestScaleWithoutHalving = 0.5;

PicturePoint Centre(const FacePoints& points) {
  PicturePoint sum;
  for (const PicturePoint& point : points) {
    sum.x += point.x;
    sum.y += point.y;
  }
  return {sum.x / static_cast<double>(points.size()), sum.y / static_cast<double>(points.size())};
}

}  // namespace

PicturePoint Similarity::Apply(const PicturePoint& point) const {
  return {a * point.x - b * point.y + shift_x, b * point.x + a * point.y + shift_y};
}

double Similarity::Scale() const { return std::hypot(a, b); }

Similarity FitSimilarity(const FacePoints& from, const FacePoints& to) {
  const PicturePoint from_centre = Centre(from);
  const PicturePoint to_centre = Centre(to);
  double along = 0, across = 0, spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const double x = from[i].x - from_centre.x, y = from[i].y - from_centre.y;
    const double u = to[i].x - to_centre.x, v = to[i].y - to_centre.y;
    along += x * u + y * v;
    across += x * v - y * u;
    spread += x * x + y * y;
  }
  Similarity fit;
  fit.a = spread > 0 ? along / spread : 0;
  fit.b = spread > 0 ? across / spread : 0;
  fit.shift_x = to_centre.x - (fit.a * from_centre.x - fit.b * from_centre.y);
  fit.shift_y = to_centre.y - (fit.b * from_centre.x + fit.a * from_centre.y);
  return fit;
}

double InterEyeDistance(const FacePoints& points) {
  return std::hypot(points[1].x - points[0].x, points[1].y - points[0].y);
}

cv::Mat AlignFace(const cv::Mat& picture, const FacePoints& points, const FacePoints& target, int side) {
  cv::Mat source = picture;
  FacePoints source_points = points;
  Similarity fit = FitSimilarity(source_points, target);
  while (fit.Scale() < kSmallestScaleWithoutHalving && source.cols >= 2 * side && source.rows >= 2 * side) {
    cv::Mat half;
    cv::resize(source, half, cv::Size((source.cols + 1) / 2, (source.rows + 1) / 2), 0, 0, cv::INTER_AREA);
    const double factor_x = static_cast<double>(half.cols) / source.cols;
    const double factor_y = static_cast<double>(half.rows) / source.rows;
    for (PicturePoint& point : source_points) {
      point = {(point.x + 0.5) * factor_x - 0.5, (point.y + 0.5) * factor_y - 0.5};
    }
    if (source.data != picture.data) Wipe(source);
    source = half;
    fit = FitSimilarity(source_points, target);
  }
  const cv::Matx23d matrix(fit.a, -fit.b, fit.shift_x, fit.b, fit.a, fit.shift_y);
  cv::Mat aligned;
  cv::warpAffine(source, aligned, matrix, cv::Size(side, side), cv::INTER_LINEAR, cv::BORDER_CONSTANT);
  if (source.data != picture.data) Wipe(source);
  return aligned;
}

}  // namespace clearance
