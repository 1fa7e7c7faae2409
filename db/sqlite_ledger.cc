#include "db/sqlite_ledger.h"

#include <array>

#include "common/sqlite/schema_check.h"
#include "db/merkle_nodes.h"
#include "db/schema.h"
#include "db/sealed_entry.h"
#include "db/view_errors.h"

namespace clearance {
namespace {

// A number that stands for no text or traveller gives bytes that equal nothing sealed.
#define CLEARANCE_ENTRY_ROW                                                                  \
  "SELECT e.position, e.leaf_index, coalesce(l.name, '?'), e.kind, e.event_time_ms, "        \
  "CASE WHEN e.traveller IS NULL THEN x'' ELSE coalesce(t.pseudonym, x'00') END, "           \
  "CASE WHEN e.lane IS NULL THEN '' ELSE coalesce(n.name, '?') END, e.leaf_hash, e.sealed, " \
  "e.log, e.traveller, e.lane FROM entries e "                                               \
  "LEFT JOIN names l ON l.id = e.log LEFT JOIN travellers t ON t.id = e.traveller "          \
  "LEFT JOIN names n ON n.id = e.lane "

constexpr std::string_view kRowsAfter = CLEARANCE_ENTRY_ROW "WHERE e.position > ? ORDER BY e.position LIMIT ?";

#undef CLEARANCE_ENTRY_ROW

// An entry is what its sealed bytes say: whoever reads it needs none of the columns that repeat them.
#define CLEARANCE_SEALED_ROW "SELECT position, leaf_index, leaf_hash, sealed FROM entries "

constexpr std::string_view kSealedAt = CLEARANCE_SEALED_ROW "WHERE position = ?";
constexpr std::string_view kSealedAfter = CLEARANCE_SEALED_ROW "WHERE position > ? ORDER BY position LIMIT ?";
constexpr std::string_view kSealedOfTraveller =
    CLEARANCE_SEALED_ROW "WHERE traveller = ? AND position > ? ORDER BY position LIMIT ?";
// The plus keeps SQLite from asking of each kind anew whether the index of entries of everybody serves: it prepared the
// statement again at every use.
constexpr std::string_view kLatestOfTraveller =
    CLEARANCE_SEALED_ROW "WHERE traveller = ? AND +kind = ? AND position > 0 ORDER BY position DESC LIMIT ?";
// The condition of the index of this name, word for word, or it does not serve.
constexpr std::string_view kSealedOfEverybody = CLEARANCE_SEALED_ROW
    "INDEXED BY entries_of_everybody WHERE (kind = 12 OR (kind = 6 AND traveller IS NULL)) AND position > ? "
    "ORDER BY position LIMIT ?";
constexpr std::string_view kSealedOfLog =
    CLEARANCE_SEALED_ROW "WHERE log = ? AND leaf_index >= ? ORDER BY leaf_index LIMIT ?";

#undef CLEARANCE_SEALED_ROW

// Nothing where the column holds no bytes: a damaged file may say that they are a text.
std::string BlobAt(const sqlite::Statement& statement, int column) {
  return statement.Type(column) == sqlite::ColumnType::kBlob ? statement.Bytes(column) : "";
}

std::string NameAt(const sqlite::Statement& statement, int column) {
  return statement.Type(column) == sqlite::ColumnType::kText ? statement.Text(column) : "?";
}

// The columns of such a row, and those it was put together from. The position is the row's key, always an integer.
struct EntryColumn {
  int index;
  std::string_view name;
  sqlite::ColumnType type;
  bool may_be_null = false;
};
constexpr std::array kEntryColumns = {
    EntryColumn{1, "leaf_index", sqlite::ColumnType::kInteger},
    EntryColumn{9, "log", sqlite::ColumnType::kInteger},
    EntryColumn{2, "log", sqlite::ColumnType::kText},
    EntryColumn{3, "kind", sqlite::ColumnType::kInteger},
    EntryColumn{4, "event_time_ms", sqlite::ColumnType::kInteger},
    EntryColumn{10, "traveller", sqlite::ColumnType::kInteger, true},
    EntryColumn{5, "traveller", sqlite::ColumnType::kBlob},
    EntryColumn{11, "lane", sqlite::ColumnType::kInteger, true},
    EntryColumn{6, "lane", sqlite::ColumnType::kText},
    EntryColumn{7, "leaf_hash", sqlite::ColumnType::kBlob},
    EntryColumn{8, "sealed", sqlite::ColumnType::kBlob},
};

std::string_view MistypedColumn(const sqlite::Statement& row) {
  for (const EntryColumn& column : kEntryColumns) {
    const sqlite::ColumnType type = row.Type(column.index);
    if (type != column.type && !(column.may_be_null && type == sqlite::ColumnType::kNull)) return column.name;
  }
  return "";
}

EntryRow RowOf(const sqlite::Statement& statement) {
  EntryRow row;
  row.mistyped_column = MistypedColumn(statement);  // before a value is read, which may convert it
  row.position = static_cast<std::uint64_t>(statement.Int(0));
  row.leaf_index = static_cast<std::uint64_t>(statement.Int(1));
  row.log = statement.Text(2);
  row.kind = statement.Int(3);
  row.event_time_ms = statement.Int(4);
  row.traveller = BlobAt(statement, 5);
  row.lane_id = statement.Text(6);
  row.leaf_hash = BlobAt(statement, 7);
  row.sealed = BlobAt(statement, 8);
  return row;
}

StatusOr<StoredEntry> OpenSealedRow(const sqlite::Statement& statement) {
  EntryRow row;
  row.position = static_cast<std::uint64_t>(statement.Int(0));
  row.leaf_index = static_cast<std::uint64_t>(statement.Int(1));
  row.leaf_hash = BlobAt(statement, 2);
  row.sealed = BlobAt(statement, 3);
  return OpenRow(row);
}

StatusOr<MerkleFrontier> ParseFrontier(std::string_view bytes) {
  StatusOr<MerkleFrontier> frontier = MerkleFrontier::Parse(bytes);
  if (!frontier.ok()) return CorruptStore("a frontier of another form than ours");
  return frontier;
}

}  // namespace

StatusOr<std::uint64_t> SqliteLedger::Append(const LedgerEntry& entry) {
  RETURN_IF_ERROR(ValidateEntry(entry));
  ASSIGN_OR_RETURN(const std::uint64_t last, LastPosition());
  const std::uint64_t position = last + 1;
  ASSIGN_OR_RETURN(const std::int64_t log, dictionary_.KeepName(entry.log));
  std::optional<std::int64_t> traveller;
  if (!entry.traveller.empty()) {
    ASSIGN_OR_RETURN(traveller, dictionary_.KeepTraveller(entry.traveller));
  }
  std::optional<std::int64_t> lane;
  if (!entry.lane_id.empty()) {
    ASSIGN_OR_RETURN(lane, dictionary_.KeepName(entry.lane_id));
  }
  ASSIGN_OR_RETURN(MerkleFrontier frontier, FrontierOf(log));
  const std::string sealed = SealEntry(entry, position);
  const std::string leaf_hash = LeafHash(sealed);
  RETURN_IF_ERROR(connection_.Run(
      "INSERT INTO entries (position, log, leaf_index, kind, event_time_ms, traveller, lane, leaf_hash, sealed) "
      "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
      position, log, frontier.size(), static_cast<std::int64_t>(entry.kind), ToUnixMs(entry.event_time), traveller,
      lane, sqlite::Blob{leaf_hash}, sqlite::Blob{sealed}));
  RETURN_IF_ERROR(KeepLeaf(log, frontier, leaf_hash));
  if (end_ != nullptr) {
    end_->last_position = position;
    end_->frontiers.insert_or_assign(log, std::move(frontier));
  }
  return position;
}

Status SqliteLedger::KeepLeaf(std::int64_t log, MerkleFrontier& frontier, const std::string& leaf_hash) {
  for (const MerkleNode& node : AppendLeaf(frontier, leaf_hash)) {
    RETURN_IF_ERROR(connection_.Run("INSERT INTO merkle_nodes (log, level, node_index, hash) VALUES (?, ?, ?, ?)", log,
                                    node.level, node.index, sqlite::Blob{node.hash}));
  }
  const std::string serialized = frontier.Serialize();
  return connection_.Run(
      "INSERT INTO logs (log, frontier) VALUES (?, ?) ON CONFLICT (log) DO UPDATE SET frontier = excluded.frontier",
      log, sqlite::Blob{serialized});
}

StatusOr<MerkleFrontier> SqliteLedger::FrontierOf(std::int64_t log) const {
  if (end_ != nullptr) {
    const auto known = end_->frontiers.find(log);
    if (known != end_->frontiers.end()) return known->second;
  }
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare("SELECT frontier FROM logs WHERE log = ?"));
  statement.Bind(log);
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return MerkleFrontier();
  return ParseFrontier(BlobAt(statement, 0));
}

StatusOr<StoredEntry> SqliteLedger::Get(std::uint64_t position) const {
  if (!std::in_range<std::int64_t>(position)) return NoSuchEntry();
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kSealedAt));
  statement.Bind(position);
  ASSIGN_OR_RETURN(const bool found, statement.Step());
  if (!found) return NoSuchEntry();
  return OpenSealedRow(statement);
}

StatusOr<std::uint64_t> SqliteLedger::FirstLeafAfter(std::int64_t log, std::uint64_t after_position) const {
  // Positions rise with the leaf index, so halving finds it without reading what lies between.
  ASSIGN_OR_RETURN(const MerkleFrontier frontier, FrontierOf(log));
  std::uint64_t low = 0;
  std::uint64_t high = frontier.size();
  while (low < high) {
    const std::uint64_t middle = low + (high - low) / 2;
    ASSIGN_OR_RETURN(
        const std::optional<std::int64_t> position,
        FindInt(connection_, "SELECT position FROM entries WHERE log = ? AND leaf_index = ?", log, middle));
    if (!position) return CorruptStore("a leaf of a log is missing");
    if (static_cast<std::uint64_t>(*position) > after_position) {
      high = middle;
    } else {
      low = middle + 1;
    }
  }
  return low;
}

StatusOr<std::optional<sqlite::Statement>> SqliteLedger::Walk(const EntryFilter& filter,
                                                              std::uint64_t after_position) const {
  // The traveller narrows most, the log next; every other member is tested entry by entry.
  constexpr std::size_t kMaxWalked = kMaxEntriesScanned + 1;
  std::optional<sqlite::Statement> walk;
  if (!std::in_range<std::int64_t>(after_position)) return walk;
  std::optional<std::int64_t> id;
  if (filter.lane_id) {
    ASSIGN_OR_RETURN(id, dictionary_.NameId(*filter.lane_id));
    if (!id) return walk;
  }
  if (filter.traveller) {
    ASSIGN_OR_RETURN(id, dictionary_.TravellerId(*filter.traveller));
  } else if (filter.log) {
    ASSIGN_OR_RETURN(id, dictionary_.NameId(*filter.log));
  } else {
    ASSIGN_OR_RETURN(walk, connection_.Prepare(kSealedAfter));
    walk->Bind(after_position, kMaxWalked);
    return walk;
  }
  if (!id) return walk;
  if (filter.traveller) {
    ASSIGN_OR_RETURN(walk, connection_.Prepare(kSealedOfTraveller));
    walk->Bind(*id, after_position, kMaxWalked);
    return walk;
  }
  ASSIGN_OR_RETURN(const std::uint64_t first_leaf, FirstLeafAfter(*id, after_position));
  ASSIGN_OR_RETURN(walk, connection_.Prepare(kSealedOfLog));
  walk->Bind(*id, first_leaf, kMaxWalked);
  return walk;
}

StatusOr<EntryPage> SqliteLedger::List(const EntryFilter& filter, std::uint64_t after_position,
                                       std::size_t limit) const {
  limit = BoundedLimit(limit);
  EntryPage page;
  ASSIGN_OR_RETURN(std::optional<sqlite::Statement> walk, Walk(filter, after_position));
  if (!walk) return page;
  std::size_t scanned = 0;
  std::uint64_t last_scanned = after_position;
  for (;;) {
    ASSIGN_OR_RETURN(const bool more, walk->Step());
    if (!more) return page;
    if (page.entries.size() == limit || scanned == kMaxEntriesScanned) {
      page.next_after = last_scanned;
      return page;
    }
    ++scanned;
    ASSIGN_OR_RETURN(StoredEntry entry, OpenSealedRow(*walk));
    last_scanned = entry.position;
    if (Passes(filter, entry.entry)) page.entries.push_back(std::move(entry));
  }
}

StatusOr<EntryPage> SqliteLedger::ListOfEverybody(std::uint64_t after_position, std::size_t limit) const {
  static_assert(static_cast<int>(EntryKind::kHoldChange) == 12 && static_cast<int>(EntryKind::kImport) == 6);
  EntryPage page;
  if (!std::in_range<std::int64_t>(after_position)) return page;
  limit = BoundedLimit(limit);
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kSealedOfEverybody));
  statement.Bind(after_position, limit + 1);
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    if (page.entries.size() == limit) {
      page.next_after = page.entries.back().position;
      return OkStatus();
    }
    ASSIGN_OR_RETURN(StoredEntry entry, OpenSealedRow(row));
    page.entries.push_back(std::move(entry));
    return OkStatus();
  }));
  return page;
}

StatusOr<std::vector<StoredEntry>> SqliteLedger::LatestOf(std::string_view traveller, EntryKind kind,
                                                          std::size_t limit) const {
  std::vector<StoredEntry> entries;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.TravellerId(traveller));
  if (!id) return entries;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kLatestOfTraveller));
  statement.Bind(*id, static_cast<std::int64_t>(kind), BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(StoredEntry entry, OpenSealedRow(row));
    entries.push_back(std::move(entry));
    return OkStatus();
  }));
  return entries;
}

StatusOr<std::uint64_t> SqliteLedger::LastPosition() const {
  if (end_ != nullptr && end_->last_position) return *end_->last_position;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last, FindInt(connection_, "SELECT max(position) FROM entries"));
  const auto position = static_cast<std::uint64_t>(last.value_or(0));
  if (end_ != nullptr) end_->last_position = position;
  return position;
}

StatusOr<LogRoot> SqliteLedger::Root(std::string_view log) const {
  MerkleFrontier frontier;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.NameId(log));
  if (id) {
    ASSIGN_OR_RETURN(frontier, FrontierOf(*id));
  }
  return LogRoot{std::string(log), frontier.size(), frontier.Root()};
}

StatusOr<std::vector<LogRoot>> SqliteLedger::Roots() const {
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT coalesce(n.name, '?'), g.frontier FROM logs g "
                                       "LEFT JOIN names n ON n.id = g.log ORDER BY n.name"));
  std::vector<LogRoot> roots;
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    ASSIGN_OR_RETURN(const MerkleFrontier frontier, ParseFrontier(BlobAt(row, 1)));
    roots.push_back({NameAt(row, 0), frontier.size(), frontier.Root()});
    return OkStatus();
  }));
  return roots;
}

StatusOr<std::vector<EntryRow>> SqliteLedger::Rows(std::uint64_t after_position, std::size_t limit) const {
  std::vector<EntryRow> rows;
  if (!std::in_range<std::int64_t>(after_position)) return rows;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection_.Prepare(kRowsAfter));
  statement.Bind(after_position, BoundedLimit(limit));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) {
    rows.push_back(RowOf(row));
    return OkStatus();
  }));
  return rows;
}

StatusOr<std::vector<std::string>> SqliteLedger::LeafHashes(std::string_view log, std::uint64_t first_leaf,
                                                            std::size_t count) const {
  std::vector<std::string> hashes;
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> id, dictionary_.NameId(log));
  if (!id || !std::in_range<std::int64_t>(first_leaf)) return hashes;
  ASSIGN_OR_RETURN(sqlite::Statement statement,
                   connection_.Prepare("SELECT leaf_index, leaf_hash FROM entries WHERE log = ? AND leaf_index >= ? "
                                       "ORDER BY leaf_index LIMIT ?"));
  statement.Bind(*id, first_leaf, BoundedLimit(count));
  RETURN_IF_ERROR(ForEachRow(statement, [&](const sqlite::Statement& row) -> Status {
    if (static_cast<std::uint64_t>(row.Int(0)) != first_leaf + hashes.size()) {
      return CorruptStore("a leaf of a log is missing");
    }
    hashes.push_back(BlobAt(row, 1));
    return OkStatus();
  }));
  return hashes;
}

StatusOr<std::optional<std::string>> SqliteLedger::Node(std::string_view log, int level, std::uint64_t index) const {
  ASSIGN_OR_RETURN(
      sqlite::Statement statement,
      connection_.Prepare("SELECT hash FROM merkle_nodes WHERE log = (SELECT id FROM names WHERE name = ?) "
                          "AND level = ? AND node_index = ?"));
  statement.Bind(log, level, index);
  ASSIGN_OR_RETURN(const bool row, statement.Step());
  if (!row) return std::optional<std::string>();
  return std::optional<std::string>(BlobAt(statement, 0));
}

StatusOr<std::optional<std::uint64_t>> SqliteLedger::NextNode(std::string_view log, int level,
                                                              std::uint64_t from_index) const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> index,
                   FindInt(connection_,
                           "SELECT min(node_index) FROM merkle_nodes WHERE log = (SELECT id FROM names WHERE name = ?) "
                           "AND level = ? AND node_index >= ?",
                           log, level, from_index));
  if (!index) return std::optional<std::uint64_t>();
  return std::optional<std::uint64_t>(static_cast<std::uint64_t>(*index));
}

StatusOr<std::uint64_t> SqliteLedger::NodeCount() const {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> nodes, FindInt(connection_, "SELECT count(*) FROM merkle_nodes"));
  return static_cast<std::uint64_t>(nodes.value_or(0));
}

StatusOr<std::optional<std::int64_t>> SqliteLedger::FirstPosition() const {
  return FindInt(connection_, "SELECT min(position) FROM entries");
}

StatusOr<std::string> SqliteLedger::SchemaFault() const { return sqlite::SchemaFault(connection_, Schema()); }

}  // namespace clearance
