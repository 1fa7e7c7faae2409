// The centre and its disk, with real processes: two on one file, files and disks that cannot be used, backups beside a
// running centre, and what it says of a ledger that differs.
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <filesystem>
#include <thread>

#include "common/base/bytes.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/migrations.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/integration/centre_fixture.h"
#include "tests/support/own_mounts.h"
#include "tests/support/shared_data.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr int kNobody = 65'534;

class CentreStorageTest : public CentreTest {
 protected:
  // Runs a clearance-server that is expected to end by itself, started by the program `before` (none: directly).
  Ended RunServer(const std::string& config, const std::vector<std::string>& before = {}) {
    std::vector<std::string> argv = before;
    for (const std::string& one : {BinPath("clearance-server"), std::string("--config"), config,
                                   std::string("--listen"), std::string("127.0.0.1:0")})
      argv.push_back(one);
    return Run(std::move(argv));
  }
  Ended RunClearctl(std::vector<std::string> arguments, const std::vector<std::string>& before = {}) {
    std::vector<std::string> argv = before;
    argv.push_back(BinPath("clearctl"));
    argv.insert(argv.end(), arguments.begin(), arguments.end());
    return Run(std::move(argv));
  }
  static void ExpectSaid(const Ended& ended, int exit_code, const std::vector<std::string>& pieces) {
    EXPECT_EQ(ended.exit_code, exit_code) << ended.said;
    for (const std::string& piece : pieces)
      EXPECT_NE(ended.said.find(piece), std::string::npos) << "no \"" << piece << "\" in:\n" << ended.said;
  }

  // The hall's configuration with another database.
  std::string ConfigWithDatabase(const std::string& name) {
    std::string text = FileText("server.toml");
    const std::string piece = "\"clearance.db\"";
    const std::size_t at = text.find(piece);
    EXPECT_NE(at, std::string::npos);
    if (at != std::string::npos) text.replace(at, piece.size(), "\"" + name + "\"");
    const std::string path = hall().Path("changed.toml");
    EXPECT_TRUE(WriteFile(path, text).ok());
    return path;
  }

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

  // Alters the ledger as somebody with access to its file could.
  void Alter(std::string_view sql) {
    const auto connection = sqlite::Connection::Open(hall().Database(), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const Status status = (*connection)->RunScript(sql);
    ASSERT_TRUE(status.ok()) << status;
  }
  void Cross(int number) {
    const v1::DecideCrossingRequest crossing = Crossing(number);
    Decide(crossing);
    Report(PassageOf(crossing));
  }
  v1::GetCheckpointResponse Checkpoint() {
    v1::GetCheckpointRequest request;
    request.set_log("KHORGOS");
    v1::GetCheckpointResponse response;
    Patient context;
    const grpc::Status status = auditor().GetCheckpoint(&context, request, &response);
    EXPECT_TRUE(status.ok()) << status.error_message();
    return response;
  }
  // The centre logs what it found a moment after callers can see it.
  void AwaitLogged(const std::string& piece) {
    const auto give_up_at = std::chrono::steady_clock::now() + kCallPatience;
    while (FileText("centre.log").find(piece) == std::string::npos) {
      ASSERT_LT(std::chrono::steady_clock::now(), give_up_at) << "no " << piece << " in\n" << FileText("centre.log");
      std::this_thread::yield();
    }
  }
  // Once the check in the background has ended.
  v1::GetCheckpointResponse CheckpointWhenChecked() {
    const auto give_up_at = std::chrono::steady_clock::now() + kCallPatience;
    v1::GetCheckpointResponse response = Checkpoint();
    while (response.verification() == v1::LEDGER_VERIFICATION_UNVERIFIED &&
           std::chrono::steady_clock::now() < give_up_at)
      response = Checkpoint();
    return response;
  }
};

TEST_F(CentreStorageTest, OneProcessWritesAFile) {
  Cross(1);
  const std::vector<std::string> in_use = {hall().Database(), "in use by another process"};
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, in_use);
  ASSERT_TRUE(
      WriteFile(hall().Path("rows.jsonl"), "{\"territory\": \"CHN\", \"complete_from\": \"2025-01-01\"}\n").ok());
  ExpectSaid(RunClearctl({"ledger", "import", hall().Path("rows.jsonl"), "--database", hall().Database(),
                          "--lookup-key", hall().Path("pki/lookup_key.hex")}),
             1, in_use);
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", hall().Path("one")}), 0, {});
  ExpectSaid(
      RunClearctl({"db", "restore", "--backup", hall().Path("one"), "--database", hall().Database(), "--replace"}), 1,
      in_use);
  Cross(2);  // the first works on
  hall().KillCentre();
  ExpectSaid(RunClearctl({"db", "check", "--database", hall().Database()}), 0, {"in order"});
  Start();
  EXPECT_EQ(Entries().size(), 4u) << "a killed process holds nothing";
}

TEST_F(CentreStorageTest, ABackupBesideARunningCentreIsRestoredAndGoneOnWith) {
  Cross(1);
  std::atomic<bool> stop = false;
  std::atomic<int> crossed = 1;
  std::thread lane([&] {
    while (!stop) Cross(++crossed);
  });
  const std::string out = hall().Path("backups/today");
  fs::create_directories(hall().Path("backups"));
  const Ended made = RunClearctl({"db", "backup", "--database", hall().Database(), "--out", out});
  stop = true;
  lane.join();
  ExpectSaid(made, 0, {"backed up to " + out, "log KHORGOS"});
  ExpectSaid(RunClearctl({"db", "check", "--backup", out}), 0, {"in order", "every hash recomputed"});
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", out}), 1, {"is there already"});
  Stop();

  ExpectSaid(RunClearctl({"db", "restore", "--backup", out, "--database", hall().Database()}), 1,
             {"is there already", "nothing was restored"});
  ExpectSaid(RunClearctl({"db", "restore", "--backup", out, "--database", hall().Database(), "--replace"}), 0,
             {"restored to", "is now " + hall().Database() + ".replaced-", "NO KEYS WERE RESTORED"});
  Start();
  const std::size_t before = Entries().size();
  EXPECT_GE(before, 2u);
  Cross(9'000);
  EXPECT_EQ(Entries().size(), before + 2);
  EXPECT_EQ(CheckpointWhenChecked().verification(), v1::LEDGER_VERIFICATION_VERIFIED);
  Stop();
  ExpectSaid(RunClearctl({"ledger", "verify", "--database", hall().Database()}), 0, {"in order"});
}

// A slip of the pen in the name of an output: nothing is written, neither over a file nor beside the ledger.
TEST_F(CentreStorageTest, NoOutputTakesThePlaceOfAnythingElse) {
  Cross(1);
  Stop();
  const std::string ledger = hall().Database();
  const std::string out = hall().Path("one");
  const std::string key = hall().Path("pki/ledger_key.pem");
  const std::string notes = hall().Path("notes.txt");
  ASSERT_TRUE(WriteFile(notes, "mine").ok());
  const auto ledger_before = ReadFile(ledger, 64 << 20).value();
  const auto backup = [&](const std::string& folder, const std::string& keys) {
    return RunClearctl({"db", "backup", "--database", ledger, "--out", folder, "--keys", keys});
  };
  const auto sign = [&](const std::string& to) {
    return RunClearctl({"ledger", "checkpoint", "--database", ledger, "--key", key, "--site", "x", "--out", to});
  };
  for (const char* suffix : {"", "-wal", "-shm", "-journal", ".lock", ".restoring"}) {
    ExpectSaid(backup(out, ledger + suffix), 1, {"--keys: must not be, or lie in, what the command reads"});
    ExpectSaid(backup(ledger + suffix, hall().Path("k")), 1, {"--out: must not be, or lie in"});
    ExpectSaid(sign(ledger + suffix), 1, {"--out: must not be, or lie in"});
  }
  for (const std::string& keys : {out, out + "/keys", out + "/ledger.db"})
    ExpectSaid(backup(out, keys), 1, {"--keys: another option writes there, or into it"});
  for (const std::string& file : {notes, key}) {
    ExpectSaid(backup(out, file), 1, {file + ": is there already and is not a file of personal keys", "another name"});
  }
  ExpectSaid(sign(notes), 1, {notes + ": is there already and is not a file of checkpoints", "another name"});
  EXPECT_EQ(FileText("notes.txt"), "mine");
  EXPECT_EQ(ReadFile(ledger, 64 << 20).value(), ledger_before);
  for (const char* name : {"one", "k", "clearance.db.restoring", "clearance.db-journal"})
    EXPECT_FALSE(fs::exists(hall().Path(name))) << name;

  for (int again = 0; again < 2; ++again) {
    ExpectSaid(sign(hall().Path("roots")), 0, {});
    ExpectSaid(backup(hall().Path("b" + std::to_string(again)), hall().Path("k")), 0, {"backed up"});
  }
  for (const std::string& into : {hall().Path("b0/ledger.db"), hall().Path("b0"), hall().Path("k")})
    ExpectSaid(RunClearctl({"db", "restore", "--backup", hall().Path("b0"), "--keys", hall().Path("k"), "--database",
                            into, "--replace"}),
               1, {"--database: must not be, or lie in, what the command reads"});
  ExpectSaid(RunClearctl({"db", "check", "--backup", hall().Path("b0"), "--keys", hall().Path("k")}), 0, {"in order"});
}

TEST_F(CentreStorageTest, ADamagedBackupIsNamedAndNotRestored) {
  Cross(1);
  const std::string out = hall().Path("one");
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", out}), 0, {});
  auto bytes = ReadFile(out + "/ledger.db", 64 << 20);
  ASSERT_TRUE(bytes.ok());
  (*bytes)[bytes->size() / 3] ^= 4;
  ASSERT_TRUE(WriteFile(out + "/ledger.db", *bytes).ok());
  ExpectSaid(RunClearctl({"db", "check", "--backup", out}), 2, {"DAMAGED", "SHA-256"});
  ExpectSaid(RunClearctl({"db", "restore", "--backup", out, "--database", hall().Path("new.db")}), 2,
             {"DAMAGED", "nothing was restored"});
  EXPECT_FALSE(fs::exists(hall().Path("new.db")));
  ExpectSaid(RunClearctl({"db", "check", "--backup", hall().Path("absent")}), 1, {"absent/manifest.json"});
  ExpectSaid(RunClearctl({"db", "check", "--database", out + "/manifest.json"}), 2, {"DAMAGED"});
}

TEST_F(CentreStorageTest, OptionsThatDoNotGoTogetherAreToldAsWrongOptionsAre) {
  for (const auto& [arguments, named] : std::vector<std::pair<std::vector<std::string>, std::string>>{
           {{"db", "check"}, "[--backup, --database] is required"},
           {{"db", "check", "--backup", "b", "--database", "d"}, "[--backup, --database] is required and 2 were given"},
           {{"db", "check", "--database", "d", "--keys", "k"}, "--keys requires --backup"},
           {{"db", "restore", "--backup", "b", "--database", "d", "--erased-from", "e"},
            "--erased-from requires --keys"},
           {{"ledger", "prove", "--database", "d"}, "[--position, --from-checkpoint] is required"},
           {{"ledger", "prove", "--database", "d", "--to-checkpoint", "t"},
            "--to-checkpoint requires --from-checkpoint"},
           {{"ledger", "prove", "--database", "d", "--position", "1", "--from-checkpoint", "f", "--to-checkpoint", "t"},
            "2 were given"}}) {
    const Ended ended = RunClearctl(arguments);
    EXPECT_GE(ended.exit_code, 100) << ended.said;
    EXPECT_NE(ended.said.find(named), std::string::npos) << ended.said;
  }
}

TEST_F(CentreStorageTest, ADifferenceIsSaidAndStopsNothing) {
  Cross(1);
  EXPECT_EQ(CheckpointWhenChecked().verification(), v1::LEDGER_VERIFICATION_VERIFIED);
  AwaitLogged("\"ledger_unverified\"");
  AwaitLogged("\"ledger_verified\"");
  Stop();
  // Far behind the end: nothing of it is looked at before serving.
  Alter("INSERT INTO merkle_nodes SELECT id, 20, 5, zeroblob(32) FROM names WHERE name = 'KHORGOS'");
  Start();
  const v1::GetCheckpointResponse different = CheckpointWhenChecked();
  EXPECT_EQ(different.verification(), v1::LEDGER_VERIFICATION_DIFFERENT);
  EXPECT_FALSE(different.note().empty());
  Cross(2);
  EXPECT_EQ(Entries().size(), 4u) << "lanes go on";
  AwaitLogged("\"level\":\"error\",\"process\":\"clearance-server\",\"event\":\"ledger_different\"");
}

TEST_F(CentreStorageTest, ADamagedEndIsNotServed) {
  Cross(1);
  Stop();
  Alter("UPDATE entries SET sealed = substr(sealed, 2) WHERE position = 2");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"the end of the ledger is damaged", "position 2"});
}

TEST_F(CentreStorageTest, ALedgerInTheMiddleOfARestoreIsNotServed) {
  Stop();
  ASSERT_TRUE(WriteFile(hall().Database() + ".restoring", "").ok());
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"a restore was interrupted", ".restoring", "operations.md"});
  fs::remove(hall().Database() + ".restoring");
  fs::rename(hall().Database(), hall().Database() + ".replaced-2026-11-26T10-00-00.000Z");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"there is no ledger, but", ".replaced-2026-11-26"});
  EXPECT_FALSE(fs::exists(hall().Database()));
}

TEST_F(CentreStorageTest, APlantedTriggerIsNotServed) {
  Stop();
  Alter("CREATE TRIGGER t1 BEFORE INSERT ON requests BEGIN SELECT raise(IGNORE); END");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {hall().Database(), "trigger t1 is none of this program's"});
}

// Between two matches stand more entries than one page looks at.
TEST_F(CentreStorageTest, AnExportThatFewEntriesPassComesToItsEnd) {
  Stop();
  {
    ThreadPool executor(1);
    const auto store = SqliteStore::Open({.path = hall().Database()}, executor);
    ASSERT_TRUE(store.ok()) << store.status();
    ASSERT_TRUE(TransactAndWait(**store, [](Transaction& t) -> Status {
                  LedgerEntry entry{.log = "KHORGOS", .kind = EntryKind::kAbandonment, .body = "left"};
                  for (std::size_t i = 0; i < 2 * kMaxEntriesScanned + 2; ++i) {
                    entry.kind = i == 0 ? EntryKind::kReturned : EntryKind::kAbandonment;
                    RETURN_IF_ERROR(t.ledger().Append(entry).status());
                  }
                  return OkStatus();
                }).ok());
  }
  Start();
  for (const char* kind : {"RETURNED", "HOLD_HIT"}) {
    v1::ExportEntriesRequest request;
    request.set_request_id(NewId());
    request.set_reason("yearly audit");
    request.set_kind(kind);
    Patient context;
    const auto stream = auditor().ExportEntries(&context, request);
    v1::ExportEntriesResponse response;
    std::string last;
    while (stream->Read(&response)) last = response.line().empty() ? last : response.line();
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << kind << ": " << status.error_message();
    EXPECT_NE(last.find("\"complete\":true"), std::string::npos) << kind << ": " << last;
  }
}

// The turn is given back before the end is told.
TEST_F(CentreStorageTest, OneVerificationAfterAnotherIsMade) {
  Cross(1);
  for (int time = 0; time < 5; ++time) {
    Patient context;
    const auto stream = auditor().VerifyLedger(&context, v1::VerifyLedgerRequest());
    v1::VerifyLedgerResponse response;
    while (stream->Read(&response)) {
    }
    const grpc::Status status = stream->Finish();
    EXPECT_TRUE(status.ok()) << status.error_message();
    EXPECT_TRUE(response.complete());
    EXPECT_EQ(response.first_difference(), "");
  }
}

TEST_F(CentreStorageTest, AFileOfANewerProgramIsNotServed) {
  Stop();
  Alter("INSERT INTO schema_migrations SELECT max(number) + 1, 'from_tomorrow', 'SELECT 1' FROM schema_migrations");
  ExpectSaid(RunServer(hall().Path("server.toml")), 1, {"a newer program has written it"});
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", hall().Path("one")}), 1,
             {"a newer program has written it"});
  EXPECT_FALSE(fs::exists(hall().Path("one")));
}

TEST_F(CentreStorageTest, WhatIsNoLedgerIsNamed) {
  fs::create_directories(hall().Path("folder.db"));
  ExpectSaid(RunServer(ConfigWithDatabase("folder.db")), 1, {"folder.db", "Is a directory"});
  ASSERT_TRUE(WriteFile(hall().Path("text.db"), std::string(5'000, 'x')).ok());
  ExpectSaid(RunServer(ConfigWithDatabase("text.db")), 1,
             {"text.db: cannot be opened as a database: file is not a database"});
  ExpectSaid(RunClearctl({"ledger", "verify", "--database", hall().Path("text.db")}), 1,
             {"clearctl: " + hall().Path("text.db") + ": cannot be opened as a database: file is not a database"});
  EXPECT_EQ(FileText("text.db"), std::string(5'000, 'x'));
}

TEST_F(CentreStorageTest, AGatesFileIsNoLedgerAndIsNamed) {
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
}

// By the name the operator gave, and not by that of a lock or of a copy under way.
TEST_F(CentreStorageTest, AFolderThatIsNotThereIsNamed) {
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

TEST_F(CentreStorageTest, AFileThatMayNotBeReadOrWrittenIsNamed) {
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

TEST_F(CentreStorageTest, ADiskWithoutRoomIsSaidAtTheStart) {
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

// The real thing where it can be had: a file system of its own in a mount namespace of its own.
TEST_F(CentreStorageTest, AFullOrFrozenFileSystemIsSaidAtTheStart) {
  Stop();
  const std::string disk = hall().Path("disk");
  fs::create_directories(disk);
  REQUIRE_OWN_MOUNTS(small, "mount -t tmpfs -o size=64k tmpfs \"$0\"", disk);
  REQUIRE_OWN_MOUNTS(frozen, "mount -t tmpfs -o ro tmpfs \"$0\"", disk);
  const std::string config = ConfigWithDatabase("disk/ledger.db");
  ExpectSaid(RunServer(config, small), 1, {"disk/ledger.db", "disk is full"});
  ExpectSaid(RunServer(config, frozen), 1, {"disk/ledger.db", "Read-only file system"});
}

TEST_F(CentreStorageTest, AFullFileSystemUnderABackupIsNamedByTheFilesBeingWritten) {
  Cross(1);
  Stop();
  const std::string disk = hall().Path("disk");
  fs::create_directories(disk);
  REQUIRE_OWN_MOUNTS(small, "mount -t tmpfs -o size=200k tmpfs \"$0\"", disk);
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", disk + "/one"}, small), 1,
             {"clearctl: " + disk + "/one.partial-", "/ledger.db and " + disk + "/personal.keys.partial-",
              ", copied from " + hall().Database() + ": ", "database or disk is full"});
}

}  // namespace
}  // namespace clearance
