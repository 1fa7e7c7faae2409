// The centre and its disk, with real processes: two on one file, backups beside a running centre, and what it says of a
// ledger that differs. What ends a start is in centre_storage_start_test.cc.
#include <atomic>
#include <filesystem>
#include <thread>

#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/integration/centre_storage_fixture.h"
#include "tests/support/own_mounts.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

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
  EXPECT_EQ(PortCheckpointWhenChecked().verification(), v1::LEDGER_VERIFICATION_VERIFIED);
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

// What has no room is a file that nobody has named: it must not sound like the backup's trouble.
TEST_F(CentreStorageTest, NoRoomToCheckABackupInIsToldOfTheScratchFile) {
  Cross(1);
  const std::string out = hall().Path("one");
  ExpectSaid(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", out}), 0, {});
  const std::string limited = "ulimit -f 100; exec \"$0\" db check --backup \"$1\"";
  ExpectSaid(Run({"/bin/sh", "-c", limited, BinPath("clearctl"), out}), 1,
             {"clearctl: a scratch file in " + out + ": migration "});
  ExpectSaid(RunClearctl({"db", "check", "--backup", out}), 0, {"in order"});
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
  EXPECT_EQ(PortCheckpointWhenChecked().verification(), v1::LEDGER_VERIFICATION_VERIFIED);
  AwaitLogged("\"ledger_unverified\"");
  AwaitLogged("\"ledger_verified\"");
  Stop();
  // Far behind the end: nothing of it is looked at before serving.
  Alter("INSERT INTO merkle_nodes SELECT id, 20, 5, zeroblob(32) FROM names WHERE name = 'KHORGOS'");
  Start();
  const v1::GetCheckpointResponse different = PortCheckpointWhenChecked();
  EXPECT_EQ(different.verification(), v1::LEDGER_VERIFICATION_DIFFERENT);
  EXPECT_FALSE(different.note().empty());
  Cross(2);
  EXPECT_EQ(Entries().size(), 4u) << "lanes go on";
  AwaitLogged("\"level\":\"error\",\"process\":\"clearance-server\",\"event\":\"ledger_different\"");
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

// By the name the operator gave, and not by that of a lock or of a copy under way.

// The real thing where it can be had: a file system of its own in a mount namespace of its own.

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
