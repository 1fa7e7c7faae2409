// A ledger's file of days at a border, its verification in small slices, and its rows as they stand.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>

#include "common/sqlite/connection.h"
#include "db/sqlite_derived_rows.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/verify_derived.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"

namespace clearance {

inline constexpr std::size_t kRowsPerSlice = 7;

class DerivedTest : public testing::Test {
 protected:
  std::string Path() const { return folder_.Path("ledger.db"); }

  std::unique_ptr<SqliteStore> Open() { return Must(SqliteStore::Open({.path = Path()}, executor_)); }

  // A closed file with that many acts, and some decisions that are open at its last moment, which is returned.
  Instant MakeFile(std::uint64_t seed, int acts) {
    const auto store = Open();
    BorderDays days(*store, seed);
    days.Run(acts);
    days.LeaveOpen(5);
    return days.clock().Now();
  }

  // An entry recorded then, from which nothing follows.
  static void Record(Store& store, Instant record_time) {
    ASSERT_TRUE(TransactAndWait(store, [&](Transaction& t) {
                  return t.ledger()
                      .Append({.log = std::string(kCentreLog),
                               .kind = EntryKind::kRecordViewed,
                               .event_time = record_time,
                               .record_time = record_time,
                               .body = "\x01"})
                      .status();
                }).ok());
  }

  // A few rows at a time, so that every table is gone through in several slices.
  static DerivedReport Verify(const std::string& path) {
    const auto verifier = Must(DerivedVerifier::Open(path, kRowsPerSlice));
    while (!verifier->report().complete) {
      const Status status = verifier->Step();
      EXPECT_TRUE(status.ok()) << status;
      if (!status.ok()) break;
    }
    return verifier->report();
  }

  // Every derived row, as text, in the order of the tables.
  static std::string Dump(const std::string& path) {
    const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
    std::string dump;
    for (const DerivedTable& table : DerivedTables()) {
      auto rows = connection->Prepare("SELECT * FROM " + std::string(table.name)).value();
      dump += std::string(table.name) + "\n";
      while (Must(rows.Step())) {
        for (int column = 0; column < rows.ColumnCount(); ++column) dump += rows.Text(column) + "|";
        dump += "\n";
      }
    }
    return dump;
  }

  static std::int64_t Number(const std::string& path, const std::string& sql) {
    const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare(sql).value();
    EXPECT_TRUE(Must(statement.Step()));
    return statement.Int(0);
  }
  static std::int64_t Count(const std::string& path, const std::string& what) {
    return Number(path, "SELECT count(*) FROM " + what);
  }

  // Nothing here is about what a power cut leaves: in memory, where there is such a folder.
  TemporaryFolder folder_{MemoryDisk()};
  ThreadPool executor_{2};
};

}  // namespace clearance
