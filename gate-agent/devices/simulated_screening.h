// What the simulated thermal camera and body scanner measure: a hall of 22 °C with a reference source in view, and a
// generic figure. Deterministic. It must never draw a body.
#pragma once

#include "gate-agent/devices/devices.h"

namespace clearance {

// `persons` before the camera; the inner canthi of the first are at `skin_c` degrees Celsius.
ThermalPicture SimulatedThermalPicture(int persons, double skin_c);

// With nobody in the scanner no zone is seen; an alarm is at the waist.
BodyScanLevels SimulatedBodyScan(bool somebody, bool alarm);

}  // namespace clearance
