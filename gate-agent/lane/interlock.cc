// Keeps the two doors' commands apart.
#include "gate-agent/lane/interlock.h"

#include "common/base/check.h"

namespace clearance {
namespace {

DoorState& Find(LaneDoors& doors, LaneDoor door) { return door == LaneDoor::kEntry ? doors.entry : doors.exit; }

LaneDoor Other(LaneDoor door) { return door == LaneDoor::kEntry ? LaneDoor::kExit : LaneDoor::kEntry; }

// The moment a disagreement began is kept while it lasts: a door that wavers is not given its time anew.
void Compare(DoorState& door, Instant now) {
  if (door.seen == door.commanded) {
    door.disagrees_since.reset();
  } else if (!door.disagrees_since) {
    door.disagrees_since = now;
  }
}

LaneDoors Command(LaneDoors doors, LaneDoor door, LaneDoorPosition position, Instant now) {
  DoorState& state = Find(doors, door);
  if (state.commanded != position) state.disagrees_since.reset();
  state.commanded = position;
  Compare(state, now);
  return doors;
}

}  // namespace

const DoorState& DoorOf(const LaneDoors& doors, LaneDoor door) {
  return door == LaneDoor::kEntry ? doors.entry : doors.exit;
}

bool MayOpen(const LaneDoors& doors, LaneDoor door) {
  const DoorState& other = DoorOf(doors, Other(door));
  return other.commanded == LaneDoorPosition::kClosed && other.seen == LaneDoorPosition::kClosed;
}

LaneDoors CommandOpen(LaneDoors doors, LaneDoor door, Instant now) {
  CHECK(DoorOf(doors, Other(door)).commanded == LaneDoorPosition::kClosed);
  return Command(doors, door, LaneDoorPosition::kOpen, now);
}

LaneDoors CommandClosed(LaneDoors doors, LaneDoor door, Instant now) {
  return Command(doors, door, LaneDoorPosition::kClosed, now);
}

LaneDoors Released(LaneDoors doors) {
  for (DoorState* door : {&doors.entry, &doors.exit}) {
    door->commanded = LaneDoorPosition::kClosed;
    door->disagrees_since.reset();
  }
  return doors;
}

LaneDoors Seen(LaneDoors doors, LaneDoor door, LaneDoorPosition position, Instant now) {
  DoorState& state = Find(doors, door);
  state.seen = position;
  Compare(state, now);
  return doors;
}

bool IsCommandedOpen(const LaneDoors& doors, LaneDoor door) {
  return DoorOf(doors, door).commanded == LaneDoorPosition::kOpen;
}

bool IsSeenOpen(const LaneDoors& doors, LaneDoor door) { return DoorOf(doors, door).seen == LaneDoorPosition::kOpen; }

bool BothSeenOpen(const LaneDoors& doors) {
  return IsSeenOpen(doors, LaneDoor::kEntry) && IsSeenOpen(doors, LaneDoor::kExit);
}

bool BothSeenClosed(const LaneDoors& doors) {
  return !IsSeenOpen(doors, LaneDoor::kEntry) && !IsSeenOpen(doors, LaneDoor::kExit);
}

}  // namespace clearance
