// The camera of the painter: pose, light, blur, noise, encoding; see painter.h.
#include "gate-agent/devices/painter.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "common/base/check.h"
#include "common/base/random.h"
#include "gate-agent/devices/painter_face.h"

namespace clearance {
namespace {

constexpr int kMinSidePx = 96;
constexpr int kMaxSidePx = 1280;
constexpr int kJpegQuality = 92;
// A passport photograph's eyes lie this far apart, as a part of the picture's width (ICAO 9303: head about 3/4 of it).
constexpr double kEyeDistanceShare = 0.235;
constexpr double kEyesFromTop = 0.46;
// A print of a passport photograph: its edge as a part of its width, and how much of the picture's width it takes up.
constexpr double kPrintEdge = 0.06;
constexpr double kPrintShare = 1.0;
// Turns that bring a point of the relief to its place; each comes nearer by the tangent of the yaw.
constexpr int kPoseSteps = 3;
// The depth about which the head turns.
constexpr float kPivotDepth = 0.5f;
constexpr double kDegrees = 3.14159265358979323846 / 180;

CaptureConditions InRange(CaptureConditions c) {
  c.yaw_deg = std::clamp(c.yaw_deg, -25.0, 25.0);
  c.pitch_deg = std::clamp(c.pitch_deg, -20.0, 20.0);
  c.roll_deg = std::clamp(c.roll_deg, -30.0, 30.0);
  c.distance = std::clamp(c.distance, 0.5, 4.0);
  c.shift_x = std::clamp(c.shift_x, -0.5, 0.5);
  c.shift_y = std::clamp(c.shift_y, -0.5, 0.5);
  c.brightness = std::clamp(c.brightness, 0.05, 2.0);
  c.light_from = std::clamp(c.light_from, -1.0, 1.0);
  c.blur_px = std::clamp(c.blur_px, 0.0, 8.0);
  c.noise = std::clamp(c.noise, 0.0, 30.0);
  c.width_px = std::clamp(c.width_px, kMinSidePx, kMaxSidePx);
  c.height_px = std::clamp(c.height_px, kMinSidePx, kMaxSidePx);
  return c;
}

// From a pixel to the person's coordinates, the head's turning left aside.
struct Frame {
  double centre_x, centre_y, cos_roll, sin_roll, pixel;

  // One unit is `eye_distance_px` pixels.
  static Frame Of(const CaptureConditions& c, double centre_x_px, double eye_distance_px) {
    const double roll = c.roll_deg * kDegrees;
    return {centre_x_px + c.shift_x * c.width_px, (kEyesFromTop + c.shift_y) * c.height_px, std::cos(roll),
            std::sin(roll), 1 / eye_distance_px};
  }
  float X(int column, int row) const {
    return static_cast<float>((cos_roll * (column - centre_x) + sin_roll * (row - centre_y)) * pixel);
  }
  float Y(int column, int row) const {
    return static_cast<float>((-sin_roll * (column - centre_x) + cos_roll * (row - centre_y)) * pixel);
  }
};

struct Turn {
  float cos_yaw, sin_yaw, cos_pitch, sin_pitch;

  explicit Turn(const CaptureConditions& c)
      : cos_yaw(static_cast<float>(std::cos(c.yaw_deg * kDegrees))),
        sin_yaw(static_cast<float>(std::sin(c.yaw_deg * kDegrees))),
        cos_pitch(static_cast<float>(std::cos(c.pitch_deg * kDegrees))),
        sin_pitch(static_cast<float>(std::sin(c.pitch_deg * kDegrees))) {}

  bool None() const { return sin_yaw == 0 && sin_pitch == 0; }
  // The point of a plane at depth `z` that is seen at (u, v).
  cv::Point2f Back(float u, float v, float z) const {
    const float depth = z - kPivotDepth;
    return {(u - depth * sin_yaw) / cos_yaw, (v - depth * sin_pitch) / cos_pitch};
  }
  // The point of the face that is seen at (u, v).
  cv::Point2f OnFace(const Person& person, float u, float v) const {
    cv::Point2f at(u, v);
    if (None()) return at;
    at = Back(u, v, kPivotDepth);
    for (int step = 0; step < kPoseSteps; ++step) at = Back(u, v, FaceRelief(person, at.x, at.y));
    return at;
  }
};

cv::Vec3f ToVec(const PaintColour& colour) { return {colour.b, colour.g, colour.r}; }

void LayOver(cv::Vec3f& below, const Paint& paint, float light) {
  const float cover = std::clamp(paint.cover, 0.0f, 1.0f);
  if (cover <= 0) return;
  below = below * (1 - cover) + ToVec(paint.colour) * (cover * light);
}

// The lamp's direction, towards the lamp.
cv::Vec3f Lamp(const CaptureConditions& c) {
  return cv::normalize(cv::Vec3f(static_cast<float>(c.light_from), -0.45f, 0.95f));
}

cv::Vec3f BoothColour(const CaptureConditions& c, int column, int row) {
  const float x = static_cast<float>(column) / static_cast<float>(c.width_px);
  const float y = static_cast<float>(row) / static_cast<float>(c.height_px);
  const float light = 0.86f - 0.12f * y + 0.05f * static_cast<float>(c.light_from) * (x - 0.5f);
  return cv::Vec3f(0.90f, 0.88f, 0.85f) * light;
}

cv::Mat PaintBooth(const CaptureConditions& c) {
  cv::Mat canvas(c.height_px, c.width_px, CV_32FC3);
  for (int row = 0; row < canvas.rows; ++row) {
    for (int column = 0; column < canvas.cols; ++column)
      canvas.at<cv::Vec3f>(row, column) = BoothColour(c, column, row);
  }
  return canvas;
}

// The head as it is seen: for each pixel the point of the face and the relief's height there.
struct SeenHead {
  cv::Mat points;  // cv::Vec2f
  cv::Mat relief;  // float

  SeenHead(const Person& person, const Frame& frame, const Turn& turn, cv::Size size)
      : points(size, CV_32FC2), relief(size, CV_32FC1) {
    for (int row = 0; row < size.height; ++row) {
      for (int column = 0; column < size.width; ++column) {
        const cv::Point2f at = turn.OnFace(person, frame.X(column, row), frame.Y(column, row));
        points.at<cv::Vec2f>(row, column) = {at.x, at.y};
        relief.at<float>(row, column) = FaceRelief(person, at.x, at.y);
      }
    }
  }
};

struct Lit {
  float diffuse, gloss;
};

Lit LightAt(const cv::Mat& relief, int row, int column, double eye_distance_px, const cv::Vec3f& lamp) {
  const int left = std::max(column - 1, 0), right = std::min(column + 1, relief.cols - 1);
  const int up = std::max(row - 1, 0), down = std::min(row + 1, relief.rows - 1);
  const auto unit = static_cast<float>(eye_distance_px);
  const float slope_x =
      (relief.at<float>(row, right) - relief.at<float>(row, left)) * unit / static_cast<float>(right - left);
  const float slope_y =
      (relief.at<float>(down, column) - relief.at<float>(up, column)) * unit / static_cast<float>(down - up);
  const cv::Vec3f normal = cv::normalize(cv::Vec3f(-slope_x, -slope_y, 1));
  const cv::Vec3f half = cv::normalize(lamp + cv::Vec3f(0, 0, 1));
  return {std::max(0.0f, normal.dot(lamp)), std::pow(std::max(0.0f, normal.dot(half)), 24.0f)};
}

void PaintPerson(PersonSeed seed, const CaptureConditions& c, const Frame& frame, cv::Mat& canvas) {
  const Person person = MakePerson(seed);
  const Turn turn(c);
  const cv::Vec3f lamp = Lamp(c);
  const auto soft = static_cast<float>(frame.pixel);
  const SeenHead seen(person, frame, turn, canvas.size());
  for (int row = 0; row < canvas.rows; ++row) {
    for (int column = 0; column < canvas.cols; ++column) {
      cv::Vec3f& pixel = canvas.at<cv::Vec3f>(row, column);
      const float u = frame.X(column, row), v = frame.Y(column, row);
      const float side_light = 0.85f + 0.18f * static_cast<float>(c.light_from) * u;
      const cv::Point2f back = turn.Back(u, v, -0.3f), middle = turn.Back(u, v, 0.1f), front = turn.Back(u, v, 0.75f);
      LayOver(pixel, HairPaint(person, back.x, back.y, soft, /*behind=*/true), side_light);
      LayOver(pixel, BodyPaint(person, back.x, back.y, soft), side_light);
      if (person.hair_style != HairStyle::kScarf)
        LayOver(pixel, EarPaint(person, middle.x, middle.y, soft), side_light);
      const cv::Vec2f at = seen.points.at<cv::Vec2f>(row, column);
      const Paint face = FacePaint(person, at[0], at[1], soft);
      const Lit lit = LightAt(seen.relief, row, column, 1 / frame.pixel, lamp);
      LayOver(pixel, face, 0.42f + 0.68f * lit.diffuse);
      pixel += cv::Vec3f::all(face.cover * face.gloss * lit.gloss);
      LayOver(pixel, HairPaint(person, at[0], at[1], soft, /*behind=*/false), 0.7f + 0.25f * lit.diffuse);
      LayOver(pixel, GlassesPaint(person, front.x, front.y, soft), side_light);
    }
  }
}

// Approximately normal, mean 0, standard deviation 1: the sum of twelve uniform values less six.
float Grain(SeededRandom& random) {
  const std::uint64_t a = random.Next(), b = random.Next();
  float sum = 0;
  for (int shift = 0; shift < 60; shift += 10) {
    sum += static_cast<float>((a >> shift) & 1023) + static_cast<float>((b >> shift) & 1023);
  }
  return sum / 1023 - 6;
}

std::string Develop(const CaptureConditions& c, cv::Mat& canvas) {
  if (c.blur_px > 0) cv::GaussianBlur(canvas, canvas, cv::Size(), c.blur_px);
  SeededRandom random(c.noise_seed * 2 + 1);
  cv::Mat picture(canvas.size(), CV_8UC3);
  const auto noise = static_cast<float>(c.noise);
  const auto exposure = static_cast<float>(c.brightness) * 255;
  for (int row = 0; row < canvas.rows; ++row) {
    for (int column = 0; column < canvas.cols; ++column) {
      const cv::Vec3f& from = canvas.at<cv::Vec3f>(row, column);
      cv::Vec3b& to = picture.at<cv::Vec3b>(row, column);
      const float grain = noise * Grain(random);
      for (int channel = 0; channel < 3; ++channel) {
        to[channel] = cv::saturate_cast<unsigned char>(from[channel] * exposure + grain);
      }
    }
  }
  std::vector<unsigned char> bytes;
  CHECK(cv::imencode(".jpg", picture, bytes, {cv::IMWRITE_JPEG_QUALITY, kJpegQuality}));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

CaptureConditions LaneConditions(std::uint64_t variant) {
  SeededRandom random(variant * 2 + 1);
  const auto between = [&](double low, double high) {
    constexpr std::uint64_t kSteps = 1 << 20;
    return low + (high - low) * static_cast<double>(random.Below(kSteps)) / static_cast<double>(kSteps);
  };
  CaptureConditions c;
  c.yaw_deg = between(-5, 5);
  c.pitch_deg = between(-3, 3);
  c.roll_deg = between(-4, 4);
  c.distance = between(1.1, 1.5);
  c.shift_x = between(-0.06, 0.06);
  c.shift_y = between(-0.04, 0.04);
  c.brightness = between(0.85, 1.1);
  c.light_from = between(-0.55, 0.1);
  c.blur_px = between(0.5, 1.0);
  c.noise = between(3, 6);
  c.noise_seed = random.Next();
  return c;
}

std::string PaintPortrait(PersonSeed person, const CaptureConditions& conditions) {
  const CaptureConditions c = InRange(conditions);
  cv::Mat canvas = PaintBooth(c);
  PaintPerson(person, c, Frame::Of(c, c.width_px * 0.5, kEyeDistanceShare * c.width_px / c.distance), canvas);
  return Develop(c, canvas);
}

std::string PaintTwoPeople(PersonSeed left, PersonSeed right, const CaptureConditions& conditions) {
  const CaptureConditions c = InRange(conditions);
  cv::Mat canvas = PaintBooth(c);
  const double eye_distance_px = 0.45 * kEyeDistanceShare * c.width_px / c.distance;
  PaintPerson(left, c, Frame::Of(c, c.width_px * 0.26, eye_distance_px), canvas);
  PaintPerson(right, c, Frame::Of(c, c.width_px * 0.74, eye_distance_px), canvas);
  return Develop(c, canvas);
}

std::string PaintHeldPrint(PersonSeed person, const CaptureConditions& conditions) {
  const CaptureConditions passport;
  cv::Mat print = PaintBooth(passport);
  PaintPerson(person, passport, Frame::Of(passport, passport.width_px * 0.5, kEyeDistanceShare * passport.width_px),
              print);
  print = print * 0.75 + cv::Scalar::all(0.18);  // ink is never as dark as what was photographed
  const int edge = static_cast<int>(kPrintEdge * print.cols);
  cv::copyMakeBorder(print, print, edge, edge, edge, edge, cv::BORDER_CONSTANT, cv::Scalar::all(0.96));
  const CaptureConditions c = InRange(conditions);
  cv::Mat canvas = PaintBooth(c);
  const double scale = kPrintShare * c.width_px / print.cols / c.distance;
  cv::Mat hand = cv::getRotationMatrix2D(cv::Point2f(print.cols / 2.0f, print.rows / 2.0f), -c.roll_deg, scale);
  hand.at<double>(0, 2) += (0.5 + c.shift_x) * c.width_px - print.cols / 2.0;
  hand.at<double>(1, 2) += (0.5 + c.shift_y) * c.height_px - print.rows / 2.0;
  cv::warpAffine(print, canvas, hand, canvas.size(), cv::INTER_AREA, cv::BORDER_TRANSPARENT);
  return Develop(c, canvas);
}

std::string PaintEmptyBooth(const CaptureConditions& conditions) {
  const CaptureConditions c = InRange(conditions);
  cv::Mat canvas = PaintBooth(c);
  return Develop(c, canvas);
}

}  // namespace clearance
