#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  // One a line, in alphabetical order.
  return {
      Base45Target(), ChipFilesTarget(), ConfigTarget(),   Dg2Target(),  EfSodTarget(),     LedgerBodyTarget(),
      MrzTarget(),    QrPictureTarget(), RuleBookTarget(), SealTarget(), StayBatchTarget(), WireTarget(),
  };
}

}  // namespace clearance
