// Holds in memory: the contract over ordered maps, without a thought for speed.
#pragma once

#include <string>

#include "db/holds.h"
#include "db/memory_table.h"
#include "db/subscribers.h"

namespace clearance {

class MemoryHolds final : public Holds {
 public:
  MemoryHolds(UndoLog& undo, ViewChanges& changes) : holds_(undo), hits_(undo), last_change_(undo), changes_(changes) {}
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
  std::uint64_t NextChange();
  std::uint64_t Write(Hold hold);
  MemoryTable<std::string, Hold> holds_;
  MemoryTable<std::uint64_t, HoldHit> hits_;
  MemoryTable<int, std::uint64_t> last_change_;  // one row
  ViewChanges& changes_;
};

}  // namespace clearance
