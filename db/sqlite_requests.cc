// Request ids and their kept answers in the SQLite store: a view of sqlite_views.h.

#include "common/base/uuid_bytes.h"
#include "db/sqlite_views.h"

namespace clearance {

StatusOr<std::optional<RequestRecord>> SqliteRequests::Find(std::string_view request_id) const {
  const std::optional<std::string> id = UuidToBytes(request_id);
  if (!id) return std::optional<RequestRecord>();
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT coalesce(n.name, ''), r.body_hash, r.response, r.position "
                                       "FROM requests r LEFT JOIN names n ON n.id = r.rpc WHERE r.request_id = ?"));
  statement.Bind(sqlite::Blob{*id});
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<RequestRecord>();
  RequestRecord record;
  record.request_id = request_id;
  record.rpc = statement.Text(0);
  record.body_hash = statement.Bytes(1);
  record.response = statement.Bytes(2);
  record.position = static_cast<std::uint64_t>(statement.Int(3));
  return std::optional<RequestRecord>(std::move(record));
}

Status SqliteRequests::Put(const RequestRecord& record) {
  RETURN_IF_ERROR(ValidateRequestRecord(record));
  ASSIGN_OR_RETURN(const std::int64_t rpc, dictionary_.KeepName(record.rpc));
  const Status inserted =
      connection_.Run("INSERT INTO requests (request_id, rpc, body_hash, response, position) VALUES (?, ?, ?, ?, ?)",
                      sqlite::Blob{*UuidToBytes(record.request_id)}, rpc, sqlite::Blob{record.body_hash},
                      sqlite::Blob{record.response}, record.position);
  return inserted.code() == StatusCode::kAlreadyExists ? RequestIdReused() : inserted;
}

}  // namespace clearance
