#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  return {Base45Target(),    BerTarget(),      CmsTarget(),  ConfigTarget(),    LedgerBodyTarget(), MrzTarget(),
          QrPictureTarget(), RuleBookTarget(), SealTarget(), StayBatchTarget(), WireTarget(),       X509Target()};
}

}  // namespace clearance
