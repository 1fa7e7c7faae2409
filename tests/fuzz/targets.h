// Every parser that bytes from outside reach, each behind one function that feeds it anything and stops the process
// (CHECK) when its answer breaks its contract. The smoke test runs all of them in every ctest; with clang and
// CLEARANCE_FUZZ=ON each becomes a libFuzzer program (CMakeLists.txt says how).
//
// A new parser: a file target_NAME.cc with its function and seeds, its declaration and a row in targets.cc, its name in
// CMakeLists.txt.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace clearance {

struct FuzzTarget {
  std::string_view name;
  // Returns when the parser has kept its contract on `input`. The same for the same input.
  void (*run)(std::string_view input);
  // Inputs worth changing: at least one that is accepted. The same in every run.
  std::vector<std::string> (*seeds)();
  // How many changed inputs the smoke test tries: about a second's worth.
  int smoke_rounds;
};

FuzzTarget Base45Target();
FuzzTarget BerTarget();
FuzzTarget ChipEvidenceTarget();
FuzzTarget ChipFilesTarget();
FuzzTarget CmsTarget();
FuzzTarget ConfigTarget();
FuzzTarget Dg2Target();
FuzzTarget DocumentFieldsTarget();
FuzzTarget EfSodTarget();
FuzzTarget LedgerBodyTarget();
FuzzTarget MasterListTarget();
FuzzTarget MrzTarget();
FuzzTarget PictureTarget();
FuzzTarget QrPictureTarget();
FuzzTarget RuleBookTarget();
FuzzTarget SealSetTarget();
FuzzTarget SealTarget();
FuzzTarget SignedNoteTarget();
FuzzTarget StayBatchTarget();
FuzzTarget TrustBundleTarget();
FuzzTarget TrustIndexTarget();
FuzzTarget VdsNcTarget();
FuzzTarget WireTarget();
FuzzTarget X509Target();

std::vector<FuzzTarget> AllFuzzTargets();

}  // namespace clearance
