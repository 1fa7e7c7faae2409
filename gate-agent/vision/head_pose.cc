// Fitting a mean head to landmarks; see head_pose.h.
#include "gate-agent/vision/head_pose.h"

#include <array>
#include <cmath>
#include <numbers>
#include <opencv2/calib3d.hpp>

namespace clearance {
namespace {

// The nose's tip stands this far before the middle line from eyes to mouth, in inter-eye distances, so that the yaw of
// five points agrees with that of landmarks on photographs of many faces.
constexpr double kNoseOverEyes = 0.57;
// The camera is taken to be this many inter-eye distances away (about a metre): scanned portraits tell no focal length,
// and the angles hardly depend on it.
constexpr double kCameraDistance = 16;
constexpr double kInterEyeMm = 63;

// Width and height: the mean of 300-W's faces (the start of dlib's shape predictor) at 63 mm between the eyes; depth: a
// mean adult head, rounded to a millimetre. The mouth's corners and the chin are all of the mouth that is here: lips
// move.
constexpr std::array<HeadPoint, 12> kMeanHead = {{{36, -44, 0, 0},
                                                  {39, -18, 2, -6},
                                                  {42, 18, 2, -6},
                                                  {45, 44, 0, 0},
                                                  {27, 0, -1, -16},
                                                  {30, 0, 35, -40},
                                                  {31, -15, 44, -21},
                                                  {33, 0, 49, -27},
                                                  {35, 15, 44, -21},
                                                  {48, -28, 67, -12},
                                                  {54, 28, 67, -12},
                                                  {8, 0, 115, -6}}};

double Degrees(double radians) { return radians * 180 / std::numbers::pi; }

PicturePoint Middle(const PicturePoint& a, const PicturePoint& b) { return {(a.x + b.x) / 2, (a.y + b.y) / 2}; }

// R = Rz(roll) Rx(pitch) Ry(-yaw).
HeadPose AnglesOf(const cv::Matx33d& r) {
  HeadPose pose;
  pose.pitch_deg = Degrees(std::asin(std::clamp(r(2, 1), -1.0, 1.0)));
  pose.yaw_deg = Degrees(std::atan2(r(2, 0), r(2, 2)));
  pose.roll_deg = Degrees(std::atan2(-r(0, 1), r(1, 1)));
  return pose;
}

}  // namespace

std::span<const HeadPoint> MeanHead() { return kMeanHead; }

std::optional<HeadPose> PoseOfLandmarks(const FaceLandmarks& landmarks) {
  const FacePoints five = FivePointsOf(landmarks);
  const double eyes_px = InterEyeDistance(five);
  if (!(eyes_px > 0)) return std::nullopt;
  const PicturePoint centre = Middle(Middle(five[0], five[1]), landmarks[8]);
  std::vector<cv::Point3d> head;
  std::vector<cv::Point2d> seen;
  for (const HeadPoint& point : kMeanHead) {
    head.emplace_back(point.x, point.y, point.z);
    seen.emplace_back(landmarks[point.landmark].x - centre.x, landmarks[point.landmark].y - centre.y);
  }
  const double focal_px = kCameraDistance * eyes_px;
  const cv::Matx33d camera(focal_px, 0, 0, 0, focal_px, 0, 0, 0, 1);
  // The fit starts from a head that faces the camera, turned as the eyes lie: it never ends behind the camera.
  cv::Vec3d turn(0, 0, std::atan2(five[1].y - five[0].y, five[1].x - five[0].x));
  cv::Vec3d place(0, 0, kCameraDistance * kInterEyeMm);
  try {
    if (!cv::solvePnP(head, seen, camera, cv::noArray(), turn, place, /*useExtrinsicGuess=*/true)) return std::nullopt;
    cv::Matx33d rotation;
    cv::Rodrigues(turn, rotation);
    const HeadPose pose = AnglesOf(rotation);
    if (!std::isfinite(pose.yaw_deg) || !std::isfinite(*pose.pitch_deg) || place[2] <= 0) return std::nullopt;
    return pose;
  } catch (const std::exception&) {
    return std::nullopt;
  }
}

std::optional<HeadPose> PoseOfFivePoints(const FacePoints& points) {
  const double eyes_px = InterEyeDistance(points);
  if (!(eyes_px > 0)) return std::nullopt;
  const double along_x = (points[1].x - points[0].x) / eyes_px, along_y = (points[1].y - points[0].y) / eyes_px;
  const PicturePoint eyes = Middle(points[0], points[1]), mouth = Middle(points[3], points[4]);
  // In the frame of the eyes: u along them, v from them to the mouth.
  const auto u = [&](const PicturePoint& p) { return (p.x - eyes.x) * along_x + (p.y - eyes.y) * along_y; };
  const auto v = [&](const PicturePoint& p) { return (p.y - eyes.y) * along_x - (p.x - eyes.x) * along_y; };
  const double share = v(mouth) != 0 ? std::clamp(v(points[2]) / v(mouth), 0.0, 1.0) : 0;
  const double off_middle = u(points[2]) - share * u(mouth);
  HeadPose pose;
  // Turning by the yaw moves the tip by its height times the sine, and the eyes closer by the cosine.
  pose.yaw_deg = Degrees(std::atan(off_middle / (kNoseOverEyes * eyes_px)));
  pose.roll_deg = Degrees(std::atan2(along_y, along_x));
  return pose;
}

}  // namespace clearance
