// What a device has told, in the lane's words; a placed document is the runner's own to announce.
#pragma once

#include "gate-agent/devices/devices.h"
#include "gate-agent/lane/step.h"

namespace clearance {

inline LaneDoorPosition PositionOf(bool open) { return open ? LaneDoorPosition::kOpen : LaneDoorPosition::kClosed; }

inline LaneEvent LaneEventOf(const DoorMoved& event) {
  return DoorReported{event.door == Door::kEntry ? LaneDoor::kEntry : LaneDoor::kExit, PositionOf(event.open)};
}
inline LaneEvent LaneEventOf(const PersonEntered& event) { return TravellerEntered{event.persons}; }
inline LaneEvent LaneEventOf(const PersonLeft&) { return TravellerLeft{}; }
inline LaneEvent LaneEventOf(const PersonWentBack&) { return TravellerWentBack{}; }
inline LaneEvent LaneEventOf(const EmergencyButtonPressed&) { return EmergencyPressed{}; }

}  // namespace clearance
