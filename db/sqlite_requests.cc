// Request ids and their kept answers in the SQLite store: a view of sqlite_views.h.

#include "common/base/uuid_bytes.h"
#include "db/ledger.h"
#include "db/sqlite_views.h"

namespace clearance {

StatusOr<std::optional<RequestRecord>> SqliteRequests::Find(std::string_view request_id) const {
  const std::optional<std::string> id = UuidToBytes(request_id);
  if (!id) return std::optional<RequestRecord>();
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT coalesce(n.name, ''), r.body_hash, r.response, r.position, r.forget_on "
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
  const std::optional<std::int64_t> forget_on = statement.OptionalInt(4);
  if (forget_on) record.forget_on = Date(Days(static_cast<int>(*forget_on)));
  return std::optional<RequestRecord>(std::move(record));
}

Status SqliteRequests::Put(const RequestRecord& record) {
  RETURN_IF_ERROR(ValidateRequestRecord(record));
  ASSIGN_OR_RETURN(const std::int64_t rpc, dictionary_.KeepName(record.rpc));
  std::optional<std::int64_t> forget_on;
  if (record.forget_on) forget_on = record.forget_on->time_since_epoch().count();
  const Status inserted = connection_.Run(
      "INSERT INTO requests (request_id, rpc, body_hash, response, position, forget_on) VALUES (?, ?, ?, ?, ?, ?)",
      sqlite::Blob{*UuidToBytes(record.request_id)}, rpc,
      sqlite::Blob{std::string_view(record.body_hash).substr(0, kKeptHashBytes)}, sqlite::Blob{record.response},
      record.position, forget_on);
  return inserted.code() == StatusCode::kAlreadyExists ? RequestIdReused() : inserted;
}

StatusOr<std::size_t> SqliteRequests::Forget(Date today, std::size_t limit) {
  RETURN_IF_ERROR(
      connection_.Run("DELETE FROM requests WHERE request_id IN "
                      "(SELECT request_id FROM requests WHERE forget_on <= ? ORDER BY forget_on LIMIT ?)",
                      static_cast<std::int64_t>(today.time_since_epoch().count()), BoundedLimit(limit)));
  return static_cast<std::size_t>(connection_.ChangedRows());
}

}  // namespace clearance
