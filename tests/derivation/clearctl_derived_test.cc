// clearctl over the derived tables of a real file.
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "common/base/bytes.h"
#include "common/sqlite/connection.h"
#include "db/sqlite_store.h"
#include "tests/contract/store_contract.h"
#include "tests/derivation/border_days.h"
#include "tests/support/process.h"

namespace clearance {
namespace {

class ClearctlDerivedTest : public testing::Test {
 protected:
  void SetUp() override {
    ThreadPool executor(2);
    const auto store = Must(SqliteStore::Open({.path = Path()}, executor));
    BorderDays(*store, 1).Run(80);
  }
  std::string Path() const { return folder_.Path("ledger.db"); }
  std::string Log() const { return Must(ReadFile(folder_.Path("clearctl.log"), 1 << 20)); }

  std::string Clearctl(std::vector<std::string> arguments, int exit_code) {
    const char* bin = std::getenv("CLEARANCE_BIN_DIR");
    arguments.insert(arguments.begin(),
                     {std::string(bin == nullptr ? "build/release/bin" : bin) + "/clearctl", "ledger"});
    arguments.insert(arguments.end(), {"--database", Path()});
    int exited = -1;
    const std::string output = Must(RunProcess(arguments, folder_.Path("clearctl.log"), exited));
    EXPECT_EQ(exited, exit_code) << output << Log();
    return output;
  }
  void Alter(std::string_view sql) {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection->Run(sql).ok());
    ASSERT_GT(connection->ChangedRows(), 0);
  }

  std::int64_t Count(const std::string& table) const {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadOnly));
    auto count = connection->Prepare("SELECT count(*) FROM " + table).value();
    EXPECT_TRUE(Must(count.Step()));
    return count.Int(0);
  }

  TemporaryFolder folder_{MemoryDisk()};
};

TEST_F(ClearctlDerivedTest, AnAlteredRowIsNamedAndPutRight) {
  EXPECT_NE(Clearctl({"verify"}, 0).find("rows as they follow from the entries"), std::string::npos);
  EXPECT_EQ(Clearctl({"rebuild"}, 0), "rebuilt: everything was as it follows from the entries\n");
  Alter("UPDATE stay_records SET entry_day = entry_day - 30 WHERE entry_day IS NOT NULL");
  Alter("DELETE FROM referrals");
  const std::string different = Clearctl({"verify"}, 2);
  EXPECT_EQ(different.rfind("DIFFERENT: table stay_records: the row (traveller ", 0), 0u) << different;
  EXPECT_NE(different.find("entry_day is not what follows from the entries"), std::string::npos) << different;
  EXPECT_NE(Clearctl({"verify", "--json"}, 2).find("\"in_order\":false"), std::string::npos);
  EXPECT_EQ(Clearctl({"verify", "--entries-only"}, 0).find("derived"), std::string::npos);
  const std::string rebuilt = Clearctl({"rebuild"}, 0);
  EXPECT_NE(rebuilt.find("was different: table stay_records"), std::string::npos) << rebuilt;
  EXPECT_NE(rebuilt.find("was different: table referrals"), std::string::npos) << rebuilt;
  EXPECT_NE(Clearctl({"verify", "--json"}, 0).find("\"derived_rows\""), std::string::npos);
}

TEST_F(ClearctlDerivedTest, ARebuildNeedsTheFileForItself) {
  ThreadPool executor(2);
  const auto store = Must(SqliteStore::Open({.path = Path()}, executor));
  Clearctl({"verify"}, 0);
  EXPECT_EQ(Clearctl({"rebuild"}, 1), "");
  EXPECT_NE(Log().find("in use by another process"), std::string::npos) << Log();
}

// It would run with the very rows that a rebuild takes out, and take entries with them.
TEST_F(ClearctlDerivedTest, APlantedTriggerDoesNotRunInARebuild) {
  const std::int64_t entries = Count("entries");
  ASSERT_GT(Count("stay_records"), 0);
  {
    const auto connection = Must(sqlite::Connection::Open(Path(), sqlite::OpenMode::kReadWrite));
    ASSERT_TRUE(connection
                    ->RunScript("CREATE TRIGGER planted AFTER DELETE ON stay_records BEGIN "
                                "DELETE FROM entries WHERE position = (SELECT max(position) FROM entries); END")
                    .ok());
  }
  EXPECT_EQ(Clearctl({"rebuild"}, 2), "");
  EXPECT_NE(Log().find("trigger planted is none of this program's"), std::string::npos) << Log();
  EXPECT_NE(Log().find(Path()), std::string::npos) << Log();
  EXPECT_EQ(Count("entries"), entries);
}

}  // namespace
}  // namespace clearance
