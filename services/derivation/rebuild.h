// Rebuild: the derived views made anew, from the entries of a ledger alone, in a file of their own for the moment.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "common/base/instant.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "db/sqlite_store.h"

namespace clearance {

// Entries derived from in one step.
inline constexpr std::size_t kEntriesPerStep = 1'000;

// Goes through the entries of one ledger in order. Single-threaded.
class Rebuild {
 public:
  // In a scratch file beside `database`, which is not opened here.
  static StatusOr<Rebuild> Begin(const std::string& database);

  // Derives from the next kEntriesPerStep entries of the ledger that `source` shows; false when there are no more for
  // now. DATA_LOSS (STORE_CORRUPT), naming the position, when nothing can follow from an entry; else the store's own
  // errors. `source` is a connection to one file, in a read transaction or alone with it, the same file each time.
  // `seen` (may be null) is told of each entry before it; its error ends the step with it.
  StatusOr<bool> Step(sqlite::Connection& source, const std::function<Status(const StoredEntry&)>& seen = nullptr);

  // Of the last entry derived from.
  std::uint64_t position() const { return position_; }
  // The latest moment at which one of these was recorded; the beginning of time without any.
  Instant recorded_until() const { return recorded_until_; }
  // With the derived tables, and the dictionaries of `source`.
  sqlite::Connection& rebuilt() { return scratch_->connection(); }

 private:
  explicit Rebuild(std::unique_ptr<SqliteScratch> scratch) : scratch_(std::move(scratch)) {}
  std::unique_ptr<SqliteScratch> scratch_;
  std::uint64_t position_ = 0;
  Instant recorded_until_{};
};

}  // namespace clearance
