#include "services/clearctl/existing_store.h"

#include <filesystem>

#include "common/base/error_reasons.h"

namespace clearance {
namespace {

constexpr Duration kWaitForReaders{2'000};

}  // namespace

StatusOr<std::unique_ptr<SqliteStore>> OpenExistingStore(const std::string& path, Executor& executor) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored))
    return Error(StatusCode::kNotFound, error_reason::kFileUnreadable, path + ": there is no such file");
  return SqliteStore::Open({.path = path}, executor);
}

GivenLookupKey LookupKeyOption(const Pseudonyms& pseudonyms, const std::string& path) {
  return {pseudonyms, "--lookup-key " + path};
}

Status EmptyWal(SqliteStore& store, const std::string& path) {
  const Status emptied = store.TruncateWal(kWaitForReaders);
  if (emptied.ok()) return emptied;
  return Error(emptied.code(), ReasonOf(emptied),
               path + "-wal may still hold keys that were erased or wrapped anew: " + MessageOf(emptied) +
                   ". Close what reads it and run this again");
}

}  // namespace clearance
