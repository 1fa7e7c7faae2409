// CHIP.json: what a reader exchanged with a chip in chip authentication or PACE-CAM, one JSON object of hexadecimal
// strings (docs/clearctl.md). Strict, because a mistake in it must not look like a false chip. Nothing is checked here.
#pragma once

#include <cstddef>
#include <string_view>

#include "common/base/status.h"
#include "common/document/chip_authenticity.h"

namespace clearance {

inline constexpr std::string_view kChipEvidenceFileName = "CHIP.json";
inline constexpr std::size_t kMaxChipEvidenceFileBytes = 64 * 1024;

// ChipAuthenticationEvidence or PaceCamEvidence, by the keys. Errors: INVALID_ARGUMENT naming the key: one is missing,
// stands twice, belongs to the other protocol or to none, is empty, or longer than anything a chip sends. Never a
// value.
StatusOr<ChipEvidence> ParseChipEvidence(std::string_view json);

}  // namespace clearance
