#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  return {Base45Target(),   ConfigTarget(), LedgerBodyTarget(), MrzTarget(),   QrPictureTarget(),
          RuleBookTarget(), SealTarget(),   StayBatchTarget(),  VdsNcTarget(), WireTarget()};
}

}  // namespace clearance
