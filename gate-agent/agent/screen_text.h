// What a lane's screen says, in English. A referral's sentence is the same whatever its reasons.
#pragma once

#include <string_view>

#include "gate-agent/lane/lane_command.h"

namespace clearance {

// One or two short sentences.
std::string_view ScreenText(ScreenMessage message);

}  // namespace clearance
