// SQLite's result codes as Status.
#pragma once

#include <string>
#include <string_view>

#include "common/base/status.h"

struct sqlite3;

namespace clearance::sqlite {

// What was tried and failed, in words for whoever reads the error behind the name of a file, where there is nothing
// nearer to say: what a script or a statement of ours is they cannot know.
inline constexpr std::string_view kNotWorkedOn = "cannot be worked on";

// The status of a (possibly extended) result code other than OK, ROW and DONE. `doing` says what was tried; `db` may be
// null, else its own message is added, which names tables and columns but never values.
//  - UNAVAILABLE, STORE_UNAVAILABLE: disk full, input/output error, busy, locked, no memory, read-only, cannot open;
//  - DATA_LOSS, STORE_CORRUPT: the file is damaged or is no database;
//  - ALREADY_EXISTS without a reason: a UNIQUE or PRIMARY KEY constraint; the caller says what it was that exists;
//  - FAILED_PRECONDITION without a reason: another constraint;
//  - CANCELLED without a reason: a stop was asked for (Connection::StopWith);
//  - INTERNAL, STORE_UNAVAILABLE: anything else, which is a statement that does not fit the file.
Status StatusOfCode(sqlite3* db, int code, std::string_view doing);

// OK when nothing of the database is there that nobody should wait for (CheckDatabaseFiles of written_place.h), else
// FAILED_PRECONDITION (STORE_UNAVAILABLE) naming it.
Status CheckOpens(const std::string& path);

// `status`, in words that say whose it is, whichever part it comes from.
Status NamingFile(const std::string& path, const Status& status);

}  // namespace clearance::sqlite
