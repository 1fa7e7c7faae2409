// The calibration file: which threshold holds for which networks, measured on whom, and how sure that is.
//
// A threshold means nothing apart from the policy it was measured with, so this file must never be read half: an
// unknown, doubled or missing key, a figure that contradicts its own counts, or a hash of another network, makes it
// unusable. `face-eval calibrate` writes it; see docs/face.md.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "gate-agent/vision/support.h"

namespace clearance {

inline constexpr std::string_view kCalibrationFormat = "clearance-face-calibration/3";
inline constexpr std::size_t kMaxCalibrationBytes = std::size_t{64} << 10;
// Of one of its texts, and of one of its lists.
inline constexpr std::size_t kMaxCalibrationTextBytes = 1000;
inline constexpr std::size_t kMaxCalibrationListLength = 64;

// The loosest false match rate a final calibration may be set for: the border's (EU 2019/329).
inline constexpr double kLoosestFinalFmr = 5e-4;

// What was measured at one threshold. The rates are counts divided by the pairs of the calibration.
struct CalibratedThreshold {
  double target_fmr = 0;               // 0..1, the false match rate the threshold was set for
  double threshold = 0;                // -1..1: a fused cosine at or above it is a match
  std::int64_t false_matches = 0;      // impostor pairs at or above it
  Interval fmr;                        // 95 % interval of false_matches / impostor_pairs
  std::int64_t false_non_matches = 0;  // genuine pairs below it
  Interval fnmr;                       // 95 % interval of false_non_matches / genuine_pairs
  bool supported = false;              // WhyFmrUnsupported has nothing to say; checked on reading

  bool operator==(const CalibratedThreshold&) const = default;
};

// Attacks of one kind (ISO/IEC 30107-3: a species of presentation attack instrument). Never pooled with another.
struct PresentationSpecies {
  std::string name;           // e.g. "print", "screen"
  std::int64_t trials = 0;    // presentations
  std::int64_t accepted = 0;  // of them taken for a living person
  // 95 % interval of accepted / trials, each trial counted as another person's; of fewer than kMinAttackTrials no rate
  // is told, and this is all there can be.
  Interval apcer{0, 1};

  bool operator==(const PresentationSpecies&) const = default;
};

struct PresentationCalibration {
  double threshold = 0;          // 0..1: a presentation score below it calls an officer
  double target_bpcer = 0;       // 0..1, the share of honest presentations the threshold was set to turn away
  std::int64_t bona_fide = 0;    // honest presentations measured, >= 1
  std::int64_t persons = 0;      // in them, 1..bona_fide
  std::int64_t turned_away = 0;  // of them below the threshold
  Interval bpcer;                // 95 % interval of turned_away / bona_fide
  std::vector<PresentationSpecies> species;  // attacks measured; may be none

  bool operator==(const PresentationCalibration&) const = default;
};

struct Calibration {
  std::string policy;                                   // as PolicyText() of policy.h names it
  std::map<std::string, std::string> models;            // file name -> SHA-256 in lower-case hexadecimal
  double target_fmr = 0;                                // 0..1; names the one of `thresholds` in use
  double threshold = 0;                                 // -1..1: that one's
  std::int64_t persons = 0;                             // measured, >= 1
  std::int64_t pictures = 0;                            // of them, >= 1
  std::int64_t failures_to_acquire = 0;                 // pictures no template could be made of: in no pair
  std::int64_t genuine_pairs = 0;                       // comparisons of a person with themselves, >= 1
  std::int64_t impostor_pairs = 0;                      // of different persons, >= 1
  std::vector<CalibratedThreshold> thresholds;          // falling target_fmr, at least one
  std::optional<PresentationCalibration> presentation;  // nothing: presentation attacks were not calibrated
  std::string population;                               // who was measured, in words
  std::string source;                                   // where the figures come from
  std::string date;                                     // day of the measurement, YYYY-MM-DD
  bool provisional = false;                             // measured on people unlike the port's: demo and tests only

  bool operator==(const Calibration&) const = default;
};

// Why nobody can tell what a presentation threshold does: too few honest presentations, or no attack of a kind that was
// tried often enough. Empty when one can. It says nothing of how many attacks pass: that is in the file, by species.
std::string WhyUnsupported(const PresentationCalibration& presentation);

// Why `calibration` may not be called final: its target is too loose, or its data do not support it. Empty when it may.
std::string WhyNotFinal(const Calibration& calibration);

// What stands behind `point`, one of the thresholds of `calibration`.
FmrEvidence EvidenceOf(const Calibration& calibration, const CalibratedThreshold& point);

// The threshold in use. `calibration` is as ParseCalibration gives it.
const CalibratedThreshold& OperatingPoint(const Calibration& calibration);

// Reads a calibration strictly. `name` stands in messages.
// Error: FAILED_PRECONDITION, reason MODEL_UNUSABLE, "name: key: problem".
StatusOr<Calibration> ParseCalibration(std::string_view json, std::string_view name);

// The file's text. ParseCalibration reads the same calibration back when it is a valid one.
std::string CalibrationText(const Calibration& calibration);

// The same from a file; MODEL_UNUSABLE naming it when it cannot be read.
StatusOr<Calibration> ReadCalibration(const std::string& path);

// OK when `calibration` was made for exactly `policy` and `models` (and, with a presentation threshold, for the
// networks of presentation.h) and may be used here: supported by its data, set for kLoosestFinalFmr at most, and made
// on people like those who will stand here. With `allow_provisional` a provisional one will do, supported or not; one
// that claims to be final must be supported everywhere. Error: as ParseCalibration.
struct CalibrationNeeds {
  std::string policy;
  std::map<std::string, std::string> models;
  bool allow_provisional = false;
};
Status CheckCalibration(const Calibration& calibration, const CalibrationNeeds& needs, std::string_view name);

}  // namespace clearance
