// The ledger in SQLite. Positions, leaf indexes and frontiers are read from the transaction itself, and may be
// remembered from one entry to the next.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "common/crypto/merkle.h"
#include "db/ledger.h"
#include "db/sqlite_dictionary.h"

namespace clearance {

// The end of the ledger as it was last read or written through one connection, when nobody else writes meanwhile. To be
// forgotten when what was written is rolled back. Belongs to the connection's thread.
struct LedgerEnd {
  std::optional<std::uint64_t> last_position;
  std::map<std::int64_t, MerkleFrontier> frontiers;  // by log: a port each, and the centre's

  void Forget() { *this = LedgerEnd(); }
};

// Belongs to the connection's thread.
class SqliteLedger final : public Ledger {
 public:
  // `memo` and `end`, when there are any, must outlive it and be this connection's.
  explicit SqliteLedger(sqlite::Connection& connection, DictionaryMemo* memo = nullptr, LedgerEnd* end = nullptr)
      : connection_(connection), dictionary_(connection, memo), end_(end) {}

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
  StatusOr<MerkleFrontier> FrontierOf(std::int64_t log) const;
  Status KeepLeaf(std::int64_t log, MerkleFrontier& frontier, const std::string& leaf_hash);
  // Bound to walk the entries `filter` may let pass, after `after_position`, in order; absent when there are none.
  StatusOr<std::optional<sqlite::Statement>> Walk(const EntryFilter& filter, std::uint64_t after_position) const;
  // The first leaf of the log that stands after `after_position`.
  StatusOr<std::uint64_t> FirstLeafAfter(std::int64_t log, std::uint64_t after_position) const;

  sqlite::Connection& connection_;
  SqliteDictionary dictionary_;
  LedgerEnd* end_;
};

}  // namespace clearance
