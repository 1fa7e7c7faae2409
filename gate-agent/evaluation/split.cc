#include "gate-agent/evaluation/split.h"

#include <fmt/format.h>

#include "common/crypto/hash.h"

namespace clearance {

Half HalfOf(std::string_view person, std::uint64_t seed) {
  const std::string digest = Sha256(fmt::format("{}/{}", seed, person));
  return (static_cast<unsigned char>(digest.back()) & 1) == 0 ? Half::kTuning : Half::kReporting;
}

std::string_view HalfName(Half half) { return half == Half::kTuning ? "tuning" : "reporting"; }

std::optional<Half> HalfNamed(std::string_view name) {
  for (Half half : {Half::kTuning, Half::kReporting}) {
    if (HalfName(half) == name) return half;
  }
  return std::nullopt;
}

}  // namespace clearance
