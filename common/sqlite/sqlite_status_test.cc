// What SQLite's codes are to us, and whose file an error is of.
#include "common/sqlite/sqlite_status.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "common/base/error_reasons.h"

namespace clearance::sqlite {
namespace {

TEST(SqliteStatusTest, EachCodeHasItsKindAndReason) {
  struct Case {
    int code;
    StatusCode kind;
    std::string_view reason;
  };
  const Case cases[] = {
      {SQLITE_FULL, StatusCode::kUnavailable, error_reason::kStoreUnavailable},
      {SQLITE_IOERR_FSYNC, StatusCode::kUnavailable, error_reason::kStoreUnavailable},
      {SQLITE_BUSY_SNAPSHOT, StatusCode::kUnavailable, error_reason::kStoreUnavailable},
      {SQLITE_READONLY, StatusCode::kUnavailable, error_reason::kStoreUnavailable},
      {SQLITE_CORRUPT_INDEX, StatusCode::kDataLoss, error_reason::kStoreCorrupt},
      {SQLITE_NOTADB, StatusCode::kDataLoss, error_reason::kStoreCorrupt},
      {SQLITE_INTERRUPT, StatusCode::kCancelled, ""},
      {SQLITE_CONSTRAINT_UNIQUE, StatusCode::kAlreadyExists, ""},
      {SQLITE_CONSTRAINT_TRIGGER, StatusCode::kFailedPrecondition, ""},
      {SQLITE_MISUSE, StatusCode::kInternal, error_reason::kStoreUnavailable},
  };
  for (const auto& [code, kind, reason] : cases) {
    const Status status = StatusOfCode(nullptr, code, "commit");
    EXPECT_EQ(status.code(), kind) << code;
    EXPECT_EQ(ReasonOf(status), reason) << code;
    EXPECT_EQ(MessageOf(status),
              std::string("commit: ") + sqlite3_errstr(code) + " (SQLite " + std::to_string(code) + ")");
  }
}

TEST(SqliteStatusTest, AFileIsNamedOnce) {
  const Status status = StatusOfCode(nullptr, SQLITE_CORRUPT, "read");
  const Status named = NamingFile("/a/test.db", status);
  EXPECT_EQ(named.code(), StatusCode::kDataLoss);
  EXPECT_EQ(ReasonOf(named), error_reason::kStoreCorrupt);
  EXPECT_EQ(MessageOf(named), "/a/test.db: " + MessageOf(status));
  EXPECT_EQ(NamingFile("/a/test.db", named), named);
  EXPECT_TRUE(NamingFile("/a/test.db", OkStatus()).ok());
}

}  // namespace
}  // namespace clearance::sqlite
