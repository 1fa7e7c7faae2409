#include "db/verify_ledger.h"

#include <algorithm>
#include <map>
#include <utility>

#include "common/crypto/checkpoint.h"
#include "common/crypto/merkle.h"
#include "db/entry_check.h"
#include "db/merkle_nodes.h"

namespace clearance {
namespace {

std::string InLog(std::string_view log, std::string_view what) {
  return "log " + std::string(log) + ": " + std::string(what);
}

}  // namespace

struct LedgerVerifier::State {
  State(StoreReader& store, std::vector<KnownRoot> given, std::vector<VerifyingKey> signers)
      : reader(store), known(std::move(given)), keys(std::move(signers)) {}

  void Differ(std::uint64_t position, std::string what) {
    report.first_difference = LedgerDifference{position, std::move(what)};
    report.complete = true;
  }

  // What a failed read means: lost or unreadable content is a difference of the ledger, anything else an error of ours.
  Status Judge(const Status& status) {
    if (status.code() != StatusCode::kDataLoss) return status;
    Differ(begun && last_position < report.entries_total ? last_position + 1 : 0,
           "cannot be read: " + MessageOf(status));
    return OkStatus();
  }

  Status Begin(const Ledger& ledger) {
    ASSIGN_OR_RETURN(std::string fault, ledger.SchemaFault());
    if (fault.empty()) {
      ASSIGN_OR_RETURN(const auto first_position, ledger.FirstPosition());
      fault = FaultOfFirst(first_position);
    }
    if (!fault.empty()) {
      Differ(0, std::move(fault));
      return OkStatus();
    }
    ASSIGN_OR_RETURN(report.entries_total, ledger.LastPosition());
    ASSIGN_OR_RETURN(recorded, ledger.Roots());
    begun = true;
    return OkStatus();
  }

  // A page with a row that cannot be read is read row by row, so that this one is named.
  StatusOr<std::vector<EntryRow>> ReadRows(const Ledger& ledger) {
    StatusOr<std::vector<EntryRow>> rows = ledger.Rows(last_position, rows_per_read);
    if (rows.status().code() != StatusCode::kDataLoss || rows_per_read == 1) return rows;
    rows_per_read = 1;
    return ledger.Rows(last_position, rows_per_read);
  }

  Status CheckPage(const Snapshot& snapshot) {
    const Ledger& ledger = snapshot.ledger();
    ASSIGN_OR_RETURN(const std::vector<EntryRow> rows, ReadRows(ledger));
    for (const EntryRow& row : rows) {
      if (row.position > report.entries_total) break;
      RETURN_IF_ERROR(CheckRow(snapshot, row));
      if (report.complete) return OkStatus();
      last_position = row.position;
      ++report.entries_checked;
    }
    if (last_position < report.entries_total && rows.size() < rows_per_read) {
      Differ(last_position + 1, "the entry is missing");
    }
    return OkStatus();
  }

  Status CheckRow(const Snapshot& snapshot, const EntryRow& row) {
    if (row.position != last_position + 1) {
      Differ(last_position + 1, "the entry is missing");
      return OkStatus();
    }
    if (std::string fault = FaultOf(row); !fault.empty()) {
      Differ(row.position, std::move(fault));
      return OkStatus();
    }
    RETURN_IF_ERROR(CheckTree(snapshot.ledger(), row));
    if (report.complete) return OkStatus();
    ASSIGN_OR_RETURN(std::string differs, known.AfterLeaf(snapshot.checkpoints(), row.log, frontiers[row.log]));
    if (!differs.empty()) Differ(row.position, std::move(differs));
    return OkStatus();
  }

  Status CheckTree(const Ledger& ledger, const EntryRow& row) {
    MerkleFrontier& frontier = frontiers[row.log];
    if (row.leaf_index != frontier.size()) {
      Differ(row.position, "the column leaf_index is not the next one of its log");
      return OkStatus();
    }
    for (const MerkleNode& node : AppendLeaf(frontier, row.leaf_hash)) {
      ASSIGN_OR_RETURN(const std::optional<std::string> stored, ledger.Node(row.log, node.level, node.index));
      if (!stored || *stored != node.hash) {
        Differ(row.position, InLog(row.log, "the stored hash of the subtree of level " + std::to_string(node.level) +
                                                " that ends here" + (stored ? " differs" : " is missing")));
        return OkStatus();
      }
    }
    return OkStatus();
  }

  Status Conclude(const Snapshot& snapshot) {
    for (const auto& [log, frontier] : frontiers) report.roots.push_back({log, frontier.size(), frontier.Root()});
    for (const LogRoot& root : recorded) {
      const MerkleFrontier& found = frontiers[root.log];
      if (root.size != found.size()) {
        Differ(last_position + 1, InLog(root.log, "has " + std::to_string(found.size()) + " entries, recorded are " +
                                                      std::to_string(root.size)));
        return OkStatus();
      }
      if (root.root_hash != found.Root()) {
        Differ(0, InLog(root.log, "the recorded frontier does not give the recomputed root"));
        return OkStatus();
      }
    }
    if (recorded.size() != frontiers.size()) {
      Differ(0, "a log has entries but no recorded frontier");
      return OkStatus();
    }
    ASSIGN_OR_RETURN(std::string cut_off, known.AtEnd(snapshot.ledger(), snapshot.checkpoints(), frontiers));
    if (!cut_off.empty()) {
      Differ(last_position + 1, std::move(cut_off));
      return OkStatus();
    }
    return CheckNoNodeBeyond(snapshot.ledger());
  }

  Status CheckNoNodeBeyond(const Ledger& ledger) {
    for (const auto& [log, frontier] : frontiers) {
      ASSIGN_OR_RETURN(const LogRoot now, ledger.Root(log));  // it may have grown meanwhile
      for (int level = 0; level <= kHighestLevel; ++level) {
        const std::uint64_t complete = level < kLowestStoredLevel ? 0 : now.size >> level;
        ASSIGN_OR_RETURN(const std::optional<std::uint64_t> beyond, ledger.NextNode(log, level, complete));
        if (beyond) {
          Differ(0,
                 InLog(log, "a subtree of level " + std::to_string(level) + " is stored that the log does not have"));
          return OkStatus();
        }
      }
    }
    return CheckNodeCount(ledger);
  }

  // What stands at a level, an index or of a log that cannot be is found by counting alone.
  Status CheckNodeCount(const Ledger& ledger) {
    ASSIGN_OR_RETURN(const std::vector<LogRoot> now, ledger.Roots());
    std::uint64_t expected = 0;
    for (const LogRoot& log : now) {
      for (int level = kLowestStoredLevel; level <= kHighestLevel; ++level) expected += log.size >> level;
    }
    ASSIGN_OR_RETURN(const std::uint64_t stored, ledger.NodeCount());
    if (stored != expected) {
      Differ(0, std::to_string(stored) + " hashes of subtrees are stored, the logs have " + std::to_string(expected));
      return OkStatus();
    }
    concluded = true;
    return OkStatus();
  }

  // The next page of the stored checkpoints, after all entries. Those of sizes that were reread have been held against
  // the trees by then.
  Status CheckCheckpoints(const Snapshot& snapshot) {
    ASSIGN_OR_RETURN(const std::vector<StoredCheckpoint> page,
                     snapshot.checkpoints().ListAll(last_checkpoint, kMaxRowsPerRead));
    std::map<std::string, std::uint64_t> sizes;
    for (const StoredCheckpoint& stored : page) {
      const std::string named = "the stored checkpoint " + std::to_string(last_checkpoint + 1);
      if (stored.number != last_checkpoint + 1) {
        Differ(0, named + " is missing");
        return OkStatus();
      }
      if (!sizes.contains(stored.root.log)) {
        ASSIGN_OR_RETURN(const LogRoot now, snapshot.ledger().Root(stored.root.log));
        sizes[stored.root.log] = now.size;
      }
      if (std::string cut_off = CutOffBefore(stored, sizes[stored.root.log]); !cut_off.empty()) {
        Differ(last_position + 1, std::move(cut_off));
        return OkStatus();
      }
      if (!IsSigned(stored)) {
        Differ(0, named + " is not signed with the key of the ledger");
        return OkStatus();
      }
      last_checkpoint = stored.number;
    }
    report.complete = page.size() < kMaxRowsPerRead;
    return OkStatus();
  }

  bool IsSigned(const StoredCheckpoint& stored) const {
    return keys.empty() || std::any_of(keys.begin(), keys.end(),
                                       [&](const VerifyingKey& key) { return OpenCheckpoint(stored.note, key).ok(); });
  }

  StoreReader& reader;
  VerifyReport report;
  bool begun = false;
  bool concluded = false;             // the entries and their trees are in order
  std::uint64_t last_checkpoint = 0;  // of the stored ones that were looked at
  std::uint64_t last_position = 0;
  std::size_t rows_per_read = kMaxRowsPerRead;
  std::vector<LogRoot> recorded;
  std::map<std::string, MerkleFrontier> frontiers;
  KnownRoots known;
  const std::vector<VerifyingKey> keys;
};

LedgerVerifier::LedgerVerifier(StoreReader& reader, std::vector<KnownRoot> known, std::vector<VerifyingKey> keys)
    : state_(std::make_unique<State>(reader, std::move(known), std::move(keys))) {}
LedgerVerifier::~LedgerVerifier() = default;

const VerifyReport& LedgerVerifier::report() const { return state_->report; }

Status LedgerVerifier::Step() {
  State& state = *state_;
  if (state.report.complete) return OkStatus();
  const Status status = state.reader.Read([&state](const Snapshot& snapshot) {
    if (state.concluded) return state.CheckCheckpoints(snapshot);
    if (!state.begun) RETURN_IF_ERROR(state.Begin(snapshot.ledger()));
    if (state.report.complete) return OkStatus();
    RETURN_IF_ERROR(state.CheckPage(snapshot));
    if (state.report.complete || state.last_position < state.report.entries_total) return OkStatus();
    RETURN_IF_ERROR(state.Conclude(snapshot));
    return state.concluded ? state.CheckCheckpoints(snapshot) : OkStatus();
  });
  return state.Judge(status);
}

StatusOr<VerifyReport> VerifyLedger(StoreReader& reader, const std::function<void(const VerifyReport&)>& progress,
                                    std::vector<KnownRoot> known, std::vector<VerifyingKey> keys) {
  LedgerVerifier verifier(reader, std::move(known), std::move(keys));
  while (!verifier.report().complete) {
    RETURN_IF_ERROR(verifier.Step());
    if (progress) progress(verifier.report());
  }
  return verifier.report();
}

}  // namespace clearance
