// How far a program that serves has come in its life, and whether it does its work.
#pragma once

#include <string>

#include "common/admin/port_watch.h"

namespace clearance {

enum class ServingStage { kStarting, kServing, kDraining };

// Why a program at that stage does not do its work, in words for people ("draining"); empty while it does.
std::string WhyNotReady(ServingStage stage, const PortWatch& port);

}  // namespace clearance
