// Backups of a SQLite ledger: taken beside a writer, checked to the last bit, restored, gone on with.
#include "db/backup.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "common/sqlite/file_lock.h"
#include "db/backup_files.h"
#include "db/schema.h"
#include "tests/contract/backup_fixture.h"

namespace clearance {
namespace {

TEST_F(BackupTest, SaysWhatItHolds) {
  const BackupMade made = MakeHere();
  EXPECT_EQ(NamesIn(Backup()), (std::vector<std::string>{"ledger.db", "manifest.json"}));
  EXPECT_EQ(made.ledger.last_position, static_cast<std::uint64_t>(kEntries));
  EXPECT_EQ(made.ledger.made_at, kMadeAt);
  ASSERT_EQ(made.ledger.logs.size(), 2u);
  EXPECT_EQ(made.ledger.logs, Verify(Path()).roots);
  EXPECT_EQ(made.ledger.file.bytes, fs::file_size(Backup() + "/ledger.db"));
  EXPECT_EQ(Must(ReadManifest(Backup())), made.ledger);
  const auto checked = Must(CheckBackup(Backup(), nullptr, nullptr));
  EXPECT_EQ(checked.first_fault, "");
  EXPECT_EQ(checked.manifest, made.ledger);
  ASSERT_TRUE(checked.ledger);
  EXPECT_EQ(checked.ledger->entries_checked, static_cast<std::uint64_t>(kEntries));
}

TEST_F(BackupTest, BesideAStoreInUseItIsOfOneMomentAndIsGoneOnWith) {
  {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    std::atomic<bool> stop = false;
    std::atomic<int> last = kEntries;
    std::thread busy([&] {
      while (!stop) {
        const int next = last + 1;
        EXPECT_TRUE(TransactAndWait(*store, [next](Transaction& t) { return Append(t, next, next); }).ok());
        last = next;
      }
    });
    while (last < kEntries + 3) std::this_thread::yield();
    const int before = last;
    const BackupMade made = MakeHere();
    const int after = last;
    stop = true;
    busy.join();
    EXPECT_GE(made.ledger.last_position, static_cast<std::uint64_t>(before));
    EXPECT_LE(made.ledger.last_position, static_cast<std::uint64_t>(after) + 1);
  }
  EXPECT_EQ(FaultIn(Backup()), "");
  const Restored restored = MustRestore(Options());
  const int kept = static_cast<int>(restored.checked.manifest.last_position);
  EXPECT_EQ(restored.aside, "");
  {
    const std::unique_ptr<SqliteStore> store = Open(Target());
    ASSERT_NE(store, nullptr);
    EXPECT_TRUE(TransactAndWait(*store, [kept](Transaction& t) { return Append(t, kept + 1, kept + 5); }).ok());
  }
  const VerifyReport report = Verify(Target());
  EXPECT_FALSE(report.first_difference);
  EXPECT_EQ(report.entries_checked, static_cast<std::uint64_t>(kept) + 5);
  EXPECT_EQ(fs::status(Target()).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(BackupTest, AnEmptyLedgerCanBeBackedUp) {
  Open(folder_.Path("empty.db")).reset();
  ASSERT_TRUE(Make(folder_.Path("empty.db"), Backup()).ok());
  EXPECT_EQ(FaultIn(Backup()), "");
  EXPECT_EQ(MustRestore(Options()).checked.manifest.last_position, 0u);
  EXPECT_NE(Open(Target()), nullptr);
}

TEST_F(BackupTest, AnyFlippedBitIsFound) {
  MakeKeys(3);
  MakeHere();
  std::mt19937 random(20'261'126);
  int flips = 0;
  for (const std::string& path : {Backup() + "/ledger.db", Backup() + "/manifest.json"}) {
    const std::string whole = Bytes(path);
    const bool every_byte = whole.size() < 4'096;
    const std::size_t regions = every_byte ? whole.size() : 600;
    for (std::size_t region = 0; region < regions; ++region) {
      // One in each of as many regions as there are flips, so that none is left out.
      const std::size_t from = whole.size() * region / regions;
      const std::size_t to = whole.size() * (region + 1) / regions;
      const std::size_t at = from + random() % (to - from);
      const unsigned bit = random() % 8;
      FlipBit(path, at, bit);
      const auto checked = CheckBackup(Backup(), nullptr, nullptr);
      EXPECT_TRUE(!checked.ok() || !checked->first_fault.empty()) << path << " byte " << at;
      FlipBit(path, at, bit);
      ++flips;
    }
    for (const std::string& other : {whole.substr(0, whole.size() - 1), whole + '\0', whole + '\n', std::string()}) {
      Overwrite(path, other);
      const auto checked = CheckBackup(Backup(), nullptr, nullptr);
      EXPECT_TRUE(!checked.ok() || !checked->first_fault.empty()) << path << " of " << other.size() << " bytes";
    }
    Overwrite(path, whole);
  }
  EXPECT_GE(flips, 1'000);
  const std::string keys = Bytes(KeysFile());
  for (std::size_t at = 0; at < keys.size(); at += at < 1'000 ? 1 : 61) {
    const unsigned bit = random() % 8;
    FlipBit(KeysFile(), at, bit);
    EXPECT_FALSE(CheckKeysFile(KeysFile()).ok()) << "byte " << at;
    FlipBit(KeysFile(), at, bit);
  }
  EXPECT_TRUE(CheckKeysFile(KeysFile()).ok());
  EXPECT_EQ(FaultIn(Backup()), "") << "and nothing but flips is found";
}

TEST_F(BackupTest, WhatCannotBeRestoredLeavesNothingBesideTheLedgersName) {
  MakeHere();
  fs::create_directories(folder_.Path("new"));
  RestoreOptions options = Options();
  options.database = folder_.Path("new/ledger.db");
  const auto expect_nothing = [&](const RestoreOptions& refused) {
    const auto restored = RestoreBackup(refused, nullptr);
    EXPECT_TRUE(!restored.ok() || !restored->checked.first_fault.empty());
    EXPECT_EQ(NamesIn(folder_.Path("new")), std::vector<std::string>{}) << restored.status();
  };
  options.keys_file = folder_.Path("nowhere.keys");
  expect_nothing(options);
  options.keys_file.clear();
  options.folder = folder_.Path("nowhere");
  expect_nothing(options);
  options.folder = Backup();
  Overwrite(Backup() + "/ledger.db", "damaged");
  expect_nothing(options);
  Overwrite(Backup() + "/manifest.json", "{}");
  expect_nothing(options);
}

TEST_F(BackupTest, ADamagedBackupIsNotRestored) {
  MakeHere();
  std::string bytes = Bytes(Backup() + "/ledger.db");
  bytes[bytes.size() / 2] ^= 1;
  Overwrite(Backup() + "/ledger.db", bytes);
  const auto restored = RestoreBackup(Options(), nullptr);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_EQ(restored->checked.first_fault, Backup() + "/ledger.db: does not have the SHA-256 of the manifest");
  EXPECT_FALSE(fs::exists(Target()));
}

// Of a copy that is gone when it is read, nobody could look at anything.
TEST_F(BackupTest, WhatARestoreFindsIsSaidOfTheBackup) {
  BackupManifest manifest = MakeHere().ledger;
  const std::string file = Backup() + "/ledger.db";
  const std::string whole = Bytes(file);
  const auto said = [&] {
    const auto restored = RestoreBackup(Options(), nullptr);
    const std::string fault = restored.ok() ? restored->checked.first_fault : MessageOf(restored.status());
    EXPECT_EQ(fault.find(kPartialSuffix), std::string::npos) << fault;
    const std::string checked = MessageOf(CheckBackup(Backup(), nullptr, nullptr).status()) + FaultIn(Backup());
    EXPECT_EQ(checked.find(file + ": "), 0u) << checked;
    return fault;
  };
  Overwrite(file, whole.substr(0, 5'000));
  EXPECT_EQ(said().find(file + ": has 5000 bytes, the manifest says"), 0u) << said();
  // As of a forger, whose manifest fits.
  const auto fit = [&] {
    manifest.file = Must(HashFile(file));
    Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
  };
  std::string damaged = whole;
  std::fill(damaged.end() - 4 * 4'096, damaged.end(), '\xff');
  Overwrite(file, damaged);
  fit();
  EXPECT_EQ(said().find(file + ": "), 0u) << said();
}

TEST_F(BackupTest, WhatIsNoDatabaseAtAllIsSaidOfTheBackupToo) {
  BackupManifest manifest = MakeHere().ledger;
  const std::string file = Backup() + "/ledger.db";
  Overwrite(file, std::string(5'000, 'x'));
  manifest.file = Must(HashFile(file));
  Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
  const Status status = RestoreBackup(Options(), nullptr).status();
  EXPECT_EQ(status.code(), StatusCode::kDataLoss) << status;
  EXPECT_EQ(MessageOf(status).find(file + ": cannot be opened as a database"), 0u) << status;
}

TEST_F(BackupTest, ALedgerThatWasAlteredBeforeIsFoundInItsBackup) {
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = ?", 7).ok());
  }
  MakeHere();
  EXPECT_NE(FaultIn(Backup()).find("differs at position 7"), std::string::npos) << FaultIn(Backup());
  EXPECT_NE(Must(RestoreBackup(Options(), nullptr)).checked.first_fault.find("position 7"), std::string::npos);
  EXPECT_FALSE(fs::exists(Target()));
}

// How they follow is not known here: the comparison is given, and asked last, of what would be put in place.
TEST_F(BackupTest, WhatTheDerivedTablesAreFoundToBeIsAFaultOfTheBackup) {
  MakeHere();
  std::vector<std::string> asked;
  std::string fault;
  const DerivedCheck check = [&](const std::string& database, const BackupProgressTold&,
                                 const std::stop_token&) -> StatusOr<DerivedFound> {
    EXPECT_TRUE(fs::exists(database));
    asked.push_back(database);
    return DerivedFound{.first_fault = fault, .rows = 7};
  };
  RestoreOptions options = Options();
  options.check_derived = check;
  fault = "table stays: a row is missing";
  EXPECT_EQ(Must(CheckBackup(Backup(), check, nullptr)).first_fault, FaultOfBackup(Backup(), fault));
  EXPECT_EQ(Must(RestoreBackup(options, nullptr)).checked.first_fault, FaultOfBackup(Backup(), fault));
  EXPECT_FALSE(fs::exists(Target()));
  ASSERT_EQ(asked.size(), 2u);
  EXPECT_EQ(asked[0], Backup() + "/ledger.db");
  EXPECT_NE(asked[1].find("restored.db.partial-"), std::string::npos) << asked[1];

  fault.clear();
  EXPECT_EQ(Must(CheckBackup(Backup(), check, nullptr)).derived->rows, 7u);
  EXPECT_EQ(MustRestore(options).checked.derived->rows, 7u);
  EXPECT_TRUE(fs::exists(Target()));
  std::string bytes = Bytes(Backup() + "/ledger.db");
  bytes[bytes.size() / 2] ^= 1;
  Overwrite(Backup() + "/ledger.db", bytes);
  EXPECT_FALSE(Must(CheckBackup(Backup(), check, nullptr)).derived) << "nothing follows from what is damaged";
  EXPECT_EQ(asked.size(), 4u);
}

TEST_F(BackupTest, NothingIsWrittenOver) {
  MakeHere();
  const auto again = Make(Path(), Backup());
  EXPECT_EQ(again.status().code(), StatusCode::kFailedPrecondition);
  EXPECT_NE(MessageOf(again.status()).find("is there already"), std::string::npos) << again.status();

  for (const char* part : {"", "-wal"}) {
    Overwrite(Target() + part, "mine");
    const Status refused = RestoreBackup(Options(), nullptr).status();
    EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition) << refused;
    EXPECT_EQ(Bytes(Target() + part), "mine");
    fs::remove(Target() + part);
  }
}

TEST_F(BackupTest, AReplacedLedgerIsMovedAsideWhole) {
  MakeHere();
  {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return Append(t, kEntries + 1, kEntries + 9); }).ok());
    // As after kill -9: the newest entries stand in the WAL alone.
    for (const char* part : {"", "-wal"}) fs::copy_file(Path() + part, Target() + part);
  }
  ASSERT_GT(fs::file_size(Target() + "-wal"), 0u);
  RestoreOptions options = Options();
  options.replace = true;
  const Restored restored = MustRestore(options);
  EXPECT_NE(restored.aside.find("restored.db.replaced-"), std::string::npos);
  EXPECT_FALSE(fs::exists(Target() + "-wal")) << "the old WAL would be taken for the new ledger's";
  EXPECT_EQ(Verify(Target()).entries_checked, static_cast<std::uint64_t>(kEntries));
  EXPECT_EQ(Verify(restored.aside).entries_checked, static_cast<std::uint64_t>(kEntries) + 9);
}

// Whatever ends a restore, and when: under the ledger's name there is always one, and while it is neither the old one,
// whole, nor the new one, the mark is there.
TEST_F(BackupTest, AReplacedLedgerIsAtNoMomentMissing) {
  MakeHere();
  {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return Append(t, kEntries + 1, kEntries + 9); }).ok());
    for (const char* part : {"", "-wal"}) fs::copy_file(Path() + part, Target() + part);
  }
  const int watch = ::inotify_init1(IN_NONBLOCK | IN_CLOEXEC);
  ASSERT_GE(watch, 0);
  ASSERT_GE(::inotify_add_watch(watch, folder_.Path("").c_str(), IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO),
            0);
  RestoreOptions options = Options();
  options.replace = true;
  MustRestore(options);
  std::vector<std::string> seen;
  alignas(inotify_event) char events[1 << 14];
  for (ssize_t length; (length = ::read(watch, events, sizeof events)) > 0;) {
    for (const char* at = events; at < events + length;) {
      const auto* event = reinterpret_cast<const inotify_event*>(at);
      at += sizeof(inotify_event) + event->len;
      const std::string name = event->len == 0 ? "" : event->name;
      const bool came = (event->mask & (IN_CREATE | IN_MOVED_TO)) != 0;
      for (const char* watched : {"restored.db", "restored.db-wal", "restored.db.restoring"})
        if (name == watched) seen.push_back((came ? "+" : "-") + name);
    }
  }
  ::close(watch);
  EXPECT_EQ(seen, (std::vector<std::string>{"+restored.db.restoring", "-restored.db-wal", "+restored.db",
                                            "-restored.db.restoring"}));
}

// As a power cut leaves it: a server that made a new ledger then would serve an empty one, and nobody would know.
TEST_F(BackupTest, NoLedgerIsMadeWhereARestoreWasInterrupted) {
  for (const char* left : {".replaced-2026-11-26T10-00-00.000Z", ".partial-AbCdEf", ".restoring", "-wal"}) {
    const std::string path = folder_.Path("new.db");
    Overwrite(path + left, "left");
    const Status status = SqliteStore::Open({.path = path}, executor_).status();
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << left << ": " << status;
    EXPECT_NE(MessageOf(status).find(path + left), std::string::npos) << status;
    EXPECT_FALSE(fs::exists(path)) << left;
    fs::remove(path + left);
  }
  EXPECT_NE(Open(folder_.Path("new.db")), nullptr);
}

TEST_F(BackupTest, ALedgerInTheMiddleOfARestoreIsNotServedUntilOneHasEnded) {
  MakeHere();
  fs::copy_file(Path(), Target());
  Overwrite(Target() + ".restoring", "left");
  const Status status = SqliteStore::Open({.path = Target()}, executor_).status();
  EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
  EXPECT_NE(MessageOf(status).find(".restoring"), std::string::npos) << status;
  RestoreOptions options = Options();
  options.replace = true;
  MustRestore(options);
  EXPECT_FALSE(fs::exists(Target() + ".restoring"));
  EXPECT_NE(Open(Target()), nullptr);
}

// kill -9 ends no destructor. What was left under way holds keys, which an erasure must reach.
TEST_F(BackupTest, WhatAKilledBackupLeftIsRemovedByTheNext) {
  const auto plant = [&](const std::string& name, const std::vector<std::string>& files) {
    fs::create_directories(folder_.Path("backups/" + name));
    for (const std::string& file : files) Overwrite(folder_.Path("backups/" + name + "/" + file), "left");
  };
  plant("zero.partial-AbCdEf", {"ledger.db", "ledger.db-journal", "manifest.json"});
  plant("personal.keys.partial-AbCdEf", {"keys.db", "keys.db.new", "keys.db.older", "keys.db.replaced"});
  plant("one.partial-AbCdE1", {});
  plant("other.partial-AbCdEf", {"ledger.db", "a person's own"});
  plant("short.partial-AbC", {"ledger.db"});
  plant("running.partial-AbCdEf", {"ledger.db"});
  const int running = ::open(folder_.Path("backups/running.partial-AbCdEf").c_str(), O_RDONLY | O_DIRECTORY);
  ASSERT_EQ(::flock(running, LOCK_EX | LOCK_NB), 0);
  MakeHere();
  ::close(running);
  EXPECT_EQ(NamesIn(folder_.Path("backups")),
            (std::vector<std::string>{"one", "other.partial-AbCdEf", "personal.keys", "running.partial-AbCdEf",
                                      "short.partial-AbC"}));
}

TEST_F(BackupTest, ALedgerInUseIsNotReplaced) {
  MakeHere();
  const std::unique_ptr<SqliteStore> store = Open(Path());
  RestoreOptions options = Options();
  options.database = Path();
  options.replace = true;
  const Status refused = RestoreBackup(options, nullptr).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition) << refused;
  EXPECT_NE(MessageOf(refused).find("in use by another process"), std::string::npos) << refused;
}

TEST_F(BackupTest, AFailedBackupLeavesNothingBehind) {
  fs::create_directories(folder_.Path("backups"));
  for (const std::string& keys : {folder_.Path("absent/personal.keys"), folder_.Path("backups")}) {
    MakeKeys(1);
    const auto made =
        MakeBackup({.database = Path(), .folder = Backup(), .keys_file = keys, .made_at = kMadeAt}, nullptr);
    EXPECT_FALSE(made.ok());
    EXPECT_EQ(NamesIn(folder_.Path("backups")), std::vector<std::string>{}) << made.status();
  }
  EXPECT_FALSE(Make(folder_.Path("absent.db"), Backup()).ok());
  EXPECT_EQ(NamesIn(folder_.Path("backups")), std::vector<std::string>{});
}

TEST_F(BackupTest, ANewerBackupIsNotForThisProgram) {
  BackupManifest manifest = MakeHere().ledger;
  ++manifest.schema_version;
  Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
  const Status refused = RestoreBackup(Options(), nullptr).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition) << refused;
  EXPECT_NE(MessageOf(refused).find("newer program"), std::string::npos) << refused;
}

TEST_F(BackupTest, ABackupOfAnOlderSchemaIsBroughtToOurs) {
  fs::create_directories(Backup());
  const std::string old = Backup() + "/ledger.db";
  const std::size_t version = Schema().size() - 1;
  {
    const auto connection = Must(sqlite::Connection::Open(old, sqlite::OpenMode::kNewCopy));
    ASSERT_TRUE(sqlite::Migrate(*connection, Schema().first(version)).ok());
  }
  BackupManifest manifest{.made_at = kMadeAt, .schema_version = static_cast<int>(version), .file = Must(HashFile(old))};
  Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
  const auto checked = Must(CheckBackup(Backup(), nullptr, nullptr));
  EXPECT_EQ(checked.first_fault, "");
  EXPECT_FALSE(checked.ledger) << "this program cannot read it as it is";
  EXPECT_TRUE(MustRestore(Options()).checked.ledger);
  EXPECT_NE(Open(Target()), nullptr);
}

TEST_F(BackupTest, WhatOnlySqliteCanSeeIsFound) {
  BackupManifest manifest = MakeHere().ledger;
  const std::string copy = Backup() + "/ledger.db";
  std::int64_t page = 0;
  {
    const auto connection = Must(sqlite::Connection::Open(copy, sqlite::OpenMode::kReadOnly));
    auto statement =
        connection->Prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'entries_by_traveller'").value();
    ASSERT_TRUE(Must(statement.Step()));
    page = statement.Int(0);
  }
  // The last byte of a page is of its first cell. A forger who can, makes a manifest that fits.
  FlipBit(copy, static_cast<std::size_t>(page) * 4'096 - 1, 0);
  manifest.file = Must(HashFile(copy));
  Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
  EXPECT_NE(FaultIn(Backup()).find("entries_by_traveller"), std::string::npos) << FaultIn(Backup());
}

TEST_F(BackupTest, AManifestThatFitsTheFileButNotTheLedgerIsFound) {
  const BackupManifest honest = MakeHere().ledger;
  for (const auto& change : std::vector<void (*)(BackupManifest&)>{
           [](BackupManifest& m) { ++m.last_position; }, [](BackupManifest& m) { m.last_leaf_hash[0] ^= 1; },
           [](BackupManifest& m) { m.logs[0].root_hash[5] ^= 1; }, [](BackupManifest& m) { ++m.logs[1].size; },
           [](BackupManifest& m) { m.logs.pop_back(); }}) {
    BackupManifest manifest = honest;
    change(manifest);
    Overwrite(Backup() + "/manifest.json", RenderManifest(manifest));
    EXPECT_NE(FaultIn(Backup()).find("the manifest speaks of another"), std::string::npos) << FaultIn(Backup());
  }
}

}  // namespace
}  // namespace clearance
