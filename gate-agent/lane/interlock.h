// The interlock of a lane's two doors: what was commanded, what is seen, and the one place that changes a command.
//
// It must never let both doors be commanded open: that is a bug, and CommandOpen stops the process on it. Both doors
// *seen* open is a fault of the world and an ordinary value here.
#pragma once

#include <optional>

#include "common/base/instant.h"

namespace clearance {

// kEntry leads in from `movement.from`, kExit leads out to `movement.to`.
enum class LaneDoor { kEntry, kExit };

enum class LaneDoorPosition { kClosed, kOpen };

// One door. Until a sensor has spoken a door is taken for open, so that nothing opens against it.
struct DoorState {
  LaneDoorPosition commanded = LaneDoorPosition::kClosed;
  LaneDoorPosition seen = LaneDoorPosition::kOpen;
  std::optional<Instant> disagrees_since;  // since when `seen` is not what was commanded
  friend bool operator==(const DoorState&, const DoorState&) = default;
};

struct LaneDoors {
  DoorState entry;
  DoorState exit;
  friend bool operator==(const LaneDoors&, const LaneDoors&) = default;
};

const DoorState& DoorOf(const LaneDoors& doors, LaneDoor door);

// True when the other door is commanded closed and seen closed.
bool MayOpen(const LaneDoors& doors, LaneDoor door);

// Records the command. CHECKs that the other door is not commanded open; it may still be *seen* open.
LaneDoors CommandOpen(LaneDoors doors, LaneDoor door, Instant now);
LaneDoors CommandClosed(LaneDoors doors, LaneDoor door, Instant now);

// The fire panel has freed both doors: no command of ours stands, and what is seen contradicts none.
LaneDoors Released(LaneDoors doors);

// Records what a sensor saw.
LaneDoors Seen(LaneDoors doors, LaneDoor door, LaneDoorPosition position, Instant now);

bool IsCommandedOpen(const LaneDoors& doors, LaneDoor door);
bool IsSeenOpen(const LaneDoors& doors, LaneDoor door);
bool BothSeenOpen(const LaneDoors& doors);
bool BothSeenClosed(const LaneDoors& doors);

}  // namespace clearance
