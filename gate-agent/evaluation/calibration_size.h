// How many people a calibration takes: what can be told before anything is measured.
//
// Pure arithmetic on counts. It must never promise that a set is enough: how often its people resemble one another is
// known only afterwards.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace clearance {

struct CalibrationSize {
  double target_fmr = 0;  // 0..1
  std::int64_t persons = 0;
  std::int64_t pictures = 0;
  std::int64_t impostor_pairs = 0;     // pictures of two persons to be compared
  std::int64_t most_of_a_species = 0;  // attacks of the kind there are most of
};

// Persons to plan with who have so many pictures each, all compared with all: 2 to 4; fewer count as 2, more as 4. The
// false matches behind a threshold grow with the square of the persons, so that these are k / sqrt(target), rounded up
// to ten; k is simulated (docs/face-eval.md, calibration_size_long_test.cc). `target` lies in (0, 1].
std::int64_t PlannedPersons(double target, std::int64_t pictures_of_a_person);

// What a set of this size can never support, whatever its pictures show, a sentence each. Empty when its counts forbid
// nothing.
std::vector<std::string> WhyNeverSupported(const CalibrationSize& size);

// Why a set that may be enough for its FMR hardly is: fewer persons than to plan with. Empty when there are as many.
std::string WhyHardlySupported(const CalibrationSize& size);

}  // namespace clearance
