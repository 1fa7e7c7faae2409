// Takes a gate's referral pictures away when their time is over, whatever the lanes and the officers do: a lane that
// stands still would leave one sealed in memory until the next.
#pragma once

#include "common/base/clock.h"
#include "common/base/executor.h"
#include "gate-agent/link/owned_strand.h"
#include "gate-agent/vision/referral_image.h"

namespace clearance {

// A picture may stay this much longer than it can be opened.
inline constexpr Duration kPictureSweepInterval = std::chrono::minutes(1);

// Begins with its making and ends with it. `clock` and `pictures` must outlive it.
class PictureSweeper {
 public:
  PictureSweeper(Executor& executor, const Clock& clock, ReferralImages& pictures);
  ~PictureSweeper();
  PictureSweeper(const PictureSweeper&) = delete;
  PictureSweeper& operator=(const PictureSweeper&) = delete;

 private:
  void WaitAndSweep();

  const Clock& clock_;
  ReferralImages& pictures_;
  OwnedStrand strand_;
};

}  // namespace clearance
