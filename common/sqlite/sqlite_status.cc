#include "common/sqlite/sqlite_status.h"

#include <sqlite3.h>

#include <cstring>
#include <string>

#include "common/base/error_reasons.h"
#include "common/base/written_place.h"

namespace clearance::sqlite {
namespace {

bool IsAboutTheSystem(int code) {
  const int kind = code & 0xFF;
  return kind == SQLITE_CANTOPEN || kind == SQLITE_IOERR || kind == SQLITE_FULL;
}

Status WithoutReason(StatusCode code, const std::string& message) { return Status(code, message.c_str()); }

}  // namespace

Status StatusOfCode(sqlite3* db, int code, std::string_view doing) {
  std::string message(doing);
  message.append(": ").append(db != nullptr ? sqlite3_errmsg(db) : sqlite3_errstr(code));
  // Why the system refused, where SQLite only says that it did.
  const int system_error = db != nullptr ? sqlite3_system_errno(db) : 0;
  if (IsAboutTheSystem(code) && system_error != 0) message.append(": ").append(std::strerror(system_error));
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
    case SQLITE_ABORT:
      return Error(StatusCode::kUnavailable, error_reason::kStoreUnavailable, message);
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
    case SQLITE_FORMAT:
      return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, message);
    case SQLITE_INTERRUPT:
      return WithoutReason(StatusCode::kCancelled, message);
    case SQLITE_CONSTRAINT:
      if (code == SQLITE_CONSTRAINT_UNIQUE || code == SQLITE_CONSTRAINT_PRIMARYKEY || code == SQLITE_CONSTRAINT_ROWID) {
        return WithoutReason(StatusCode::kAlreadyExists, message);
      }
      return WithoutReason(StatusCode::kFailedPrecondition, message);
    default:
      return Error(StatusCode::kInternal, error_reason::kStoreUnavailable, message);
  }
}

Status CheckOpens(const std::string& path) {
  const Status regular = CheckDatabaseFiles(path);
  if (regular.ok()) return regular;
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, MessageOf(regular));
}

Status NamingFile(const std::string& path, const Status& status) {
  if (status.ok() || MessageOf(status).find(path) != std::string::npos) return status;
  return Error(status.code(), ReasonOf(status), path + ": " + MessageOf(status));
}

}  // namespace clearance::sqlite
