#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  return {Base45Target(), ConfigTarget(),    MrzTarget(), QrPictureTarget(),
          SealTarget(),   StayBatchTarget(), WireTarget()};
}

}  // namespace clearance
