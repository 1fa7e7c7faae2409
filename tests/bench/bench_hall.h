// A hall for measurements: a real centre in a folder, and connections to it as its gates have them.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "tests/bench/gate_calls.h"
#include "tests/support/hall.h"

namespace clearance {

// Keys, certificates and configuration in `folder`, of the programs beside this one. Starts nothing.
StatusOr<std::unique_ptr<Hall>> PrepareHall(const std::string& folder, const std::string& models);

// Four connections, as of so many gates.
Channels GateChannels(const Hall& hall);

// The same as of the booking channel.
Channels BookingChannels(const Hall& hall);

// The centre must not be running.
void RemoveDatabase(const Hall& hall);

// What the centre said of its commits when it stopped.
struct Commits {
  double functions_each = 0;
  std::int64_t largest = 0;
  std::int64_t synchronous = 0;
};

// Ends it and reads its log. FAILED_PRECONDITION where it did not run with synchronous=FULL.
StatusOr<Commits> StopCentre(Hall& hall);

}  // namespace clearance
