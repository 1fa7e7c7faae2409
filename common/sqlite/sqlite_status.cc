#include "common/sqlite/sqlite_status.h"

#include <sqlite3.h>

#include <string>

#include "common/base/error_reasons.h"

namespace clearance::sqlite {
namespace {

Status WithoutReason(StatusCode code, const std::string& message) { return Status(code, message.c_str()); }

}  // namespace

Status StatusOfCode(sqlite3* db, int code, std::string_view doing) {
  std::string message(doing);
  message.append(": ").append(db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  message.append(" (SQLite ").append(std::to_string(code)).append(")");
  switch (code & 0xFF) {
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_NOMEM:
    case SQLITE_READONLY:
    case SQLITE_CANTOPEN:
    case SQLITE_PERM:
    case SQLITE_PROTOCOL:
    case SQLITE_INTERRUPT:
    case SQLITE_ABORT:
      return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, message);
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID) {
        return WithoutReason(StatusCode::kAlreadyExists, message);
      }
      return WithoutReason(StatusCode::kFailedPrecondition, message);
    default:
      return Error(StatusCode::kInternal, error_reason::kStoreUnavailable, message);
  }
}

}  // namespace clearance::sqlite
