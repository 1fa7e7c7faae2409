// A SQLite ledger with keys, its backups in a folder of its own, and what a restore of them gives.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include "common/base/bytes.h"
#include "common/sqlite/connection.h"
#include "db/backup.h"
#include "db/restore.h"
#include "tests/contract/sqlite_fixture.h"

namespace clearance {

namespace fs = std::filesystem;

inline constexpr std::size_t kMaxBackupFileBytes = 64 << 20;
inline constexpr Instant kMadeAt = FromUnixMs(1'795'000'000'000);

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
    const auto checked = CheckBackup(folder, nullptr, nullptr);
    EXPECT_TRUE(checked.ok()) << checked.status();
    return checked.ok() ? checked->first_fault : "";
  }

  static std::string Bytes(const std::string& path) {
    const auto bytes = ReadFile(path, kMaxBackupFileBytes);
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

}  // namespace clearance
