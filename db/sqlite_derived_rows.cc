#include "db/sqlite_derived_rows.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "db/sqlite_dictionary.h"

namespace clearance {
namespace {

constexpr std::size_t kShownBytes = 4;

// NAME, which ROWS; COLUMNS, JOINS; KEY, its columns. Where the key has an index beside the table, SQLite would read it
// there, and nobody the one in the row: then the index gives the order alone, as `k`.
constexpr std::array kTables = {
    DerivedTable{"stay_records", "",
                 "r.traveller, t.pseudonym, r.territory, r.at_ms, r.position, r.entry_day, r.exit_day, r.terms, "
                 "r.promised_day, r.regime, n.name",
                 "LEFT JOIN travellers t ON t.id = r.traveller LEFT JOIN names n ON n.id = r.regime",
                 "r.traveller, r.territory, r.at_ms, r.position", 5},
    DerivedTable{"record_voids", "", "r.traveller, t.pseudonym, r.territory, r.concerns, r.made_by",
                 "LEFT JOIN travellers t ON t.id = r.traveller", "r.traveller, r.territory, r.concerns, r.made_by", 5},
    DerivedTable{"complete_from", "", "r.territory, r.day", "", "r.territory", 1},
    DerivedTable{"open_decisions", "r.valid_until_ms > ?1",
                 "r.request_id, r.traveller, r.valid_until_ms, r.position, r.row", "", "r.request_id", 1, true},
    DerivedTable{"referrals", "",
                 "r.referral_id, r.decision_request_id, r.port, r.lane_id, r.state, r.final, r.opened_at_ms, r.change, "
                 "r.row",
                 "JOIN referrals k ON k.rowid = r.rowid", "k.referral_id", 1},
    DerivedTable{"documents", "",
                 "r.document, t.pseudonym, r.mentioned_at, r.mentioned_later, r.facts_key, r.national_key, "
                 "r.nationality, r.first_seen, r.facts_changed",
                 "LEFT JOIN travellers t ON t.id = r.document", "r.document", 2},
    DerivedTable{"document_links", "",
                 "r.document, t.pseudonym, r.linked_at, r.earlier, e.pseudonym, r.confirmed_at, r.unlinked_at, "
                 "r.proposed",
                 "LEFT JOIN travellers t ON t.id = r.document LEFT JOIN travellers e ON e.id = r.earlier",
                 "r.document, r.linked_at", 3},
    DerivedTable{"holds", "",
                 "r.hold_id, r.authority, r.kind, r.territories, r.exits, r.entries, r.ports, r.from_ms, r.to_ms, "
                 "r.visibility, r.ground, r.document, r.person, r.name, r.sealed_text, r.content, r.state, r.binds, "
                 "r.put_by, r.confirmed_by, r.lift_proposed_by, r.lifted_by, r.lift_ground, r.put_at_ms, "
                 "r.changed_at_ms, r.change",
                 "JOIN holds k ON k.rowid = r.rowid", "k.hold_id", 1},
    DerivedTable{
        "hold_hits", "",
        "r.change, r.hold_id, r.match, r.moment, r.at_ms, r.port, r.lane_id, r.decision_request_id, r.position", "",
        "r.change", 1},
    DerivedTable{"rule_books", "", "r.position, r.version, r.text_hash", "", "r.position", 1},
    DerivedTable{"change_numbers", "r.view IN ('referrals', 'holds')", "r.view, r.last", "", "r.view", 1},
};

// One value as a reader may see it: of bytes, pseudonyms among them, no more than tells rows apart.
std::string Words(const sqlite::Statement& row, int column) {
  switch (row.Type(column)) {
    case sqlite::ColumnType::kNull:
      return "none";
    case sqlite::ColumnType::kInteger:
      return std::to_string(row.Int(column));
    case sqlite::ColumnType::kText:
      return row.Text(column);
    case sqlite::ColumnType::kBlob:
      return ToHex(row.Bytes(column).substr(0, kShownBytes)) + "…";
  }
  return "";
}

// Every row of `from` into `to`, whose statement has a parameter for each column.
Status CopyRows(sqlite::Statement& from, sqlite::Statement& to) {
  return ForEachRow(from, [&](const sqlite::Statement& row) -> Status {
    to.BindRow(row);
    return to.Run();
  });
}

// Rows of a dictionary, whose second column is of `type`.
Status CopyNewer(std::string_view newest, std::string_view select, std::string_view insert, sqlite::ColumnType type,
                 sqlite::Connection& from, sqlite::Connection& to) {
  ASSIGN_OR_RETURN(const std::optional<std::int64_t> last, FindInt(to, newest));
  ASSIGN_OR_RETURN(sqlite::Statement rows, from.Prepare(select));
  rows.Bind(last.value_or(0));
  ASSIGN_OR_RETURN(sqlite::Statement keep, to.Prepare(insert));
  return ForEachRow(rows, [&](const sqlite::Statement& row) -> Status {
    // No STRICT table takes it, and whoever asks for the value does not find it.
    if (row.Type(1) != type) return CorruptStore("a text or a pseudonym is stored as a value of another type");
    keep.BindRow(row);
    return keep.Run();
  });
}

}  // namespace

std::span<const DerivedTable> DerivedTables() { return kTables; }

DerivedComparison::DerivedComparison(const DerivedTable& table)
    : table_(&table), key_parts_(1 + static_cast<int>(std::count(table.key.begin(), table.key.end(), ','))) {}

// Behind the columns that are compared stand those that are not: whether the row may be gone, and what it is ordered
// by.
StatusOr<sqlite::Statement> DerivedComparison::RowsBehindLast(sqlite::Connection& connection, Instant now) const {
  const std::string rows(table_->rows);
  const std::string key(table_->key);
  std::string sql = "SELECT " + std::string(table_->columns);
  if (table_->others_may_be_gone) sql += ", NOT (" + rows + ")";
  sql += ", " + key + " FROM " + std::string(table_->name) + " r " + std::string(table_->joins) + " WHERE ";
  sql += rows.empty() || table_->others_may_be_gone ? "true" : rows;
  for (std::size_t part = 0; part < last_.size(); ++part) sql += part == 0 ? " AND (" + key + ") > (?" : ", ?";
  if (!last_.empty()) sql += ")";
  sql += " ORDER BY " + key;
  ASSIGN_OR_RETURN(sqlite::Statement statement, connection.Prepare(sql));
  const bool by_moment = rows.find("?1") != std::string::npos;
  if (by_moment) statement.Bind(ToUnixMs(now));
  statement.BindKept(by_moment ? 2 : 1, last_);
  return statement;
}

std::string DerivedComparison::NameOf(const sqlite::Statement& row) const {
  std::string name = "the row (";
  for (int column = 0; column < table_->key_columns; ++column) {
    name += column == 0 ? "" : ", ";
    name += row.ColumnName(column) + " " + Words(row, column);
  }
  return name + ")";
}

int DerivedComparison::ComparedColumns(const sqlite::Statement& row) const {
  return row.ColumnCount() - key_parts_ - (table_->others_may_be_gone ? 1 : 0);
}

bool DerivedComparison::MayBeGone(const sqlite::Statement& rebuilt) const {
  return table_->others_may_be_gone && rebuilt.Int(ComparedColumns(rebuilt)) != 0;
}

bool DerivedComparison::IsBehind(const sqlite::Statement& found, const sqlite::Statement& rebuilt) const {
  for (int column = 0; column < table_->key_columns; ++column) {
    const auto order = found.CompareColumn(column, rebuilt);
    if (order != std::strong_ordering::equal) return order == std::strong_ordering::greater;
  }
  return false;
}

std::optional<std::string> DerivedComparison::DifferenceOf(const sqlite::Statement& found,
                                                           const sqlite::Statement& rebuilt) const {
  for (int column = 0; column < ComparedColumns(found); ++column) {
    const auto order = found.CompareColumn(column, rebuilt);
    if (order == std::strong_ordering::equal) continue;
    if (column >= table_->key_columns)
      return NameOf(found) + ": " + found.ColumnName(column) + " is not what follows from the entries";
    if (order == std::strong_ordering::less) return NameOf(found) + " follows from no entry";
    return NameOf(rebuilt) + " is missing";
  }
  return std::nullopt;
}

StatusOr<bool> DerivedComparison::Step(sqlite::Connection& found, sqlite::Connection& rebuilt, Instant now,
                                       std::size_t max_rows) {
  ASSIGN_OR_RETURN(sqlite::Statement found_rows, RowsBehindLast(found, now));
  ASSIGN_OR_RETURN(sqlite::Statement rebuilt_rows, RowsBehindLast(rebuilt, now));
  bool found_there = false;
  bool found_waits = false;  // on a row behind the rebuilt one
  for (std::size_t row = 0; row < max_rows; ++row) {
    if (!found_waits) {
      ASSIGN_OR_RETURN(found_there, found_rows.Step());
    }
    ASSIGN_OR_RETURN(const bool rebuilt_there, rebuilt_rows.Step());
    if (!found_there && !rebuilt_there) return false;
    found_waits = rebuilt_there && MayBeGone(rebuilt_rows) && (!found_there || IsBehind(found_rows, rebuilt_rows));
    if (found_waits) continue;
    if (found_there && rebuilt_there) {
      difference_ = DifferenceOf(found_rows, rebuilt_rows);
    } else {
      difference_ = found_there ? NameOf(found_rows) + " follows from no entry" : NameOf(rebuilt_rows) + " is missing";
    }
    if (difference_) {
      difference_ = "table " + std::string(table_->name) + ": " + *difference_;
      return false;
    }
    ++rows_;
  }
  // The rebuilt file's: nobody has laid hands on it.
  last_.clear();
  for (int part = key_parts_; part > 0; --part) last_.push_back(rebuilt_rows.Kept(rebuilt_rows.ColumnCount() - part));
  return true;
}

Status CopyDictionaries(sqlite::Connection& found, sqlite::Connection& rebuilt) {
  RETURN_IF_ERROR(CopyNewer("SELECT max(id) FROM names", "SELECT id, name FROM names WHERE id > ? ORDER BY id",
                            "INSERT INTO names (id, name) VALUES (?, ?)", sqlite::ColumnType::kText, found, rebuilt));
  return CopyNewer("SELECT max(id) FROM travellers", "SELECT id, pseudonym FROM travellers WHERE id > ? ORDER BY id",
                   "INSERT INTO travellers (id, pseudonym) VALUES (?, ?)", sqlite::ColumnType::kBlob, found, rebuilt);
}

namespace {

// The names of the rows that may be gone and are not: in the first column of the table.
StatusOr<std::set<std::string>> OthersStillThere(const DerivedTable& table, sqlite::Connection& found, Instant now) {
  std::set<std::string> names;
  ASSIGN_OR_RETURN(sqlite::Statement rows, found.Prepare("SELECT * FROM " + std::string(table.name) +
                                                         " AS r WHERE NOT (" + std::string(table.rows) + ")"));
  rows.Bind(ToUnixMs(now));
  RETURN_IF_ERROR(ForEachRow(rows, [&](const sqlite::Statement& row) {
    names.insert(row.Text(0));
    return OkStatus();
  }));
  return names;
}

// Makes those of them anew that follow from the entries.
Status ReplaceOthers(const DerivedTable& table, sqlite::Connection& found, sqlite::Connection& rebuilt, Instant now,
                     sqlite::Statement& keep) {
  ASSIGN_OR_RETURN(const std::set<std::string> there, OthersStillThere(table, found, now));
  const std::string others = " FROM " + std::string(table.name) + " AS r WHERE NOT (" + std::string(table.rows) + ")";
  RETURN_IF_ERROR(found.Run("DELETE" + others, ToUnixMs(now)));
  ASSIGN_OR_RETURN(sqlite::Statement rows, rebuilt.Prepare("SELECT *" + others));
  rows.Bind(ToUnixMs(now));
  return ForEachRow(rows, [&](const sqlite::Statement& row) -> Status {
    if (!there.contains(row.Text(0))) return OkStatus();
    keep.BindRow(row);
    return keep.Run();
  });
}

}  // namespace

Status ReplaceDerivedRows(const DerivedTable& table, sqlite::Connection& found, sqlite::Connection& rebuilt,
                          Instant now) {
  RETURN_IF_ERROR(CopyDictionaries(rebuilt, found));
  const std::string where = table.rows.empty() ? "" : " AS r WHERE " + std::string(table.rows);
  const bool by_moment = table.rows.find("?1") != std::string_view::npos;
  const std::string from = " FROM " + std::string(table.name) + where;
  ASSIGN_OR_RETURN(sqlite::Statement remove, found.Prepare("DELETE" + from));
  ASSIGN_OR_RETURN(sqlite::Statement rows, rebuilt.Prepare("SELECT *" + from));
  if (by_moment) {
    remove.Bind(ToUnixMs(now));
    rows.Bind(ToUnixMs(now));
  }
  RETURN_IF_ERROR(remove.Run());
  std::string parameters = "?";
  for (int column = 1; column < rows.ColumnCount(); ++column) parameters += ", ?";
  ASSIGN_OR_RETURN(sqlite::Statement keep,
                   found.Prepare("INSERT OR REPLACE INTO " + std::string(table.name) + " VALUES (" + parameters + ")"));
  if (table.others_may_be_gone) RETURN_IF_ERROR(ReplaceOthers(table, found, rebuilt, now, keep));
  return CopyRows(rows, keep);
}

}  // namespace clearance
