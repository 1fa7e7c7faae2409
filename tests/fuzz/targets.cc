#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  return {
      Base45Target(),    ChipEvidenceTarget(), ConfigTarget(), LedgerBodyTarget(), MrzTarget(),
      QrPictureTarget(), RuleBookTarget(),     SealTarget(),   StayBatchTarget(),  WireTarget(),
  };
}

}  // namespace clearance
