// What was read from the chip of a document: files as they stand, nothing checked. Personal data, not to be kept.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace clearance {

inline constexpr int kFirstDataGroup = 1;
inline constexpr int kLastDataGroup = 16;
// Those with a name of their own here: the zone, the face, the chip's keys.
inline constexpr int kDg1 = 1;
inline constexpr int kDg2 = 2;
inline constexpr int kDg14 = 14;
inline constexpr int kDg15 = 15;
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

// The file that is called `name` here and in folders: "EF_COM", "EF_SOD", "EF_CardSecurity", "DG1" … "DG16"; a data
// group is there from then on. Null for a name that is none of a chip's.
std::string* FileNamed(ChipFiles& files, std::string_view name);

// How the reader came to them.
enum class AccessProtocol { kUnknown, kNone, kBac, kPace };

// Optical and physical checks of the booklet, as the reader declares them.
enum class OpticalChecks { kNotPerformed, kPassed, kFailed, kDoubtful };

}  // namespace clearance
