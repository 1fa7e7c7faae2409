// The two dictionaries of the SQLite store: short texts and pseudonyms as small numbers. Nothing is cached, so nothing
// can outlive a savepoint that is rolled back.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance {

// Belongs to the connection's thread.
class SqliteDictionary {
 public:
  explicit SqliteDictionary(sqlite::Connection& connection) : connection_(connection) {}

  // Absent when it was never stored.
  StatusOr<std::optional<std::int64_t>> NameId(std::string_view name) const;
  StatusOr<std::optional<std::int64_t>> TravellerId(std::string_view pseudonym) const;

  // Stores it when it is new.
  StatusOr<std::int64_t> KeepName(std::string_view name);
  StatusOr<std::int64_t> KeepTraveller(std::string_view pseudonym);

 private:
  sqlite::Connection& connection_;
};

// Steps through the rows of a bound statement; stops at the first error of `each`, a Status(sqlite::Statement&).
template <typename Each>
Status ForEachRow(sqlite::Statement& statement, Each each) {
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return OkStatus();
    RETURN_IF_ERROR(each(statement));
  }
}

// The integer of the only row and column, or absent when there is no row.
template <typename... Values>
StatusOr<std::optional<std::int64_t>> FindInt(sqlite::Connection& connection, std::string_view sql,
                                              const Values&... values) {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection.Prepare(sql));
  statement.Bind(values...);
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return std::optional<std::int64_t>();
  return statement.OptionalInt(0);
}

// Bytes to bind, or NULL. Refers to `bytes`.
inline std::optional<sqlite::Blob> BlobOrNull(const std::optional<std::string>& bytes) {
  if (!bytes) return std::nullopt;
  return sqlite::Blob{*bytes};
}

// DATA_LOSS (STORE_CORRUPT): the file holds what this program cannot have written.
Status CorruptStore(std::string_view what);

}  // namespace clearance
