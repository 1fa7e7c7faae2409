// Under which look-up key the travellers are, in the SQLite store: a view of sqlite_views.h.

#include "common/base/error_reasons.h"
#include "db/sqlite_views.h"

namespace clearance {

StatusOr<std::optional<std::string>> SqliteLookupKeyCheck::Find() const {
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare("SELECT value FROM lookup_key_check"));
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return std::optional<std::string>();
  std::string value = statement.Bytes(0);
  if (value.size() == kKeyCheckBytes) return std::optional<std::string>(std::move(value));
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "lookup_key_check holds no check value");
}

Status SqliteLookupKeyCheck::Put(std::string_view value) {
  RETURN_IF_ERROR(ValidateKeyCheck(value));
  return connection_.Run("INSERT OR REPLACE INTO lookup_key_check (id, value) VALUES (1, ?)", sqlite::Blob{value});
}

}  // namespace clearance
