#include "tests/fuzz/targets.h"

namespace clearance {

std::vector<FuzzTarget> AllFuzzTargets() {
  return {
      // clang-format off
      Base45Target(),
      BerTarget(),
      ChipEvidenceTarget(),
      ChipFilesTarget(),
      CmsTarget(),
      ConfigTarget(),
      Dg2Target(),
      DocumentFieldsTarget(),
      EfSodTarget(),
      LedgerBodyTarget(),
      MasterListTarget(),
      MrzTarget(),
      PictureTarget(),
      QrPictureTarget(),
      RuleBookTarget(),
      SealSetTarget(),
      SealTarget(),
      SignedNoteTarget(),
      StayBatchTarget(),
      TrustBundleTarget(),
      TrustIndexTarget(),
      VdsNcTarget(),
      WireTarget(),
      X509Target(),
      // clang-format on
  };
}

}  // namespace clearance
