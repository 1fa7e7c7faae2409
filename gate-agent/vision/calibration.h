// The calibration file: which threshold holds for which networks, measured on whom.
//
// A threshold means nothing apart from the networks and the fusion it was measured with, so this file must never be
// read half: an unknown, doubled or missing key, or a hash of another network, makes it unusable.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "common/base/status.h"

namespace clearance {

inline constexpr std::string_view kCalibrationFormat = "clearance-face-calibration/1";
inline constexpr std::size_t kMaxCalibrationBytes = std::size_t{64} << 10;

struct Calibration {
  std::string policy;                         // as FusionPolicy() of embedder.h names it
  std::map<std::string, std::string> models;  // file name -> SHA-256 in lower-case hexadecimal
  double threshold = 0;                       // -1..1: a fused cosine at or above it is a match
  double target_fmr = 0;                      // 0..1, the false match rate the threshold was set for
  std::int64_t impostor_pairs = 0;            // comparisons of different persons it was measured on, >= 1
  double fnmr = 0;                            // 0..1, the false non-match rate measured at the threshold
  std::string population;                     // who was measured, in words
  std::string source;                         // where the figures come from
  std::string date;                           // day of the measurement, YYYY-MM-DD
  bool provisional = false;                   // measured on people unlike the port's: demo and tests only
};

// Reads a calibration strictly. `name` stands in messages.
// Error: FAILED_PRECONDITION, reason MODEL_UNUSABLE, "name: key: problem".
StatusOr<Calibration> ParseCalibration(std::string_view json, std::string_view name);

// The same from a file; MODEL_UNUSABLE naming it when it cannot be read.
StatusOr<Calibration> ReadCalibration(const std::string& path);

// OK when `calibration` was made for exactly `policy` and `models` and, if provisional, provisional ones are allowed.
// Error: as ParseCalibration.
struct CalibrationNeeds {
  std::string policy;
  std::map<std::string, std::string> models;
  bool allow_provisional = false;
};
Status CheckCalibration(const Calibration& calibration, const CalibrationNeeds& needs, std::string_view name);

}  // namespace clearance
