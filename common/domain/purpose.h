// Why a person travels, as declared. A visa-free regime may serve some purposes only.
#pragma once

#include <optional>
#include <string_view>

namespace clearance {

enum class Purpose { kPrivate, kTourism, kMedical, kCarriage, kTransit, kBusiness, kWork, kStudy, kMission };

// "PRIVATE", "TOURISM" …; and back.
std::string_view PurposeName(Purpose purpose);
std::optional<Purpose> ParsePurpose(std::string_view name);

}  // namespace clearance
