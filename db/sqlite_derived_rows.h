// The tables that follow from the entries, as rows in the order of their key, so that two files can be laid side by
// side: one as it was found, one rebuilt from the entries (services/derivation). Knows nothing of how they follow.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance {

// A table all of whose columns, or of whose rows of one kind, follow from the entries. SQL, constant text.
struct DerivedTable {
  std::string_view name;
  // Which rows count: those of leases that have not ended at the moment ?1 (in milliseconds), for example; empty for
  // all.
  std::string_view rows;
  // The columns, the key first, each number of a dictionary beside what it stands for; and where these come from.
  std::string_view columns;
  std::string_view joins;
  std::string_view key;  // to order by, without sorting; what is compared is read from the rows themselves
  int key_columns;       // so many columns name a row
  // The rows that do not count may be gone by the clock: but one that is there must be what follows from the entries.
  bool others_may_be_gone = false;
};

// All of them. A view that is derived and stored in a new table is one line there.
std::span<const DerivedTable> DerivedTables();

// One table in two files, row by row, in slices that need no snapshot between them: each begins behind the last key
// that was compared, in what the files hold by then. Belongs to the connections' thread.
class DerivedComparison {
 public:
  explicit DerivedComparison(const DerivedTable& table);
  // Compares the next `max_rows` rows; false when there are no more, or a difference was found. The files lie still
  // meanwhile, and are of the same last entry; `now` is no earlier than what `found` shows.
  StatusOr<bool> Step(sqlite::Connection& found, sqlite::Connection& rebuilt, Instant now, std::size_t max_rows);
  std::uint64_t rows() const { return rows_; }
  // The first difference in words; the row is named without personal data.
  const std::optional<std::string>& difference() const { return difference_; }

 private:
  StatusOr<sqlite::Statement> RowsBehindLast(sqlite::Connection& connection, Instant now) const;
  std::string NameOf(const sqlite::Statement& row) const;
  int ComparedColumns(const sqlite::Statement& row) const;
  bool MayBeGone(const sqlite::Statement& rebuilt) const;
  bool IsBehind(const sqlite::Statement& found, const sqlite::Statement& rebuilt) const;
  std::optional<std::string> DifferenceOf(const sqlite::Statement& found, const sqlite::Statement& rebuilt) const;
  const DerivedTable* table_;
  int key_parts_;                        // columns it is ordered by
  std::vector<sqlite::KeptValue> last_;  // the key behind which it goes on; empty: from the start
  std::uint64_t rows_ = 0;
  std::optional<std::string> difference_;
};

// Gives `rebuilt` the dictionaries' rows that it does not have yet, with their numbers, so that rows of the two files
// can be compared by number. Both dictionaries only ever grow.
Status CopyDictionaries(sqlite::Connection& found, sqlite::Connection& rebuilt);

// Puts the rows of `rebuilt` in the place of those found, and the texts they need: within a transaction of the
// caller's.
Status ReplaceDerivedRows(const DerivedTable& table, sqlite::Connection& found, sqlite::Connection& rebuilt,
                          Instant now);

}  // namespace clearance
