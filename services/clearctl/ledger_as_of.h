// A ledger as it stood at a position: the entries up to it and nothing of what came after. Reads only.
#pragma once

#include "db/ledger.h"

namespace clearance {

// Owns nothing; `ledger` must outlive it. Only entries are looked up: trees and proofs are the present ledger's, and
// Append is FAILED_PRECONDITION.
class LedgerAsOf final : public Ledger {
 public:
  LedgerAsOf(const Ledger& ledger, std::uint64_t as_of) : ledger_(ledger), as_of_(as_of) {}

  StatusOr<std::uint64_t> Append(const LedgerEntry& entry) override;
  StatusOr<StoredEntry> Get(std::uint64_t position) const override;
  StatusOr<EntryPage> List(const EntryFilter& filter, std::uint64_t after_position, std::size_t limit) const override;
  StatusOr<EntryPage> ListOfEverybody(std::uint64_t after_position, std::size_t limit) const override;
  // Of the latest so many there are today, those up to the position.
  StatusOr<std::vector<StoredEntry>> LatestOf(std::string_view traveller, EntryKind kind,
                                              std::size_t limit) const override;
  StatusOr<std::uint64_t> LastPosition() const override;
  StatusOr<LogRoot> Root(std::string_view log) const override { return ledger_.Root(log); }
  StatusOr<std::vector<LogRoot>> Roots() const override { return ledger_.Roots(); }
  StatusOr<std::vector<EntryRow>> Rows(std::uint64_t after_position, std::size_t limit) const override {
    return ledger_.Rows(after_position, limit);
  }
  StatusOr<std::vector<std::string>> LeafHashes(std::string_view log, std::uint64_t first_leaf,
                                                std::size_t count) const override {
    return ledger_.LeafHashes(log, first_leaf, count);
  }
  StatusOr<std::optional<std::string>> Node(std::string_view log, int level, std::uint64_t index) const override {
    return ledger_.Node(log, level, index);
  }
  StatusOr<std::optional<std::uint64_t>> NextNode(std::string_view log, int level,
                                                  std::uint64_t from_index) const override {
    return ledger_.NextNode(log, level, from_index);
  }
  StatusOr<std::uint64_t> NodeCount() const override { return ledger_.NodeCount(); }
  StatusOr<std::optional<std::int64_t>> FirstPosition() const override { return ledger_.FirstPosition(); }
  StatusOr<std::string> SchemaFault() const override { return ledger_.SchemaFault(); }

 private:
  EntryPage UpTo(EntryPage page) const;
  const Ledger& ledger_;
  const std::uint64_t as_of_;
};

}  // namespace clearance
