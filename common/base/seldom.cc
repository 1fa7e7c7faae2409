#include "common/base/seldom.h"

#include <utility>

namespace clearance {

std::optional<std::uint64_t> Seldom::Happened(std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (told_at_ && now - *told_at_ < interval_) {
    ++untold_;
    return std::nullopt;
  }
  told_at_ = now;
  return std::exchange(untold_, 0);
}

}  // namespace clearance
