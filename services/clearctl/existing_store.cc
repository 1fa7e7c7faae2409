#include "services/clearctl/existing_store.h"

#include <filesystem>

#include "common/base/error_reasons.h"

namespace clearance {

StatusOr<std::unique_ptr<SqliteStore>> OpenExistingStore(const std::string& path, Executor& executor) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, path + ": there is no such file");
  return SqliteStore::Open({.path = path}, executor);
}

}  // namespace clearance
