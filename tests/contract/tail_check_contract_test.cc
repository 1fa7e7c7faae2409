// The look at a ledger's end before it is served: over every store where it begins, and over altered SQLite files what
// it finds.
#include <filesystem>

#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "db/merkle_nodes.h"
#include "db/tail_check.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

constexpr char kSite[] = "khorgos.test/ledger";

class TailCheckContract : public StoreContract {
 protected:
  // Two of three to KHORGOS, the others to centre.
  void Append(int first, int last) {
    Write([first, last](Transaction& t) -> Status {
      for (int i = first; i <= last; ++i)
        RETURN_IF_ERROR(t.ledger().Append(Entry(i, i % 3 == 0 ? kCentreLog : "KHORGOS")).status());
      return OkStatus();
    });
  }
  void Sign(std::string_view log) {
    Write([this, log](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(const LogRoot root, t.ledger().Root(log));
      ASSIGN_OR_RETURN(const std::string note, MakeCheckpoint(kSite, root, key_));
      return t.checkpoints().Put(note, Minute(1)).status();
    });
  }
  TailChecked Check(const TailLimits& limits) {
    TailChecked checked;
    Read([&](const Snapshot& snapshot) {
      const auto found = CheckTail(snapshot, limits);
      EXPECT_TRUE(found.ok()) << found.status();
      if (found.ok()) checked = *found;
    });
    return checked;
  }

  const SigningKey key_ = SigningKey::Generate();
};

TEST_P(TailCheckContract, AnEmptyLedgerHasNoTail) {
  const TailChecked checked = Check({});
  EXPECT_EQ(checked.after, 0u);
  EXPECT_EQ(checked.last_position, 0u);
}

TEST_P(TailCheckContract, WithoutCheckpointsItIsAsManyAsItsBoundsAllow) {
  Append(1, 50);
  for (std::uint64_t most = 0; most <= 50; ++most) {
    const TailChecked checked = Check({.least = 0, .most = most});
    EXPECT_EQ(checked.after, 50 - most);
    EXPECT_EQ(checked.last_position, 50u);
  }
  EXPECT_EQ(Check({.least = 0, .most = 60}).after, 0u) << "nobody has signed any of it";
}

// The trees with which it begins are put together from stored nodes and one block of leaves each.
TEST_P(TailCheckContract, ItBeginsAnywhereInATree) {
  constexpr std::uint64_t kLast = 1'600;  // 1,067 leaves of KHORGOS, 533 of centre
  Append(1, kLast);
  int begun = 0;
  for (std::uint64_t after = 0; after <= kLast; ++after) {
    const auto near_an_edge = [](std::uint64_t size) { return (size + 1) % kBlockLeaves <= 2; };
    if (after % 97 != 0 && !near_an_edge(after - after / 3) && !near_an_edge(after / 3)) continue;
    EXPECT_EQ(Check({.least = kLast - after, .most = kLast - after}).after, after);
    ++begun;
  }
  EXPECT_GT(begun, 40);
}

TEST_P(TailCheckContract, ItBeginsBehindTheCheckpointsWithinItsBounds) {
  Append(1, 20);
  Sign("KHORGOS");
  EXPECT_EQ(Check({.least = 1, .most = 60}).after, 0u) << "nobody has signed any of centre";
  Sign(kCentreLog);
  EXPECT_EQ(Check({.least = 1, .most = 60}).after, 19u) << "all is signed, and one is looked at all the same";
  Append(21, 21);
  Sign(kCentreLog);
  Append(22, 50);
  // 22 is the first unsigned one of KHORGOS.
  EXPECT_EQ(Check({.least = 1, .most = 60}).after, 21u);
  EXPECT_EQ(Check({.least = 40, .most = 60}).after, 10u) << "at least so many";
  EXPECT_EQ(Check({.least = 1, .most = 7}).after, 43u) << "at most so many";
  Sign("KHORGOS");
  Sign(kCentreLog);
  EXPECT_EQ(Check({.least = 0, .most = 60}).after, 50u) << "all is signed";
}

CLEARANCE_EVERY_STORE(TailCheckContract);

class TailDamageTest : public SqliteStoreTest {
 protected:
  void SetUp() override { MakeFile(); }

  template <typename... Values>
  Status OpenAfter(std::string_view sql, const Values&... values) {
    const std::string copy = folder_.Path("copy.db");
    std::filesystem::copy_file(Path(), copy, std::filesystem::copy_options::overwrite_existing);
    {
      const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
      EXPECT_TRUE(connection->RunScript("PRAGMA synchronous = OFF").ok());
      const Status status = connection->Run(sql, values...);
      EXPECT_TRUE(status.ok()) << sql << ": " << status;
      EXPECT_GT(connection->ChangedRows(), 0) << sql;
    }
    SqliteStoreOptions options;
    options.path = copy;
    return SqliteStore::Open(options, executor_).status();
  }
  void ExpectRefused(const Status& status, std::string_view named) {
    EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreCorrupt) << status;
    EXPECT_NE(MessageOf(status).find(named), std::string::npos) << status;
  }
};

TEST_F(TailDamageTest, AnUntouchedFileIsServed) { EXPECT_TRUE(OpenAfter("UPDATE logs SET frontier = frontier").ok()); }

TEST_F(TailDamageTest, AServerDoesNotStartOnADamagedEnd) {
  for (int position = 1; position <= kEntries; ++position) {
    const std::string named = "position " + std::to_string(position) + ":";
    ExpectRefused(OpenAfter("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = ?", position), named);
    ExpectRefused(OpenAfter("UPDATE entries SET leaf_hash = zeroblob(32) WHERE position = ?", position), named);
    ExpectRefused(OpenAfter("UPDATE entries SET event_time_ms = event_time_ms + 1 WHERE position = ?", position),
                  named);
    ExpectRefused(OpenAfter("UPDATE entries SET leaf_index = leaf_index + 100 WHERE position = ?", position), named);
  }
  std::string frontier;
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare("SELECT frontier FROM logs WHERE log = 1").value();
    ASSERT_TRUE(Must(statement.Step()));
    frontier = statement.Bytes(0);
  }
  frontier.back() ^= 1;
  ExpectRefused(OpenAfter("UPDATE logs SET frontier = ? WHERE log = 1", sqlite::Blob{frontier}), "root");
  ExpectRefused(OpenAfter("DELETE FROM entries WHERE position = ?", kEntries), "entries are recorded");
  ExpectRefused(OpenAfter("DELETE FROM entries WHERE position > ?", 20), "entries are recorded");
}

// Files of which nodes are stored.
class TailNodesTest : public TailDamageTest {
 protected:
  void SetUp() override { MakeFile(kEntriesWithNodes); }

  // What is found of the copy that OpenAfter altered, looking at its last entries only.
  Status CheckedFrom(std::uint64_t after) {
    const auto reader = Must(OpenSqliteReader(folder_.Path("copy.db")));
    return reader->Read([&](const Snapshot& snapshot) {
      return CheckTail(snapshot, {.least = kEntriesWithNodes - after, .most = kEntriesWithNodes - after}).status();
    });
  }
};

TEST_F(TailNodesTest, AServerDoesNotStartOnADamagedNode) {
  EXPECT_TRUE(OpenAfter("UPDATE logs SET frontier = frontier").ok());
  for (const char* node : {"level = ? AND node_index = 0 AND log = 1", "level = ? AND node_index = 3 AND log = 1",
                           "level = ? AND node_index = 0 AND log <> 1"}) {
    const std::string where = " WHERE " + std::string(node);
    ExpectRefused(OpenAfter("UPDATE merkle_nodes SET hash = zeroblob(32)" + where, 8), "node");
    ExpectRefused(OpenAfter("DELETE FROM merkle_nodes" + where, 8), "node");
  }
  ExpectRefused(OpenAfter("DELETE FROM merkle_nodes WHERE level = ?", 9), "node");
  ExpectRefused(OpenAfter("DELETE FROM merkle_nodes WHERE level = ?", 10), "node");
}

// Behind position 1,000 KHORGOS has 800 leaves: a subtree of 512, one of 256, and 32 more. Centre has 200.
TEST_F(TailNodesTest, WhatATailBeginsWithIsNeitherMissingNorOfAnotherForm) {
  constexpr std::uint64_t kAfter = 1'000;
  const auto expect_found = [&](const std::string& sql, std::uint64_t number, std::string_view named) {
    OpenAfter(sql, number).IgnoreError();
    ExpectRefused(CheckedFrom(kAfter), named);
  };
  OpenAfter("UPDATE logs SET frontier = frontier").IgnoreError();
  EXPECT_TRUE(CheckedFrom(kAfter).ok());
  expect_found("DELETE FROM merkle_nodes WHERE level = ? AND node_index = 0 AND log = 1", 9, "lacks a node of level 9");
  expect_found("DELETE FROM merkle_nodes WHERE level = ? AND node_index = 2", 8, "lacks a node of level 8");
  expect_found("UPDATE merkle_nodes SET hash = x'00' WHERE level = ? AND node_index = 2", 8, "a node of another form");
  expect_found("UPDATE entries SET leaf_hash = x'00' WHERE log = 1 AND leaf_index = ?", 799,
               "a leaf hash of another form");
  expect_found("UPDATE entries SET leaf_index = 5000 WHERE log = 1 AND leaf_index = ?", 790,
               "a leaf of a log is missing");
  // Of the right form, but another: the node that the tail completes tells, or the root.
  expect_found("UPDATE entries SET leaf_hash = zeroblob(32) WHERE log = 1 AND leaf_index = ?", 768, "node");
  expect_found("UPDATE merkle_nodes SET hash = zeroblob(32) WHERE level = ? AND node_index = 2", 8, "node");
  expect_found("UPDATE entries SET leaf_hash = zeroblob(32) WHERE log <> 1 AND leaf_index = ?", 0, "node");
}

TEST_F(TailDamageTest, ALedgerCutBackBehindItsCheckpointIsNotServed) {
  const SigningKey key = SigningKey::Generate();
  const auto note = [&](std::uint64_t size, const std::string& root) {
    return Must(MakeCheckpoint(kSite, {"KHORGOS", size, root}, key));
  };
  const auto keep = [&](std::uint64_t size, const std::string& text) {
    return OpenAfter(
        "INSERT INTO checkpoints (log, size, made_at_ms, note) SELECT id, ?, 0, ? FROM names WHERE name = "
        "'KHORGOS'",
        size, text);
  };
  LogRoot now;
  {
    const auto reader = Must(OpenSqliteReader(Path()));
    ASSERT_TRUE(reader
                    ->Read([&](const Snapshot& snapshot) -> Status {
                      ASSIGN_OR_RETURN(now, snapshot.ledger().Root("KHORGOS"));
                      return OkStatus();
                    })
                    .ok());
  }
  EXPECT_TRUE(keep(now.size, note(now.size, now.root_hash)).ok());
  ExpectRefused(keep(now.size + 1, note(now.size + 1, now.root_hash)), "its last checkpoint was of");
  ExpectRefused(keep(now.size, note(now.size, std::string(32, 'x'))), "another root");
  ExpectRefused(keep(now.size - 9, note(now.size - 9, now.root_hash)), "another root");
}

TEST_F(TailDamageTest, AnEntryBeforeTheFirstPositionIsNotServed) {
  ExpectRefused(
      OpenAfter("INSERT INTO entries SELECT ?, log, leaf_index + 1000000, kind, event_time_ms, traveller, lane, "
                "leaf_hash, sealed FROM entries WHERE position = 4",
                0),
      "before the first");
}

TEST_F(TailDamageTest, ALogThatIsGoneButForItsCheckpointIsNotServed) {
  const std::string note = Must(MakeCheckpoint(kSite, {"ALTYNKOL", 9, std::string(32, 'x')}, SigningKey::Generate()));
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run("INSERT INTO names (name) VALUES ('ALTYNKOL')").ok());
  }
  ExpectRefused(OpenAfter("INSERT INTO checkpoints (log, size, made_at_ms, note) SELECT id, 9, 0, ? FROM names WHERE "
                          "name = 'ALTYNKOL'",
                          note),
                "log ALTYNKOL has 0 entries, its last checkpoint was of 9");
}

}  // namespace
}  // namespace clearance
