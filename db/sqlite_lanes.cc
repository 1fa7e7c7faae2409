// Lanes and their commands in the SQLite store: a view of sqlite_views.h.

#include "db/ledger.h"
#include "db/row_codec.h"
#include "db/sqlite_views.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

constexpr std::string_view kView = "lanes";

// Of a statement whose columns are `row` and `change`.
StatusOr<LaneStatus> LaneStatusOf(const sqlite::Statement& row) {
  ASSIGN_OR_RETURN(LaneStatus status, DecodeLaneStatus(row.Bytes(0)));
  status.change = static_cast<std::uint64_t>(row.Int(1));
  return status;
}

}  // namespace

StatusOr<std::vector<GateCommand>> SqliteLaneCommands::Since(std::string_view gate_id, std::uint64_t sequence,
                                                             std::size_t limit) const {
  std::vector<GateCommand> commands;
  if (!std::in_range<std::int64_t>(sequence)) return commands;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row FROM lane_commands WHERE gate_id = ? AND sequence > ? "
                                       "ORDER BY sequence LIMIT ?"));
  statement.Bind(gate_id, sequence, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(GateCommand command, DecodeGateCommand(row.Bytes(0)));
    commands.push_back(std::move(command));
    return OkStatus();
  }));
  return commands;
}

StatusOr<std::uint64_t> SqliteLaneCommands::Acknowledged(std::string_view gate_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> sequence,
                   FindInt(connection_, "SELECT acknowledged FROM gates WHERE gate_id = ?", gate_id));
  return static_cast<std::uint64_t>(sequence.value_or(0));
}

StatusOr<std::uint64_t> SqliteLaneCommands::LastSequence(std::string_view gate_id) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> sequence,
                   FindInt(connection_, "SELECT last_sequence FROM gates WHERE gate_id = ?", gate_id));
  return static_cast<std::uint64_t>(sequence.value_or(0));
}

StatusOr<std::uint64_t> SqliteLaneCommands::Append(const GateCommand& command) {
  GateCommand kept = command;
  ASSIGN_OR_RETURN(const std::uint64_t last, LastSequence(command.gate_id));
  kept.sequence = last + 1;
  RETURN_IF_ERROR(
      connection_.Run("INSERT INTO gates (gate_id, last_sequence, acknowledged) VALUES (?, ?, 0) "
                      "ON CONFLICT (gate_id) DO UPDATE SET last_sequence = excluded.last_sequence",
                      kept.gate_id, kept.sequence));
  const std::string row = EncodeGateCommand(kept);
  RETURN_IF_ERROR(connection_.Run("INSERT INTO lane_commands (gate_id, sequence, row) VALUES (?, ?, ?)", kept.gate_id,
                                  kept.sequence, sqlite::Blob{row}));
  changes_.lane_commands = true;
  return kept.sequence;
}

Status SqliteLaneCommands::Acknowledge(std::string_view gate_id, std::uint64_t sequence) {
  ASSIGN_OR_RETURN(const std::uint64_t last, LastSequence(gate_id));
  if (sequence > last) return NeverIssued();
  RETURN_IF_ERROR(
      connection_.Run("UPDATE gates SET acknowledged = max(acknowledged, ?) WHERE gate_id = ?", sequence, gate_id));
  return connection_.Run("DELETE FROM lane_commands WHERE gate_id = ? AND sequence <= ?", gate_id, sequence);
}

StatusOr<std::optional<LaneStatus>> SqliteLanes::Find(std::string_view port, std::string_view lane_id) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row, change FROM lanes WHERE port = ? AND lane_id = ?"));
  statement.Bind(port, lane_id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<LaneStatus>();
  ASSIGN_OR_RETURN(LaneStatus status, LaneStatusOf(statement));
  return std::optional<LaneStatus>(std::move(status));
}

StatusOr<std::vector<LaneStatus>> SqliteLanes::ChangesSince(std::string_view port, std::uint64_t change,
                                                            std::size_t limit) const {
  std::vector<LaneStatus> found;
  if (!std::in_range<std::int64_t>(change)) return found;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row, change FROM lanes WHERE change > ?1 AND (?2 = '' OR port = ?2) "
                                       "ORDER BY change LIMIT ?3"));
  statement.Bind(change, port, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(LaneStatus status, LaneStatusOf(row));
    found.push_back(std::move(status));
    return OkStatus();
  }));
  return found;
}

StatusOr<std::uint64_t> SqliteLanes::Put(const LaneStatus& status) {
  ASSIGN_OR_RETURN(const std::uint64_t change, NextChange(connection_, kView));
  const std::string row = EncodeLaneStatus(status);
  RETURN_IF_ERROR(connection_.Run("INSERT OR REPLACE INTO lanes (port, lane_id, change, row) VALUES (?, ?, ?, ?)",
                                  status.report.lane.port, status.report.lane.lane_id, change, sqlite::Blob{row}));
  changes_.lanes = true;
  return change;
}

}  // namespace clearance
