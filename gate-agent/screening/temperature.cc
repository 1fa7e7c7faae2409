// Reads a temperature from a radiometric frame.
#include "gate-agent/screening/temperature.h"

#include <algorithm>
#include <cmath>

#include "common/domain/enum_names.h"

namespace clearance {
namespace {

constexpr EnumNames<NotMeasured, 12> kCauseNames = {{
    {NotMeasured::kNone, "NONE"},
    {NotMeasured::kFrameMalformed, "FRAME_MALFORMED"},
    {NotMeasured::kCameraCold, "CAMERA_COLD"},
    {NotMeasured::kCalibrationOverdue, "CALIBRATION_OVERDUE"},
    {NotMeasured::kAmbientOutOfRange, "AMBIENT_OUT_OF_RANGE"},
    {NotMeasured::kHumidityOutOfRange, "HUMIDITY_OUT_OF_RANGE"},
    {NotMeasured::kPersonCount, "PERSON_COUNT"},
    {NotMeasured::kNotFrontal, "NOT_FRONTAL"},
    {NotMeasured::kReferenceNotSeen, "REFERENCE_NOT_SEEN"},
    {NotMeasured::kReferenceOutOfTolerance, "REFERENCE_OUT_OF_TOLERANCE"},
    {NotMeasured::kRegionTooSmall, "REGION_TOO_SMALL"},
    {NotMeasured::kPixelNotANumber, "PIXEL_NOT_A_NUMBER"},
}};
static_assert(NamesEveryValue(kCauseNames, NotMeasured::kPixelNotANumber));

constexpr int kNeighbourhood = 3;

// False for a NaN as well.
bool IsWithin(double value, double low, double high) { return value >= low && value <= high; }

bool IsWellFormed(const ThermalFrame& frame) {
  if (frame.width <= 0 || frame.height <= 0 || frame.width > kMaxThermalSide || frame.height > kMaxThermalSide) {
    return false;
  }
  return frame.celsius.size() == static_cast<std::size_t>(frame.width) * static_cast<std::size_t>(frame.height);
}

// Written so that no sum of a region's numbers can overflow, whatever they are.
bool IsInside(const ThermalRegion& region, const ThermalFrame& frame, int min_side) {
  if (region.x < 0 || region.y < 0 || region.width < min_side || region.height < min_side) return false;
  return region.width <= frame.width && region.x <= frame.width - region.width && region.height <= frame.height &&
         region.y <= frame.height - region.height;
}

double At(const ThermalFrame& frame, int x, int y) {
  return frame
      .celsius[static_cast<std::size_t>(y) * static_cast<std::size_t>(frame.width) + static_cast<std::size_t>(x)];
}

struct RegionValues {
  double min = 0;
  double max = 0;
  double mean = 0;
};

// nullopt when a pixel is no number. The region is inside the frame.
std::optional<RegionValues> Measure(const ThermalFrame& frame, const ThermalRegion& region) {
  RegionValues values;
  values.min = values.max = At(frame, region.x, region.y);
  double sum = 0;
  for (int y = region.y; y < region.y + region.height; ++y) {
    for (int x = region.x; x < region.x + region.width; ++x) {
      const double value = At(frame, x, y);
      if (!std::isfinite(value)) return std::nullopt;
      values.min = std::min(values.min, value);
      values.max = std::max(values.max, value);
      sum += value;
    }
  }
  values.mean = sum / (static_cast<double>(region.width) * region.height);
  return values;
}

// The hottest mean of a neighbourhood in the region; the region is inside the frame and holds one, and numbers only.
double HottestSpot(const ThermalFrame& frame, const ThermalRegion& region) {
  std::optional<double> hottest;
  for (int y = region.y; y + kNeighbourhood <= region.y + region.height; ++y) {
    for (int x = region.x; x + kNeighbourhood <= region.x + region.width; ++x) {
      const double mean = Measure(frame, {x, y, kNeighbourhood, kNeighbourhood})->mean;
      hottest = std::max(hottest.value_or(mean), mean);
    }
  }
  return *hottest;
}

// What stands in the way of measuring anybody here and now.
NotMeasured DeviceObstacle(const ThermalScene& scene, const ThermalLimits& limits) {
  if (!IsWellFormed(scene.frame)) return NotMeasured::kFrameMalformed;
  if (scene.since_power_on < limits.warm_up) return NotMeasured::kCameraCold;
  if (scene.since_calibration < Duration::zero() || scene.since_calibration > limits.calibration_interval) {
    return NotMeasured::kCalibrationOverdue;
  }
  if (!IsWithin(scene.ambient_c, limits.min_ambient_c, limits.max_ambient_c)) return NotMeasured::kAmbientOutOfRange;
  if (!IsWithin(scene.humidity_percent, limits.min_humidity_percent, limits.max_humidity_percent)) {
    return NotMeasured::kHumidityOutOfRange;
  }
  return NotMeasured::kNone;
}

TemperatureReading Nothing(NotMeasured cause) { return {std::nullopt, cause}; }

}  // namespace

std::string_view NotMeasuredName(NotMeasured cause) { return NameOf(kCauseNames, cause); }

TemperatureReading ReadTemperature(const ThermalScene& scene, const ThermalLimits& limits) {
  if (const NotMeasured obstacle = DeviceObstacle(scene, limits); obstacle != NotMeasured::kNone) {
    return Nothing(obstacle);
  }
  if (scene.persons != 1) return Nothing(NotMeasured::kPersonCount);
  if (!IsWithin(scene.yaw_degrees, -limits.max_yaw_degrees, limits.max_yaw_degrees)) {
    return Nothing(NotMeasured::kNotFrontal);
  }
  const int min_side = std::max(limits.min_region_side, kNeighbourhood);
  if (!IsInside(scene.reference, scene.frame, min_side)) return Nothing(NotMeasured::kReferenceNotSeen);
  const std::optional<RegionValues> reference = Measure(scene.frame, scene.reference);
  if (!reference || reference->max - reference->min > limits.reference_spread_c) {
    return Nothing(NotMeasured::kReferenceNotSeen);
  }
  const double correction = scene.reference_c - reference->mean;
  if (!IsWithin(correction, -limits.reference_tolerance_c, limits.reference_tolerance_c)) {
    return Nothing(NotMeasured::kReferenceOutOfTolerance);
  }
  std::optional<double> hottest;
  for (const ThermalRegion& canthus : {scene.left_canthus, scene.right_canthus}) {
    if (!IsInside(canthus, scene.frame, min_side)) return Nothing(NotMeasured::kRegionTooSmall);
    if (!Measure(scene.frame, canthus)) return Nothing(NotMeasured::kPixelNotANumber);
    const double spot = HottestSpot(scene.frame, canthus);
    hottest = std::max(hottest.value_or(spot), spot);
  }
  return {*hottest + correction, NotMeasured::kNone};
}

void RunningMedian::Add(double celsius) {
  if (!std::isfinite(celsius)) return;
  if (readings_.size() < kReadings) {
    readings_.push_back(celsius);
    return;
  }
  readings_[next_] = celsius;
  next_ = (next_ + 1) % kReadings;
}

std::optional<double> RunningMedian::Median() const {
  if (readings_.size() < kReadingsNeeded) return std::nullopt;
  std::vector<double> sorted = readings_;
  const auto upper = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), upper, sorted.end());
  if (sorted.size() % 2 == 1) return *upper;
  return (*std::max_element(sorted.begin(), upper) + *upper) / 2;
}

}  // namespace clearance
