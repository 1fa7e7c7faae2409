// A ledger and the look-up key its travellers are under, with real processes: another key is refused by whatever looks
// for a traveller, and the ledger of an earlier program comes to know its key.
#include <sstream>

#include "tests/integration/centre_storage_fixture.h"

namespace clearance {
namespace {

constexpr std::size_t kMaxFileBytes = 64 << 20;

class CentreLookupKeyTest : public CentreStorageTest {
 protected:
  void SetUp() override {
    CentreStorageTest::SetUp();
    ASSERT_TRUE(WriteFile(hall().Path("pki/other.hex"), std::string(64, 'd')).ok());
    ASSERT_TRUE(WriteFile(hall().Path("rows.jsonl"), kRow).ok());
    Cross(1);
    Stop();
  }

  // Every command of clearctl that looks for a traveller, with the key in that file of the hall's.
  std::vector<Ended> RunEveryLook(const std::string& key) {
    const std::vector<std::string> ledger = {"--database", hall().Database(), "--lookup-key", hall().Path(key)};
    const std::vector<std::string> person = {"--issuing-state", "KAZ", "--number", "100000001"};
    const std::vector<std::string> erase = {"ledger", "erase", "--author", "dpo-1", "--reason", "asked"};
    const std::vector<std::string> explain = {"stay",   "explain",           "--nationality", "KAZ",
                                              "--kind", "ORDINARY_PASSPORT", "--territory",   "CHN"};
    return {RunClearctl(Joined({{"ledger", "import", hall().Path("rows.jsonl")}, ledger})),
            RunClearctl(Joined({erase, person, ledger})), RunClearctl(Joined({erase, person, ledger, {"--yes"}})),
            RunClearctl(Joined({explain, person, ledger}))};
  }
  static std::vector<std::string> Joined(const std::vector<std::vector<std::string>>& parts) {
    std::vector<std::string> all;
    for (const auto& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
  }
  static void ExpectOneLine(const Ended& ended, int exit_code, const std::vector<std::string>& pieces) {
    EXPECT_EQ(ended.exit_code, exit_code) << ended.said;
    std::istringstream lines(ended.said);
    for (std::string line; std::getline(lines, line);) {
      bool all = true;
      for (const std::string& piece : pieces) all = all && line.find(piece) != std::string::npos;
      if (all) return;
    }
    ADD_FAILURE() << "no one line with all of " << testing::PrintToString(pieces) << " in:\n" << ended.said;
  }
  void ExpectOtherKeyRefused() {
    ExpectOneLine(RunServer(ConfigWith("pki/lookup_key.hex", "pki/other.hex")), 1,
                  {hall().Database() + ": ", "under another look-up key", "keys.lookup", "pki/other.hex",
                   "Give the key the ledger was made with"});
  }
  std::string DatabaseBytes() { return ReadFile(hall().Database(), kMaxFileBytes).value(); }

  // As an earlier program left it, which knew no such table.
  void MakeOlder(const std::string& and_then = "") {
    const auto connection = sqlite::Connection::Open(hall().Database(), sqlite::OpenMode::kReadWrite);
    ASSERT_TRUE(connection.ok()) << connection.status();
    const Status status = (*connection)
                              ->RunScript(
                                  "DROP TABLE lookup_key_check; DELETE FROM schema_migrations WHERE number = "
                                  "(SELECT number FROM schema_migrations WHERE sql LIKE '%lookup_key_check%');" +
                                  and_then);
    ASSERT_TRUE(status.ok()) << status;
  }
  // How often the centre has logged that event, in all its runs.
  int TimesLogged(const std::string& event) const {
    int times = 0;
    std::istringstream lines(FileText("centre.log"));
    for (std::string line; std::getline(lines, line);)
      times += line.find("\"event\":\"" + event + "\"") == std::string::npos ? 0 : 1;
    return times;
  }

  static constexpr char kRow[] = R"({"territory": "CHN", "complete_from": "2025-01-01"})";
};

TEST_F(CentreLookupKeyTest, AnotherKeyIsRefusedAndNothingIsWritten) {
  const std::string before = DatabaseBytes();
  ExpectOtherKeyRefused();
  for (const Ended& ended : RunEveryLook("pki/other.hex"))
    ExpectOneLine(ended, 1, {hall().Database() + ": ", "under another look-up key than --lookup-key", "pki/other.hex"});
  ExpectOneLine(RunClearctl({"doctor", "--config", ConfigWith("pki/lookup_key.hex", "pki/other.hex")}), 2,
                {"fail", "ledger", "under another look-up key than keys.lookup"});
  EXPECT_EQ(DatabaseBytes(), before);

  for (const Ended& ended : RunEveryLook("pki/lookup_key.hex")) EXPECT_NE(ended.exit_code, 1) << ended.said;
  Start();
  Cross(2);
  EXPECT_EQ(TimesLogged("lookup_key_recorded"), 1) << "when the ledger was made";
  EXPECT_EQ(TimesLogged("lookup_key_believed"), 0);
}

TEST_F(CentreLookupKeyTest, WhatIsVerifiedRebuiltOrRestoredKeepsItsKey) {
  ExpectOneLine(RunClearctl({"db", "backup", "--database", hall().Database(), "--out", hall().Path("one")}), 0,
                {"backed up"});
  ExpectOneLine(RunClearctl({"db", "restore", "--backup", hall().Path("one"), "--database", hall().Database(), "--keys",
                             hall().Path("personal.keys"), "--replace"}),
                0, {"restored to"});
  ExpectOtherKeyRefused();
  ExpectOneLine(RunClearctl({"ledger", "rebuild", "--database", hall().Database()}), 0,
                {"everything was as it follows"});
  ExpectOneLine(RunClearctl({"ledger", "verify", "--database", hall().Database()}), 0, {"in order"});
  ExpectOtherKeyRefused();
  Start();
  Cross(2);
}

TEST_F(CentreLookupKeyTest, TheLedgerOfAnEarlierProgramProvesItsKeyByADocument) {
  MakeOlder();
  ExpectOtherKeyRefused();
  for (const char* key : {"pki/other.hex", "pki/lookup_key.hex"}) {
    for (const Ended& ended : RunEveryLook(key))
      ExpectOneLine(ended, 1, {hall().Database() + ": ", "nobody has recorded yet", "start the centre"});
  }
  Start();
  Cross(2);
  Stop();
  EXPECT_EQ(TimesLogged("lookup_key_recorded"), 2) << "when it was made, and now";
  ExpectOtherKeyRefused();
}

TEST_F(CentreLookupKeyTest, TheLedgerOfAnEarlierProgramThatProvesNothingIsBelievedOnce) {
  MakeOlder("DELETE FROM personal_keys;");
  Start();
  EXPECT_EQ(TimesLogged("lookup_key_believed"), 1);
  Stop();
  ExpectOtherKeyRefused();
  Start();
  Cross(2);
  EXPECT_EQ(TimesLogged("lookup_key_believed"), 1);
}

}  // namespace
}  // namespace clearance
