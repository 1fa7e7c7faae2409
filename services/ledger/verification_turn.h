// One verification at a time: each rereads the whole ledger and makes its tables anew in a file of their size, beside
// the lanes that wait for decisions.
#pragma once

#include <chrono>
#include <memory>
#include <mutex>

namespace clearance {

// How long whoever comes second is asked to wait.
inline constexpr std::chrono::milliseconds kVerificationRetryAfter{10'000};

// Thread-safe.
class VerificationTurn {
 public:
  // The turn, for as long as what is returned lives; nullptr while another has it.
  std::shared_ptr<void> Take() {
    const std::lock_guard lock(mutex_);
    if (!held_.expired()) return nullptr;
    auto turn = std::make_shared<char>();
    held_ = turn;
    return turn;
  }

 private:
  std::mutex mutex_;
  std::weak_ptr<void> held_;
};

}  // namespace clearance
