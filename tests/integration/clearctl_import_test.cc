// `clearctl ledger import` as a process over real files: which rule book it is held to, and which file it writes to.
#include <gtest/gtest.h>

#include <filesystem>

#include "common/base/bytes.h"
#include "common/base/executor.h"
#include "common/wire/settings_bodies.h"
#include "common/wire/shipped_rule_book.h"
#include "db/pseudonyms.h"
#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "services/derivation/derive.h"
#include "services/derivation/lookup_key_standing.h"
#include "tests/support/last_position.h"
#include "tests/support/process.h"
#include "tests/support/samples.h"
#include "tests/support/shared_data.h"
#include "tests/support/temporary_folder.h"

namespace clearance {
namespace {

// A stay, and one person who says that it is an error.
constexpr char kRows[] =
    R"({"source":"nia","row":"1","issuing_state":"KAZ","number":"N1","nationality":"KAZ","territory":"CHN","entry":"2026-10-01","exit":"2026-10-20","entered_from":"KAZ"}
{"source":"nia","row":"2","issuing_state":"KAZ","number":"N1","territory":"CHN","annuls":"1","cause":"ERROR","author":"auditor-7","reason":"read twice"}
)";

class ClearctlImportTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(WriteFile(Path("lookup_key.hex"), std::string(64, 'b')).ok());
    ASSERT_TRUE(WriteFile(Path("rows.jsonl"), kRows).ok());
    ASSERT_TRUE(WriteFile(Path("lax.toml"), BookText("[]")).ok());
  }

  std::string Path(const std::string& name) const { return folder_.Path(name); }
  std::string Database() const { return Path("clearance.db"); }

  // The book that ships, but that it leaves to two persons what is said.
  static std::string BookText(const std::string& two_persons) {
    std::string text(ShippedRuleBookText());
    const std::string key = "\ntwo_persons = ";
    const std::size_t value = text.find(key) + key.size();
    text.replace(value, text.find('\n', value) - value, two_persons);
    return text;
  }

  std::unique_ptr<SqliteStore> OpenStore() {
    auto store = SqliteStore::Open({.path = Database()}, executor_);
    EXPECT_TRUE(store.ok()) << store.status();
    return *std::move(store);
  }
  // As the start of a centre does, which records the ledger's key before.
  void PutInForce(const std::string& two_persons) {
    const auto store = OpenStore();
    const Pseudonyms pseudonyms = *Pseudonyms::FromFile(Path("lookup_key.hex"));
    ASSERT_EQ(RequireOrRecordLookupKey(*store, {pseudonyms, "lookup_key.hex"}), OkStatus());
    const Status written = TransactAndWait(*store, [&](Transaction& t) {
      return RecordEntry(t, {.log = std::string(kCentreLog),
                             .kind = EntryKind::kRuleBookChange,
                             .event_time = kSampleInstant,
                             .record_time = kSampleInstant,
                             .body = RuleBookChangeBody({"in-force", MakeDate(2026, 1, 1), BookText(two_persons), {}})})
          .status();
    });
    ASSERT_TRUE(written.ok()) << written;
  }
  std::uint64_t Entries() { return LastPositionOf(*OpenStore()); }

  // What it said on both outputs.
  std::string Import(int expected_exit, const std::vector<std::string>& more = {}) {
    std::vector<std::string> arguments = {BinPath("clearctl"), "ledger",   "import",       Path("rows.jsonl"),
                                          "--database",        Database(), "--lookup-key", Path("lookup_key.hex")};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::filesystem::remove(Path("log"));
    int exit_code = -1;
    const auto output = RunProcess(arguments, Path("log"), exit_code);
    const std::string said = output.value_or("") + ReadFile(Path("log"), 1 << 20).value_or("");
    EXPECT_EQ(exit_code, expected_exit) << said;
    return said;
  }

  const TemporaryFolder folder_;
  ThreadPool executor_{2};
};

TEST_F(ClearctlImportTest, TheBookInForceInTheLedgerSaysWhatTwoPersonsDo) {
  PutInForce("[]");
  EXPECT_NE(Import(0).find("2 rows imported"), std::string::npos) << "the one that ships would have refused";
  EXPECT_EQ(Entries(), 3u);
}

TEST_F(ClearctlImportTest, NoOtherBookGoesBeforeTheOneInForce) {
  PutInForce(R"(["ANNULMENT"])");
  const std::string said = Import(1, {"--rules", Path("lax.toml")});
  EXPECT_NE(said.find("--rules: "), std::string::npos) << said;
  EXPECT_NE(said.find("in force in this one"), std::string::npos) << said;
  EXPECT_NE(Import(1).find("confirmed_by"), std::string::npos);
  EXPECT_EQ(Entries(), 1u) << "the book";
}

TEST_F(ClearctlImportTest, ALedgerWithoutABookIsHeldToTheGivenOneOrToTheShipped) {
  OpenStore();
  EXPECT_NE(Import(1).find("confirmed_by"), std::string::npos);
  EXPECT_EQ(Entries(), 0u);
  EXPECT_NE(Import(0, {"--rules", Path("lax.toml")}).find("2 rows imported"), std::string::npos);
}

TEST_F(ClearctlImportTest, NoLedgerIsMadeUnlessAsked) {
  const std::string missing = Import(1, {"--rules", Path("lax.toml")});
  EXPECT_NE(missing.find(Database() + ": there is no such file"), std::string::npos) << missing;
  EXPECT_NE(missing.find("--new"), std::string::npos) << missing;
  EXPECT_FALSE(std::filesystem::exists(Database()));
  Import(0, {"--rules", Path("lax.toml"), "--new"});
  EXPECT_EQ(Entries(), 2u);
  const std::string there = Import(1, {"--rules", Path("lax.toml"), "--new"});
  EXPECT_NE(there.find("is there already"), std::string::npos) << there;
  EXPECT_NE(Import(0, {"--rules", Path("lax.toml")}).find("2 were known already"), std::string::npos);
}

}  // namespace
}  // namespace clearance
