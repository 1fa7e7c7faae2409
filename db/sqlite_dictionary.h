// The two dictionaries of the SQLite store: short texts and pseudonyms as small numbers. What was found may be
// remembered for all views of a connection, and must be forgotten when a savepoint is rolled back.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance {

// Numbers of one dictionary, as they were last read or given; only so many, the longest known give way.
class RememberedNumbers {
 public:
  using Number = std::optional<std::int64_t>;  // absent: it has none

  explicit RememberedNumbers(std::size_t capacity) : capacity_(capacity) {}
  // nullptr when nothing is known of it. Valid until the next call of another member.
  const Number* Find(std::string_view key) const;
  void Remember(std::string_view key, Number number);
  void Forget();

 private:
  struct Entry {
    std::string key;
    Number number;
  };
  std::size_t capacity_;
  std::size_t next_ = 0;
  std::vector<Entry> entries_;
};

// What the views of one connection remember of its dictionaries, which nobody else writes meanwhile. Rows of these are
// never changed and never go, unless the savepoint that wrote them is rolled back: then Forget() is due, for a number
// may be given again. Belongs to the connection's thread.
class DictionaryMemo {
 public:
  void Forget();
  // At the beginning of a function: the next one is about other people.
  void ForgetTravellers() { travellers_.Forget(); }
  RememberedNumbers& names() { return names_; }
  RememberedNumbers& travellers() { return travellers_; }

 private:
  static constexpr std::size_t kNames = 32;      // a port's lanes, its log, the calls, the regimes
  static constexpr std::size_t kTravellers = 8;  // a person's documents
  RememberedNumbers names_{kNames};
  RememberedNumbers travellers_{kTravellers};
};

// Belongs to the connection's thread.
class SqliteDictionary {
 public:
  // `memo`, when there is one, must outlive it and be this connection's.
  explicit SqliteDictionary(sqlite::Connection& connection, DictionaryMemo* memo = nullptr)
      : connection_(connection), memo_(memo) {}

  // Absent when it was never stored.
  StatusOr<std::optional<std::int64_t>> NameId(std::string_view name) const;
  StatusOr<std::optional<std::int64_t>> TravellerId(std::string_view pseudonym) const;

  // Stores it when it is new.
  StatusOr<std::int64_t> KeepName(std::string_view name);
  StatusOr<std::int64_t> KeepTraveller(std::string_view pseudonym);

 private:
  sqlite::Connection& connection_;
  DictionaryMemo* memo_;
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
