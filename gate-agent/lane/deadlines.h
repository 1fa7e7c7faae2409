// What a lane waits for in each state and until when. For Step's own files only.
#pragma once

#include <vector>

#include "common/base/instant.h"
#include "gate-agent/lane/lane_limits.h"
#include "gate-agent/lane/lane_state.h"
#include "gate-agent/lane/lane_turn.h"

namespace clearance {

enum class Wait {
  kDocument,
  kBoarding,
  kCheck,
  kCoaching,
  kDecision,
  kPassage,
  kGoingBack,
  kOfficer,
  kClosedIn,
  kPicture,
  kEntryDoor,
  kExitDoor
};

struct LaneDeadline {
  Instant at;
  Wait wait;
  CheckKind check = CheckKind::kDocument;  // with kCheck and kCoaching
};

// In no order; at most one of each kind, and one of each check.
std::vector<LaneDeadline> DeadlinesOf(const LaneState& state, const LaneLimits& limits);

// Carries out every deadline with at <= turn.now, the earlier first.
void PassTime(LaneTurn& turn);

}  // namespace clearance
