// Backups of a SQLite ledger: taken beside a writer, checked to the last bit, restored, gone on with; the keys apart
// and what was erased never back.
#include "db/backup.h"

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <thread>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/file_lock.h"
#include "db/restore.h"
#include "db/schema.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 64 << 20;
constexpr Instant kMadeAt = FromUnixMs(1'795'000'000'000);

class BackupTest : public SqliteStoreTest {
 protected:
  void SetUp() override { MakeFile(); }

  std::string Backup() const { return folder_.Path("backups/one"); }
  std::string KeysFile() const { return folder_.Path("backups/personal.keys"); }
  std::string Target() const { return folder_.Path("restored.db"); }

  // Keys of so many travellers.
  void MakeKeys(int count) {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    for (int subject = 1; subject <= count; ++subject) {
      const std::string pseudonym = Pseudonym(5'000 + subject);
      ASSERT_TRUE(
          connection->Run("INSERT OR IGNORE INTO travellers VALUES (?, ?)", subject, sqlite::Blob{pseudonym}).ok());
      const std::string wrapped = Wrapped(subject);
      const Status put = connection->Run("INSERT OR REPLACE INTO personal_keys VALUES (?, 1, x'0102030405060708', ?)",
                                         subject, sqlite::Blob{wrapped});
      ASSERT_TRUE(put.ok()) << put;
    }
  }
  static std::string Wrapped(int subject) {
    std::string wrapped = "WRAPPED-" + std::to_string(subject) + ".";
    wrapped.resize(60, '#');
    return wrapped;
  }
  void EraseKey(const std::string& database, int subject) {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run("DELETE FROM personal_keys WHERE subject = ?", subject).ok());
  }
  static std::string PseudonymOf(const std::string& database, int subject) {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare("SELECT pseudonym FROM travellers WHERE id = ?").value();
    statement.Bind(subject);
    EXPECT_TRUE(Must(statement.Step()));
    return statement.Bytes(0);
  }
  // The entry that says so.
  void RecordErasure(const std::string& database, int subject) {
    const std::string pseudonym = PseudonymOf(database, subject);
    const std::unique_ptr<SqliteStore> store = Open(database);
    const Status status = TransactAndWait(*store, [&](Transaction& t) -> Status {
      LedgerEntry entry = Entry(1000, kCentreLog);
      entry.kind = EntryKind::kKeyErased;
      entry.traveller = pseudonym;
      return t.ledger().Append(entry).status();
    });
    ASSERT_TRUE(status.ok()) << status;
  }

  StatusOr<BackupMade> Make(const std::string& database, const std::string& folder) {
    fs::create_directories(folder_.Path("backups"));
    return MakeBackup({.database = database, .folder = folder, .keys_file = KeysFile(), .made_at = kMadeAt}, nullptr);
  }
  BackupMade MakeHere() {
    const auto made = Make(Path(), Backup());
    EXPECT_TRUE(made.ok()) << made.status();
    return made.ok() ? *made : BackupMade{};
  }
  RestoreOptions Options() const {
    return {.folder = Backup(), .database = Target(), .now = kMadeAt + std::chrono::hours(1)};
  }
  static Restored MustRestore(const RestoreOptions& options) {
    const auto restored = RestoreBackup(options, nullptr);
    EXPECT_TRUE(restored.ok()) << restored.status();
    if (!restored.ok()) return {};
    EXPECT_EQ(restored->checked.first_fault, "");
    return *restored;
  }
  std::string FaultIn(const std::string& folder) {
    const auto checked = CheckBackup(folder, nullptr);
    EXPECT_TRUE(checked.ok()) << checked.status();
    return checked.ok() ? checked->first_fault : "";
  }

  static std::string Bytes(const std::string& path) {
    const auto bytes = ReadFile(path, kMaxFileBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() ? *bytes : "";
  }
  // In its place, for tests that do so a thousand times: twice is never.
  static void FlipBit(const std::string& path, std::size_t at, unsigned bit) {
    std::fstream file(path, std::ios::binary | std::ios::in | std::ios::out);
    file.seekg(static_cast<std::streamoff>(at));
    const int byte = file.get();
    file.seekp(static_cast<std::streamoff>(at));
    file.put(static_cast<char>(byte ^ (1 << bit)));
    EXPECT_TRUE(file.good()) << path << " byte " << at;
  }
  static void Overwrite(const std::string& path, const std::string& bytes) {
    std::ofstream(path, std::ios::binary | std::ios::trunc) << bytes;
  }
  std::vector<int> KeysIn(const std::string& database) {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kReadOnly));
    auto statement = connection->Prepare("SELECT subject, wrapped FROM personal_keys ORDER BY subject").value();
    std::vector<int> found;
    while (Must(statement.Step())) {
      found.push_back(static_cast<int>(statement.Int(0)));
      EXPECT_EQ(statement.Bytes(1), Wrapped(found.back()));
    }
    return found;
  }
  std::vector<std::string> NamesIn(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
  }
};

TEST_F(BackupTest, SaysWhatItHolds) {
  const BackupMade made = MakeHere();
  EXPECT_EQ(NamesIn(Backup()), (std::vector<std::string>{"ledger.db", "manifest.json"}));
  EXPECT_EQ(made.ledger.last_position, static_cast<std::uint64_t>(kEntries));
  EXPECT_EQ(made.ledger.made_at, kMadeAt);
  ASSERT_EQ(made.ledger.logs.size(), 2u);
  EXPECT_EQ(made.ledger.logs, Verify(Path()).roots);
  EXPECT_EQ(made.ledger.file.bytes, fs::file_size(Backup() + "/ledger.db"));
  EXPECT_EQ(Must(ReadManifest(Backup())), made.ledger);
  const auto checked = Must(CheckBackup(Backup(), nullptr));
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
      const auto checked = CheckBackup(Backup(), nullptr);
      EXPECT_TRUE(!checked.ok() || !checked->first_fault.empty()) << path << " byte " << at;
      FlipBit(path, at, bit);
      ++flips;
    }
    for (const std::string& other : {whole.substr(0, whole.size() - 1), whole + '\0', whole + '\n', std::string()}) {
      Overwrite(path, other);
      const auto checked = CheckBackup(Backup(), nullptr);
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

TEST_F(BackupTest, ADamagedBackupIsNotRestored) {
  MakeHere();
  std::string bytes = Bytes(Backup() + "/ledger.db");
  bytes[bytes.size() / 2] ^= 1;
  Overwrite(Backup() + "/ledger.db", bytes);
  const auto restored = RestoreBackup(Options(), nullptr);
  ASSERT_TRUE(restored.ok()) << restored.status();
  EXPECT_NE(restored->checked.first_fault.find("SHA-256"), std::string::npos) << restored->checked.first_fault;
  EXPECT_FALSE(fs::exists(Target()));
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

TEST_F(BackupTest, KeysStandApartAndInTheBackupThereIsNone) {
  MakeKeys(20);
  const BackupMade made = MakeHere();
  EXPECT_EQ(made.keys.keys, 20u);
  EXPECT_EQ(made.keys.last_position, made.ledger.last_position);
  for (const std::string& name : NamesIn(Backup()))
    EXPECT_EQ(Bytes(Backup() + "/" + name).find("WRAPPED-"), std::string::npos) << name;
  EXPECT_NE(Bytes(KeysFile()).find("WRAPPED-20."), std::string::npos);
  EXPECT_EQ(NamesIn(folder_.Path("backups")), (std::vector<std::string>{"one", "personal.keys"}));

  EXPECT_FALSE(MustRestore(Options()).keys);
  EXPECT_EQ(KeysIn(Target()), std::vector<int>{});
  EXPECT_NE(Open(Target()), nullptr) << "a ledger without keys is one";
  RestoreOptions options = Options();
  options.replace = true;
  options.keys_file = KeysFile();
  const Restored restored = MustRestore(options);
  ASSERT_TRUE(restored.keys);
  EXPECT_EQ(restored.keys->restored, 20u);
  EXPECT_EQ(restored.keys->erased, 0u);
  EXPECT_EQ(restored.keys->unknown, 0u);
  EXPECT_EQ(KeysIn(Target()).size(), 20u);
}

TEST_F(BackupTest, ANewBackupReplacesTheKeysSoThatWhatWasErasedIsNowhere) {
  MakeKeys(5);
  MakeHere();
  EraseKey(Path(), 3);
  RecordErasure(Path(), 3);
  std::ifstream older(KeysFile(), std::ios::binary);
  ASSERT_TRUE(Make(Path(), folder_.Path("backups/two")).ok());
  const std::string left{std::istreambuf_iterator<char>(older), {}};
  EXPECT_EQ(left, std::string(left.size(), '\0')) << "the older file was overwritten before it went";
  EXPECT_GT(left.size(), 1'000u);
  EXPECT_EQ(Bytes(KeysFile()).find("WRAPPED-3."), std::string::npos);
  EXPECT_NE(Bytes(KeysFile()).find("WRAPPED-4."), std::string::npos);
  // The older backup with the newest keys.
  RestoreOptions options = Options();
  options.keys_file = KeysFile();
  const Restored restored = MustRestore(options);
  ASSERT_TRUE(restored.keys);
  EXPECT_EQ(restored.keys->restored, 4u);
  EXPECT_EQ(KeysIn(Target()), (std::vector<int>{1, 2, 4, 5}));
}

TEST_F(BackupTest, AnOlderKeysFileBringsNoErasedKeyBack) {
  MakeKeys(5);
  MakeHere();
  fs::copy_file(KeysFile(), folder_.Path("older.keys"));
  EraseKey(Path(), 3);
  RecordErasure(Path(), 3);

  RestoreOptions options = Options();
  options.keys_file = folder_.Path("older.keys");
  EXPECT_EQ(MustRestore(options).keys->restored, 5u) << "this backup knows of no erasure";
  options.replace = true;
  options.now += std::chrono::hours(1);
  options.erased_from = Path();
  const Restored told = MustRestore(options);
  EXPECT_EQ(told.keys->restored, 4u);
  EXPECT_EQ(told.keys->erased, 1u);
  EXPECT_EQ(KeysIn(Target()), (std::vector<int>{1, 2, 4, 5}));
  EXPECT_EQ(Bytes(Target()).find("WRAPPED-3."), std::string::npos);
}

TEST_F(BackupTest, AnErasureThatTheBackupKnowsOfHoldsAgainstAnOlderKeysFile) {
  MakeKeys(5);
  MakeHere();
  fs::copy_file(KeysFile(), folder_.Path("older.keys"));
  EraseKey(Path(), 2);
  RecordErasure(Path(), 2);
  ASSERT_TRUE(Make(Path(), folder_.Path("backups/two")).ok());
  RestoreOptions options = Options();
  options.folder = folder_.Path("backups/two");
  options.keys_file = folder_.Path("older.keys");
  const Restored restored = MustRestore(options);
  ASSERT_TRUE(restored.keys);
  EXPECT_EQ(restored.keys->restored, 4u);
  EXPECT_EQ(restored.keys->erased, 1u);
  EXPECT_EQ(KeysIn(Target()), (std::vector<int>{1, 3, 4, 5}));
}

TEST_F(BackupTest, KeysGoToTheirTravellersWhateverNumbersThoseHave) {
  MakeKeys(6);
  MakeHere();
  // The same ledger, in which everybody has got another number, and two nobody has come yet.
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    const Status renumbered = connection->RunScript(
        "DELETE FROM personal_keys; DELETE FROM travellers WHERE id IN (5, 6);"
        "UPDATE travellers SET id = id + 100; UPDATE entries SET traveller = traveller + 100 WHERE traveller > 0;");
    ASSERT_TRUE(renumbered.ok()) << renumbered;
  }
  fs::copy_file(KeysFile(), folder_.Path("first.keys"));
  ASSERT_TRUE(Make(Path(), folder_.Path("backups/two")).ok());
  RestoreOptions options = Options();
  options.folder = folder_.Path("backups/two");
  options.keys_file = folder_.Path("first.keys");
  const Restored restored = MustRestore(options);
  ASSERT_TRUE(restored.keys);
  EXPECT_EQ(restored.keys->restored, 4u);
  EXPECT_EQ(restored.keys->unknown, 2u);
  const auto connection = Must(sqlite::Connection::Open(Target(), sqlite::OpenMode::kReadOnly));
  auto statement = connection->Prepare("SELECT subject, wrapped FROM personal_keys ORDER BY subject").value();
  for (int subject = 1; subject <= 4; ++subject) {
    ASSERT_TRUE(Must(statement.Step()));
    EXPECT_EQ(statement.Int(0), subject + 100);
    EXPECT_EQ(statement.Bytes(1), Wrapped(subject));
  }
}

TEST_F(BackupTest, KeysOfAnotherHistoryAreRefused) {
  MakeKeys(2);
  MakeHere();
  const std::string other = folder_.Path("other.db");
  {
    const std::unique_ptr<SqliteStore> store = Open(other);
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return Append(t, 2, kEntries + 1); }).ok());
  }
  ASSERT_TRUE(Make(other, folder_.Path("backups/other")).ok());
  RestoreOptions options = Options();
  options.keys_file = KeysFile();
  const Status refused = RestoreBackup(options, nullptr).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition) << refused;
  EXPECT_NE(MessageOf(refused).find("another history"), std::string::npos) << refused;
  EXPECT_FALSE(fs::exists(Target()));
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
  const auto checked = Must(CheckBackup(Backup(), nullptr));
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
