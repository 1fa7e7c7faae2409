#include "common/base/stop_signals.h"

#include <thread>

#include "common/base/end_signals.h"

namespace clearance {

StopSignals::StopSignals() : signal_(std::make_shared<std::atomic<int>>(0)) {
  const EndSignals signals;
  std::thread([signals, source = source_, signal = signal_]() mutable {
    *signal = signals.Wait();
    source.request_stop();
  }).detach();
}

Status CheckNotStopped(const std::stop_token& stop) {
  return stop.stop_requested() ? Status(StatusCode::kCancelled, "stopped before the end") : OkStatus();
}

}  // namespace clearance
