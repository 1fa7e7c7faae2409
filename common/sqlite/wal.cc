#include "common/sqlite/wal.h"

#include <string>

#include "common/base/check.h"
#include "common/base/error_reasons.h"

namespace clearance::sqlite {

Status TruncateWal(Connection& connection, Duration wait) {
  CHECK(!connection.InTransaction());
  RETURN_IF_ERROR(connection.RunScript("PRAGMA busy_timeout = " + std::to_string(wait.count())));
  bool hindered = false;
  {
    ASSIGN_OR_RETURN(Statement checkpoint, connection.Prepare("PRAGMA wal_checkpoint(TRUNCATE)"));
    ASSIGN_OR_RETURN(const bool row, checkpoint.Step());
    // Whoever still reads the WAL, and a writer, make the first column 1 instead of an error.
    hindered = !row || checkpoint.Int(0) != 0;
  }
  RETURN_IF_ERROR(connection.RunScript("PRAGMA busy_timeout = " + std::to_string(kBusyTimeout.count())));
  if (!hindered) return OkStatus();
  return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable,
               "the WAL could not be emptied: somebody reads or writes the file");
}

}  // namespace clearance::sqlite
