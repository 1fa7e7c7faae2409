#include "gate-agent/vision/head_pose.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

namespace clearance {
namespace {

struct Angles {
  double yaw, pitch, roll;
};

double Radians(double degrees) { return degrees * std::numbers::pi / 180; }

struct Place {
  double x, y, z;
};

// A point of a head that is turned about the vertical, then nods, then tilts: by hand, one axis after the other.
Place Turned(const Place& point, const Angles& angles) {
  const double yaw = Radians(angles.yaw), pitch = Radians(angles.pitch), roll = Radians(angles.roll);
  const double x1 = point.x * std::cos(yaw) - point.z * std::sin(yaw);
  const double z1 = point.x * std::sin(yaw) + point.z * std::cos(yaw);
  const double y2 = point.y * std::cos(pitch) - z1 * std::sin(pitch);
  const double z2 = point.y * std::sin(pitch) + z1 * std::cos(pitch);
  const double x3 = x1 * std::cos(roll) - y2 * std::sin(roll);
  const double y3 = x1 * std::sin(roll) + y2 * std::cos(roll);
  return {x3, y3, z2};
}

// Seen by a camera a metre away that looks at the middle of the face, 57 mm below the eyes.
PicturePoint Seen(const HeadPoint& point, const Angles& angles) {
  const Place at = Turned({point.x, point.y, point.z}, angles), middle = Turned({0, 57, 0}, angles);
  const double factor = 900.0 / (1000 + at.z - middle.z);
  return {320 + factor * (at.x - middle.x), 200 + factor * (at.y - middle.y)};
}

FaceLandmarks Landmarks(const Angles& angles) {
  FaceLandmarks landmarks{};
  for (const HeadPoint& point : MeanHead()) landmarks[point.landmark] = Seen(point, angles);
  return landmarks;
}

TEST(HeadPoseTest, RecoversEveryTurnOfTheMeanHead) {
  for (const double yaw : {-45.0, -20.0, 0.0, 7.0, 45.0}) {
    for (const double pitch : {-25.0, 0.0, 12.0, 25.0}) {
      for (const double roll : {-30.0, 0.0, 9.0}) {
        const auto pose = PoseOfLandmarks(Landmarks({yaw, pitch, roll}));
        ASSERT_TRUE(pose && pose->pitch_deg) << yaw << " " << pitch << " " << roll;
        // The camera the fit assumes is not quite the one above.
        EXPECT_NEAR(pose->yaw_deg, yaw, 1.5) << yaw << " " << pitch << " " << roll;
        EXPECT_NEAR(*pose->pitch_deg, pitch, 1.5) << yaw << " " << pitch << " " << roll;
        EXPECT_NEAR(pose->roll_deg, roll, 1.5) << yaw << " " << pitch << " " << roll;
      }
    }
  }
}

// To the right of the picture is positive, down is positive, clockwise is positive: by where the nose goes.
TEST(HeadPoseTest, SignsAreThoseOfThePicture) {
  FaceLandmarks landmarks = Landmarks({0, 0, 0});
  landmarks[30].x += 15;
  landmarks[33].x += 10;
  EXPECT_GT(PoseOfLandmarks(landmarks)->yaw_deg, 5);
  landmarks = Landmarks({0, 0, 0});
  landmarks[30].y += 12;
  EXPECT_GT(*PoseOfLandmarks(landmarks)->pitch_deg, 3);
  for (PicturePoint& point : landmarks) point = {320 + (320 - point.y), point.x};  // a quarter turn clockwise
  EXPECT_NEAR(PoseOfLandmarks(landmarks)->roll_deg, 90, 1);
}

TEST(HeadPoseTest, NoHeadFitsPointsInOnePlace) {
  FaceLandmarks landmarks;
  landmarks.fill({10, 10});
  EXPECT_EQ(PoseOfLandmarks(landmarks), std::nullopt);
  FacePoints points;
  points.fill({10, 10});
  EXPECT_EQ(PoseOfFivePoints(points), std::nullopt);
}

TEST(HeadPoseTest, FivePointsTellRollAndYawRoughlyAndNoPitch) {
  for (const double yaw : {-45.0, -30.0, -10.0, 0.0, 20.0, 40.0}) {
    for (const double roll : {-20.0, 0.0, 15.0}) {
      const auto pose = PoseOfFivePoints(FivePointsOf(Landmarks({yaw, 0, roll})));
      ASSERT_TRUE(pose);
      EXPECT_NEAR(pose->yaw_deg, yaw, 10) << yaw << " " << roll;
      // The nearer eye of a turned head looks farther from the camera's axis.
      EXPECT_NEAR(pose->roll_deg, roll, yaw == 0 ? 1e-6 : 4) << yaw << " " << roll;
      EXPECT_EQ(pose->pitch_deg, std::nullopt);
    }
  }
}

}  // namespace
}  // namespace clearance
