// No backup takes the place of a keys file with which a key would be lost that older backups need: what it refuses, and
// that what was erased lawfully goes all the same.
#include "db/replaced_keys.h"

#include "common/base/error_reasons.h"
#include "common/crypto/file_hash.h"
#include "db/backup_keys.h"
#include "tests/contract/backup_fixture.h"

namespace clearance {
namespace {

class ReplacedKeysTest : public BackupTest {
 protected:
  void SetUp() override {
    BackupTest::SetUp();
    MakeKeys(5);
    MakeHere();
    keys_ = Bytes(KeysFile());
  }

  std::string Two() const { return folder_.Path("backups/two"); }
  BackupOptions Again(const std::string& database) const {
    return {.database = database, .folder = Two(), .keys_file = KeysFile(), .made_at = kMadeAt};
  }
  // The restored ledger's file.
  std::string RestoreWith(const std::string& keys_file, const std::string& erased_from = "") {
    RestoreOptions options = Options();
    options.keys_file = keys_file;
    options.erased_from = erased_from;
    MustRestore(options);
    return Target();
  }
  std::string MakeOther() {
    const std::string other = folder_.Path("other.db");
    const std::unique_ptr<SqliteStore> store = Open(other);
    EXPECT_TRUE(TransactAndWait(*store, [](Transaction& t) { return Append(t, 2, kEntries + 1); }).ok());
    return other;
  }
  void AppendTo(const std::string& database, int first, int last) {
    const std::unique_ptr<SqliteStore> store = Open(database);
    ASSERT_TRUE(TransactAndWait(*store, [&](Transaction& t) { return Append(t, first, last); }).ok());
  }
  void Run(const std::string& database, std::string_view sql) {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kReadWrite));
    const Status status = connection->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
    ASSERT_GT(connection->ChangedRows(), 0);
  }

  // One error that names the file, why, and what to do; before anything was copied, and nothing has changed.
  void ExpectRefused(const BackupOptions& options, const std::string& why) {
    const std::vector<std::string> names = NamesIn(folder_.Path("backups"));
    const std::string before = Bytes(options.keys_file);
    bool copied = false;
    const auto refused = MakeBackup(
        options, [&](std::string_view step, std::uint64_t, std::uint64_t) { copied = copied || step == "copying"; });
    EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition) << refused.status();
    EXPECT_EQ(ReasonOf(refused.status()), error_reason::kFileUnreadable);
    const std::string said = MessageOf(refused.status());
    EXPECT_EQ(said.rfind(options.keys_file + ": ", 0), 0u) << said;
    EXPECT_NE(said.find(why), std::string::npos) << said;
    EXPECT_NE(said.find("not replaced"), std::string::npos) << said;
    EXPECT_NE(said.find("another place (--keys), or move the old ones away"), std::string::npos) << said;
    EXPECT_FALSE(copied);
    EXPECT_EQ(Bytes(options.keys_file), before);
    EXPECT_EQ(NamesIn(folder_.Path("backups")), names) << "nothing is left over";
  }
  void ExpectMade(const BackupOptions& options, std::uint64_t keys) {
    const auto made = MakeBackup(options, nullptr);
    ASSERT_TRUE(made.ok()) << made.status();
    EXPECT_EQ(made->keys.keys, keys);
    EXPECT_EQ(Must(CheckKeysFile(options.keys_file)).keys, keys);
  }

  std::string keys_;  // the keys file of the first backup
};

TEST_F(ReplacedKeysTest, TheKeysOfAnotherLedgerAreNotReplaced) {
  const std::string other = MakeOther();
  ExpectRefused(Again(other), "of " + other + ", the keys are of another history: entry 40 is not the one");
  // Nor where that is of no key at all: the older backups are restored with it.
  fs::remove(KeysFile());
  Run(Path(), "DELETE FROM personal_keys");
  ASSERT_TRUE(Make(Path(), folder_.Path("backups/three")).ok());
  ExpectRefused(Again(other), "another history");
  // What to do, done.
  BackupOptions elsewhere = Again(other);
  elsewhere.keys_file = folder_.Path("other.keys");
  ExpectMade(elsewhere, 0);
}

TEST_F(ReplacedKeysTest, KeysThatALedgerDoesNotReachAreNotReplaced) {
  const std::string shorter = folder_.Path("shorter.db");
  fs::copy_file(Path(), shorter);
  AppendTo(Path(), kEntries + 1, kEntries + 3);
  ExpectMade(Again(Path()), 5);
  BackupOptions options = Again(shorter);
  options.folder = folder_.Path("backups/three");
  ExpectRefused(options, shorter + " ends before entry 43");
  // Nor when it has gone on, otherwise.
  AppendTo(shorter, kEntries + 2, kEntries + 9);
  ExpectRefused(options, "another history: entry 43");
}

TEST_F(ReplacedKeysTest, ALedgerRestoredWithoutItsKeysDoesNotTakeThemFromItsBackups) {
  const std::string restored = RestoreWith("");
  ExpectRefused(Again(restored), "holds 5 wrapped keys that " + restored + " lacks");
  EXPECT_EQ(Bytes(KeysFile()), keys_);
}

TEST_F(ReplacedKeysTest, ALedgerRestoredWithItsKeysIsBackedUpOn) { ExpectMade(Again(RestoreWith(KeysFile())), 5); }

TEST_F(ReplacedKeysTest, AKeyThatWentWithoutAnEntryIsToldAndWithOneItGoes) {
  EraseKey(Path(), 3);
  ExpectRefused(Again(Path()), "holds 1 wrapped key that " + Path() + " lacks and that no KEY_ERASED entry");
  RecordErasure(Path(), 3);
  ExpectMade(Again(Path()), 4);
  EXPECT_EQ(Bytes(KeysFile()).find("WRAPPED-3."), std::string::npos);
  EXPECT_NE(Bytes(KeysFile()).find("WRAPPED-4."), std::string::npos);
}

// Who comes back after an erasure has a newer key, and that is not what was erased.
TEST_F(ReplacedKeysTest, AnErasureExplainsNoKeyThatWasMadeAfterIt) {
  RecordErasure(Path(), 3);
  ExpectMade(Again(Path()), 5);
  EraseKey(Path(), 3);
  BackupOptions options = Again(Path());
  options.folder = folder_.Path("backups/three");
  ExpectRefused(options, "holds 1 wrapped key that");
}

TEST_F(ReplacedKeysTest, AnotherKeyOfTheSamePersonIsNotTheirOlderOne) {
  Run(Path(), "UPDATE personal_keys SET wrapped = zeroblob(60) WHERE subject = 2");
  ExpectRefused(Again(Path()), "holds 1 wrapped key that");
  // Under another master key it was rotated.
  Run(Path(), "UPDATE personal_keys SET master_key_id = x'0807060504030201' WHERE subject = 2");
  ExpectMade(Again(Path()), 5);
}

TEST_F(ReplacedKeysTest, AKeyIsFoundWhateverNumberItsTravellerHasAndAnothersIsNotTakenForIt) {
  Run(Path(), "UPDATE travellers SET id = id + 100; UPDATE personal_keys SET subject = subject + 100");
  Run(Path(),
      "UPDATE travellers SET id = id - 101 WHERE id > 101;"
      "UPDATE personal_keys SET subject = subject - 101 WHERE subject > 101");
  ExpectMade(Again(Path()), 5);
  // Rotated, so that no key is known by its bytes, and one is gone: who has its traveller's number now has another key.
  Overwrite(KeysFile(), keys_);
  Run(Path(), "UPDATE personal_keys SET master_key_id = x'0807060504030201'");
  Run(Path(), "DELETE FROM personal_keys WHERE subject = 101");
  BackupOptions options = Again(Path());
  options.folder = folder_.Path("backups/three");
  ExpectRefused(options, "holds 1 wrapped key that");
}

TEST_F(ReplacedKeysTest, AKeyOfWhomTheLedgerDoesNotKnowIsNotLost) {
  Run(Path(), "DELETE FROM personal_keys WHERE subject = 4; DELETE FROM travellers WHERE id = 4");
  ExpectRefused(Again(Path()), "holds 1 wrapped key that");
}

TEST_F(ReplacedKeysTest, ALaterLedgersErasuresExplainWhatARestoredOneLacks) {
  EraseKey(Path(), 2);
  RecordErasure(Path(), 2);
  const std::string restored = RestoreWith(KeysFile(), Path());
  ExpectRefused(Again(restored), "or name the later ledger that has the entries (--erased-from)");
  BackupOptions options = Again(restored);
  options.erased_from = MakeOther();
  const Status refused = MakeBackup(options, nullptr).status();
  EXPECT_NE(MessageOf(refused).find(options.erased_from + ": the keys are of another history"), std::string::npos)
      << refused;
  EXPECT_EQ(Bytes(KeysFile()), keys_);
  options.erased_from = Path();
  ExpectMade(options, 4);
  options.folder = folder_.Path("backups/three");
  options.erased_from.clear();
  ExpectMade(options, 4);
}

TEST_F(ReplacedKeysTest, TheKeysOfAnEmptyLedgerAreReplacedByAny) {
  fs::remove(KeysFile());
  { Open(folder_.Path("empty.db")); }
  ASSERT_TRUE(Make(folder_.Path("empty.db"), folder_.Path("backups/empty")).ok());
  ExpectMade(Again(Path()), 5);
}

TEST_F(ReplacedKeysTest, ADamagedKeysFileIsNotReplaced) {
  FlipBit(KeysFile(), keys_.size() - 1, 0);
  ExpectRefused(Again(Path()), "the file is not as it was written");
  Overwrite(KeysFile(), keys_.substr(0, keys_.size() / 2));
  ExpectRefused(Again(Path()), "the file is not as it was written");
}

// Hashes that fit, and no keys to be read: a program has written it that was another.
TEST_F(ReplacedKeysTest, AKeysFileWhoseKeysCannotBeReadIsNotReplaced) {
  BackupManifest manifest = Must(CheckKeysFile(KeysFile()));
  const auto put = [&](const std::string& database) {
    manifest.file = Must(HashFile(database));
    Overwrite(KeysFile(), RenderManifest(manifest) + Bytes(database));
    ASSERT_TRUE(CheckKeysFile(KeysFile()).ok());
  };
  const std::string database = folder_.Path("forged.db");
  Overwrite(database, keys_.substr(keys_.find('\n') + 1));
  {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kNewCopy));
    ASSERT_TRUE(connection->RunScript("ALTER TABLE personal_keys RENAME COLUMN wrapped TO boxed").ok());
  }
  put(database);
  ExpectRefused(Again(Path()), "its keys cannot be read (");
  Overwrite(database, std::string(4'096, 'x'));
  put(database);
  ExpectRefused(Again(Path()), "its keys cannot be read (");
}

// What counts is what stands there in the end: another backup may have ended meanwhile.
TEST_F(ReplacedKeysTest, AKeysFilePutThereMeanwhileIsLookedAtToo) {
  const std::string other = MakeOther();
  BackupOptions elsewhere = Again(other);
  elsewhere.keys_file = folder_.Path("other.keys");
  elsewhere.folder = folder_.Path("other");
  ExpectMade(elsewhere, 0);
  const std::string others_keys = Bytes(elsewhere.keys_file);
  elsewhere = Again(Path());
  elsewhere.keys_file = folder_.Path("newer.keys");
  elsewhere.made_at += std::chrono::hours(1);
  elsewhere.folder = folder_.Path("newer");
  ExpectMade(elsewhere, 5);
  const std::string newer_keys = Bytes(elsewhere.keys_file);
  for (const bool is_there : {true, false}) {
    is_there ? Overwrite(KeysFile(), keys_) : static_cast<void>(fs::remove(KeysFile()));
    const auto refused = MakeBackup(Again(Path()), [&](std::string_view step, std::uint64_t, std::uint64_t) {
      if (step == "hashing") Overwrite(KeysFile(), others_keys);
    });
    EXPECT_NE(MessageOf(refused.status()).find(KeysFile() + ": of " + Path() + ", the keys are of another history"),
              std::string::npos)
        << refused.status();
    EXPECT_EQ(Bytes(KeysFile()), others_keys);
    EXPECT_EQ(NamesIn(folder_.Path("backups")), (std::vector<std::string>{"one", "personal.keys"}));
  }
  // One that is in order is replaced, whether it is there for the first time or in the place of another.
  for (const bool was_there : {true, false}) {
    was_there ? Overwrite(KeysFile(), keys_) : static_cast<void>(fs::remove(KeysFile()));
    EXPECT_TRUE(MakeBackup(Again(Path()), [&](std::string_view step, std::uint64_t, std::uint64_t) {
                  if (step == "hashing") Overwrite(KeysFile(), newer_keys);
                }).ok());
    EXPECT_EQ(Must(CheckKeysFile(KeysFile())).keys, 5u);
    fs::remove_all(Two());
  }
}

TEST_F(ReplacedKeysTest, TheKeysOfAFilePutThereMeanwhileAreRead) {
  MakeKeys(6);
  BackupOptions elsewhere = Again(Path());
  elsewhere.keys_file = folder_.Path("six.keys");
  elsewhere.folder = folder_.Path("six");
  ExpectMade(elsewhere, 6);
  EraseKey(Path(), 6);
  const auto refused = MakeBackup(Again(Path()), [&](std::string_view step, std::uint64_t, std::uint64_t) {
    if (step == "hashing") Overwrite(KeysFile(), Bytes(elsewhere.keys_file));
  });
  EXPECT_NE(MessageOf(refused.status()).find(KeysFile() + ": holds 1 wrapped key that"), std::string::npos)
      << refused.status();
  EXPECT_EQ(Bytes(KeysFile()), Bytes(elsewhere.keys_file));
}

TEST_F(ReplacedKeysTest, OnlyTheFileThatWasLookedAtIsReplaced) {
  const std::string database = folder_.Path("keys.db");
  Overwrite(database, keys_.substr(keys_.find('\n') + 1));
  for (const std::string& looked_at : {std::string(), std::string("another line\n")}) {
    const auto refused = WriteKeysFile(database, {}, KeysFile(), looked_at);
    EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition) << refused.status();
    EXPECT_NE(MessageOf(refused.status()).find(KeysFile() + ": another backup has put its keys there meanwhile"),
              std::string::npos)
        << refused.status();
    EXPECT_EQ(Bytes(KeysFile()), keys_);
    for (const char* made : {"keys.db.new", "keys.db.older"}) fs::remove(folder_.Path(made));
  }
  ASSERT_TRUE(WriteKeysFile(database, {}, KeysFile(), keys_.substr(0, keys_.find('\n') + 1)).ok());
}

}  // namespace
}  // namespace clearance
