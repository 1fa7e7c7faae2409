#include "db/memory_ledger.h"

#include <algorithm>

#include "db/merkle_nodes.h"
#include "db/sealed_entry.h"
#include "db/view_errors.h"

namespace clearance {

StatusOr<std::uint64_t> MemoryLedger::Append(const LedgerEntry& entry) {
  RETURN_IF_ERROR(ValidateEntry(entry));
  const std::uint64_t position = rows_.rows().empty() ? 1 : rows_.rows().rbegin()->first + 1;
  MerkleFrontier frontier = frontiers_.Get(entry.log);
  EntryRow row;
  row.position = position;
  row.leaf_index = frontier.size();
  row.log = entry.log;
  row.kind = static_cast<std::int64_t>(entry.kind);
  row.event_time_ms = ToUnixMs(entry.event_time);
  row.traveller = entry.traveller;
  row.lane_id = entry.lane_id;
  row.sealed = SealEntry(entry, position);
  row.leaf_hash = LeafHash(row.sealed);
  leaves_.Set({entry.log, row.leaf_index}, row.leaf_hash);
  for (const MerkleNode& node : AppendLeaf(frontier, row.leaf_hash)) {
    nodes_.Set(NodeKey(entry.log, node.level, node.index), node.hash);
  }
  frontiers_.Set(entry.log, std::move(frontier));
  rows_.Set(position, std::move(row));
  return position;
}

StatusOr<StoredEntry> MemoryLedger::Get(std::uint64_t position) const {
  const EntryRow* row = rows_.Find(position);
  if (row == nullptr) return NoSuchEntry();
  return OpenRow(*row);
}

StatusOr<EntryPage> MemoryLedger::List(const EntryFilter& filter, std::uint64_t after_position,
                                       std::size_t limit) const {
  limit = BoundedLimit(limit);
  EntryPage page;
  std::size_t scanned = 0;
  for (auto row = rows_.rows().upper_bound(after_position); row != rows_.rows().end(); ++row) {
    if (page.entries.size() == limit || scanned == kMaxEntriesScanned) {
      page.next_after = std::prev(row)->first;
      break;
    }
    ++scanned;
    ASSIGN_OR_RETURN(StoredEntry entry, OpenRow(row->second));
    if (Passes(filter, entry.entry)) page.entries.push_back(std::move(entry));
  }
  return page;
}

StatusOr<EntryPage> MemoryLedger::ListOfEverybody(std::uint64_t after_position, std::size_t limit) const {
  limit = BoundedLimit(limit);
  EntryPage page;
  for (auto row = rows_.rows().upper_bound(after_position); row != rows_.rows().end(); ++row) {
    ASSIGN_OR_RETURN(StoredEntry entry, OpenRow(row->second));
    const bool of_everybody = entry.entry.kind == EntryKind::kHoldChange ||
                              (entry.entry.kind == EntryKind::kImport && entry.entry.traveller.empty());
    if (!of_everybody) continue;
    if (page.entries.size() == limit) {
      page.next_after = page.entries.back().position;
      return page;
    }
    page.entries.push_back(std::move(entry));
  }
  return page;
}

StatusOr<std::vector<StoredEntry>> MemoryLedger::LatestOf(std::string_view traveller, EntryKind kind,
                                                          std::size_t limit) const {
  std::vector<StoredEntry> entries;
  for (auto row = rows_.rows().rbegin(); row != rows_.rows().rend() && entries.size() < BoundedLimit(limit); ++row) {
    if (row->second.traveller != traveller || row->second.kind != static_cast<std::int64_t>(kind)) continue;
    ASSIGN_OR_RETURN(StoredEntry entry, OpenRow(row->second));
    entries.push_back(std::move(entry));
  }
  return entries;
}

StatusOr<std::uint64_t> MemoryLedger::LastPosition() const {
  return rows_.rows().empty() ? 0 : rows_.rows().rbegin()->first;
}

StatusOr<LogRoot> MemoryLedger::Root(std::string_view log) const {
  const MerkleFrontier frontier = frontiers_.Get(log);
  return LogRoot{std::string(log), frontier.size(), frontier.Root()};
}

StatusOr<std::vector<LogRoot>> MemoryLedger::Roots() const {
  std::vector<LogRoot> roots;
  for (const auto& [log, frontier] : frontiers_.rows()) roots.push_back({log, frontier.size(), frontier.Root()});
  return roots;
}

StatusOr<std::vector<EntryRow>> MemoryLedger::Rows(std::uint64_t after_position, std::size_t limit) const {
  limit = BoundedLimit(limit);
  std::vector<EntryRow> rows;
  for (auto row = rows_.rows().upper_bound(after_position); row != rows_.rows().end() && rows.size() < limit; ++row) {
    rows.push_back(row->second);
  }
  return rows;
}

StatusOr<std::vector<std::string>> MemoryLedger::LeafHashes(std::string_view log, std::uint64_t first_leaf,
                                                            std::size_t count) const {
  count = BoundedLimit(count);
  std::vector<std::string> hashes;
  for (auto leaf = leaves_.rows().lower_bound(std::pair(std::string(log), first_leaf));
       leaf != leaves_.rows().end() && leaf->first.first == log && hashes.size() < count; ++leaf) {
    hashes.push_back(leaf->second);
  }
  return hashes;
}

StatusOr<std::optional<std::string>> MemoryLedger::Node(std::string_view log, int level, std::uint64_t index) const {
  const std::string* hash = nodes_.Find(NodeKey(log, level, index));
  if (hash == nullptr) return std::optional<std::string>();
  return std::optional<std::string>(*hash);
}

StatusOr<std::optional<std::uint64_t>> MemoryLedger::NextNode(std::string_view log, int level,
                                                              std::uint64_t from_index) const {
  const auto next = nodes_.rows().lower_bound(NodeKey(log, level, from_index));
  if (next == nodes_.rows().end() || std::get<0>(next->first) != log || std::get<1>(next->first) != level) {
    return std::optional<std::uint64_t>();
  }
  return std::optional<std::uint64_t>(std::get<2>(next->first));
}

StatusOr<std::uint64_t> MemoryLedger::NodeCount() const { return nodes_.rows().size(); }

StatusOr<std::optional<std::int64_t>> MemoryLedger::FirstPosition() const {
  if (rows_.rows().empty()) return std::optional<std::int64_t>();
  return std::optional<std::int64_t>(static_cast<std::int64_t>(rows_.rows().begin()->first));
}

StatusOr<std::string> MemoryLedger::SchemaFault() const { return std::string(); }

}  // namespace clearance
