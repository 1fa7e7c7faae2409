// The keys of personal fields in a backup: apart, replaced by the next one, and what was erased never back.
#include "db/backup_keys.h"

#include <iterator>

#include "db/backup_files.h"
#include "tests/contract/backup_fixture.h"

namespace clearance {
namespace {

class BackupKeysTest : public BackupTest {
 protected:
  // What holds keys at this moment in folders of something half made, open, so that it can be read once it is gone.
  std::vector<std::ifstream> PartialKeys() const {
    std::vector<std::ifstream> found;
    for (const auto& entry : fs::recursive_directory_iterator(folder_.Path("backups"))) {
      if (!entry.is_regular_file() || entry.path().string().find(kPartialSuffix) == std::string::npos) continue;
      std::ifstream file(entry.path(), std::ios::binary);
      if (Content(file).find("WRAPPED-") != std::string::npos) found.push_back(std::move(file));
    }
    return found;
  }
  static std::string Content(std::ifstream& file) {
    file.clear();
    file.seekg(0);
    return {std::istreambuf_iterator<char>(file), {}};
  }
};

TEST_F(BackupKeysTest, KeysStandApartAndInTheBackupThereIsNone) {
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

TEST_F(BackupKeysTest, ANewBackupReplacesTheKeysSoThatWhatWasErasedIsNowhere) {
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

// What was erased stands in the copy by which the older file was compared, too.
TEST_F(BackupKeysTest, TheCopyOfTheReplacedKeysIsWiped) {
  MakeKeys(5);
  MakeHere();
  EraseKey(Path(), 3);
  RecordErasure(Path(), 3);
  std::vector<std::ifstream> open;
  const auto made = MakeBackup(
      {.database = Path(), .folder = folder_.Path("backups/two"), .keys_file = KeysFile(), .made_at = kMadeAt},
      [&](std::string_view step, std::uint64_t, std::uint64_t) {
        if (step == "copying" && open.empty()) open = PartialKeys();
      });
  ASSERT_TRUE(made.ok()) << made.status();
  ASSERT_FALSE(open.empty()) << "there was no copy while the ledger was copied";
  for (std::ifstream& file : open) EXPECT_EQ(Content(file).find_first_not_of('\0'), std::string::npos);
}

// Nothing of the keys is left on the disk, wherever a backup or a restore is stopped; nothing else is left at all.
TEST_F(BackupKeysTest, WhatIsStoppedIsWipedAndChangesNothing) {
  MakeKeys(500);
  MakeHere();
  const std::string keys_before = Bytes(KeysFile());
  const std::vector<std::string> names_before = NamesIn(folder_.Path("backups"));
  RestoreOptions restore = Options();
  restore.database = folder_.Path("backups/restored.db");
  restore.keys_file = KeysFile();
  const auto stopped_at = [&](int told, bool backs_up, bool& ended) {
    std::stop_source stop;
    std::vector<std::ifstream> open;
    int count = 0;
    const BackupProgressTold tell = [&](std::string_view, std::uint64_t, std::uint64_t) {
      if (++count != told) return;
      open = PartialKeys();
      stop.request_stop();
    };
    const BackupOptions backup{
        .database = Path(), .folder = folder_.Path("backups/two"), .keys_file = KeysFile(), .made_at = kMadeAt};
    const Status status = backs_up ? MakeBackup(backup, tell, stop.get_token()).status()
                                   : RestoreBackup(restore, tell, stop.get_token()).status();
    ended = count < told;
    if (ended) return 0;
    EXPECT_EQ(status.code(), StatusCode::kCancelled) << "told " << told << ": " << status;
    EXPECT_EQ(NamesIn(folder_.Path("backups")), names_before) << "told " << told;
    EXPECT_EQ(Bytes(KeysFile()), keys_before);
    for (std::ifstream& file : open) {
      EXPECT_EQ(Content(file).find_first_not_of('\0'), std::string::npos) << "told " << told;
    }
    return static_cast<int>(open.size());
  };
  for (const bool backs_up : {true, false}) {
    int wiped = 0;
    bool ended = false;
    for (int told = 1; !ended; ++told) wiped += stopped_at(told, backs_up, ended);
    EXPECT_GT(wiped, 0) << "no file that holds keys was there at any of these moments";
    fs::remove_all(folder_.Path("backups/two"));
    Overwrite(KeysFile(), keys_before);
  }
}

TEST_F(BackupKeysTest, AnOlderKeysFileBringsNoErasedKeyBack) {
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

TEST_F(BackupKeysTest, AnErasureThatTheBackupKnowsOfHoldsAgainstAnOlderKeysFile) {
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

TEST_F(BackupKeysTest, KeysGoToTheirTravellersWhateverNumbersThoseHave) {
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
  fs::rename(KeysFile(), folder_.Path("first.keys"));
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

TEST_F(BackupKeysTest, KeysOfAnotherHistoryAreRefused) {
  MakeKeys(2);
  MakeHere();
  const std::string other = folder_.Path("other.db");
  {
    const std::unique_ptr<SqliteStore> store = Open(other);
    ASSERT_TRUE(TransactAndWait(*store, [](Transaction& t) { return Append(t, 2, kEntries + 1); }).ok());
  }
  RestoreOptions options = Options();
  options.keys_file = folder_.Path("other.keys");
  ASSERT_TRUE(
      MakeBackup(
          {.database = other, .folder = folder_.Path("other"), .keys_file = options.keys_file, .made_at = kMadeAt},
          nullptr)
          .ok());
  const Status refused = RestoreBackup(options, nullptr).status();
  EXPECT_EQ(refused.code(), StatusCode::kFailedPrecondition) << refused;
  EXPECT_NE(MessageOf(refused).find("another history"), std::string::npos) << refused;
  EXPECT_FALSE(fs::exists(Target()));
}

// The older file is wiped: of whatever else stands there, nothing would be left.
TEST_F(BackupKeysTest, OnlyAnEarlierKeysFileIsReplaced) {
  MakeKeys(2);
  MakeHere();
  const std::string other_ledger = folder_.Path("other.db");
  fs::copy_file(Path(), other_ledger);
  Overwrite(folder_.Path("master.hex"), std::string(64, 'a') + "\n");
  Overwrite(folder_.Path("empty"), "");
  // All but its own hash is as in a keys file.
  Overwrite(folder_.Path("altered"), Bytes(KeysFile()).replace(Bytes(KeysFile()).find("\"keys\":2"), 8, "\"keys\":3"));
  fs::create_symlink(KeysFile(), folder_.Path("link"));
  for (const std::string& file :
       {Path(), other_ledger, folder_.Path("master.hex"), folder_.Path("empty"), folder_.Path("altered"),
        folder_.Path("link"), Backup() + "/manifest.json", Backup() + "/ledger.db"}) {
    const std::string before = Bytes(file);
    const auto refused =
        MakeBackup({.database = Path(), .folder = folder_.Path("backups/two"), .keys_file = file}, nullptr);
    EXPECT_EQ(refused.status().code(), StatusCode::kFailedPrecondition) << file;
    EXPECT_NE(MessageOf(refused.status()).find(file + ": is there already and is not a file of personal keys"),
              std::string::npos)
        << refused.status();
    EXPECT_EQ(Bytes(file), before) << file;
    EXPECT_EQ(NamesIn(folder_.Path("backups")), (std::vector<std::string>{"one", "personal.keys"})) << file;
  }
}

}  // namespace
}  // namespace clearance
