// An export of the ledger as JSON lines, for whoever must check it without this service: a header with the signed
// checkpoints, the entries with their proofs under these, a last line that says how many there were. docs/ledger.md
// describes the lines. Leaves out what a recorded look is not shown (shown_entries.h). Reads only.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "db/store.h"

namespace clearance {

// Entries that are read from one snapshot.
inline constexpr std::size_t kExportEntriesPerPage = 200;

// What an export is made under. Entries after `last_position` are not in it.
struct ExportHeader {
  Instant made_at{};
  std::string reason{};
  std::string scope{};  // what was asked for; empty: everything
  std::uint64_t last_position = 0;
  std::map<std::string, std::uint64_t> sizes{};  // of the logs, as the notes say
  std::vector<std::string> notes{};
};

// Used by one thread at a time.
class LedgerExport {
 public:
  virtual ~LedgerExport() = default;
  // The next lines, without their ends. Done() tells when they were the last.
  virtual StatusOr<std::vector<std::string>> Next() = 0;
  virtual bool Done() const = 0;
};

// `store` must outlive it.
std::shared_ptr<LedgerExport> NewLedgerExport(StoreReader& store, EntryFilter filter, ExportHeader header);

}  // namespace clearance
