// Which way a head is turned: from 68 landmarks by fitting a mean head (solvePnP), or roughly from five points.
//
// Pure arithmetic on points. It must never be taken for a measurement of a person: the head it fits is everybody's.
#pragma once

#include <optional>
#include <span>

#include "gate-agent/vision/landmarks.h"

namespace clearance {

// In degrees. Yaw: positive, the face turns to the picture's right. Pitch: positive, it looks down. Roll: positive,
// clockwise as seen.
struct HeadPose {
  double yaw_deg = 0;
  std::optional<double> pitch_deg;  // five points do not tell it
  double roll_deg = 0;
};

// One point of the mean head, in millimetres from the middle between the outer corners of the eyes: x to the picture's
// right, y down, z away from the camera.
struct HeadPoint {
  std::size_t landmark;
  double x, y, z;
};
std::span<const HeadPoint> MeanHead();

// Relative to the line from the camera to the face. nullopt when no head fits the points.
std::optional<HeadPose> PoseOfLandmarks(const FaceLandmarks& landmarks);

// Roll by the eyes; yaw by how far the tip of the nose lies off the middle of the face. Good to about 10 degrees.
// nullopt when the eyes lie in one place.
std::optional<HeadPose> PoseOfFivePoints(const FacePoints& points);

}  // namespace clearance
