#include "tests/derivation/flipped_copy.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <utility>

#include "common/base/check.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_dictionary.h"
#include "db/sqlite_store.h"
#include "db/verify_ledger.h"
#include "services/derivation/verify_derived.h"
#include "tests/contract/store_contract.h"

namespace clearance {
namespace {

// What verification compares, as the tables say it: their indexes are the integrity check's.
constexpr std::string_view kLedgerContent[] = {
    "SELECT * FROM entries NOT INDEXED",
    "SELECT * FROM logs",
    "SELECT * FROM merkle_nodes",
    "SELECT * FROM names WHERE id IN (SELECT log FROM entries NOT INDEXED UNION SELECT lane FROM entries NOT INDEXED)",
    "SELECT * FROM travellers WHERE id IN (SELECT traveller FROM entries NOT INDEXED)",
};

std::string ContentOf(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// Of neither the ledger nor the derived tables, as the file says before a bit of it is flipped.
std::vector<std::string> OtherTablesOf(const std::string& path) {
  std::set<std::string> named = {"entries", "logs", "merkle_nodes"};
  for (const DerivedTable& table : DerivedTables()) named.emplace(table.name);
  std::vector<std::string> others;
  const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
  auto tables = connection->Prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").value();
  while (Must(tables.Step())) {
    if (!named.contains(tables.Text(0))) others.push_back(tables.Text(0));
  }
  return others;
}

std::unique_ptr<sqlite::Connection> OpenedOrNone(const std::string& path) {
  auto opened = sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly);
  return opened.ok() ? *std::move(opened) : nullptr;
}

const std::string& CopiedTo(const std::string& original, const std::string& copy) {
  std::filesystem::copy_file(original, copy);
  return copy;
}

}  // namespace

FlippedCopy::FlippedCopy(const std::string& original, std::string copy, Instant now)
    : copy_(CopiedTo(original, copy)),
      target_(copy_),
      now_(now),
      content_(ContentOf(target_)),
      other_tables_(OtherTablesOf(copy_)) {}

FlippedCopy::FlippedCopy(std::string copy, Instant now, Journal)
    : copy_(std::move(copy)),
      target_(copy_ + "-wal"),
      now_(now),
      content_(ContentOf(target_)),
      other_tables_(OtherTablesOf(copy_)) {}

// Puts one byte of the file that is flipped.
void FlippedCopy::Put(std::size_t at, char byte) {
  std::fstream file(target_, std::ios::binary | std::ios::in | std::ios::out);
  file.seekp(static_cast<std::streamoff>(at));
  file.put(byte);
  CHECK(file.flush());
}

void FlippedCopy::Flip(std::size_t at, int bit) { Put(at, static_cast<char>(content_.at(at) ^ (1 << bit))); }
void FlippedCopy::Restore(std::size_t at) { Put(at, content_.at(at)); }

StatusOr<std::string> FlippedCopy::Rows(sqlite::Connection& connection, const std::string& sql,
                                        bool with_moment) const {
  ASSIGN_OR_RETURN(sqlite::Statement rows, connection.Prepare(sql));
  if (with_moment) rows.Bind(ToUnixMs(now_));
  std::string text;
  RETURN_IF_ERROR(ForEachRow(rows, [&](const sqlite::Statement& row) {
    for (int column = 0; column < row.ColumnCount(); ++column) {
      text += std::to_string(static_cast<int>(row.Type(column))) + row.Bytes(column) + "|";
    }
    text += "\n";
    return OkStatus();
  }));
  return text;
}

void FlippedCopy::Add(std::optional<std::string>& part, sqlite::Connection& connection, const std::string& sql,
                      bool with_moment) const {
  if (!part) return;
  const StatusOr<std::string> rows = Rows(connection, sql, with_moment);
  if (rows.ok()) {
    *part += *rows;
  } else {
    part.reset();
  }
}

void FlippedCopy::AddLedger(std::optional<std::string>& part, sqlite::Connection& connection) const {
  for (const std::string_view sql : kLedgerContent) Add(part, connection, std::string(sql));
}

void FlippedCopy::AddDerived(std::optional<std::string>& part, sqlite::Connection& connection) const {
  for (const DerivedTable& table : DerivedTables()) {
    const std::string where = table.rows.empty() ? "" : " WHERE " + std::string(table.rows);
    const bool with_moment = table.rows.find("?1") != std::string_view::npos;
    // As the rows stand, not as an index beside them repeats some of it: a LIMIT keeps the condition from leading into
    // one. Then what their numbers stand for.
    Add(part, connection,
        "SELECT * FROM (SELECT * FROM " + std::string(table.name) + " NOT INDEXED LIMIT -1) r" + where, with_moment);
    Add(part, connection,
        "SELECT " + std::string(table.columns) + " FROM " + std::string(table.name) + " r " + std::string(table.joins) +
            where + " ORDER BY " + std::string(table.key),
        with_moment);
  }
}

Shown FlippedCopy::Show() const {
  const auto connection = OpenedOrNone(copy_);
  if (connection == nullptr) return {};
  Shown shown{"", "", ""};
  AddLedger(shown.ledger, *connection);
  AddDerived(shown.derived, *connection);
  for (const std::string& table : other_tables_) Add(shown.others, *connection, "SELECT * FROM " + table);
  return shown;
}

std::optional<std::string> FlippedCopy::ShowLedger() const {
  const auto connection = OpenedOrNone(copy_);
  if (connection == nullptr) return std::nullopt;
  std::optional<std::string> part = "";
  AddLedger(part, *connection);
  return part;
}

std::optional<std::string> FlippedCopy::ShowDerived() const {
  const auto connection = OpenedOrNone(copy_);
  if (connection == nullptr) return std::nullopt;
  std::optional<std::string> part = "";
  AddDerived(part, *connection);
  return part;
}

std::string FlippedCopy::LedgerFault(std::vector<KnownRoot> known) const {
  const auto reader = OpenSqliteReader(copy_);
  if (!reader.ok()) return reader.status().ToString();
  const auto report = VerifyLedger(**reader, nullptr, std::move(known));
  if (!report.ok()) return report.status().ToString();
  if (!report->first_difference) return "";
  return std::to_string(report->first_difference->position) + ": " + report->first_difference->what;
}

std::string FlippedCopy::DerivedFault() const {
  const auto report = VerifyDerived(copy_, nullptr);
  return report.ok() ? report->first_difference.value_or("") : report.status().ToString();
}

bool FlippedCopy::IntegrityFault() const {
  const auto connection = OpenedOrNone(copy_);
  if (connection == nullptr) return true;
  auto check = connection->Prepare("PRAGMA integrity_check");
  return !check.ok() || !check->Step().ok() || check->Text(0) != "ok";
}

}  // namespace clearance
