// The two halves of a set of persons: one to choose thresholds on, one to report rates of.
//
// A figure reported on the pictures a threshold was chosen on flatters. So the halves are decided once, by person and
// seed alone: nobody changes sides when others join the set. tests/golden/face_split.csv is the record for the
// benchmark's persons.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace clearance {

enum class Half { kTuning, kReporting };

inline constexpr std::uint64_t kSplitSeed = 20261126;

// By the last bit of SHA-256("<seed>/<person>"): even for tuning.
Half HalfOf(std::string_view person, std::uint64_t seed = kSplitSeed);

std::string_view HalfName(Half half);  // "tuning" or "reporting"
std::optional<Half> HalfNamed(std::string_view name);

}  // namespace clearance
