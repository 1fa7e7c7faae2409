#include "gate-agent/agent/picture_sweeper.h"

namespace clearance {

PictureSweeper::PictureSweeper(Executor& executor, const Clock& clock, ReferralImages& pictures)
    : clock_(clock), pictures_(pictures), strand_(executor) {
  WaitAndSweep();
}

PictureSweeper::~PictureSweeper() { strand_.End(); }

void PictureSweeper::WaitAndSweep() {
  strand_.PostAfter(kPictureSweepInterval, [this] {
    pictures_.Sweep(clock_.Now());
    WaitAndSweep();
  });
}

}  // namespace clearance
