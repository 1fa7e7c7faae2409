#include "db/sqlite_dictionary.h"

#include <string>

#include "common/base/error_reasons.h"

namespace clearance {

StatusOr<std::optional<std::int64_t>> SqliteDictionary::NameId(std::string_view name) const {
  return FindInt(connection_, "SELECT id FROM names WHERE name = ?", name);
}

StatusOr<std::optional<std::int64_t>> SqliteDictionary::TravellerId(std::string_view pseudonym) const {
  return FindInt(connection_, "SELECT id FROM travellers WHERE pseudonym = ?", sqlite::Blob{pseudonym});
}

StatusOr<std::int64_t> SqliteDictionary::KeepName(std::string_view name) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, NameId(name));
  if (id) return *id;
  RETURN_IF_ERROR(connection_.Run("INSERT INTO names (name) VALUES (?)", name));
  return connection_.LastInsertRowId();
}

StatusOr<std::int64_t> SqliteDictionary::KeepTraveller(std::string_view pseudonym) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, TravellerId(pseudonym));
  if (id) return *id;
  RETURN_IF_ERROR(connection_.Run("INSERT INTO travellers (pseudonym) VALUES (?)", sqlite::Blob{pseudonym}));
  return connection_.LastInsertRowId();
}

Status CorruptStore(std::string_view what) {
  return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, "the store: " + std::string(what));
}

}  // namespace clearance
