#include "gate-agent/devices/simulated_screening.h"

#include <array>
#include <string_view>

#include "common/base/random.h"

namespace clearance {
namespace {

constexpr int kWidth = 96;
constexpr int kHeight = 72;
constexpr PixelBox kFace{30, 14, 36, 44};
constexpr PixelBox kLeftCanthus{40, 28, 4, 4};
constexpr PixelBox kRightCanthus{52, 28, 4, 4};
constexpr PixelBox kReference{80, 58, 8, 8};
constexpr double kAmbientC = 22;
constexpr double kHumidityPercent = 35;
constexpr double kReferenceC = 35;
constexpr double kFaceBelowCanthiC = 1.5;  // the skin around the eyes' inner corners is cooler
constexpr float kNoiseC = 0.02F;           // of a pixel, either way
constexpr std::uint64_t kNoiseSeed = 20260101;
constexpr Duration kSincePowerOn = std::chrono::hours(2);
constexpr Duration kSinceCalibration = std::chrono::hours(24 * 30);

constexpr double kClearAnomaly = 0.05;
constexpr double kAlarmAnomaly = 0.9;
constexpr double kSeen = 0.98;
constexpr std::string_view kAlarmZone = "WAIST";
constexpr std::array<std::string_view, 10> kZones = {"HEAD",     "CHEST",     "BACK",     "ABDOMEN",   "WAIST",
                                                     "LEFT_ARM", "RIGHT_ARM", "LEFT_LEG", "RIGHT_LEG", "FEET"};

void Fill(ThermalPicture& picture, const PixelBox& box, double celsius) {
  for (int y = box.y; y < box.y + box.height; ++y) {
    for (int x = box.x; x < box.x + box.width; ++x) {
      const int pixel = y * picture.width + x;
      picture.celsius[static_cast<std::size_t>(pixel)] = static_cast<float>(celsius);
    }
  }
}

void AddNoise(ThermalPicture& picture) {
  constexpr int kSteps = 1000;
  SeededRandom random(kNoiseSeed);
  for (float& pixel : picture.celsius) {
    const float share = static_cast<float>(random.Below(2 * kSteps + 1)) / kSteps - 1;
    pixel += share * kNoiseC;
  }
}

}  // namespace

ThermalPicture SimulatedThermalPicture(int persons, double skin_c) {
  ThermalPicture picture;
  picture.width = kWidth;
  picture.height = kHeight;
  picture.celsius.assign(static_cast<std::size_t>(kWidth) * kHeight, static_cast<float>(kAmbientC));
  picture.persons = persons;
  picture.left_canthus = kLeftCanthus;
  picture.right_canthus = kRightCanthus;
  picture.reference = kReference;
  picture.reference_c = kReferenceC;
  picture.since_power_on = kSincePowerOn;
  picture.since_calibration = kSinceCalibration;
  picture.ambient_c = kAmbientC;
  picture.humidity_percent = kHumidityPercent;
  if (persons > 0) {
    Fill(picture, kFace, skin_c - kFaceBelowCanthiC);
    Fill(picture, kLeftCanthus, skin_c);
    Fill(picture, kRightCanthus, skin_c);
  }
  Fill(picture, kReference, kReferenceC);
  AddNoise(picture);
  return picture;
}

BodyScanLevels SimulatedBodyScan(bool somebody, bool alarm) {
  BodyScanLevels levels;
  for (const std::string_view zone : kZones) {
    levels.zones.push_back({.name = std::string(zone),
                            .anomaly = alarm && zone == kAlarmZone ? kAlarmAnomaly : kClearAnomaly,
                            .coverage = somebody ? kSeen : 0});
  }
  return levels;
}

}  // namespace clearance
