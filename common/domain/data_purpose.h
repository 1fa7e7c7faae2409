// What personal data is kept for (domain page §12). Data of one purpose never opens under the key of another.
#pragma once

#include <array>
#include <optional>
#include <string_view>

namespace clearance {

// The closed list; HEALTH and SECURITY will join it when something of theirs is kept.
enum class DataPurpose {
  kBorder,  // document, face, stay
  kHold,    // what an authority says of whom it looks for
};

inline constexpr std::array kAllDataPurposes = {DataPurpose::kBorder, DataPurpose::kHold};

// "BORDER", "HOLD"; and back.
std::string_view DataPurposeName(DataPurpose purpose);
std::optional<DataPurpose> ParseDataPurpose(std::string_view name);

}  // namespace clearance
