// Which rule book is in force, in the SQLite store: a view of sqlite_views.h.

#include <algorithm>
#include <limits>

#include "db/sqlite_views.h"

namespace clearance {

StatusOr<std::optional<RuleBookInForce>> SqliteRuleBooks::At(std::uint64_t position) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT position, version, text_hash FROM rule_books WHERE position <= ? "
                                       "ORDER BY position DESC LIMIT 1"));
  statement.Bind(std::min<std::uint64_t>(position, std::numeric_limits<std::int64_t>::max()));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<RuleBookInForce>();
  return std::optional<RuleBookInForce>(
      {static_cast<std::uint64_t>(statement.Int(0)), statement.Text(1), statement.Bytes(2)});
}

Status SqliteRuleBooks::Put(const RuleBookInForce& book) {
  return connection_.Run("INSERT OR REPLACE INTO rule_books (position, version, text_hash) VALUES (?, ?, ?)",
                         book.position, book.version, sqlite::Blob{book.text_hash});
}

}  // namespace clearance
