// What the kernel knows of how well this machine's clock is kept in time. Asks and changes nothing.
#pragma once

#include <optional>

namespace clearance {

struct KernelClock {
  bool synchronised = false;     // something keeps it in time
  double max_error_seconds = 0;  // how far it may be from UTC at most, as far as the kernel knows
};

// Nothing where this process may not ask: a service's filter of system calls may forbid adjtimex altogether, because
// other arguments of it set the clock. Who was not answered knows nothing, good or bad.
std::optional<KernelClock> AskKernelClock();

}  // namespace clearance
