// LimitUse: how much of each limit is used on a day. Inside common/rules only.
#pragma once

#include <vector>

#include "common/domain/stay_account.h"
#include "common/rules/past_presence.h"
#include "common/rules/stay_arithmetic.h"

namespace clearance {

// One stay on one day, as the limits see it. For an entry on `on` the stay has not begun: start.first_day == on.
struct StayOnDay {
  const PastPresence& past;
  StayStart start;
  Date on;
  bool inside;
};

// One row for each limit of `regime`, in its order.
std::vector<LimitUse> UsesOf(const Regime& regime, const StayOnDay& stay, const Reading& reading);

}  // namespace clearance
