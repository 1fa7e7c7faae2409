#include "tests/bench/raw_rows.h"

#include <sqlite3.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <memory>

#include "common/sqlite/sqlite_status.h"

namespace clearance {
namespace {

// Bounds what a run may put into memory.
constexpr std::size_t kMaxCells = 20'000'000;
constexpr char kFleeting[] = "open_decisions";
// One row a log, written anew with every entry.
constexpr char kFrontiers[] = "logs";

struct CloseDatabase {
  void operator()(sqlite3* db) const { sqlite3_close_v2(db); }
};
using Database = std::unique_ptr<sqlite3, CloseDatabase>;
struct FinalizeStatement {
  void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
};
using Statement = std::unique_ptr<sqlite3_stmt, FinalizeStatement>;

StatusOr<Database> Open(const std::string& path, int flags) {
  sqlite3* db = nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &db, flags | SQLITE_OPEN_NOMUTEX, nullptr);
  Database owned(db);
  if (code != SQLITE_OK) return sqlite::StatusOfCode(db, code, "open " + path);
  return owned;
}

Status Run(sqlite3* db, const std::string& sql) {
  const int code = sqlite3_exec(db, sql.c_str(), nullptr, nullptr, nullptr);
  return code == SQLITE_OK ? OkStatus() : sqlite::StatusOfCode(db, code, sql.substr(0, 60));
}

StatusOr<Statement> Prepare(sqlite3* db, const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  const int code = sqlite3_prepare_v2(db, sql.c_str(), -1, &statement, nullptr);
  if (code != SQLITE_OK) return sqlite::StatusOfCode(db, code, sql.substr(0, 60));
  return Statement(statement);
}

std::string Text(sqlite3_stmt* statement, int column) {
  const void* bytes = sqlite3_column_blob(statement, column);
  return {static_cast<const char*>(bytes), static_cast<std::size_t>(sqlite3_column_bytes(statement, column))};
}

StatusOr<std::int64_t> FirstInt(sqlite3* db, const std::string& sql) {
  ASSIGN_OR_RETURN(const Statement statement, Prepare(db, sql));
  const int code = sqlite3_step(statement.get());
  if (code != SQLITE_ROW) return sqlite::StatusOfCode(db, code == SQLITE_DONE ? SQLITE_NOTFOUND : code, sql);
  return sqlite3_column_int64(statement.get(), 0);
}

// As they were written: by position where there is one, else by the table's own key.
std::string InOrder(sqlite3* db, const std::string& table) {
  const std::string all = "SELECT * FROM " + table;
  return Prepare(db, all + " ORDER BY position").ok() ? all + " ORDER BY position" : all;
}

}  // namespace

StatusOr<RawRows> RawRows::Read(const std::string& path, const RawUnit& unit) {
  // Not read-only: the WAL of a file that nobody has open is taken in first.
  ASSIGN_OR_RETURN(const Database db, Open(path, SQLITE_OPEN_READWRITE));
  RawRows rows;
  rows.unit_ = unit;
  std::vector<std::string> names;
  ASSIGN_OR_RETURN(const Statement schema,
                   Prepare(db.get(),
                           "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND "
                           "name NOT LIKE 'sqlite_%' ORDER BY rowid"));
  while (sqlite3_step(schema.get()) == SQLITE_ROW) {
    rows.schema_.push_back(Text(schema.get(), 2));
    if (Text(schema.get(), 0) == "table") names.push_back(Text(schema.get(), 1));
  }
  for (const std::string& name : names) {
    ASSIGN_OR_RETURN(const Statement statement, Prepare(db.get(), InOrder(db.get(), name)));
    Table table;
    table.name = name;
    table.columns = static_cast<std::size_t>(sqlite3_column_count(statement.get()));
    table.insert = "INSERT INTO " + name + " VALUES (?";
    for (std::size_t column = 1; column < table.columns; ++column) table.insert += ", ?";
    table.insert += ")";
    while (sqlite3_step(statement.get()) == SQLITE_ROW && table.cells.size() < kMaxCells) {
      for (int column = 0; column < static_cast<int>(table.columns); ++column) {
        switch (sqlite3_column_type(statement.get(), column)) {
          case SQLITE_INTEGER:
            table.cells.emplace_back(static_cast<std::int64_t>(sqlite3_column_int64(statement.get(), column)));
            break;
          case SQLITE_FLOAT:
            table.cells.emplace_back(sqlite3_column_double(statement.get(), column));
            break;
          case SQLITE_TEXT:
            table.cells.emplace_back(Text(statement.get(), column));
            break;
          case SQLITE_BLOB:
            table.cells.emplace_back(Blob{Text(statement.get(), column)});
            break;
          default:
            table.cells.emplace_back();
        }
      }
    }
    (name == kFleeting ? rows.fleeting_ : rows.tables_).push_back(std::move(table));
  }
  ASSIGN_OR_RETURN(rows.units_,
                   FirstInt(db.get(), "SELECT count(*) FROM entries WHERE kind = " + std::to_string(unit.entry_kind)));
  const bool sampled = !rows.fleeting_.empty() && (rows.fleeting_[0].rows() > 0 || !unit.opens_decision);
  if (rows.units_ == 0 || !sampled)
    return Status(StatusCode::kFailedPrecondition, "the file holds nothing to count, or no open decision to sample");
  return rows;
}

// One new file under way.
class RawWriter::File {
 public:
  explicit File(const RawRows& rows) : rows_(rows) {}

  Status Begin(const std::string& path) {
    ASSIGN_OR_RETURN(db_, Open(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE));
    RETURN_IF_ERROR(Run(db_.get(),
                        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; "
                        "PRAGMA cache_size = -16384"));
    ASSIGN_OR_RETURN(const std::int64_t synchronous, FirstInt(db_.get(), "PRAGMA synchronous"));
    if (synchronous != 2) return Status(StatusCode::kInternal, "synchronous is not FULL");
    // A WAL of full length, as the centre had after its first second: to lengthen a file costs a flush more.
    RETURN_IF_ERROR(Run(db_.get(),
                        "CREATE TABLE scratch (bytes BLOB); INSERT INTO scratch VALUES (zeroblob(8000000)); "
                        "DROP TABLE scratch; VACUUM; PRAGMA wal_checkpoint(RESTART)"));
    for (const std::string& sql : rows_.schema_) RETURN_IF_ERROR(Run(db_.get(), sql));
    for (const RawRows::Table& table : rows_.tables_) {
      ASSIGN_OR_RETURN(inserts_.emplace_back(), Prepare(db_.get(), table.insert));
    }
    const RawRows::Table& fleeting = rows_.fleeting_[0];
    ASSIGN_OR_RETURN(open_, Prepare(db_.get(), fleeting.insert));
    ASSIGN_OR_RETURN(close_, Prepare(db_.get(), std::string("DELETE FROM ") + kFleeting + " WHERE request_id = ?"));
    ASSIGN_OR_RETURN(frontier_, Prepare(db_.get(), std::string("UPDATE ") + kFrontiers +
                                                       " SET frontier = randomblob(length(frontier))"));
    begin_ = Prepare(db_.get(), "BEGIN IMMEDIATE").value_or(nullptr);
    commit_ = Prepare(db_.get(), "COMMIT").value_or(nullptr);
    return OkStatus();
  }

  // The part of every table that lies between these parts of the whole, in one commit.
  Status Commit(double from, double to) {
    RETURN_IF_ERROR(Step(begin_.get()));
    for (std::size_t i = 0; i < rows_.tables_.size(); ++i) {
      const RawRows::Table& table = rows_.tables_[i];
      // A table of a few rows was there before the first unit.
      const bool small = static_cast<std::int64_t>(table.rows()) * 20 < rows_.units_;
      const std::size_t end = small ? table.rows() : Part(table.rows(), to);
      for (std::size_t row = small && from > 0 ? end : Part(table.rows(), from); row < end; ++row)
        RETURN_IF_ERROR(Insert(inserts_[i].get(), table, row, nullptr));
    }
    const auto units = static_cast<std::size_t>(rows_.units_);
    for (std::size_t unit = Part(units, from); unit < Part(units, to); ++unit) {
      for (int i = 0; i < rows_.unit_.entries; ++i) RETURN_IF_ERROR(Step(frontier_.get()));
      if (!rows_.unit_.opens_decision) continue;
      const RawRows::Table& fleeting = rows_.fleeting_[0];
      std::string id = "00000000-0000-4000-8000-" + std::to_string(100'000'000'000 + unit * 7'919 % 99'999'999'977);
      RETURN_IF_ERROR(Insert(open_.get(), fleeting, unit % fleeting.rows(), &id));
      opened_.push_back(std::move(id));
    }
    // Those of the commit before: a decision and its passage are not in one commit.
    for (; closed_ < still_open_; ++closed_) {
      sqlite3_bind_text(close_.get(), 1, opened_[closed_].data(), static_cast<int>(opened_[closed_].size()),
                        SQLITE_STATIC);
      RETURN_IF_ERROR(Step(close_.get()));
    }
    still_open_ = opened_.size();
    return Step(commit_.get());
  }

 private:
  static std::size_t Part(std::size_t whole, double part) {
    return std::min(whole, static_cast<std::size_t>(std::llround(part * static_cast<double>(whole))));
  }

  Status Step(sqlite3_stmt* statement) {
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? OkStatus() : sqlite::StatusOfCode(db_.get(), code, "write a row");
  }

  // With `id` in the place of the first column.
  Status Insert(sqlite3_stmt* statement, const RawRows::Table& table, std::size_t row, const std::string* id) {
    for (std::size_t column = 0; column < table.columns; ++column) {
      const RawRows::Value& value = table.cells[row * table.columns + column];
      const int at = static_cast<int>(column) + 1;
      if (column == 0 && id != nullptr) {
        sqlite3_bind_text(statement, at, id->data(), static_cast<int>(id->size()), SQLITE_STATIC);
      } else if (const auto* integer = std::get_if<std::int64_t>(&value)) {
        sqlite3_bind_int64(statement, at, *integer);
      } else if (const auto* real = std::get_if<double>(&value)) {
        sqlite3_bind_double(statement, at, *real);
      } else if (const auto* text = std::get_if<std::string>(&value)) {
        sqlite3_bind_text(statement, at, text->data(), static_cast<int>(text->size()), SQLITE_STATIC);
      } else if (const auto* blob = std::get_if<RawRows::Blob>(&value)) {
        sqlite3_bind_blob(statement, at, blob->bytes.data(), static_cast<int>(blob->bytes.size()), SQLITE_STATIC);
      } else {
        sqlite3_bind_null(statement, at);
      }
    }
    return Step(statement);
  }

  const RawRows& rows_;
  Database db_;
  std::vector<Statement> inserts_;
  Statement open_;
  Statement close_;
  Statement frontier_;
  Statement begin_;
  Statement commit_;
  std::vector<std::string> opened_;
  std::size_t still_open_ = 0;
  std::size_t closed_ = 0;
};

StatusOr<std::unique_ptr<RawWriter>> RawWriter::Begin(const RawRows& rows, const std::string& path,
                                                      double units_per_commit) {
  std::unique_ptr<RawWriter> writer(new RawWriter(rows, path, units_per_commit));
  RETURN_IF_ERROR(writer->BeginFile());
  return writer;
}

RawWriter::RawWriter(const RawRows& rows, std::string path, double units_per_commit)
    : rows_(rows),
      path_(std::move(path)),
      commits_(std::max(1.0, std::round(static_cast<double>(rows.units()) / units_per_commit))) {}

RawWriter::~RawWriter() { RemoveFile(); }

StatusOr<double> RawWriter::WriteFor(std::chrono::milliseconds time) {
  std::chrono::duration<double> took{};
  double commits = 0;
  for (; took < time; ++commits, ++commit_) {
    if (commit_ >= commits_) RETURN_IF_ERROR(BeginFile());
    const auto began = std::chrono::steady_clock::now();
    RETURN_IF_ERROR(file_->Commit(commit_ / commits_, (commit_ + 1) / commits_));
    took += std::chrono::steady_clock::now() - began;
  }
  return commits / commits_ * static_cast<double>(rows_.units()) / took.count();
}

Status RawWriter::BeginFile() {
  RemoveFile();
  commit_ = 0;
  file_ = std::make_unique<File>(rows_);
  return file_->Begin(path_);
}

void RawWriter::RemoveFile() {
  file_.reset();
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::error_code ignored;
    std::filesystem::remove(path_ + suffix, ignored);
  }
}

}  // namespace clearance
