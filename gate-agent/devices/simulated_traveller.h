// A simulated traveller: what the devices of a lane would sense of a person, from a DeviceService message. It must
// never hold a real person's data unless the caller gave a photograph.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>

#include "clearance/v1/device.pb.h"
#include "common/base/status.h"
#include "gate-agent/devices/devices.h"

namespace clearance {

inline constexpr std::size_t kMaxSimulatedPictureBytes = std::size_t{8} << 20;
inline constexpr std::size_t kMaxMrzBytes = 200;    // three lines of 30 or two of 44, and room for nonsense
inline constexpr std::size_t kMaxSealBytes = 1000;  // what still fits a QR picture
inline constexpr double kMinTemperatureC = 20;
inline constexpr double kMaxTemperatureC = 45;
inline constexpr int kMaxSimulatedPersons = 5;
inline constexpr std::size_t kMaxChipBytes = std::size_t{4} << 20;  // of all files of a chip
inline constexpr std::size_t kMaxExchangeBytes = 4096;              // of each part of what reader and chip exchanged

// A person painted by the project itself.
struct PaintedFace {
  std::uint32_t seed = 0;
  std::uint32_t variant = 0;
  friend bool operator==(const PaintedFace&, const PaintedFace&) = default;
};

// Nobody, a painted person, or a picture (PNG or JPEG).
using SimulatedFace = std::variant<std::monostate, PaintedFace, std::string>;

struct SimulatedTraveller {
  DocumentReading document{};  // without its portrait, which is still to be painted
  SimulatedFace portrait{};
  SimulatedFace live{};
  std::optional<SimulatedFace> live_when_told{};  // once the screen has said what a picture lacked
  std::string seal{};                             // text to be shown as a QR picture
  std::string seal_picture{};                     // or the picture itself
  double temperature_c = 36.5;
  bool body_scan_alarm = false;
  int persons = 1;
  friend bool operator==(const SimulatedTraveller&, const SimulatedTraveller&) = default;
};

// INVALID_ARGUMENT naming the field.
StatusOr<SimulatedTraveller> FromProto(const v1::SimulatedTraveller& message);

}  // namespace clearance
