// Skin temperature of the inner canthi from one radiometric frame (IEC 80601-2-59, ISO/TR 13154). The answer is a
// reading or "not measured" with the first cause; it must never be a guess, and it judges nobody: thresholds are the
// check's. The frame is personal data: it is read during the call only.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "common/base/instant.h"

namespace clearance {

// Degrees Celsius, row by row: celsius[y * width + x].
struct ThermalFrame {
  std::span<const float> celsius;
  int width = 0;
  int height = 0;
};

inline constexpr int kMaxThermalSide = 4096;

struct ThermalRegion {
  int x = 0;
  int y = 0;
  int width = 0;
  int height = 0;
  friend bool operator==(const ThermalRegion&, const ThermalRegion&) = default;
};

// What is known of the picture and of the camera when the frame was taken.
struct ThermalScene {
  ThermalFrame frame;
  int persons = 0;             // faces in the picture
  double yaw_degrees = 0;      // of the face against the camera's axis
  ThermalRegion left_canthus;  // where the inner corners of the eyes are, from the visible picture
  ThermalRegion right_canthus;
  ThermalRegion reference;  // the reference source
  double reference_c = 0;   // the temperature the source itself states
  Duration since_power_on{};
  Duration since_calibration{};
  double ambient_c = 0;
  double humidity_percent = 0;  // relative
};

// The device's conditions [P], a lane's configuration. Ranges include their ends.
struct ThermalLimits {
  double max_yaw_degrees = 15;
  double reference_tolerance_c = 0.5;  // of the source as seen against what it states
  double reference_spread_c = 0.3;     // within the source: more is not the source, or half hidden
  Duration warm_up = std::chrono::minutes(30);
  Duration calibration_interval = std::chrono::hours(24 * 365);
  double min_ambient_c = 20;
  double max_ambient_c = 24;
  double min_humidity_percent = 10;
  double max_humidity_percent = 50;
  int min_region_side = 3;  // pixels, of each canthus and of the source
};

// Why there is no reading; in the order in which it is looked at.
enum class NotMeasured {
  kNone,  // there is one
  kFrameMalformed,
  kCameraCold,
  kCalibrationOverdue,
  kAmbientOutOfRange,
  kHumidityOutOfRange,
  kPersonCount,
  kNotFrontal,
  kReferenceNotSeen,
  kReferenceOutOfTolerance,
  kRegionTooSmall,   // of a canthus, or outside the frame
  kPixelNotANumber,  // of a canthus
};
std::string_view NotMeasuredName(NotMeasured cause);  // "CAMERA_COLD"

struct TemperatureReading {
  std::optional<double> celsius;  // present exactly when the cause is kNone
  NotMeasured cause = NotMeasured::kFrameMalformed;
  friend bool operator==(const TemperatureReading&, const TemperatureReading&) = default;
};

// Whether skin can be that warm is not asked here; the check that takes the reading does.
// The hotter inner canthus: the hottest mean of 3 × 3 neighbouring pixels, so that one hot pixel is no fever, corrected
// by what the reference source is seen to differ from what it states.
TemperatureReading ReadTemperature(const ThermalScene& scene, const ThermalLimits& limits);

// The running median of a lane's last readings: the relative threshold's base. A value; not thread-safe.
class RunningMedian {
 public:
  static constexpr std::size_t kReadings = 101;       // kept, the last ones
  static constexpr std::size_t kReadingsNeeded = 21;  // before that there is no median

  void Add(double celsius);
  std::optional<double> Median() const;

 private:
  std::vector<double> readings_;  // a ring: next_ is the oldest once it is full
  std::size_t next_ = 0;
};

}  // namespace clearance
