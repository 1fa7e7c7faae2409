// The files of a document's chip as they lie in a folder: EF_COM.bin, EF_SOD.bin, EF_CardSecurity.bin, DG1.bin …
// DG16.bin, and one exchange with the chip: of an active authentication, AA_challenge.bin and AA_answer.bin, or of
// another protocol, CHIP.json. Nothing is checked here.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/document/chip_authenticity.h"
#include "common/document/chip_files.h"

namespace clearance {

struct ChipFolder {
  ChipFiles files{};
  ChipEvidence evidence{};
  std::vector<std::string> passed_over{};  // names of other files in it, sorted
};

// Errors: FILE_UNREADABLE naming the folder or file; INVALID_ARGUMENT when there is no file of a chip in it, a file is
// larger than kMaxChipFileBytes, one half of an active authentication is missing, CHIP.json is none, or there are two
// exchanges.
StatusOr<ChipFolder> ReadChipFolder(const std::string& folder);

}  // namespace clearance
