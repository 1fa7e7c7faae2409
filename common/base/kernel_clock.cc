#include "common/base/kernel_clock.h"

#include <sys/timex.h>

namespace clearance {
namespace {

constexpr double kMicrosecond = 1e-6;

}  // namespace

std::optional<KernelClock> AskKernelClock() {
  timex kernel{};
  const int state = adjtimex(&kernel);
  if (state < 0) return std::nullopt;
  return KernelClock{.synchronised = state != TIME_ERROR && (kernel.status & STA_UNSYNC) == 0,
                     .max_error_seconds = static_cast<double>(kernel.maxerror) * kMicrosecond};
}

}  // namespace clearance
