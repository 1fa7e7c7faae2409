// What travellers are told of a booking in words, in each language of the port. Never advice, never personal data.
#pragma once

#include <string>

#include "common/base/instant.h"
#include "common/domain/language.h"
#include "common/domain/zone_table.h"

namespace clearance {

// How early before its slot and how late after it a booking still serves.
struct LateRule {
  Duration early{};
  Duration late{};
};

// The rule in words.
std::string LateRuleInWords(Language language, const LateRule& rule);

// The moment on the clocks of both sides: "2026-11-22 10:45 in Kazakhstan, 2026-11-22 13:45 in China".
std::string SlotInWords(Language language, const ZoneTable& zones, Instant starts_at);

}  // namespace clearance
