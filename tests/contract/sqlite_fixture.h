// A SQLite store in a folder of its own, with a file of known entries to reopen, read beside, or tamper with.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>

#include "db/sqlite_store.h"
#include "db/transact_and_wait.h"
#include "db/verify_ledger.h"
#include "tests/contract/store_contract.h"

namespace clearance {

inline constexpr int kEntries = 40;
// So many that subtrees of both logs are stored (merkle_nodes.h): 1,024 leaves of KHORGOS, 256 of centre.
inline constexpr int kEntriesWithNodes = 1'280;

class SqliteStoreTest : public ::testing::Test {
 protected:
  std::string Path() const { return folder_.Path("ledger.db"); }

  std::unique_ptr<SqliteStore> Open(const std::string& path) {
    SqliteStoreOptions options;
    options.path = path;
    auto opened = SqliteStore::Open(options, executor_);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }

  static Status Append(Transaction& t, int first, int last) {
    for (int i = first; i <= last; ++i) {
      RETURN_IF_ERROR(t.ledger().Append(Entry(i, i % 5 == 0 ? kCentreLog : "KHORGOS")).status());
    }
    return OkStatus();
  }

  // A closed file.
  void MakeFile(int entries = kEntries) {
    const std::unique_ptr<SqliteStore> store = Open(Path());
    const Status status =
        TransactAndWait(*store, [entries](Transaction& t) { return SqliteStoreTest::Append(t, 1, entries); });
    ASSERT_TRUE(status.ok()) << status;
  }

  static VerifyReport Verify(const std::string& path) {
    const auto reader = Must(OpenSqliteReader(path));
    return Must(VerifyLedger(*reader, nullptr));
  }

  TemporaryFolder folder_;
  ThreadPool executor_{2};
};

}  // namespace clearance
