// StayStrip: the days that the limits look at, one mark each. Inside common/rules only.
#pragma once

#include <span>

#include "common/domain/stay_account.h"
#include "common/rules/stay_rules.h"

namespace clearance {

// The strip of `account`, whose answer, `inside`, `on` and `planned` are filled in already; `present` is the stay it is
// about, nullptr for an entry.
StayStrip StripOf(const CountedHistory& record, const StayAccount& account, const Stay* present);

}  // namespace clearance
