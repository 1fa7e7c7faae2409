// clearctl over backups whose derived tables are not what follows from the entries: a forger's, or a ledger's that was
// damaged before.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/crypto/file_hash.h"
#include "db/backup.h"
#include "tests/derivation/derived_fixture.h"
#include "tests/support/process.h"

namespace clearance {
namespace {

constexpr char kInOrder[] = "rows as they follow from the entries";
constexpr char kNotCompared[] = "derived tables: not compared";

class ClearctlBackupDerivedTest : public DerivedTest {
 protected:
  void SetUp() override { MakeFile(1, 80); }

  std::string Backup() const { return folder_.Path("one"); }
  std::string Target() const { return folder_.Path("restored.db"); }
  std::string Log() const { return Must(ReadFile(folder_.Path("clearctl.log"), 1 << 20)); }

  std::string Clearctl(std::vector<std::string> arguments, int exit_code) {
    const char* bin = std::getenv("CLEARANCE_BIN_DIR");
    arguments.insert(arguments.begin(), std::string(bin == nullptr ? "build/release/bin" : bin) + "/clearctl");
    int exited = -1;
    const std::string output = Must(RunProcess(arguments, folder_.Path("clearctl.log"), exited));
    EXPECT_EQ(exited, exit_code) << output << Log();
    return output;
  }
  void MakeBackup() { Clearctl({"db", "backup", "--database", Path(), "--out", Backup()}, 0); }
  std::string Check(int exit_code, const std::string& option = "") {
    std::vector<std::string> arguments = {"db", "check", "--backup", Backup()};
    if (!option.empty()) arguments.push_back(option);
    return Clearctl(arguments, exit_code);
  }
  std::string Restore(int exit_code, const std::string& option = "") {
    std::vector<std::string> arguments = {"db", "restore", "--backup", Backup(), "--database", Target()};
    if (!option.empty()) arguments.push_back(option);
    return Clearctl(arguments, exit_code);
  }
  static void Alter(const std::string& database) {
    const auto connection = Must(sqlite::Connection::Open(database, sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(
        connection->Run("UPDATE stay_records SET entry_day = entry_day - 100 WHERE entry_day IS NOT NULL").ok());
    ASSERT_GT(connection->ChangedRows(), 0);
  }
  // As the copy is now, so that only its content can tell.
  void MakeManifestFit() {
    BackupManifest manifest = Must(ReadManifest(Backup()));
    manifest.file = Must(HashFile(Backup() + "/" + kBackupDatabaseName));
    ASSERT_TRUE(WriteFile(Backup() + "/" + kBackupManifestName, RenderManifest(manifest)).ok());
  }
  void ExpectRefused() {
    for (const std::string& said : {Check(2), Restore(2)}) {
      const std::string file = Backup() + "/" + kBackupDatabaseName;
      EXPECT_EQ(said.rfind("DAMAGED: " + file + ": table stay_records: the row (traveller ", 0), 0u) << said;
      EXPECT_NE(said.find("entry_day is not what follows from the entries"), std::string::npos) << said;
    }
    EXPECT_NE(Log().find("nothing was restored"), std::string::npos) << Log();
    EXPECT_NE(Log().find("--rebuild"), std::string::npos) << Log();
    EXPECT_FALSE(std::filesystem::exists(Target()));
  }
};

TEST_F(ClearctlBackupDerivedTest, WhatWasComparedIsSaid) {
  MakeBackup();
  EXPECT_NE(Check(0).find(kInOrder), std::string::npos);
  EXPECT_NE(Check(0, "--quick").find(kNotCompared), std::string::npos);
  EXPECT_NE(Restore(0).find(kInOrder), std::string::npos);
  std::filesystem::remove(Target());
  EXPECT_NE(Restore(0, "--quick").find(kNotCompared), std::string::npos);
}

TEST_F(ClearctlBackupDerivedTest, AForgersCopyWithAManifestThatFitsIsNotRestored) {
  MakeBackup();
  Alter(Backup() + "/" + kBackupDatabaseName);
  MakeManifestFit();
  ExpectRefused();
}

TEST_F(ClearctlBackupDerivedTest, ALedgerDamagedBeforeItsBackupIsNoGoodBackupAndCanBeRebuilt) {
  Alter(Path());
  MakeBackup();
  ExpectRefused();
  const std::string rebuilt = Restore(0, "--rebuild");
  EXPECT_NE(rebuilt.find("was different: table stay_records"), std::string::npos) << rebuilt;
  EXPECT_NE(rebuilt.find(kInOrder), std::string::npos) << rebuilt;
  EXPECT_EQ(Verify(Target()).first_difference, std::nullopt);
  EXPECT_EQ(Check(2).rfind("DAMAGED: ", 0), 0u) << "the backup stays what it is";
}

}  // namespace
}  // namespace clearance
