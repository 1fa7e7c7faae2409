#include "services/derivation/rebuild.h"

#include <algorithm>
#include <vector>

#include "common/base/error_reasons.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_ledger.h"
#include "services/derivation/derive.h"

namespace clearance {
namespace {

// An entry that was written has been derived from: whatever stops it now is a damage.
Status CannotFollow(const StoredEntry& stored, const Status& status) {
  if (status.code() == StatusCode::kUnavailable) return status;
  return Error(
      StatusCode::kDataLoss, error_reason::kStoreCorrupt,
      "position " + std::to_string(stored.position) + ": nothing follows from the entry: " + MessageOf(status));
}

}  // namespace

StatusOr<Rebuild> Rebuild::Begin(const std::string& database) {
  ASSIGN_OR_RETURN(auto scratch, SqliteScratch::Open(database));
  return Rebuild(std::move(scratch));
}

StatusOr<bool> Rebuild::Step(sqlite::Connection& source, const std::function<Status(const StoredEntry&)>& seen) {
  const SqliteLedger ledger(source);
  ASSIGN_OR_RETURN(const EntryPage page, ledger.List({}, position_, kEntriesPerStep));
  if (page.entries.empty()) return false;
  RETURN_IF_ERROR(CopyDictionaries(source, rebuilt()));
  Status looked;  // at the source: its trouble is not the scratch file's
  const Status written = scratch_->Write([&](Transaction& t) -> Status {
    for (const StoredEntry& stored : page.entries) {
      if (seen) looked = seen(stored);
      RETURN_IF_ERROR(looked);
      const Status derived = Derive(t, stored);
      if (!derived.ok()) return CannotFollow(stored, derived);
    }
    return OkStatus();
  });
  RETURN_IF_ERROR(looked);
  RETURN_IF_ERROR(written);
  position_ = page.entries.back().position;
  for (const StoredEntry& stored : page.entries) recorded_until_ = std::max(recorded_until_, stored.entry.record_time);
  return page.next_after.has_value();
}

}  // namespace clearance
