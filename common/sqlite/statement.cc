#include "common/sqlite/statement.h"

#include <sqlite3.h>

#include "common/sqlite/sqlite_status.h"

namespace clearance::sqlite {
namespace {

sqlite3_destructor_type Lifetime(bool borrowed) { return borrowed ? SQLITE_STATIC : SQLITE_TRANSIENT; }

}  // namespace

Statement::Statement(Statement&& other) noexcept
    : statement_(std::exchange(other.statement_, nullptr)),
      on_loan_(std::exchange(other.on_loan_, nullptr)),
      bind_error_(std::move(other.bind_error_)) {}

Statement& Statement::operator=(Statement&& other) noexcept {
  if (this == &other) return *this;
  GiveBack();
  statement_ = std::exchange(other.statement_, nullptr);
  on_loan_ = std::exchange(other.on_loan_, nullptr);
  bind_error_ = std::move(other.bind_error_);
  return *this;
}

Statement::~Statement() { GiveBack(); }

void Statement::GiveBack() {
  if (statement_ == nullptr) return;
  if (on_loan_ == nullptr) {
    sqlite3_finalize(statement_);
    return;
  }
  sqlite3_reset(statement_);
  // Parameters may be personal data: they must not wait in memory for the next use.
  sqlite3_clear_bindings(statement_);
  *on_loan_ = false;
}

void Statement::NoteBind(int code) {
  // A parameter the SQL does not have, or one bound in the middle of a run, is a mistake of the program.
  CHECK(code != SQLITE_RANGE && code != SQLITE_MISUSE);
  if (code != SQLITE_OK && bind_error_.ok()) bind_error_ = StatusOfCode(nullptr, code, "bind a parameter");
}

void Statement::BindInt(int index, std::int64_t value) { NoteBind(sqlite3_bind_int64(statement_, index, value)); }

void Statement::BindText(int index, std::string_view text) {
  // SQLite reads a null pointer as NULL; an empty string is not NULL.
  const char* data = text.data() == nullptr ? "" : text.data();
  NoteBind(sqlite3_bind_text64(statement_, index, data, text.size(), Lifetime(borrowed_), SQLITE_UTF8));
}

void Statement::BindAt(int index, Blob blob) {
  const char* data = blob.bytes.data() == nullptr ? "" : blob.bytes.data();
  NoteBind(sqlite3_bind_blob64(statement_, index, data, blob.bytes.size(), Lifetime(borrowed_)));
}

void Statement::BindAt(int index, std::nullptr_t) { NoteBind(sqlite3_bind_null(statement_, index)); }

void Statement::BindKept(int first, const std::vector<KeptValue>& values) {
  for (const KeptValue& value : values)
    std::visit([this, index = first++](const auto& kept) { BindAt(index, kept); }, value);
}

StatusOr<bool> Statement::Step() {
  RETURN_IF_ERROR(bind_error_);
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return StatusOfCode(sqlite3_db_handle(statement_), code, kNotWorkedOn);
}

Status Statement::Run() {
  StatusOr<bool> row = Step();
  while (row.ok() && *row) row = Step();
  Reset();
  return row.status();
}

void Statement::Reset() {
  sqlite3_reset(statement_);
  bind_error_ = OkStatus();
}

bool Statement::IsNull(int column) const {
  CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  return sqlite3_column_type(statement_, column) == SQLITE_NULL;
}

std::int64_t Statement::Int(int column) const {
  CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  return sqlite3_column_int64(statement_, column);
}

std::string Statement::Text(int column) const {
  CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  // The text before its size: asking for the size first could convert the value under the pointer.
  const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return text == nullptr ? std::string() : std::string(text, size);
}

std::string Statement::Bytes(int column) const {
  CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
  const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_, column));
  return bytes == nullptr ? std::string() : std::string(bytes, size);
}

std::optional<std::int64_t> Statement::OptionalInt(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Int(column);
}

std::optional<std::string> Statement::OptionalText(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Text(column);
}

std::optional<std::string> Statement::OptionalBytes(int column) const {
  if (IsNull(column)) return std::nullopt;
  return Bytes(column);
}

KeptValue Statement::Kept(int column) const {
  const ColumnType type = Type(column);
  CHECK(type == ColumnType::kInteger || type == ColumnType::kText);
  if (type == ColumnType::kInteger) return Int(column);
  return Text(column);
}

int Statement::ColumnCount() const { return sqlite3_column_count(statement_); }

std::string Statement::ColumnName(int column) const {
  const char* name = sqlite3_column_name(statement_, column);
  return name == nullptr ? std::string() : std::string(name);
}

ColumnType Statement::Type(int column) const {
  CHECK(column >= 0 && column < sqlite3_data_count(statement_));
  switch (sqlite3_column_type(statement_, column)) {
    case SQLITE_NULL:
      return ColumnType::kNull;
    case SQLITE_INTEGER:
      return ColumnType::kInteger;
    case SQLITE_TEXT:
      return ColumnType::kText;
    default:
      return ColumnType::kBlob;
  }
}

std::strong_ordering Statement::CompareColumn(int column, const Statement& other) const {
  const ColumnType type = Type(column);
  if (const auto order = type <=> other.Type(column); order != std::strong_ordering::equal) return order;
  if (type == ColumnType::kNull) return std::strong_ordering::equal;
  if (type == ColumnType::kInteger) return Int(column) <=> other.Int(column);
  // SQLite gives the bytes of a text as they are stored.
  const auto bytes = [column](sqlite3_stmt* statement) {
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement, column));
    return std::string_view(data == nullptr ? "" : data,
                            static_cast<std::size_t>(sqlite3_column_bytes(statement, column)));
  };
  return bytes(statement_) <=> bytes(other.statement_);
}

void Statement::BindRow(const Statement& row) {
  for (int column = 0; column < row.ColumnCount(); ++column)
    NoteBind(sqlite3_bind_value(statement_, column + 1, sqlite3_column_value(row.statement_, column)));
}

}  // namespace clearance::sqlite
