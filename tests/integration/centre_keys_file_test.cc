// The one keys file of all backups, with the real clearctl and keys of a real centre: who may take its place, and that
// what is erased goes from it.
#include <filesystem>

#include "common/base/executor.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "tests/integration/centre_storage_fixture.h"

namespace clearance {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxKeysBytes = 1 << 20;

class CentreKeysFileTest : public CentreStorageTest {
 protected:
  // Two travellers, and a first backup.
  void SetUp() override {
    CentreStorageTest::SetUp();
    Cross(1);
    Cross(2);
    Stop();
    fs::create_directories(Path(""));
    ExpectSaid(Backup(hall().Database(), "mon"), 0, {"wrapped keys of personal fields: 2, in " + Keys()});
  }

  std::string Path(const std::string& name) { return hall().Path("backups/" + name); }
  std::string Keys() { return Path("personal.keys"); }
  std::string KeysBytes() { return ReadFile(Keys(), kMaxKeysBytes).value(); }
  Ended Backup(const std::string& database, const std::string& name, const std::vector<std::string>& more = {}) {
    return With({"db", "backup", "--database", database, "--out", Path(name)}, more);
  }
  Ended Restore(const std::string& name, const std::string& database, const std::vector<std::string>& more = {}) {
    return With({"db", "restore", "--backup", Path(name), "--database", database}, more);
  }
  Ended Check(const std::string& name, const std::string& keys, const std::vector<std::string>& more = {}) {
    return With({"db", "check", "--backup", Path(name), "--keys", keys}, more);
  }
  Ended With(std::vector<std::string> arguments, const std::vector<std::string>& more) {
    arguments.insert(arguments.end(), more.begin(), more.end());
    return RunClearctl(std::move(arguments));
  }
  // A backup that must not be made: nothing is changed or left over.
  void ExpectNotReplaced(const std::string& database, const std::vector<std::string>& pieces,
                         const std::vector<std::string>& more = {}) {
    const std::string keys = KeysBytes();
    const auto names = Names();
    std::vector<std::string> said = {"clearctl: " + Keys() + ": ", "so it is not replaced", "--keys",
                                     "move the old ones away"};
    said.insert(said.end(), pieces.begin(), pieces.end());
    ExpectSaid(Backup(database, "refused", more), 1, said);
    EXPECT_EQ(KeysBytes(), keys);
    EXPECT_EQ(Names(), names);
  }
  std::set<std::string> Names() {
    std::set<std::string> names;
    for (const auto& entry : fs::directory_iterator(Path(""))) names.insert(entry.path().filename().string());
    return names;
  }
  // Another ledger, as of another port; its file.
  std::string MakeOther(const std::string& name, int entries) {
    const std::string other = hall().Path(name);
    ThreadPool executor(1);
    const auto store = SqliteStore::Open({.path = other}, executor);
    EXPECT_TRUE(store.ok()) << store.status();
    const Status written = TransactAndWait(**store, [&](Transaction& t) -> Status {
      for (int i = 0; i < entries; ++i) {
        const LedgerEntry entry{.log = "ALTYNKOL", .kind = EntryKind::kAbandonment, .body = std::string(9, 'b')};
        RETURN_IF_ERROR(t.ledger().Append(entry).status());
      }
      return OkStatus();
    });
    EXPECT_TRUE(written.ok()) << written;
    return other;
  }
};

TEST_F(CentreKeysFileTest, ALedgerRestoredWithoutKeysDoesNotTakeTheirPlace) {
  const std::string restored = hall().Path("q.db");
  ExpectSaid(Restore("mon", restored), 0, {"NO KEYS WERE RESTORED", "Restore again with --keys"});
  ExpectNotReplaced(restored, {"holds 2 wrapped keys that " + restored + " lacks", "restore the ledger with its keys"});
  // What was said can still be done, and then the next backup is one.
  ExpectSaid(Restore("mon", restored, {"--keys", Keys(), "--replace"}), 0, {"wrapped keys: 2 restored"});
  ExpectSaid(Backup(restored, "tue"), 0, {"wrapped keys of personal fields: 2, in " + Keys()});
}

TEST_F(CentreKeysFileTest, AnotherLedgerDoesNotTakeTheirPlace) {
  const std::string other = MakeOther("other.db", 50);
  ExpectNotReplaced(other, {"of " + other + ", the keys are of another history"});
  const std::string shorter = MakeOther("shorter.db", 1);
  ExpectNotReplaced(shorter, {shorter + " ends before entry "});
  ExpectSaid(Backup(shorter, "other", {"--keys", hall().Path("other.keys")}), 0,
             {"wrapped keys of personal fields: 0"});
  ExpectSaid(Restore("mon", hall().Path("q.db"), {"--keys", Keys()}), 0, {"wrapped keys: 2 restored"});
}

TEST_F(CentreKeysFileTest, WhoWasErasedIsGoneFromThemWithTheNextBackup) {
  ExpectSaid(RunClearctl({"ledger", "erase", "--database", hall().Database(), "--lookup-key",
                          hall().Path("pki/lookup_key.hex"), "--issuing-state", "KAZ", "--number", "100000001",
                          "--author", "dpo-1", "--reason", "asked for", "--early", "--yes"}),
             0, {"erased the keys of BORDER"});
  const std::string restored = hall().Path("q.db");
  ExpectSaid(Restore("mon", restored, {"--keys", Keys(), "--erased-from", hall().Database()}), 0,
             {"wrapped keys: 1 restored, 1 left out as erased since"});
  // The restored ledger has no entry of the erasure: the later one has.
  ExpectNotReplaced(restored, {"holds 1 wrapped key that ", "--erased-from"});
  fs::copy_file(Keys(), hall().Path("kept.keys"));
  ExpectSaid(Backup(restored, "q", {"--keys", hall().Path("kept.keys"), "--erased-from", hall().Database()}), 0,
             {"wrapped keys of personal fields: 1"});
  ExpectSaid(Backup(hall().Database(), "tue"), 0, {"wrapped keys of personal fields: 1, in " + Keys()});
  ExpectSaid(Restore("mon", hall().Path("r.db"), {"--keys", Keys()}), 0, {"wrapped keys: 1 restored"});
  ExpectSaid(Backup(hall().Database(), "x", {"--keys", hall().Path("k"), "--erased-from", hall().Path("k")}), 1,
             {"--keys: must not be, or lie in, what the command reads"});
}

TEST_F(CentreKeysFileTest, ADamagedKeysFileIsNotReplaced) {
  std::string bytes = KeysBytes();
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(WriteFile(Keys(), bytes).ok());
  ExpectNotReplaced(hall().Database(), {"the file is not as it was written"});
}

TEST_F(CentreKeysFileTest, ACheckTellsWhetherKeysAreOfTheBackupsHistory) {
  const std::string other = hall().Path("other.keys");
  ExpectSaid(Backup(MakeOther("other.db", 3), "other", {"--keys", other}), 0, {});
  ExpectSaid(Check("mon", other), 2, {"UNFIT: " + other + ": the keys are of another history: entry 3 is not the one"});
  ExpectSaid(Check("mon", other, {"--json"}), 2,
             {"{\"in_order\":false,\"what\":\"" + other + ": the keys are of another history: entry 3 "});
  ExpectSaid(Restore("mon", hall().Path("q.db"), {"--keys", other}), 1, {"the keys are of another history: entry 3 "});

  ExpectSaid(Check("mon", Keys()), 0, {"in order", "wrapped keys: 2 of "});
  ExpectSaid(Check("mon", Keys(), {"--json"}), 0,
             {"{\"in_order\":true,\"entries\":", "\"keys\":{\"count\":2,", "\"history\":\"SAME\"}"});
  // An older backup goes with the newest keys, and cannot tell whose they are; older keys lack the newest travellers.
  fs::copy_file(Keys(), hall().Path("older.keys"));
  Start();
  Cross(3);
  Stop();
  ExpectSaid(Backup(hall().Database(), "tue"), 0, {"wrapped keys of personal fields: 3"});
  ExpectSaid(Check("mon", Keys()), 0, {"the keys are newer than the backup, which ends before their entry "});
  ExpectSaid(Check("mon", Keys(), {"--json"}), 0, {"\"history\":\"NOT_REACHED\"}"});
  ExpectSaid(Check("tue", hall().Path("older.keys")), 0, {"the keys are older than the backup"});
}

TEST_F(CentreKeysFileTest, ACheckTellsItsFaultAsJson) {
  std::string bytes = ReadFile(Path("mon/ledger.db"), 64 << 20).value();
  bytes[bytes.size() / 2] ^= 1;
  ASSERT_TRUE(WriteFile(Path("mon/ledger.db"), bytes).ok());
  ExpectSaid(Check("mon", Keys(), {"--json"}), 2,
             {"{\"in_order\":false,\"what\":\"" + Path("mon/ledger.db") + ": does not have the SHA-256"});
  const auto database = [&](const std::string& file) {
    return RunClearctl({"db", "check", "--json", "--database", file});
  };
  ExpectSaid(database(hall().Database()), 0, {"{\"in_order\":true,", "clearctl ledger verify"});
  ExpectSaid(database(Path("mon/manifest.json")), 2, {"{\"in_order\":false,\"what\":\""});
}

}  // namespace
}  // namespace clearance
