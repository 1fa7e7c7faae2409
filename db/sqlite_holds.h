// Holds in SQLite. Belongs to its connection's thread and keeps no state beside the file.
#pragma once

#include "common/sqlite/connection.h"
#include "db/holds.h"
#include "db/subscribers.h"

namespace clearance {

class SqliteHolds final : public Holds {
 public:
  SqliteHolds(sqlite::Connection& connection, ViewChanges& changes) : connection_(connection), changes_(changes) {}
  StatusOr<std::optional<Hold>> Find(std::string_view hold_id) const override;
  StatusOr<std::vector<MatchedHold>> FindFor(const HoldSearch& search, Instant from) const override;
  StatusOr<std::vector<Hold>> List(const HoldFilter& filter, const std::optional<HoldCursor>& after,
                                   std::size_t limit) const override;
  StatusOr<std::vector<HoldHit>> HitsOf(std::string_view decision_request_id, std::size_t limit) const override;
  StatusOr<std::vector<HoldNews>> ChangesSince(std::uint64_t change, std::size_t limit) const override;
  StatusOr<std::uint64_t> LastChange() const override;
  StatusOr<std::uint64_t> Insert(const Hold& hold) override;
  StatusOr<std::uint64_t> Update(const Hold& hold) override;
  StatusOr<std::uint64_t> AddHit(const HoldHit& hit) override;

 private:
  StatusOr<std::uint64_t> Stamp();
  sqlite::Connection& connection_;
  ViewChanges& changes_;
};

}  // namespace clearance
