// What ends a centre's start, with real processes: files and disks that cannot be used, and ledgers that are none or
// not whole. Each is named by the name the operator gave.
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>

#include "common/sqlite/migrations.h"
#include "tests/integration/centre_storage_fixture.h"
#include "tests/support/own_mounts.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kNobody = 65'534;

class CentreStorageStartTest : public CentreStorageTest {
 protected:
  // To run a program as somebody to whom permissions apply; the whole hall then belongs to them. Skips the test where
  // they may not run the programs.
  std::vector<std::string> AsSomebody() {
    if (::geteuid() != 0) return {};
    const std::vector<std::string> somebody = {"/usr/bin/setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"};
    for (const auto& entry : fs::recursive_directory_iterator(hall().Path("")))
      EXPECT_EQ(::lchown(entry.path().c_str(), kNobody, kNobody), 0) << entry.path();
    EXPECT_EQ(::chown(hall().Path("").c_str(), kNobody, kNobody), 0);
    return somebody;
  }
  bool MayRun(const std::vector<std::string>& before) {
    std::vector<std::string> argv = before;
    argv.push_back(BinPath("clearance-server"));
    argv.emplace_back("--version");
    return Run(std::move(argv)).exit_code == 0;
  }
};

TEST_F(CentreStorageStartTest, ADamagedEndIsNotServed) {
  Cross(1);
  Stop();
  Alter("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = 2");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"the end of the ledger is damaged", "position 2"});
}

TEST_F(CentreStorageStartTest, ALedgerInTheMiddleOfARestoreIsNotServed) {
  Stop();
  ASSERT_TRUE(WriteFile(hall().Database() + ".restoring", "").ok());
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"a restore was interrupted", ".restoring", "operations.md"});
  fs::remove(hall().Database() + ".restoring");
  fs::rename(hall().Database(), hall().Database() + ".replaced-2026-11-26T10-00-00.000Z");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"there is no ledger, but", ".replaced-2026-11-26"});
  EXPECT_FALSE(fs::exists(hall().Database()));
}

TEST_F(CentreStorageStartTest, APlantedTriggerIsNotServed) {
  Stop();
  Alter("CREATE TRIGGER t1 BEFORE INSERT ON requests BEGIN SELECT raise(IGNORE); END");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {hall().Database(), "trigger t1 is none of this program's"});
}

TEST_F(CentreStorageStartTest, AFileOfANewerProgramIsNotServed) {
  Stop();
  Alter("INSERT INTO schema_migrations SELECT max(number) + 1, 'from_tomorrow', 'SELECT 1' FROM schema_migrations");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"a newer program has written it"});
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", hall().Path("one")}), 1,
             {"a newer program has written it"});
  EXPECT_FALSE(fs::exists(hall().Path("one")));
}

TEST_F(CentreStorageStartTest, WhatIsNoLedgerIsNamed) {
  fs::create_directories(hall().Path("folder.db"));
  ExpectSaid(RunServer(ConfigWithDatabase("folder.db")), 1, {"folder.db", "Is a directory"});
  ASSERT_TRUE(WriteFile(hall().Path("text.db"), std::string(5'000, 'x')).ok());
  ExpectSaid(RunServer(ConfigWithDatabase("text.db")), 1,
             {"text.db: cannot be opened as a database: file is not a database"});
  ExpectSaid(RunClearctl({"ledger", "verify", "--database", hall().Path("text.db")}), 1,
             {"clearctl: " + hall().Path("text.db") + ": cannot be opened as a database: file is not a database"});
  EXPECT_EQ(FileText("text.db"), std::string(5'000, 'x'));
}

TEST_F(CentreStorageStartTest, AGatesFileIsNoLedgerAndIsNamed) {
  const std::string file = hall().Path("gate-1.db");
  const sqlite::Migration first{1, "create_gate_file", "CREATE TABLE reports (position INTEGER PRIMARY KEY) STRICT"};
  {
    const auto connection = sqlite::Connection::Open(file, sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok() && sqlite::Migrate(**connection, {&first, 1}).ok());
  }
  const std::string because = file + ": is a gate file, not a ledger";
  ExpectSaid(RunServer(ConfigWithDatabase("gate-1.db")), 1, {because});
  ExpectSaid(RunClearctl({"db", "backup", "--database", file, "--out", hall().Path("one")}), 1, {because});
  ExpectSaid(RunClearctl({"ledger", "verify", "--database", file}), 1, {because});
  ExpectSaid(RunClearctl({"ledger", "rebuild", "--database", file}), 1, {because});
  EXPECT_FALSE(fs::exists(hall().Path("one")));
  const std::string backup = hall().Path("backup");
  const std::string keys = hall().Path("personal.keys");
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", backup}), 0, {});
  ExpectSaid(RunClearctl({"db", "restore", "--backup", backup, "--database", hall().Path("new.db"), "--keys", keys,
                          "--erased-from", file}),
             1, {"clearctl: " + because + "\n"});
  EXPECT_FALSE(fs::exists(hall().Path("new.db")));
  // SQLite finds nothing wrong with it, and no command of the ledger has anything to say of it.
  const Ended checked = RunClearctl({"db", "check", "--database", file});
  ExpectSaid(checked, 0, {"in order", "; nobody looked at what is in it: is a gate file, not a ledger\n"});
  EXPECT_EQ(checked.said.find("ledger verify"), std::string::npos) << checked.said;
  ExpectSaid(RunClearctl({"db", "check", "--database", hall().Database()}), 0,
             {"in order", "`clearctl ledger verify`"});
}

TEST_F(CentreStorageStartTest, AFolderThatIsNotThereIsNamed) {
  const std::string folder = hall().Path("absent");
  const std::string because = ": its folder " + folder + ": No such file or directory\n";
  const std::string file = folder + "/new.db";
  ExpectSaid(RunServer(ConfigWithDatabase("absent/new.db")), 1, {"clearance-server: cannot open " + file + because});
  ExpectSaid(RunClearctl({"ledger", "verify", "--database", file}), 1, {"clearctl: cannot open " + file + because});
  const std::string backup = hall().Path("backup");
  const std::string ledger = hall().Database();
  ExpectSaid(RunClearctl({"db", "backup", "--database", ledger, "--out", backup}), 0, {});
  ExpectSaid(RunClearctl({"db", "restore", "--backup", backup, "--database", file}), 1,
             {"clearctl: cannot open " + file + because});
  const std::string out = folder + "/today";
  ExpectSaid(RunClearctl({"db", "backup", "--database", ledger, "--out", out}), 1,
             {"clearctl: cannot make " + out + because});
  const std::string keys = folder + "/personal.keys";
  ExpectSaid(RunClearctl({"db", "backup", "--database", ledger, "--out", hall().Path("two"), "--keys", keys}), 1,
             {"clearctl: cannot make " + keys + because});
  EXPECT_FALSE(fs::exists(folder)) << "a folder is the operator's to make";
  EXPECT_FALSE(fs::exists(hall().Path("two")));
}

TEST_F(CentreStorageStartTest, AFileThatMayNotBeReadOrWrittenIsNamed) {
  Cross(1);
  Stop();
  const std::vector<std::string> somebody = AsSomebody();
  if (!MayRun(somebody)) GTEST_SKIP() << "SKIPPED: another user may not run " << BinPath("clearance-server");
  const std::string database = hall().Database();
  const std::string config = hall().Path("server.toml");
  ASSERT_EQ(::chmod(database.c_str(), 0), 0);
  ExpectSaid(RunServer(config, somebody), 1, {database, "Permission denied"});
  ExpectSaid(RunClearctl({"db", "check", "--database", database}, somebody), 1, {database, "Permission denied"});
  ASSERT_EQ(::chmod(database.c_str(), 0400), 0);
  ExpectSaid(RunServer(config, somebody), 1, {database, "may be read but not written"});

  // A folder in which nothing can be made, as on a disk that is mounted read only.
  ASSERT_EQ(::chmod(database.c_str(), 0600), 0);
  fs::create_directories(hall().Path("frozen"));
  fs::copy_file(database, hall().Path("frozen/ledger.db"));
  const std::string frozen = ConfigWithDatabase("frozen/ledger.db");
  AsSomebody();
  ASSERT_EQ(::chmod(hall().Path("frozen").c_str(), 0500), 0);
  ExpectSaid(RunServer(frozen, somebody), 1, {"frozen/ledger.db", "Permission denied"});
  ASSERT_EQ(::chmod(hall().Path("frozen").c_str(), 0700), 0);
}

TEST_F(CentreStorageStartTest, ADiskWithoutRoomIsSaidAtTheStart) {
  Stop();
  const std::vector<std::string> small = {"/usr/bin/prlimit", "--fsize=20000"};
  ExpectSaid(RunServer(ConfigWithDatabase("new.db"), small), 1, {"new.db"});
  Start();
  for (int number = 1; number <= 20; ++number) Cross(number);
  Stop();
  fs::create_directories(hall().Path("backups"));
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", hall().Path("backups/one")}, small),
             1, {hall().Database(), "File too large"});
  EXPECT_TRUE(fs::is_empty(hall().Path("backups"))) << "nothing half done";
}

TEST_F(CentreStorageStartTest, AFullOrFrozenFileSystemIsSaidAtTheStart) {
  Stop();
  const std::string disk = hall().Path("disk");
  fs::create_directories(disk);
  REQUIRE_OWN_MOUNTS(small, "mount -t tmpfs -o size=64k tmpfs \"$0\"", disk);
  REQUIRE_OWN_MOUNTS(frozen, "mount -t tmpfs -o ro tmpfs \"$0\"", disk);
  const std::string config = ConfigWithDatabase("disk/ledger.db");
  ExpectSaid(RunServer(config, small), 1, {"disk/ledger.db", "disk is full"});
  ExpectSaid(RunServer(config, frozen), 1, {"disk/ledger.db", "Read-only file system"});
}

}  // namespace
}  // namespace clearance
