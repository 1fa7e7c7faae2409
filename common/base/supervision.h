// What a program tells the service manager that has started it (systemd's sd_notify protocol): that it serves, that it
// drains, that it is alive. Without a manager nothing is told and nobody is asked.
#pragma once

#include <optional>
#include <string_view>

#include "common/base/instant.h"

namespace clearance {

// A line of sd_notify(3), e.g. "READY=1". True when it was handed over; false without $NOTIFY_SOCKET, or when the
// manager does not take it: a program works on without.
bool TellSupervisor(std::string_view state);

// How often to look whether "WATCHDOG=1" can be told: a quarter of what $WATCHDOG_USEC allows, so that a sign of life
// that is late for one or two looks ends nothing. None when nobody watches this process.
std::optional<Duration> WatchdogInterval();

}  // namespace clearance
