// What a hold does to a crossing: who must look at it, and what is said of it. Never refuses: an officer calls those
// who set the hold.
#pragma once

#include <vector>

#include "common/domain/hold.h"
#include "common/domain/reason.h"

namespace clearance {

// The reasons `holds` give for a crossing in `lane` at `now`, each once, in the order of the holds:
//  - kHold, which nobody at the lane releases: detain, bans, seizure, lost or stolen, parental objection, by number;
//  - kHoldQuestion, which one officer releases: question, by number;
//  - kPossibleHold, which one officer releases who has looked who it is: any of these by name and birth date only;
//  - none: silent ones, those not in force, and those that bind no side this lane decides.
// No ban of entry stops an own national's return, and no ban of exit their way home out of ICBC (domain page §3); that
// somebody waits for them there is no refusal. A reason names the kind of its hold only where lane officers may see it.
std::vector<Reason> HoldReasons(const std::vector<FoundHold>& holds, const LaneProfile& lane, const Document& document,
                                Instant now);

}  // namespace clearance
