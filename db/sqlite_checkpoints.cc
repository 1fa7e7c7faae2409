// The signed checkpoints in the SQLite store: a view of sqlite_views.h.

#include <limits>

#include "db/sqlite_views.h"

namespace clearance {
namespace {

constexpr std::string_view kLatest =
    "SELECT number, size, made_at_ms, note FROM checkpoints WHERE log = ? ORDER BY number DESC LIMIT 1";
constexpr std::string_view kAfter =
    "SELECT number, size, made_at_ms, note FROM checkpoints WHERE log = ? AND number > ? ORDER BY number LIMIT ?";
constexpr std::string_view kAllAfter =
    "SELECT c.number, c.size, c.made_at_ms, c.note, coalesce(n.name, '') FROM checkpoints c "
    "LEFT JOIN names n ON n.id = c.log WHERE c.number > ? ORDER BY c.number LIMIT ?";
// From one log to the next by the index, so that it costs as many steps as there are logs.
constexpr std::string_view kLogs =
    "WITH RECURSIVE found(log) AS (SELECT min(log) FROM checkpoints UNION ALL "
    "SELECT (SELECT min(c.log) FROM checkpoints c WHERE c.log > found.log) FROM found WHERE found.log IS NOT NULL) "
    "SELECT coalesce(n.name, '') FROM found LEFT JOIN names n ON n.id = found.log WHERE found.log IS NOT NULL";

StatusOr<StoredCheckpoint> CheckpointOf(const sqlite::Statement& row, std::string_view log) {
  StoredCheckpoint stored;
  stored.number = static_cast<std::uint64_t>(row.Int(0));
  const bool typed = row.Type(1) == sqlite::ColumnType::kInteger && row.Type(2) == sqlite::ColumnType::kInteger &&
                     row.Type(3) == sqlite::ColumnType::kText;
  stored.made_at = FromUnixMs(row.Int(2));
  stored.note = row.Text(3);
  auto root = RootOfNote(stored.note);
  if (!typed || !root.ok() || root->log != log || root->size != static_cast<std::uint64_t>(row.Int(1))) {
    return CorruptStore("checkpoint " + std::to_string(stored.number) + " does not say what stands beside it");
  }
  stored.root = *std::move(root);
  return stored;
}

}  // namespace

StatusOr<std::optional<StoredCheckpoint>> SqliteCheckpoints::Latest(std::string_view log) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.NameId(log));
  if (!id) return std::optional<StoredCheckpoint>();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kLatest));
  statement.Bind(*id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<StoredCheckpoint>();
  ASSIGN_OR_RETURN(StoredCheckpoint stored, CheckpointOf(statement, log));
  return std::optional<StoredCheckpoint>(std::move(stored));
}

StatusOr<std::vector<StoredCheckpoint>> SqliteCheckpoints::List(std::string_view log, std::uint64_t after_number,
                                                                std::size_t limit) const {
  std::vector<StoredCheckpoint> found;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.NameId(log));
  if (!id || !std::in_range<std::int64_t>(after_number)) return found;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kAfter));
  statement.Bind(*id, after_number, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(StoredCheckpoint stored, CheckpointOf(row, log));
    found.push_back(std::move(stored));
    return OkStatus();
  }));
  return found;
}

StatusOr<std::vector<StoredCheckpoint>> SqliteCheckpoints::ListAll(std::uint64_t after_number,
                                                                   std::size_t limit) const {
  std::vector<StoredCheckpoint> found;
  if (!std::in_range<std::int64_t>(after_number)) return found;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kAllAfter));
  // The first page begins before every number that a row can have.
  statement.Bind(after_number == 0 ? std::numeric_limits<std::int64_t>::min() : static_cast<std::int64_t>(after_number),
                 BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(StoredCheckpoint stored, CheckpointOf(row, row.Text(4)));
    found.push_back(std::move(stored));
    return OkStatus();
  }));
  return found;
}

StatusOr<std::vector<std::string>> SqliteCheckpoints::Logs() const {
  std::vector<std::string> logs;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kLogs));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    logs.push_back(row.Text(0));
    return OkStatus();
  }));
  return logs;
}

StatusOr<std::uint64_t> SqliteCheckpoints::Put(std::string_view note, Instant made_at) {
  ASSIGN_OR_RETURN(const LogRoot root, RootOfNote(note));
  ASSIGN_OR_RETURN(const std::optional<StoredCheckpoint> latest, Latest(root.log));
  ASSIGN_OR_RETURN(const StoredCheckpoint next, NextCheckpoint(latest, note, made_at));
  ASSIGN_OR_RETURN(const std::int64_t log, dictionary_.KeepName(next.root.log));
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last, FindInt(connection_, "SELECT max(number) FROM checkpoints"));
  const std::int64_t number = last.value_or(0) + 1;
  RETURN_IF_ERROR(
      connection_.Run("INSERT INTO checkpoints (number, log, size, made_at_ms, note) VALUES (?, ?, ?, ?, ?)", number,
                      log, next.root.size, ToUnixMs(next.made_at), next.note));
  return static_cast<std::uint64_t>(number);
}

}  // namespace clearance
