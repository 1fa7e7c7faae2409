// SQLite's own look at a file: trees, free pages, indexes, constraints. It knows nothing of a ledger's hashes.
#pragma once

#include <string>
#include <vector>

#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance::sqlite {

inline constexpr int kMaxIntegrityFaults = 20;

enum class IntegrityDepth {
  kQuick,  // without holding the indexes against their tables
  kFull,
};

// What is wrong, in SQLite's words, which name tables and pages and never values; empty: nothing. What cannot even be
// read is one of the faults. Reads the whole file. Errors as in sqlite_status.h but DATA_LOSS.
StatusOr<std::vector<std::string>> CheckIntegrity(Connection& connection, IntegrityDepth depth);

}  // namespace clearance::sqlite
