// Step: what the lane does next. All judgement about doors, time and order of a crossing is here and nowhere else.
//
// It must never read a clock, wait, log or keep anything: the state comes in and goes out as a value. It must never
// command both doors open, never let anybody pass without an ADMIT that is valid at that moment or an officer's, and
// never leave anybody behind two closed doors longer than LaneLimits::closed_in.
#pragma once

#include <optional>
#include <vector>

#include "common/base/instant.h"
#include "gate-agent/lane/lane_command.h"
#include "gate-agent/lane/lane_event.h"
#include "gate-agent/lane/lane_limits.h"
#include "gate-agent/lane/lane_state.h"

namespace clearance {

struct StepResult {
  LaneState state;
  std::vector<LaneCommand> commands;  // to be carried out in this order
};

// The lane after `event` at `now`. Deadlines that have passed at `now` are seen to first, whatever the event is, so a
// late timer never lets a late answer win. Events that do not fit (another crossing, an earlier round or decision, a
// phase that does not take them) change nothing. A lane's first event is Restarted, on LaneState{}. `now` never runs
// backwards while there is a crossing or a deadline (the runner takes care); any order and content of events is safe.
StepResult Step(const LaneState& state, const LaneEvent& event, Instant now, const LaneLimits& limits);

// When TimePassed is to be sent if nothing happens before; nothing when the lane waits for no time. Ask after each
// Step.
std::optional<Instant> NextDeadline(const LaneState& state, const LaneLimits& limits);

}  // namespace clearance
