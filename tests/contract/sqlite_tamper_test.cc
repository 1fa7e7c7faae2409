// A closed ledger file cannot be altered unseen: whatever is changed in a copy, verification names it.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <future>
#include <iterator>
#include <map>
#include <thread>
#include <tuple>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/crypto/merkle.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"
#include "db/schema.h"
#include "db/sealed_entry.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

// Alters copies of a closed file as somebody with access to it could.
class TamperTest : public SqliteStoreTest {
 protected:
  void SetUp() override { MakeFile(); }

  // What verification finds first in a copy on which the statement was run.
  template <typename... Values>
  LedgerDifference FoundAfter(std::string_view sql, const Values&... values) {
    const std::string copy = folder_.Path("copy.db");
    std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
      EXPECT_TRUE(connection->RunScript("PRAGMA synchronous = OFF").ok());
      const Status status = connection->Run(sql, values...);
      EXPECT_TRUE(status.ok()) << sql << ": " << status;
      EXPECT_GT(connection->ChangedRows(), 0) << sql;
    }
    const VerifyReport report = Verify(copy);
    EXPECT_TRUE(report.complete);
    EXPECT_TRUE(report.first_difference) << "not found: " << sql;
    return report.first_difference.value_or(LedgerDifference{});
  }

  static std::string LogAt(int position) { return std::string(position % 5 == 0 ? kCentreLog : "KHORGOS"); }

  // The forger seals another body and stores its leaf hash; only the nodes above, or the root, can tell.
  LedgerDifference FoundAfterReplacing(int position) {
    LedgerEntry entry = Entry(position, LogAt(position));
    entry.body = "another body";
    const std::string sealed = SealEntry(entry, static_cast<std::uint64_t>(position));
    return FoundAfter("UPDATE entries SET sealed = ?, leaf_hash = ? WHERE position = ?", sqlite::Blob{sealed},
                      sqlite::Blob{LeafHash(sealed)}, position);
  }

  std::string BlobAt(std::string_view sql, std::int64_t key) {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare(sql).value();
    statement.Bind(key);
    EXPECT_TRUE(Must(statement.Step()));
    return statement.Bytes(0);
  }
};

std::string WithBitFlipped(std::string bytes, std::size_t byte, int bit) {
  bytes[byte] = static_cast<char>(bytes[byte] ^ (1 << bit));
  return bytes;
}

TEST_F(TamperTest, AnUntouchedCopyIsInOrder) {
  const VerifyReport report = Verify(Path());
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference) << report.first_difference->what;
  EXPECT_EQ(report.entries_checked, static_cast<std::uint64_t>(kEntries));
}

TEST_F(TamperTest, AnyChangedColumnOfAnyEntryIsNamed) {
  for (int position = 1; position <= kEntries; ++position) {
    const auto expect_named = [&](std::string_view sql, std::string_view what) {
      const LedgerDifference found = FoundAfter(sql, position);
      EXPECT_EQ(found.position, static_cast<std::uint64_t>(position)) << sql << ": " << found.what;
      EXPECT_NE(found.what.find(what), std::string::npos) << sql << ": " << found.what;
    };
    expect_named("UPDATE entries SET position = position + 64 WHERE position = ?", "missing");
    expect_named("UPDATE entries SET log = log + 64 WHERE position = ?", "log");
    expect_named("UPDATE entries SET leaf_index = leaf_index + 64 WHERE position = ?", "leaf_index");
    expect_named("UPDATE entries SET kind = 3 - kind WHERE position = ?", "kind");
    expect_named("UPDATE entries SET kind = kind + 64 WHERE position = ?", "kind");
    expect_named("UPDATE entries SET event_time_ms = event_time_ms + 1 WHERE position = ?", "event_time_ms");
    expect_named("UPDATE entries SET traveller = traveller % 3 + 1 WHERE position = ?", "traveller");
    expect_named("UPDATE entries SET traveller = traveller + 64 WHERE position = ?", "traveller");
    expect_named("UPDATE entries SET traveller = NULL WHERE position = ?", "traveller");
    expect_named("UPDATE entries SET lane = lane + 64 WHERE position = ?", "lane_id");
    expect_named("UPDATE entries SET lane = NULL WHERE position = ?", "lane_id");
    expect_named("UPDATE entries SET sealed = x'' WHERE position = ?", "leaf hash");
    expect_named("UPDATE entries SET leaf_hash = x'' WHERE position = ?", "leaf hash");
    if (position < kEntries) expect_named("DELETE FROM entries WHERE position = ?", "missing");
  }
}

TEST_F(TamperTest, AnyFlippedByteOfTheSealedBytesIsNamed) {
  int flips = 0;
  for (int position = 1; position <= kEntries; ++position) {
    const std::string sealed = BlobAt("SELECT sealed FROM entries WHERE position = ?", position);
    // Every byte of two entries, some of the others.
    const std::size_t step = position <= 2 ? 1 : 13;
    for (std::size_t byte = 0; byte < sealed.size(); byte += step) {
      const LedgerDifference found =
          FoundAfter("UPDATE entries SET sealed = ? WHERE position = ?",
                     sqlite::Blob{WithBitFlipped(sealed, byte, static_cast<int>(byte % 8))}, position);
      EXPECT_EQ(found.position, static_cast<std::uint64_t>(position)) << "byte " << byte << ": " << found.what;
      ++flips;
    }
  }
  EXPECT_GT(flips, 300);
}

TEST_F(TamperTest, AReplacedEntryWithItsOwnHashIsFoundByTheRoot) {
  for (int position = 1; position <= kEntries; ++position) {
    const LedgerDifference found = FoundAfterReplacing(position);
    EXPECT_NE(found.what.find("log " + LogAt(position) + ": the recorded frontier"), std::string::npos)
        << position << ": " << found.what;
  }
}

// Files of which nodes are stored.
class TamperedTreeTest : public TamperTest {
 protected:
  void SetUp() override { MakeFile(kEntriesWithNodes); }
};

TEST_F(TamperedTreeTest, AnUntouchedCopyIsInOrder) { EXPECT_FALSE(Verify(Path()).first_difference); }

TEST_F(TamperedTreeTest, AReplacedEntryWithItsOwnHashIsFoundWhereItsBlockEnds) {
  // The first and last leaves of blocks of 256, and some between: the port's first four blocks, the centre's only one.
  const std::map<int, std::uint64_t> ends = {{1, 319},     {160, 1280},    {161, 319},     {319, 319},    {5, 1280},
                                             {320, 1280},  {321, 639},     {639, 639},     {641, 959},    {959, 959},
                                             {961, 1'279}, {1'001, 1'279}, {1'279, 1'279}, {1'280, 1'280}};
  for (const auto& [position, end] : ends) {
    const LedgerDifference found = FoundAfterReplacing(position);
    EXPECT_EQ(found.position, end) << position << ": " << found.what;
    EXPECT_NE(found.what.find("log " + LogAt(position) + ": the stored hash of the subtree of level 8"),
              std::string::npos)
        << position << ": " << found.what;
  }
}

TEST_F(TamperedTreeTest, AChangedMerkleNodeIsNamed) {
  const auto nodes = [&] {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare("SELECT log, level, node_index, hash FROM merkle_nodes").value();
    std::vector<std::tuple<std::int64_t, std::int64_t, std::int64_t, std::string>> rows;
    while (Must(statement.Step())) {
      rows.emplace_back(statement.Int(0), statement.Int(1), statement.Int(2), statement.Bytes(3));
    }
    return rows;
  }();
  EXPECT_EQ(nodes.size(), 8U);
  constexpr std::string_view kWhere = " WHERE log = ? AND level = ? AND node_index = ?";
  for (const auto& [log, level, index, hash] : nodes) {
    const std::string level_text = "level " + std::to_string(level);
    for (const std::size_t byte : {std::size_t{0}, std::size_t{17}, std::size_t{31}}) {
      const std::string sql = "UPDATE merkle_nodes SET hash = ?" + std::string(kWhere);
      const LedgerDifference found = FoundAfter(sql, sqlite::Blob{WithBitFlipped(hash, byte, 5)}, log, level, index);
      EXPECT_NE(found.what.find(level_text), std::string::npos) << found.what;
    }
    for (const char* change :
         {"DELETE FROM merkle_nodes", "UPDATE merkle_nodes SET node_index = node_index + 64",
          "UPDATE merkle_nodes SET level = level + 32", "UPDATE merkle_nodes SET log = log + 64"}) {
      const LedgerDifference found = FoundAfter(change + std::string(kWhere), log, level, index);
      EXPECT_NE(found.what.find(level_text), std::string::npos) << found.what;
      EXPECT_NE(found.position, 0U);
    }
  }
}

TEST_F(TamperedTreeTest, ANodeTooManyIsFound) {
  EXPECT_NE(FoundAfter("INSERT INTO merkle_nodes SELECT log, level, node_index + 500, hash FROM merkle_nodes "
                       "WHERE level = ? AND node_index = 0",
                       9)
                .what.find("that the log does not have"),
            std::string::npos);
}

TEST_F(TamperedTreeTest, ANodeThatNoLogCanHaveIsFound) {
  // The last two are of levels that are not stored, as before migration 12.
  for (const char* row : {"999, 8, 0", "1, 100, 0", "1, -1, 0", "1, 8, -1", "1, 7, 0", "1, 3, 5"}) {
    const std::string sql =
        "INSERT INTO merkle_nodes (log, level, node_index, hash) VALUES (" + std::string(row) + ", zeroblob(?))";
    EXPECT_NE(FoundAfter(sql, 32).what.find("subtree"), std::string::npos) << row;
  }
}

TEST_F(TamperedTreeTest, AFileWithTheSmallSubtreesOfBeforeIsMigrated) {
  const std::string old = folder_.Path("old.db");
  {
    const auto connection = Must(sqlite::Connection::Open(old, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(sqlite::Migrate(*connection, Schema().first(11)).ok());
    ASSERT_TRUE(connection->Run("ATTACH DATABASE ? AS other", Path()).ok());
    for (const std::string table : {"names", "travellers", "entries", "logs", "merkle_nodes"}) {
      ASSERT_TRUE(connection->RunScript("INSERT INTO main." + table + " SELECT * FROM other." + table).ok());
    }
    for (int level = 3; level < 8; ++level) {
      ASSERT_TRUE(connection
                      ->Run("INSERT INTO main.merkle_nodes SELECT log, ?1, leaf_index >> ?1, zeroblob(32) FROM "
                            "main.entries WHERE (leaf_index + 1) % (1 << ?1) = 0",
                            level)
                      .ok());
      EXPECT_EQ(connection->ChangedRows(), kEntriesWithNodes >> level);
    }
  }
  ASSERT_NE(Open(old), nullptr);
  const VerifyReport report = Verify(old);
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference) << report.first_difference->what;
  EXPECT_EQ(report.entries_checked, static_cast<std::uint64_t>(kEntriesWithNodes));
}

TEST_F(TamperTest, AnEntryBeforeTheFirstPositionIsFoundAndHindersNobody) {
  for (const int position : {0, -5}) {
    const LedgerDifference found = FoundAfter(
        "INSERT INTO entries SELECT ?, log, leaf_index + 1000000, kind, event_time_ms, traveller, lane, leaf_hash, "
        "sealed FROM entries WHERE position = 4",
        position);
    EXPECT_EQ(found.what, "an entry stands at position " + std::to_string(position) + ", before the first");
    // A server that runs goes on: what was planted is read by nobody.
    const auto reader = Must(OpenSqliteReader(folder_.Path("copy.db")));
    const Status read = reader->Read([](const Snapshot& s) -> Status {
      ASSIGN_OR_RETURN(const StoredEntry fourth, s.ledger().Get(4));
      ASSIGN_OR_RETURN(const auto latest, s.ledger().LatestOf(fourth.entry.traveller, fourth.entry.kind, 100));
      EXPECT_GE(latest.size(), 1u);
      return OkStatus();
    });
    EXPECT_TRUE(read.ok()) << read;
  }
}

// What hands on the file can put beside the tables, or take away, with every row as it was.
TEST_F(TamperTest, AnAlteredSchemaIsNamedAndNotServed) {
  const auto expect_named = [&](const std::string& script, std::string_view what) {
    const std::string copy = folder_.Path("schema.db");
    std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
      const Status status = connection->RunScript(script);
      ASSERT_TRUE(status.ok()) << script << ": " << status;
    }
    const VerifyReport report = Verify(copy);
    ASSERT_TRUE(report.first_difference) << script;
    EXPECT_NE(report.first_difference->what.find(what), std::string::npos) << report.first_difference->what;
    SqliteStoreOptions options;
    options.path = copy;
    const Status status = SqliteStore::Open(options, executor_).status();
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << script << ": " << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
    EXPECT_NE(MessageOf(status).find(what), std::string::npos) << status;
  };
  expect_named("CREATE TRIGGER t1 BEFORE INSERT ON requests BEGIN SELECT raise(IGNORE); END", "trigger t1");
  expect_named("CREATE TABLE beside (a INTEGER)", "table beside");
  expect_named("CREATE VIEW seen AS SELECT * FROM entries", "view seen");
  expect_named("CREATE INDEX more ON entries (kind)", "index more");
  expect_named("DROP INDEX holds_by_document", "index holds_by_document");
  expect_named("DROP TABLE hold_hits", "table hold_hits is missing");
  expect_named("ALTER TABLE requests ADD COLUMN more INTEGER", "table requests");
  expect_named("CREATE TRIGGER \"t\x1b[2J\" AFTER INSERT ON entries BEGIN SELECT 1; END", "trigger t?[2J");
}

TEST_F(TamperTest, StatisticsOfSqlitesOwnAreNoDifference) {
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->RunScript("ANALYZE").ok());
  }
  EXPECT_FALSE(Verify(Path()).first_difference);
  EXPECT_NE(Open(Path()), nullptr);
}

TEST_F(TamperTest, AChangedFrontierIsFound) {
  for (const std::int64_t log : {1, 4}) {
    const std::string frontier = BlobAt("SELECT frontier FROM logs WHERE log = ?", log);
    ASSERT_FALSE(frontier.empty());
    for (std::size_t byte = 0; byte < frontier.size(); ++byte) {
      FoundAfter("UPDATE logs SET frontier = ? WHERE log = ?",
                 sqlite::Blob{WithBitFlipped(frontier, byte, static_cast<int>(byte % 8))}, log);
    }
    FoundAfter("DELETE FROM logs WHERE log = ?", log);
    FoundAfter("UPDATE logs SET log = 77 WHERE log = ?", log);
  }
}

TEST_F(TamperTest, ALogThatNobodyRecordedIsFound) {
  // Too short for a stored node, so that nothing but the missing frontier tells.
  {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) {
                  return t.ledger().Append(Entry(kEntries + 1, "ALTYNKOL")).status();
                }).ok());
  }
  EXPECT_NE(FoundAfter("DELETE FROM logs WHERE log = (SELECT id FROM names WHERE name = ?)", "ALTYNKOL")
                .what.find("no recorded frontier"),
            std::string::npos);
}

TEST_F(TamperTest, AChangedDictionaryIsFoundAtTheFirstEntryThatUsesIt) {
  EXPECT_EQ(FoundAfter("UPDATE names SET name = ? WHERE name = 'KHORGOS'", "KHORGAS").position, 1U);
  EXPECT_EQ(FoundAfter("UPDATE names SET name = ? WHERE name = 'centre'", "center").position, 5U);
  EXPECT_EQ(FoundAfter("UPDATE names SET name = ? WHERE name = 'gate-1/b'", "gate-1/c").position, 2U);
  EXPECT_EQ(FoundAfter("UPDATE travellers SET pseudonym = ? WHERE id = 3", sqlite::Blob{Pseudonym(900)}).position, 3U);
  EXPECT_EQ(FoundAfter("DELETE FROM travellers WHERE id = ?", 2).position, 2U);
}

TEST_F(TamperTest, ATruncatedTailIsFound) {
  for (int kept = 0; kept < kEntries; ++kept) {
    const LedgerDifference found = FoundAfter("DELETE FROM entries WHERE position > ?", kept);
    EXPECT_EQ(found.position, static_cast<std::uint64_t>(kept) + 1) << found.what;
    EXPECT_NE(found.what.find("recorded are"), std::string::npos) << found.what;
  }
}

TEST_F(TamperTest, AServerDoesNotStartOnATruncatedTail) {
  ASSERT_TRUE(Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite))
                  ->RunScript("DELETE FROM entries WHERE position > 20")
                  .ok());
  SqliteStoreOptions options;
  options.path = Path();
  const Status status = SqliteStore::Open(options, executor_).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt);
}

TEST_F(TamperTest, ADoubledOrMovedEntryIsFound) {
  EXPECT_EQ(FoundAfter("INSERT INTO entries SELECT position + 1, log, leaf_index + 1, kind, event_time_ms, traveller, "
                       "lane, leaf_hash, sealed FROM entries WHERE position = ?",
                       kEntries)
                .position,
            static_cast<std::uint64_t>(kEntries) + 1);
  // Two entries of different logs change places: each log stays as it was, the one commit order does not.
  EXPECT_EQ(FoundAfter("UPDATE entries SET position = 9 - position + 100 WHERE position IN (4, ?)", 5).position, 4U);
  const std::string copy = folder_.Path("swapped.db");
  std::filesystem::copy_file(Path(), copy);
  {
    const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection
                    ->RunScript("UPDATE entries SET position = 1000 WHERE position = 4;"
                                "UPDATE entries SET position = 4 WHERE position = 5;"
                                "UPDATE entries SET position = 5 WHERE position = 1000;")
                    .ok());
  }
  const VerifyReport report = Verify(copy);
  ASSERT_TRUE(report.first_difference);
  EXPECT_EQ(report.first_difference->position, 4U);
}

TEST_F(TamperTest, AFlippedBitInTheFileItselfIsNamed) {
  std::string content;
  {
    std::ifstream file(Path(), std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), {});
  }
  for (int position = 1; position <= kEntries; ++position) {
    const std::string sealed = BlobAt("SELECT sealed FROM entries WHERE position = ?", position);
    const std::size_t place = content.find(sealed);
    ASSERT_NE(place, std::string::npos);
    const std::string copy = folder_.Path("flipped.db");
    std::ofstream(copy, std::ios::binary) << WithBitFlipped(content, place + sealed.size() / 2, position % 8);
    const VerifyReport report = Verify(copy);
    ASSERT_TRUE(report.first_difference) << position;
    EXPECT_EQ(report.first_difference->position, static_cast<std::uint64_t>(position));
  }
}

TEST_F(TamperTest, AnUnreadablePageIsADifferenceNotAnError) {
  std::string content;
  {
    std::ifstream file(Path(), std::ios::binary);
    content.assign(std::istreambuf_iterator<char>(file), {});
  }
  const std::string sealed = BlobAt("SELECT sealed FROM entries WHERE position = ?", 1);
  constexpr std::size_t kPageBytes = 4096;
  const std::size_t page = content.find(sealed) / kPageBytes * kPageBytes;
  std::fill_n(content.begin() + static_cast<std::ptrdiff_t>(page), 8, '\xff');
  const std::string copy = folder_.Path("damaged.db");
  std::ofstream(copy, std::ios::binary) << content;
  const VerifyReport report = Verify(copy);
  ASSERT_TRUE(report.first_difference);
  EXPECT_NE(report.first_difference->what.find("cannot be read"), std::string::npos) << report.first_difference->what;
}

}  // namespace
}  // namespace clearance
