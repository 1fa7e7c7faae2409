// Import files: earlier stays as JSON lines, read strictly. docs/clearctl.md describes the form.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/domain/document.h"
#include "common/domain/stay.h"

namespace clearance {

inline constexpr std::size_t kMaxImportFileBytes = std::size_t{1} << 30;

// One earlier stay, with where it came from: source and row name it for ever.
struct ImportedStay {
  std::string source;  // "nia-export-2026-11"
  std::string row;
  Document document;  // issuing state and number only
  Stay stay;
};

// From which day on the record of a territory is complete.
struct ImportedCompleteness {
  Territory territory = Territory::kChn;
  Date from{};
};

struct ImportFile {
  std::vector<ImportedStay> stays;
  std::vector<ImportedCompleteness> completeness;
};

// The whole file or an error naming the first bad line: INVALID_ARGUMENT "name:line: field: problem".
StatusOr<ImportFile> ParseImportFile(std::string_view text, std::string_view name);

}  // namespace clearance
