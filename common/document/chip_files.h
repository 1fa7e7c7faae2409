// What was read from the chip of a document: files as they stand, nothing checked. Personal data, not to be kept.
#pragma once

#include <cstddef>
#include <map>
#include <string>

namespace clearance {

inline constexpr int kFirstDataGroup = 1;
inline constexpr int kLastDataGroup = 16;
// The largest file read from a chip; a portrait has tens of kilobytes.
inline constexpr std::size_t kMaxChipFileBytes = std::size_t{1} << 20;

struct ChipFiles {
  std::string ef_com{};
  std::string ef_sod{};
  std::string card_security{};               // EF.CardSecurity of the master file, for PACE-CAM
  std::map<int, std::string> data_groups{};  // by number, 1 to 16
  bool Empty() const { return ef_com.empty() && ef_sod.empty() && card_security.empty() && data_groups.empty(); }
  friend bool operator==(const ChipFiles&, const ChipFiles&) = default;
};

// How the reader came to them.
enum class AccessProtocol { kUnknown, kNone, kBac, kPace };

// Optical and physical checks of the booklet, as the reader declares them.
enum class OpticalChecks { kNotPerformed, kPassed, kFailed, kDoubtful };

}  // namespace clearance
