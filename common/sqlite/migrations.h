// Migrations: how a file comes to the program's schema, forward only. What was applied is recorded in the file with its
// full text (table schema_migrations) and compared at every start, so that an edited migration is found.
#pragma once

#include <span>
#include <string_view>

#include "common/sqlite/connection.h"

namespace clearance::sqlite {

struct Migration {
  int number;             // 1, 2, 3 … without gaps
  std::string_view name;  // of the first: "create_" and what the file is, e.g. "create_ledger"
  std::string_view sql;   // a script; must not begin or end transactions
};

// Checks what is recorded and applies the rest, each in a transaction of its own. Errors:
//  - FAILED_PRECONDITION (STORE_UNAVAILABLE): the file is of another kind, as the name of its first migration says
//    ("is a gate file, not a ledger"); it was written by a newer program, or by one whose migrations had another text;
//  - DATA_LOSS (STORE_CORRUPT): the file holds tables but no record of migrations: it is none of ours;
//  - those of sqlite_status.h; the migration that failed is then not applied.
Status Migrate(Connection& connection, std::span<const Migration> migrations);

// How many of them are applied; changes nothing. Errors as for Migrate.
StatusOr<int> AppliedMigrations(Connection& connection, std::span<const Migration> migrations);

// For read-only tools: OK when exactly `migrations` are applied. Errors as for Migrate; an older file is
// FAILED_PRECONDITION.
Status CheckMigrated(Connection& connection, std::span<const Migration> migrations);

}  // namespace clearance::sqlite
