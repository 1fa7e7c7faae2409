// Import files: earlier stays, and corrections of what is recorded, as JSON lines, read strictly. docs/clearctl.md
// describes the form.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/named_by.h"
#include "common/domain/stay.h"
#include "common/domain/travel_record.h"

namespace clearance {

inline constexpr std::size_t kMaxImportFileBytes = std::size_t{1} << 30;

// The entry of the ledger that a row concerns: one that an earlier row made, or one by its position.
struct ConcernedEntry {
  std::string source;
  std::string row;
  std::uint64_t position = 0;  // 0: by source and row
};

// What a row does.
//   kStay:        brings in `stay`.
//   kCorrection:  `stay` stands in the place of what the concerned entry says.
//   kAnnulment:   takes away the effect of the concerned entry in stay.territory, for `cause`.
//   kBasisChange: from stay.entry on the ground is stay.basis; concerns the stay that holds that day, whichever it is.
enum class ImportAct { kStay, kCorrection, kAnnulment, kBasisChange };

// One row, with where it came from: source and row name it for ever.
struct ImportedRow {
  int line = 0;  // in the file, from 1
  ImportAct act = ImportAct::kStay;
  std::string source;  // "nia-export-2026-11"
  std::string row;
  Document document;  // issuing state and number, and what tells by facts
  NamedBy named_by = NamedBy::kNumber;
  Stay stay;
  // Not for kStay:
  ConcernedEntry concerned{};  // of a correction or an annulment
  AnnulmentCause cause = AnnulmentCause::kError;
  std::string author{};
  std::string reason{};
  std::string confirmed_by{};  // another than the author; empty for nobody
};

// From which day on the record of a territory is complete.
struct ImportedCompleteness {
  Territory territory = Territory::kChn;
  Date from{};
};

struct ImportFile {
  std::string name;               // for messages
  std::vector<ImportedRow> rows;  // in the order of the file: a row may concern one before it
  std::vector<ImportedCompleteness> completeness;
};

// The whole file or an error naming the first bad line: INVALID_ARGUMENT "name:line: field: problem".
// Whether concerned entries are there is for the ledger to say (ledger_import.h).
StatusOr<ImportFile> ParseImportFile(std::string_view text, std::string_view name);

// The same error, its message beginning "name:line: ".
Status AtLine(const Status& status, std::string_view name, int line);

}  // namespace clearance
