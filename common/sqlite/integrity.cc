#include "common/sqlite/integrity.h"

namespace clearance::sqlite {
namespace {

Status Collect(Connection& connection, std::string_view pragma, std::vector<std::string>& faults) {
  ASSIGN_OR_RETURN(Statement statement, connection.Prepare(pragma));
  for (;;) {
    ASSIGN_OR_RETURN(const bool row, statement.Step());
    if (!row) return OkStatus();
    if (statement.Text(0) != "ok") faults.push_back(statement.Text(0));
  }
}

}  // namespace

StatusOr<std::vector<std::string>> CheckIntegrity(Connection& connection, IntegrityDepth depth) {
  static_assert(kMaxIntegrityFaults == 20);
  std::vector<std::string> faults;
  const Status status = Collect(
      connection, depth == IntegrityDepth::kQuick ? "PRAGMA quick_check(20)" : "PRAGMA integrity_check(20)", faults);
  if (status.code() == StatusCode::kDataLoss) faults.push_back(MessageOf(status));
  if (!status.ok() && status.code() != StatusCode::kDataLoss) return status;
  return faults;
}

}  // namespace clearance::sqlite
