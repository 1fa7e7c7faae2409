#include "db/tail_check.h"

#include <algorithm>
#include <bit>
#include <map>
#include <string>
#include <vector>

#include "common/base/big_endian.h"
#include "common/base/error_reasons.h"
#include "common/crypto/hash.h"
#include "db/entry_check.h"
#include "db/merkle_nodes.h"
#include "db/merkle_proofs.h"

namespace clearance {
namespace {

Status Damaged(const std::string& what) { return Error(StatusCode::kDataLoss, error_reason::kStoreCorrupt, what); }

Status DamagedAt(std::uint64_t position, const std::string& what) {
  return Damaged("position " + std::to_string(position) + ": " + what);
}

// How many leaves the log had when the ledger ended at `position`.
StatusOr<std::uint64_t> SizeAt(const Ledger& ledger, const LogRoot& now, std::uint64_t position) {
  if (position == 0) return std::uint64_t{0};
  EntryFilter filter;
  filter.log = now.log;
  for (std::uint64_t after = position;;) {
    ASSIGN_OR_RETURN(const EntryPage page, ledger.List(filter, after, 1));
    if (!page.entries.empty()) return page.entries.front().leaf_index;
    if (!page.next_after) return now.size;
    after = *page.next_after;
  }
}

// The last position at which the log had no more than `size` leaves.
StatusOr<std::uint64_t> PositionOfSize(const Ledger& ledger, const LogRoot& now, std::uint64_t size,
                                       std::uint64_t last_position) {
  std::uint64_t low = 0;
  std::uint64_t high = last_position;
  while (low < high) {
    const std::uint64_t middle = high - (high - low) / 2;
    ASSIGN_OR_RETURN(const std::uint64_t found, SizeAt(ledger, now, middle));
    if (found <= size) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return low;
}

// The right edge the log's tree had at that size, from what is stored.
StatusOr<MerkleFrontier> FrontierAt(const Ledger& ledger, std::string_view log, std::uint64_t size) {
  const std::uint64_t edge = size % kBlockLeaves;
  std::string bytes;
  AppendBigEndian64(bytes, size - edge);
  for (int level = std::bit_width(size) - 1; level >= kLowestStoredLevel; --level) {
    if ((size >> level & 1) == 0) continue;
    ASSIGN_OR_RETURN(const auto node, ledger.Node(log, level, (size >> level) - 1));
    if (!node) return Damaged("log " + std::string(log) + " lacks a node of level " + std::to_string(level));
    bytes += *node;
  }
  StatusOr<MerkleFrontier> frontier = MerkleFrontier::Parse(bytes);
  if (!frontier.ok()) return Damaged("log " + std::string(log) + " holds a node of another form");
  if (edge == 0) return *std::move(frontier);
  ASSIGN_OR_RETURN(const auto leaves, ledger.LeafHashes(log, size - edge, edge));
  if (leaves.size() != edge) return Damaged("log " + std::string(log) + " lacks a leaf");
  for (const std::string& leaf : leaves) {
    if (leaf.size() != kSha256Bytes) return Damaged("log " + std::string(log) + " holds a leaf hash of another form");
    frontier->Append(leaf);
  }
  return *std::move(frontier);
}

Status ShorterThanSigned(const LogRoot& log, std::uint64_t size) {
  return Damaged("log " + log.log + " has " + std::to_string(log.size) + " entries, its last checkpoint was of " +
                 std::to_string(size));
}

// A log that was signed and has no entry any more is on no list of logs.
Status CheckSignedLogs(const Snapshot& snapshot, const std::vector<LogRoot>& logs) {
  ASSIGN_OR_RETURN(const std::vector<std::string> with_checkpoints, snapshot.checkpoints().Logs());
  for (const std::string& name : with_checkpoints) {
    if (std::any_of(logs.begin(), logs.end(), [&](const LogRoot& log) { return log.log == name; })) continue;
    ASSIGN_OR_RETURN(const auto checkpoint, snapshot.checkpoints().Latest(name));
    if (!checkpoint) return Damaged("a checkpoint is of a log that has no name");
    return ShorterThanSigned({.log = name}, checkpoint->root.size);
  }
  return OkStatus();
}

// The log against what was signed of it last.
Status CheckSigned(const Ledger& ledger, const LogRoot& log, const LogRoot& is_signed) {
  if (is_signed.size > log.size) return ShorterThanSigned(log, is_signed.size);
  ASSIGN_OR_RETURN(const std::string root, RootAt(ledger, log.log, is_signed.size));
  if (root == is_signed.root_hash) return OkStatus();
  return Damaged("log " + log.log + " has another root at " + std::to_string(is_signed.size) +
                 " entries than its last checkpoint");
}

// Where what nobody has signed begins: the one place that decides it. Also holds the logs against their checkpoints.
StatusOr<std::uint64_t> StartOfTail(const Snapshot& snapshot, const std::vector<LogRoot>& logs,
                                    std::uint64_t last_position, const TailLimits& limits) {
  const Ledger& ledger = snapshot.ledger();
  const std::uint64_t most = last_position - std::min(last_position, limits.most);
  std::uint64_t start = last_position - std::min(last_position, limits.least);
  for (const LogRoot& log : logs) {
    ASSIGN_OR_RETURN(const auto checkpoint, snapshot.checkpoints().Latest(log.log));
    if (!checkpoint) {
      start = 0;  // nothing of this log is signed
      continue;
    }
    RETURN_IF_ERROR(CheckSigned(ledger, log, checkpoint->root));
    const std::uint64_t size = checkpoint->root.size;
    if (size == log.size) continue;
    ASSIGN_OR_RETURN(const std::uint64_t is_signed, PositionOfSize(ledger, log, size, last_position));
    start = std::min(start, is_signed);
  }
  RETURN_IF_ERROR(CheckSignedLogs(snapshot, logs));
  return std::max(start, most);
}

class Tail {
 public:
  Tail(const Ledger& ledger, TailChecked bounds) : ledger_(ledger), bounds_(bounds) {}

  Status Check(const std::vector<LogRoot>& logs) {
    for (const LogRoot& log : logs) {
      ASSIGN_OR_RETURN(const std::uint64_t size, SizeAt(ledger_, log, bounds_.after));
      ASSIGN_OR_RETURN(trees_[log.log], FrontierAt(ledger_, log.log, size));
    }
    for (std::uint64_t position = bounds_.after; position < bounds_.last_position;) {
      ASSIGN_OR_RETURN(const std::vector<EntryRow> rows, ledger_.Rows(position, kMaxRowsPerRead));
      if (rows.empty()) return DamagedAt(position + 1, "the entry is missing");
      for (const EntryRow& row : rows) {
        if (row.position != ++position) return DamagedAt(position, "the entry is missing");
        RETURN_IF_ERROR(CheckRow(row));
      }
    }
    for (const LogRoot& log : logs) {
      const MerkleFrontier& tree = trees_[log.log];
      if (tree.size() != log.size || tree.Root() != log.root_hash)
        return Damaged("log " + log.log + " does not have the size or the root that is recorded");
    }
    return OkStatus();
  }

 private:
  Status CheckRow(const EntryRow& row) {
    const std::string fault = FaultOf(row);
    if (!fault.empty()) return DamagedAt(row.position, fault);
    const auto tree = trees_.find(row.log);
    if (tree == trees_.end() || row.leaf_index != tree->second.size())
      return DamagedAt(row.position, "it is not the next one of its log");
    for (const MerkleNode& node : AppendLeaf(tree->second, row.leaf_hash)) {
      ASSIGN_OR_RETURN(const auto stored, ledger_.Node(row.log, node.level, node.index));
      if (!stored || *stored != node.hash)
        return DamagedAt(row.position, "a node that ends here is not the stored one");
    }
    return OkStatus();
  }

  const Ledger& ledger_;
  const TailChecked bounds_;
  std::map<std::string, MerkleFrontier> trees_;
};

StatusOr<TailChecked> Check(const Snapshot& snapshot, const TailLimits& limits) {
  const Ledger& ledger = snapshot.ledger();
  TailChecked bounds;
  ASSIGN_OR_RETURN(const auto first_position, ledger.FirstPosition());
  if (const std::string fault = FaultOfFirst(first_position); !fault.empty()) return Damaged(fault);
  ASSIGN_OR_RETURN(bounds.last_position, ledger.LastPosition());
  ASSIGN_OR_RETURN(const std::vector<LogRoot> logs, ledger.Roots());
  std::uint64_t recorded = 0;
  for (const LogRoot& log : logs) recorded += log.size;
  if (bounds.last_position != recorded) {
    return Damaged("the ledger ends at position " + std::to_string(bounds.last_position) + ", but " +
                   std::to_string(recorded) + " entries are recorded");
  }
  ASSIGN_OR_RETURN(bounds.after, StartOfTail(snapshot, logs, bounds.last_position, limits));
  RETURN_IF_ERROR(Tail(ledger, bounds).Check(logs));
  return bounds;
}

}  // namespace

StatusOr<TailChecked> CheckTail(const Snapshot& snapshot, const TailLimits& limits) {
  const StatusOr<TailChecked> checked = Check(snapshot, limits);
  if (checked.status().code() != StatusCode::kDataLoss) return checked;
  return Damaged("the end of the ledger is damaged (docs/operations.md says what to do): " +
                 MessageOf(checked.status()));
}

}  // namespace clearance
