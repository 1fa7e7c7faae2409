// The write-ahead log of a file, brought back into it.
#pragma once

#include "common/base/instant.h"
#include "common/sqlite/connection.h"

namespace clearance::sqlite {

// Writes everything that is committed into the file itself, flushes it, and leaves the WAL empty: what was overwritten
// or erased is then in neither. Outside a transaction. Waits at most `wait` for whoever reads or writes the file:
// UNAVAILABLE (STORE_UNAVAILABLE) when somebody still does, and the WAL may then hold what it held.
Status TruncateWal(Connection& connection, Duration wait);

}  // namespace clearance::sqlite
