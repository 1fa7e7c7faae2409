// Whether a file has the tables, indexes and nothing else that the program's migrations make. Who can write the file
// can plant a trigger that swallows rows, or drop an index, and every row stays as it was.
#pragma once

#include <span>
#include <string>

#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"

namespace clearance::sqlite {

// Makes the schema anew in memory, of those migrations that are recorded in the file, and compares by kind, name and
// SQL text: the first that differs, in words fit to be shown; empty: none. What `ANALYZE` keeps is passed over. Errors
// as for AppliedMigrations.
StatusOr<std::string> SchemaFault(Connection& connection, std::span<const Migration> migrations);

}  // namespace clearance::sqlite
