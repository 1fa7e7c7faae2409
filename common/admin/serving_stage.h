// How far a program that serves has come in its life, and whether it does its work.
#pragma once

#include <functional>
#include <string>

#include "common/admin/port_watch.h"
#include "common/base/status.h"

namespace clearance {

enum class ServingStage { kStarting, kServing, kDraining };

// Why a program at that stage does not do its work, in words for people ("draining"); empty while it does. `writable`
// says whether what it writes is kept, and is asked of one that serves alone.
std::string WhyNotReady(ServingStage stage, const PortWatch& port, const std::function<Status()>& writable);

}  // namespace clearance
