// Where the rows of a table stand in a SQLite file: whoever damages a row on purpose must know its bytes, headers and
// keys among them. Reads the file format (sqlite.org/fileformat2.html §1.6) of files this program makes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/sqlite/connection.h"

namespace clearance {

// Bytes of one row, from `at` on in the file: all of it that stands on its leaf page, or what of it stands on one
// overflow page.
struct StoredRow {
  std::size_t at = 0;
  std::size_t size = 0;
  std::uint64_t key = 0;  // its rowid; 0 where the table has none, and on overflow pages
};

// Of that table, not of its indexes. `content` is the file that `connection` has open, all of it in the file itself.
std::vector<StoredRow> StoredRowsOf(sqlite::Connection& connection, std::string_view content, std::string_view table);

}  // namespace clearance
