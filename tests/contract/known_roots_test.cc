// What only a root noted outside the tables finds: a history rewritten together with every hash, an end that is gone
// together with its frontier. Every file here is in order by itself.
#include <filesystem>

#include "common/crypto/signature.h"
#include "common/sqlite/connection.h"
#include "db/memory_store.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

constexpr std::string_view kSite = "khorgos.example/ledger";

class KnownRootsTest : public SqliteStoreTest {
 protected:
  // Makes a file of the first `count` entries, one of which may be another than it was; closed when this returns.
  std::string MakeLedger(const std::string& name, int count, int altered = 0) {
    const std::string path = folder_.Path(name);
    const auto store = Open(path);
    const Status status = TransactAndWait(*store, [&](Transaction& t) -> Status {
      for (int i = 1; i <= count; ++i) {
        LedgerEntry entry = Entry(i, i % 5 == 0 ? kCentreLog : "KHORGOS");
        if (i == altered) entry.body = "another body";
        RETURN_IF_ERROR(t.ledger().Append(entry).status());
      }
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
    return path;
  }

  // The roots of both logs after so many entries.
  std::vector<KnownRoot> RootsAfter(int count) {
    const auto reader = Must(OpenSqliteReader(MakeLedger("noted-" + std::to_string(count) + ".db", count)));
    std::vector<KnownRoot> known;
    EXPECT_TRUE(reader
                    ->Read([&](const Snapshot& s) {
                      for (const LogRoot& root : Must(s.ledger().Roots())) known.push_back({"the note", root});
                      return OkStatus();
                    })
                    .ok());
    return known;
  }

  // Puts a checkpoint of every log into the file, as it stands there.
  void StoreCheckpoints(const std::string& path) {
    const auto store = Open(path);
    const Status status = TransactAndWait(*store, [&](Transaction& t) -> Status {
      ASSIGN_OR_RETURN(const std::vector<LogRoot> roots, t.ledger().Roots());
      for (const LogRoot& root : roots) {
        ASSIGN_OR_RETURN(const std::string note, MakeCheckpoint(kSite, root, key_));
        RETURN_IF_ERROR(t.checkpoints().Put(note, Minute(1)).status());
      }
      return OkStatus();
    });
    EXPECT_TRUE(status.ok()) << status;
  }

  // Copies the stored checkpoints of one file into another.
  static void CopyCheckpoints(const std::string& from, const std::string& to) {
    const auto connection = Must(sqlite::Connection::Open(to, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run("ATTACH DATABASE ? AS other", from).ok());
    ASSERT_TRUE(connection->RunScript("INSERT INTO main.checkpoints SELECT * FROM other.checkpoints").ok());
  }

  static VerifyReport VerifyAgainst(const std::string& path, std::vector<KnownRoot> known) {
    const auto reader = Must(OpenSqliteReader(path));
    return Must(VerifyLedger(*reader, nullptr, std::move(known)));
  }

  SigningKey key_ = SigningKey::Generate();
};

TEST_F(KnownRootsTest, ALedgerThatOnlyGrewIsInOrderAgainstEveryEarlierRoot) {
  const std::string path = MakeLedger("ledger.db", kEntries);
  std::vector<KnownRoot> all;
  for (int count = 0; count <= kEntries; ++count) {
    const std::vector<KnownRoot> known = RootsAfter(count);
    // Twice, and not in order.
    all.insert(all.begin(), known.begin(), known.end());
    all.insert(all.end(), known.begin(), known.end());
  }
  all.push_back({"an empty log", {"ALTYNKOL", 0, MerkleFrontier().Root()}});
  const VerifyReport report = VerifyAgainst(path, all);
  EXPECT_TRUE(report.complete);
  EXPECT_FALSE(report.first_difference) << report.first_difference->what;
}

TEST_F(KnownRootsTest, ARewrittenEntryIsNamedWhereverItStands) {
  const std::vector<KnownRoot> known = RootsAfter(30);
  for (int altered = 1; altered <= kEntries; ++altered) {
    const std::string path = MakeLedger("rewritten-" + std::to_string(altered) + ".db", kEntries, altered);
    EXPECT_FALSE(Verify(path).first_difference);
    const VerifyReport report = VerifyAgainst(path, known);
    if (altered > 30) {
      EXPECT_FALSE(report.first_difference) << altered;
      continue;
    }
    ASSERT_TRUE(report.first_difference) << altered;
    EXPECT_NE(report.first_difference->what.find("do not have the root of the note"), std::string::npos);
    // Named at the last entry the checkpoint is of.
    EXPECT_EQ(report.first_difference->position, altered % 5 == 0 ? 30U : 29U);
  }
}

// With every stored node rewritten too.
TEST_F(KnownRootsTest, ARewrittenEntryIsNamedWhereSubtreesAreStored) {
  constexpr int kNoted = 1'000;
  const std::vector<KnownRoot> known = RootsAfter(kNoted);
  for (const int altered : {1, 319, 320, 321, 960, 999, 1'000, 1'001, kEntriesWithNodes}) {
    const std::string path = MakeLedger("rewritten-" + std::to_string(altered) + ".db", kEntriesWithNodes, altered);
    EXPECT_FALSE(Verify(path).first_difference) << altered;
    const VerifyReport report = VerifyAgainst(path, known);
    ASSERT_EQ(report.first_difference.has_value(), altered <= kNoted) << altered;
    if (!report.first_difference) continue;
    EXPECT_NE(report.first_difference->what.find("do not have the root of the note"), std::string::npos);
    EXPECT_EQ(report.first_difference->position, altered % 5 == 0 ? 1'000U : 999U);
  }
}

TEST_F(KnownRootsTest, AnEndThatIsGoneIsNamed) {
  const std::vector<KnownRoot> known = RootsAfter(30);
  for (int left = 0; left < 30; ++left) {
    const std::string path = MakeLedger("short-" + std::to_string(left) + ".db", left);
    EXPECT_FALSE(Verify(path).first_difference);
    const VerifyReport report = VerifyAgainst(path, known);
    ASSERT_TRUE(report.first_difference) << left;
    EXPECT_EQ(report.first_difference->position, static_cast<std::uint64_t>(left) + 1);
    EXPECT_NE(report.first_difference->what.find("are missing"), std::string::npos) << report.first_difference->what;
  }
  EXPECT_FALSE(VerifyAgainst(MakeLedger("whole.db", 30), known).first_difference);
}

TEST_F(KnownRootsTest, TheStoresOwnCheckpointsAreHeldAgainstItToo) {
  const std::string path = MakeLedger("ledger.db", 30);
  StoreCheckpoints(path);
  StoreCheckpoints(path);  // the same again
  EXPECT_FALSE(Verify(path).first_difference) << Verify(path).first_difference->what;

  const std::string rewritten = MakeLedger("rewritten.db", kEntries, 7);
  CopyCheckpoints(path, rewritten);
  const VerifyReport report = Verify(rewritten);
  ASSERT_TRUE(report.first_difference);
  EXPECT_NE(report.first_difference->what.find("KHORGOS"), std::string::npos) << report.first_difference->what;
  EXPECT_NE(report.first_difference->what.find("the stored checkpoint 1"), std::string::npos)
      << report.first_difference->what;

  const std::string cut = MakeLedger("short.db", 29);
  CopyCheckpoints(path, cut);
  ASSERT_TRUE(Verify(cut).first_difference);
  EXPECT_NE(Verify(cut).first_difference->what.find("log centre ends after 5 entries"), std::string::npos)
      << Verify(cut).first_difference->what;
}

TEST_F(KnownRootsTest, AStoredCheckpointThatGoesBackIsNamed) {
  const std::string path = MakeLedger("ledger.db", 30);
  StoreCheckpoints(path);
  const std::string earlier = MakeLedger("earlier.db", 20);
  StoreCheckpoints(earlier);
  {
    const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run("ATTACH DATABASE ? AS other", earlier).ok());
    ASSERT_TRUE(connection
                    ->RunScript("INSERT INTO main.checkpoints SELECT number + 100, log, size, made_at_ms, note FROM "
                                "other.checkpoints")
                    .ok());
  }
  ASSERT_TRUE(Verify(path).first_difference);
  EXPECT_NE(Verify(path).first_difference->what.find("out of order"), std::string::npos)
      << Verify(path).first_difference->what;
}

TEST_F(KnownRootsTest, ALogThatIsGoneButForItsCheckpointIsNamed) {
  const std::string path = MakeLedger("ledger.db", 320);
  StoreCheckpoints(path);
  {
    const auto connection = Must(sqlite::Connection::Open(path, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(
        connection->RunScript("DELETE FROM entries; DELETE FROM logs; DELETE FROM merkle_nodes; DELETE FROM travellers")
            .ok());
  }
  ASSERT_TRUE(Verify(path).first_difference);
  EXPECT_EQ(Verify(path).first_difference->what,
            "log KHORGOS ends after 0 entries, the stored checkpoint 1 is of 256: the last 256 are missing");
}

TEST_F(KnownRootsTest, StoredCheckpointsHaveNoGapsAndAreOfLogs) {
  const std::string path = MakeLedger("ledger.db", 30);
  StoreCheckpoints(path);
  const auto found_after = [&](const std::string& sql) {
    const std::string copy = folder_.Path("copy.db");
    std::filesystem::copy_file(path, copy, std::filesystem::copy_options::overwrite_existing);
    {
      const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadWrite));
      EXPECT_TRUE(connection->RunScript(sql).ok()) << sql;
    }
    const VerifyReport report = Verify(copy);
    return report.first_difference ? report.first_difference->what : "";
  };
  EXPECT_EQ(found_after("SELECT 1"), "");
  EXPECT_EQ(found_after("DELETE FROM checkpoints WHERE number = 1"), "the stored checkpoint 1 is missing");
  EXPECT_EQ(found_after("UPDATE checkpoints SET number = 0 WHERE number = 1"), "the stored checkpoint 1 is missing");
  for (const char* log : {"999", "(SELECT id FROM names WHERE name LIKE 'gate-1%')"}) {
    EXPECT_NE(found_after("UPDATE checkpoints SET log = " + std::string(log) + " WHERE number = 2")
                  .find("checkpoint 2 does not say what stands beside it"),
              std::string::npos)
        << log;
  }
}

TEST_F(KnownRootsTest, StoredCheckpointsAreSignedWithOneOfTheKeysGiven) {
  const std::string path = MakeLedger("ledger.db", 30);
  StoreCheckpoints(path);
  const VerifyingKey first = key_.PublicKey();
  key_ = SigningKey::Generate();
  StoreCheckpoints(path);
  const auto found = [&](const std::vector<VerifyingKey>& keys) {
    const auto reader = Must(OpenSqliteReader(path));
    const VerifyReport report = Must(VerifyLedger(*reader, nullptr, {}, keys));
    return report.first_difference ? report.first_difference->what : "";
  };
  EXPECT_EQ(found({}), "");
  EXPECT_EQ(found({first, key_.PublicKey()}), "");
  EXPECT_EQ(found({first}), "the stored checkpoint 3 is not signed with the key of the ledger");
  EXPECT_EQ(found({key_.PublicKey()}), "the stored checkpoint 1 is not signed with the key of the ledger");
}

TEST_F(KnownRootsTest, ACheckpointMadeWhileItIsVerifiedIsNoDifference) {
  const auto store = NewMemoryStore(executor_);
  const auto grow = [&](int entries) {
    EXPECT_TRUE(TransactAndWait(*store, [&](Transaction& t) -> Status {
                  RETURN_IF_ERROR(Append(t, 1, entries));
                  ASSIGN_OR_RETURN(const LogRoot root, t.ledger().Root("KHORGOS"));
                  ASSIGN_OR_RETURN(const std::string note, MakeCheckpoint(kSite, root, key_));
                  return t.checkpoints().Put(note, Minute(1)).status();
                }).ok());
  };
  grow(1'500);
  LedgerVerifier verifier(*store);
  ASSERT_TRUE(verifier.Step().ok());
  EXPECT_FALSE(verifier.report().complete);
  grow(100);
  while (!verifier.report().complete) ASSERT_TRUE(verifier.Step().ok());
  EXPECT_FALSE(verifier.report().first_difference) << verifier.report().first_difference->what;
}

}  // namespace
}  // namespace clearance
