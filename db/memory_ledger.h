// The ledger in memory.
#pragma once

#include <string>
#include <tuple>
#include <utility>

#include "common/crypto/merkle.h"
#include "db/ledger.h"
#include "db/memory_table.h"

namespace clearance {

class MemoryLedger final : public Ledger {
 public:
  explicit MemoryLedger(UndoLog& undo) : rows_(undo), leaves_(undo), frontiers_(undo), nodes_(undo) {}

  StatusOr<std::uint64_t> Append(const LedgerEntry& entry) override;
  StatusOr<StoredEntry> Get(std::uint64_t position) const override;
  StatusOr<EntryPage> List(const EntryFilter& filter, std::uint64_t after_position, std::size_t limit) const override;
  StatusOr<EntryPage> ListOfEverybody(std::uint64_t after_position, std::size_t limit) const override;
  StatusOr<std::vector<StoredEntry>> LatestOf(std::string_view traveller, EntryKind kind,
                                              std::size_t limit) const override;
  StatusOr<std::uint64_t> LastPosition() const override;
  StatusOr<LogRoot> Root(std::string_view log) const override;
  StatusOr<std::vector<LogRoot>> Roots() const override;
  StatusOr<std::vector<EntryRow>> Rows(std::uint64_t after_position, std::size_t limit) const override;
  StatusOr<std::vector<std::string>> LeafHashes(std::string_view log, std::uint64_t first_leaf,
                                                std::size_t count) const override;
  StatusOr<std::optional<std::string>> Node(std::string_view log, int level, std::uint64_t index) const override;
  StatusOr<std::optional<std::uint64_t>> NextNode(std::string_view log, int level,
                                                  std::uint64_t from_index) const override;
  StatusOr<std::uint64_t> NodeCount() const override;
  StatusOr<std::optional<std::int64_t>> FirstPosition() const override;
  StatusOr<std::string> SchemaFault() const override;

 private:
  using NodeKey = std::tuple<std::string, int, std::uint64_t>;
  MemoryTable<std::uint64_t, EntryRow> rows_;
  MemoryTable<std::pair<std::string, std::uint64_t>, std::string> leaves_;  // by log and leaf index
  MemoryTable<std::string, MerkleFrontier> frontiers_;
  MemoryTable<NodeKey, std::string> nodes_;
};

}  // namespace clearance
