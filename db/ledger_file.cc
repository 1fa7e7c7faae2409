#include "db/ledger_file.h"

#include <utility>

#include "common/base/error_reasons.h"
#include "common/sqlite/schema_check.h"
#include "db/restore_marks.h"
#include "db/schema.h"

namespace clearance {
// A trigger that somebody planted would run with the first row that is written, or with a migration.
Status CheckLedgerTables(sqlite::Connection& connection) {
  ASSIGN_OR_RETURN(const std::string fault, sqlite::SchemaFault(connection, Schema()));
  if (fault.empty()) return OkStatus();
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, fault + " (docs/operations.md says what to do)");
}

StatusOr<LedgerFile> OpenLedgerFile(const std::string& path, const char* vfs) {
  LedgerFile file;
  ASSIGN_OR_RETURN(file.lock, sqlite::FileLock::Acquire(path));
  RETURN_IF_ERROR(CheckNoRestoreInterrupted(path));
  ASSIGN_OR_RETURN(file.connection, sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite, vfs));
  RETURN_IF_ERROR(CheckLedgerTables(*file.connection));
  return file;
}

}  // namespace clearance
