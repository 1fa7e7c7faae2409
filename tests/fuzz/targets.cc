#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  // One a line, alphabetically, so that two who add one do not meet.
  // clang-format off
  return {
      Base45Target(),
      ChipFilesTarget(),
      ConfigTarget(),
      Dg2Target(),
      EfSodTarget(),
      LedgerBodyTarget(),
      MrzTarget(),
      QrPictureTarget(),
      RuleBookTarget(),
      SealTarget(),
      StayBatchTarget(),
      WireTarget(),
  };
  // clang-format on
}

}  // namespace clearance
