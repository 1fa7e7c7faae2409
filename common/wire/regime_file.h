// One regime of a rule book file. Inside common/wire only; ParseRuleBook is the way in.
#pragma once

#include <string>
#include <string_view>

#include "common/base/config.h"
#include "common/rules/rule_book.h"

namespace clearance {

// Reads one table of [[regimes]]. What is wrong in it the reader knows.
Regime ReadRegime(ConfigReader& table);

// The key that holds what CheckRegime calls `field`: "limits[1].window_days" is "limits[1].window" in the file.
std::string KeyOfRegimeField(const Regime& regime, std::string_view field);

}  // namespace clearance
