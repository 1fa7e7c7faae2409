// Tests of the temperature reading: each condition at its boundary, the measurement itself, and frames nobody should
// send.
#include "gate-agent/screening/temperature.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace clearance {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::minutes;

constexpr int kWidth = 64;
constexpr int kHeight = 48;

// A hall at 22 °C, a reference source of 35 °C at the lower right, two canthi of 36.4 and 36.6 °C.
class TemperatureTest : public ::testing::Test {
 protected:
  TemperatureTest() : pixels(kWidth * kHeight, 22.0F) {
    scene.frame = {pixels, kWidth, kHeight};
    scene.persons = 1;
    scene.left_canthus = {20, 15, 4, 4};
    scene.right_canthus = {34, 15, 4, 4};
    scene.reference = {50, 35, 8, 8};
    scene.reference_c = 35.0;
    scene.since_power_on = hours(2);
    scene.since_calibration = hours(24 * 30);
    scene.ambient_c = 22;
    scene.humidity_percent = 35;
    Fill(scene.left_canthus, 36.4F);
    Fill(scene.right_canthus, 36.6F);
    Fill(scene.reference, 35.0F);
  }

  void Fill(const ThermalRegion& region, float celsius) {
    for (int y = region.y; y < region.y + region.height; ++y) {
      for (int x = region.x; x < region.x + region.width; ++x) Pixel(x, y) = celsius;
    }
  }

  float& Pixel(int x, int y) {
    const int pixel = y * kWidth + x;
    return pixels[static_cast<std::size_t>(pixel)];
  }

  TemperatureReading Read() const { return ReadTemperature(scene, limits); }

  void ExpectNothing(NotMeasured cause) const {
    const TemperatureReading reading = Read();
    EXPECT_EQ(NotMeasuredName(reading.cause), NotMeasuredName(cause));
    EXPECT_EQ(reading.celsius, std::nullopt);
  }

  void ExpectReading(double celsius) const {
    const TemperatureReading reading = Read();
    EXPECT_EQ(NotMeasuredName(reading.cause), "NONE");
    ASSERT_TRUE(reading.celsius);
    EXPECT_NEAR(*reading.celsius, celsius, 1e-4);
  }

  std::vector<float> pixels;
  ThermalScene scene;
  ThermalLimits limits;
};

TEST_F(TemperatureTest, TheHotterCanthusIsTheReading) { ExpectReading(36.6); }

TEST_F(TemperatureTest, TheReferenceCorrectsTheCamera) {
  Fill(scene.reference, 34.7F);  // the camera reads 0.3 too low
  ExpectReading(36.9);
  Fill(scene.reference, 35.4F);
  ExpectReading(36.2);
}

TEST_F(TemperatureTest, OneHotPixelIsNoFever) {
  Pixel(21, 16) = 44.0F;
  ExpectReading(36.4 + 7.6 / 9);
  Pixel(21, 16) = 36.4F;
  Pixel(5, 5) = 44.0F;  // outside the canthi nothing counts
  ExpectReading(36.6);
}

TEST_F(TemperatureTest, TheHottestNeighbourhoodOfTheRegionCounts) {
  Fill({34, 15, 3, 3}, 38.5F);
  ExpectReading(38.5);
  Fill({34, 15, 3, 3}, 36.6F);
  Fill({35, 16, 3, 3}, 38.5F);
  ExpectReading(38.5);
}

TEST_F(TemperatureTest, ACameraHasToBeWarm) {
  scene.since_power_on = limits.warm_up;
  ExpectReading(36.6);
  scene.since_power_on -= milliseconds(1);
  ExpectNothing(NotMeasured::kCameraCold);
}

TEST_F(TemperatureTest, ACalibrationMustNotBeOverdue) {
  scene.since_calibration = limits.calibration_interval;
  ExpectReading(36.6);
  scene.since_calibration += milliseconds(1);
  ExpectNothing(NotMeasured::kCalibrationOverdue);
  scene.since_calibration = milliseconds(-1);
  ExpectNothing(NotMeasured::kCalibrationOverdue);
}

TEST_F(TemperatureTest, TheHallMustBeWithinTheDevicesRange) {
  for (const double ambient : {20.0, 24.0}) {
    scene.ambient_c = ambient;
    ExpectReading(36.6);
  }
  for (const double ambient : {19.99, 24.01, std::nan("")}) {
    scene.ambient_c = ambient;
    ExpectNothing(NotMeasured::kAmbientOutOfRange);
  }
  scene.ambient_c = 22;
  for (const double humidity : {10.0, 50.0}) {
    scene.humidity_percent = humidity;
    ExpectReading(36.6);
  }
  for (const double humidity : {9.99, 50.01, std::nan("")}) {
    scene.humidity_percent = humidity;
    ExpectNothing(NotMeasured::kHumidityOutOfRange);
  }
}

TEST_F(TemperatureTest, ExactlyOnePersonIsMeasured) {
  for (const int persons : {0, 2, -1}) {
    scene.persons = persons;
    ExpectNothing(NotMeasured::kPersonCount);
  }
}

TEST_F(TemperatureTest, TheFaceMustBeFrontal) {
  for (const double yaw : {-15.0, 15.0}) {
    scene.yaw_degrees = yaw;
    ExpectReading(36.6);
  }
  for (const double yaw : {-15.1, 15.1, std::nan("")}) {
    scene.yaw_degrees = yaw;
    ExpectNothing(NotMeasured::kNotFrontal);
  }
}

TEST_F(TemperatureTest, WithoutTheReferenceNothingIsMeasured) {
  Fill({50, 35, 4, 8}, 30.0F);  // half of it hidden
  ExpectNothing(NotMeasured::kReferenceNotSeen);
  Fill(scene.reference, 35.0F);
  Pixel(52, 37) = std::numeric_limits<float>::quiet_NaN();
  ExpectNothing(NotMeasured::kReferenceNotSeen);
  Pixel(52, 37) = 35.0F;
  scene.reference = {};
  ExpectNothing(NotMeasured::kReferenceNotSeen);
  scene.reference = {kWidth - 4, 35, 8, 8};
  ExpectNothing(NotMeasured::kReferenceNotSeen);
}

TEST_F(TemperatureTest, AReferenceOutOfToleranceIsNotCorrectedFor) {
  Fill(scene.reference, 35.55F);
  ExpectNothing(NotMeasured::kReferenceOutOfTolerance);
  Fill(scene.reference, 34.45F);
  ExpectNothing(NotMeasured::kReferenceOutOfTolerance);
  Fill(scene.reference, 35.0F);
  scene.reference_c = std::nan("");
  ExpectNothing(NotMeasured::kReferenceOutOfTolerance);
}

TEST_F(TemperatureTest, ACanthusMustBeBigEnoughAndInThePicture) {
  for (const ThermalRegion& region :
       {ThermalRegion{20, 15, 2, 4}, ThermalRegion{20, 15, 4, 2}, ThermalRegion{-1, 15, 4, 4},
        ThermalRegion{kWidth - 3, 15, 4, 4}, ThermalRegion{20, kHeight - 3, 4, 4}, ThermalRegion{},
        ThermalRegion{std::numeric_limits<int>::max(), 0, std::numeric_limits<int>::max(), 4}}) {
    scene.left_canthus = region;
    ExpectNothing(NotMeasured::kRegionTooSmall);
  }
  scene.left_canthus = {kWidth - 3, kHeight - 3, 3, 3};
  EXPECT_EQ(Read().cause, NotMeasured::kNone) << "the last place of the frame is in it";
  scene.left_canthus = {20, 15, 4, 4};
  limits.min_region_side = 5;
  ExpectNothing(NotMeasured::kRegionTooSmall);
  limits.min_region_side = 0;
  scene.right_canthus = {34, 15, 2, 2};
  ExpectNothing(NotMeasured::kRegionTooSmall);
}

TEST_F(TemperatureTest, APixelThatIsNoNumberIsNoReading) {
  for (const float nonsense : {std::numeric_limits<float>::quiet_NaN(), -std::numeric_limits<float>::infinity(),
                               std::numeric_limits<float>::infinity()}) {
    Pixel(21, 16) = nonsense;
    ExpectNothing(NotMeasured::kPixelNotANumber);
  }
}

TEST_F(TemperatureTest, AFrameThatIsNotWhatItSaysIsNotRead) {
  scene.frame.height = kHeight + 1;
  ExpectNothing(NotMeasured::kFrameMalformed);
  scene.frame.height = kHeight - 1;
  ExpectNothing(NotMeasured::kFrameMalformed);
  scene.frame = {{}, 0, 0};
  ExpectNothing(NotMeasured::kFrameMalformed);
  scene.frame = {pixels, -kWidth, -kHeight};
  ExpectNothing(NotMeasured::kFrameMalformed);
  scene.frame = {pixels, std::numeric_limits<int>::max(), std::numeric_limits<int>::max()};
  ExpectNothing(NotMeasured::kFrameMalformed);
}

TEST(RunningMedianTest, NeedsReadingsBeforeItSpeaks) {
  RunningMedian median;
  for (std::size_t i = 1; i < RunningMedian::kReadingsNeeded; ++i) median.Add(36.0);
  EXPECT_EQ(median.Median(), std::nullopt);
  median.Add(std::nan(""));
  EXPECT_EQ(median.Median(), std::nullopt) << "no number is no reading";
  median.Add(36.0);
  EXPECT_EQ(median.Median(), 36.0);
}

TEST(RunningMedianTest, IsTheMiddleOfAnOddAndOfAnEvenNumber) {
  RunningMedian median;
  for (int i = 1; i <= 21; ++i) median.Add(i);
  EXPECT_EQ(median.Median(), 11.0);
  median.Add(22);
  EXPECT_EQ(median.Median(), 11.5);
}

TEST(RunningMedianTest, KeepsTheLastReadingsOnly) {
  RunningMedian median;
  for (std::size_t i = 0; i < RunningMedian::kReadings; ++i) median.Add(30.0);
  for (std::size_t i = 0; i < RunningMedian::kReadings / 2; ++i) median.Add(36.0);
  EXPECT_EQ(median.Median(), 30.0);
  median.Add(36.0);
  EXPECT_EQ(median.Median(), 36.0);
  for (std::size_t i = 0; i < 3 * RunningMedian::kReadings; ++i) median.Add(35.0);
  EXPECT_EQ(median.Median(), 35.0);
}

}  // namespace
}  // namespace clearance
