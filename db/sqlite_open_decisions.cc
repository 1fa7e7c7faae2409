// Decisions that wait for their passage, in the SQLite store: a view of sqlite_views.h.

#include "db/ledger.h"
#include "db/row_codec.h"
#include "db/sqlite_views.h"

namespace clearance {
namespace {

// Of a bound statement whose first column is `row`.
StatusOr<std::vector<OpenDecision>> AllOf(sqlite::Statement& statement) {
  std::vector<OpenDecision> decisions;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(OpenDecision decision, DecodeOpenDecision(row.Bytes(0)));
    decisions.push_back(std::move(decision));
    return OkStatus();
  }));
  return decisions;
}

}  // namespace

StatusOr<std::vector<OpenDecision>> SqliteOpenDecisions::FindByTraveller(std::string_view traveller) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT row FROM open_decisions WHERE traveller = ? ORDER BY position DESC LIMIT ?"));
  statement.Bind(sqlite::Blob{traveller}, kMaxOpenDecisionsPerTraveller);
  return AllOf(statement);
}

StatusOr<std::optional<OpenDecision>> SqliteOpenDecisions::FindByRequest(std::string_view request_id) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row FROM open_decisions WHERE request_id = ?"));
  statement.Bind(request_id);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<OpenDecision>();
  ASSIGN_OR_RETURN(OpenDecision decision, DecodeOpenDecision(statement.Bytes(0)));
  return std::optional<OpenDecision>(std::move(decision));
}

StatusOr<std::vector<OpenDecision>> SqliteOpenDecisions::Expired(Instant now, std::size_t limit) const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT row FROM open_decisions WHERE valid_until_ms <= ? "
                                       "ORDER BY valid_until_ms, position LIMIT ?"));
  statement.Bind(ToUnixMs(now), BoundedLimit(limit));
  return AllOf(statement);
}

Status SqliteOpenDecisions::Put(const OpenDecision& decision) {
  RETURN_IF_ERROR(ValidateTraveller(decision.traveller));
  const std::string row = EncodeOpenDecision(decision);
  return connection_.Run(
      "INSERT OR REPLACE INTO open_decisions (request_id, traveller, valid_until_ms, position, row) "
      "VALUES (?, ?, ?, ?, ?)",
      decision.request_id, sqlite::Blob{decision.traveller}, ToUnixMs(decision.valid_until), decision.position,
      sqlite::Blob{row});
}

Status SqliteOpenDecisions::Close(std::string_view request_id) {
  return connection_.Run("DELETE FROM open_decisions WHERE request_id = ?", request_id);
}

}  // namespace clearance
