// Statement: one prepared SQL statement, its parameters and its rows. SQL text is always a constant of the program;
// values reach SQLite as parameters only.
#pragma once

#include <compare>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "common/base/check.h"
#include "common/base/status.h"

struct sqlite3;
struct sqlite3_stmt;

namespace clearance::sqlite {

// Bytes to bind as a BLOB; a plain string is bound as TEXT.
struct Blob {
  std::string_view bytes;
};

// Of a value. STRICT tables of ours have no column of floating point numbers.
enum class ColumnType { kNull, kInteger, kText, kBlob };

// An integer or a text that is kept after its row: a key to go on from, for example.
using KeptValue = std::variant<std::int64_t, std::string>;

// A loan from its Connection's cache, given back (reset, its parameters cleared) at its end. Belongs to the
// connection's thread and must not outlive the connection.
class Statement {
 public:
  Statement(Statement&& other) noexcept;
  Statement& operator=(Statement&& other) noexcept;
  ~Statement();

  // Binds the parameters from the first on: integers, strings (TEXT), Blob, nullptr (NULL), or std::optional of these.
  // Values are copied. A value SQLite cannot take is told by the next Step.
  template <typename... Values>
  void Bind(const Values&... values) {
    int index = 0;
    (BindAt(++index, values), ...);
  }

  // The same for values whose number and types only the SQL text knows, from parameter `first` (from 1) on.
  void BindKept(int first, const std::vector<KeptValue>& values);

  // The same without a copy: the values must stand, unchanged, until the statement has been run and reset.
  template <typename... Values>
  void BindBorrowed(const Values&... values) {
    borrowed_ = true;
    Bind(values...);
    borrowed_ = false;
  }

  // Goes to the next row; false when there is none (any more). Errors as in sqlite_status.h.
  StatusOr<bool> Step();

  // For statements without rows: runs to the end and makes the statement ready to be bound again.
  Status Run();

  // Makes the statement ready to be bound and run again.
  void Reset();

  // Columns of the current row, from 0. Valid after Step() gave true. Tables are STRICT, so that a column has the type
  // it is asked for; NULL reads as 0 or as an empty string.
  bool IsNull(int column) const;
  std::int64_t Int(int column) const;
  std::string Text(int column) const;
  std::string Bytes(int column) const;

  std::optional<std::int64_t> OptionalInt(int column) const;
  std::optional<std::string> OptionalText(int column) const;
  std::optional<std::string> OptionalBytes(int column) const;
  // Of a column that holds an integer or a text.
  KeptValue Kept(int column) const;

  // For what treats rows of any table alike: columns of the result, their names, and the type of one of the current
  // row.
  int ColumnCount() const;
  std::string ColumnName(int column) const;
  ColumnType Type(int column) const;
  // SQLite's own order, text as bytes: NULL, then integers, texts, blobs. Two columns are equal only in one type.
  std::strong_ordering CompareColumn(int column, const Statement& other) const;
  // Binds the columns of the other's current row as the parameters from the first on.
  void BindRow(const Statement& row);

 private:
  friend class Connection;
  // `on_loan` is cleared at the end; nullptr for a statement of its own, which is then finalized.
  Statement(sqlite3_stmt* statement, bool* on_loan) : statement_(statement), on_loan_(on_loan) {}

  template <std::integral Integer>
  void BindAt(int index, Integer value) {
    CHECK(std::in_range<std::int64_t>(value));
    BindInt(index, static_cast<std::int64_t>(value));
  }
  void BindAt(int index, bool value) { BindInt(index, value ? 1 : 0); }
  void BindAt(int index, const char* text) { BindText(index, text); }
  void BindAt(int index, const std::string& text) { BindText(index, text); }
  void BindAt(int index, std::string_view text) { BindText(index, text); }
  void BindAt(int index, Blob blob);
  void BindAt(int index, std::nullptr_t);
  template <typename Value>
  void BindAt(int index, const std::optional<Value>& value) {
    if (value) {
      BindAt(index, *value);
    } else {
      BindAt(index, nullptr);
    }
  }
  void BindInt(int index, std::int64_t value);
  void BindText(int index, std::string_view text);
  void NoteBind(int code);
  void GiveBack();

  sqlite3_stmt* statement_;
  bool* on_loan_;
  bool borrowed_ = false;  // what is bound now
  Status bind_error_;
};

}  // namespace clearance::sqlite
