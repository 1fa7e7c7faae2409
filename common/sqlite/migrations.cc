#include "common/sqlite/migrations.h"

#include <string>

#include "common/base/check.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/transaction.h"

namespace clearance::sqlite {
namespace {

constexpr std::string_view kCreateRecord =
    "CREATE TABLE schema_migrations (number INTEGER PRIMARY KEY, name TEXT NOT NULL, sql TEXT NOT NULL) STRICT";

Status WrongSchema(const std::string& message) {
  return Error(StatusCode::kFailedPrecondition, error_reason::kStoreUnavailable, message);
}

constexpr std::string_view kCreate = "create_";
constexpr std::size_t kMaxKindBytes = 32;

// "gate file" of "create_gate_file"; empty when the name says no such thing: in a file it may be anybody's.
std::string KindCreated(std::string_view migration) {
  if (!migration.starts_with(kCreate) || migration.size() > kCreate.size() + kMaxKindBytes) return "";
  std::string kind(migration.substr(kCreate.size()));
  for (char& c : kind) {
    if (c == '_') c = ' ';
    if (c != ' ' && (c < 'a' || c > 'z')) return "";
  }
  return kind;
}

Status OtherKind(std::string_view found, std::string_view expected) {
  const std::string kind = KindCreated(found);
  if (kind.empty()) return WrongSchema("is not a " + KindCreated(expected) + ": it belongs to another program");
  return WrongSchema("is a " + kind + ", not a " + KindCreated(expected));
}

enum class Content { kEmpty, kOurs };

StatusOr<Content> ContentOf(Connection& connection) {
  ASSIGN_OR_RETURN(Statement statement,
                   connection.Prepare("SELECT count(*), count(*) FILTER (WHERE name = 'schema_migrations')"
                                      " FROM sqlite_schema WHERE type = 'table'"));
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  CHECK(row);
  if (statement.Int(1) == 1) return Content::kOurs;
  if (statement.Int(0) == 0) return Content::kEmpty;
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt,
               "the file holds tables but no record of migrations: it belongs to another program");
}

// Compares what is recorded with `migrations`; the number of the last one applied.
StatusOr<int> CheckRecorded(Connection& connection, std::span<const Migration> migrations) {
  ASSIGN_OR_RETURN(Statement statement,
                   connection.Prepare("SELECT number, name, sql FROM schema_migrations ORDER BY number"));
  int applied = 0;
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return applied;
    const std::int64_t number = statement.Int(0);
    if (number > static_cast<std::int64_t>(migrations.size())) {
      return WrongSchema("the file has schema version " + std::to_string(number) + ", this program knows up to " +
                         std::to_string(migrations.size()) + ": a newer program has written it");
    }
    if (number != applied + 1) return WrongSchema("the file lacks migration " + std::to_string(applied + 1));
    const Migration& expected = migrations[static_cast<std::size_t>(applied)];
    if (applied == 0 && statement.Text(1) != expected.name) return OtherKind(statement.Text(1), expected.name);
    if (statement.Text(1) != expected.name || statement.Text(2) != expected.sql) {
      return WrongSchema("migration " + std::to_string(number) + " was applied as " + statement.Text(1) +
                         " with another text than this program's " + std::string(expected.name));
    }
    ++applied;
  }
}

Status Apply(Connection& connection, const Migration& migration) {
  ASSIGN_OR_RETURN(Transaction transaction, Transaction::Begin(connection, TransactionKind::kWrite));
  RETURN_IF_ERROR(connection.RunScript(migration.sql));
  // A script that ends the transaction would leave half a migration behind if the next step failed.
  CHECK(connection.InTransaction());
  RETURN_IF_ERROR(connection.Run("INSERT INTO schema_migrations (number, name, sql) VALUES (?, ?, ?)", migration.number,
                                 migration.name, migration.sql));
  return transaction.Commit();
}

void CheckNumbered(std::span<const Migration> migrations) {
  for (std::size_t i = 0; i < migrations.size(); ++i) CHECK(migrations[i].number == static_cast<int>(i) + 1);
}

}  // namespace

Status Migrate(Connection& connection, std::span<const Migration> migrations) {
  CheckNumbered(migrations);
  ASSIGN_OR_RETURN(const Content content, ContentOf(connection));
  if (content == Content::kEmpty) RETURN_IF_ERROR(connection.Run(kCreateRecord));
  ASSIGN_OR_RETURN(const int applied, CheckRecorded(connection, migrations));
  for (const Migration& migration : migrations.subspan(static_cast<std::size_t>(applied))) {
    const Status status = Apply(connection, migration);
    if (status.ok()) continue;
    return Error(
        status.code(), ReasonOf(status),
        "migration " + std::to_string(migration.number) + " " + std::string(migration.name) + ": " + MessageOf(status));
  }
  return OkStatus();
}

StatusOr<int> AppliedMigrations(Connection& connection, std::span<const Migration> migrations) {
  CheckNumbered(migrations);
  ASSIGN_OR_RETURN(const Content content, ContentOf(connection));
  return content == Content::kEmpty ? StatusOr<int>(0) : CheckRecorded(connection, migrations);
}

Status CheckMigrated(Connection& connection, std::span<const Migration> migrations) {
  ASSIGN_OR_RETURN(const int applied, AppliedMigrations(connection, migrations));
  if (applied == static_cast<int>(migrations.size())) return OkStatus();
  return WrongSchema("the file has schema version " + std::to_string(applied) + ", this program needs " +
                     std::to_string(migrations.size()) + ": start the server on it once");
}

}  // namespace clearance::sqlite
