// A copy beside a writer is the source as of one moment, holds nothing of the tables left out, and is whole or not
// there.
#include "common/sqlite/online_backup.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <filesystem>
#include <thread>
#include <vector>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

namespace fs = std::filesystem;
using testing::StartsWith;

constexpr std::size_t kMaxFileBytes = 64 << 20;

// SQLite reads some of these letters of a URI for itself.
constexpr char kName[] = "online backup?%41#&";

class OnlineBackupTest : public testing::Test {
 protected:
  OnlineBackupTest() {
    fs::create_directory(folder_.Path(kName));
    writer_ = Open(Path("source.db"), OpenMode::kReadWrite);
    Do("PRAGMA synchronous = OFF;"
       "CREATE TABLE people (id INTEGER PRIMARY KEY, name BLOB NOT NULL UNIQUE) STRICT;"
       "CREATE TABLE entries (position INTEGER PRIMARY KEY, person INTEGER, sum INTEGER NOT NULL, body TEXT) STRICT;"
       "CREATE INDEX entries_by_person ON entries (person) WHERE person IS NOT NULL;"
       "CREATE TABLE keys (person INTEGER NOT NULL, purpose INTEGER NOT NULL, wrapped BLOB NOT NULL,"
       " PRIMARY KEY (person, purpose)) STRICT, WITHOUT ROWID;"
       "ALTER TABLE entries ADD COLUMN \"odd \"\"name\" INTEGER;"
       "CREATE TABLE \"an odd \"\"table\" (x INTEGER) STRICT;"
       "INSERT INTO \"an odd \"\"table\" VALUES (1), (2);");
  }
  ~OnlineBackupTest() override { writer_.reset(); }

  std::string Path(const std::string& name) const { return folder_.Path(kName) + "/" + name; }

  static std::unique_ptr<Connection> Open(const std::string& path, OpenMode mode) {
    auto opened = Connection::Open(path, mode);
    EXPECT_TRUE(opened.ok()) << opened.status();
    return opened.ok() ? *std::move(opened) : nullptr;
  }
  void Do(std::string_view script) {
    const Status status = writer_->RunScript(script);
    ASSERT_TRUE(status.ok()) << script << ": " << status;
  }
  // One transaction: the entry says how many there are, and its person has a key.
  void Add(int position) {
    const std::string person = "person-" + std::to_string(position);
    const std::string key = "SECRET-" + std::to_string(position) + std::string(50, '!');
    Do("BEGIN IMMEDIATE");
    ASSERT_TRUE(writer_->Run("INSERT INTO people (id, name) VALUES (?, ?)", position, Blob{person}).ok());
    ASSERT_TRUE(writer_
                    ->Run("INSERT INTO entries VALUES (?, ?, (SELECT count(*) + 1 FROM entries), ?, NULL)", position,
                          position, std::string(300, 'b'))
                    .ok());
    ASSERT_TRUE(writer_->Run("INSERT INTO keys VALUES (?, 1, ?)", position, Blob{key}).ok());
    Do("COMMIT");
  }

  BackupRequest Request() const {
    return {.source = Path("source.db"),
            .copy = Path("copy.db"),
            .left_empty = {"keys"},
            .apart = Path("apart.db"),
            .rows_apart = {{.table = "keys"},
                           {.table = "people", .condition = "id IN (SELECT person FROM source.keys)"},
                           {.table = "no_such_table"}}};
  }

  static std::int64_t One(const std::string& path, std::string_view sql) {
    const auto connection = Open(path, OpenMode::kReadOnly);
    auto statement = connection->Prepare(sql);
    EXPECT_TRUE(statement.ok() && statement->Step().ok()) << statement.status();
    return statement->Int(0);
  }
  static std::string Text(const std::string& path, std::string_view sql) {
    const auto connection = Open(path, OpenMode::kReadOnly);
    auto statement = connection->Prepare(sql);
    EXPECT_TRUE(statement.ok() && statement->Step().ok()) << statement.status();
    return statement->Text(0);
  }
  static bool Holds(const std::string& path, std::string_view piece) {
    const auto bytes = ReadFile(path, kMaxFileBytes);
    EXPECT_TRUE(bytes.ok()) << bytes.status();
    return bytes.ok() && bytes->find(piece) != std::string::npos;
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Connection> writer_;
};

constexpr std::string_view kSchema =
    "SELECT group_concat(type || name || coalesce(sql, '')) FROM (SELECT * FROM sqlite_schema ORDER BY name)";

TEST_F(OnlineBackupTest, CopiesEverythingButTheRowsLeftOut) {
  for (int position = 1; position <= 200; ++position) Add(position);
  const Status status = BackUp(Request(), nullptr);
  ASSERT_TRUE(status.ok()) << status;
  const std::string copy = Path("copy.db");
  EXPECT_EQ(Text(copy, kSchema), Text(Path("source.db"), kSchema));
  EXPECT_EQ(Text(copy, "PRAGMA integrity_check"), "ok");
  for (const char* sql : {"SELECT group_concat(id || quote(name)) FROM people",
                          "SELECT group_concat(position || '/' || person || '/' || sum || body) FROM entries",
                          "SELECT group_concat(rowid || ':' || x) FROM \"an odd \"\"table\""}) {
    EXPECT_EQ(Text(copy, sql), Text(Path("source.db"), sql)) << sql;
    EXPECT_GT(Text(copy, sql).size(), 6u) << sql;
  }
  EXPECT_EQ(One(copy, "SELECT count(*) FROM entries INDEXED BY entries_by_person WHERE person IS NOT NULL"), 200);
  EXPECT_EQ(One(copy, "SELECT count(*) FROM keys"), 0);
  EXPECT_FALSE(Holds(copy, "SECRET-")) << "no key ever stood in the copy";

  const std::string apart = Path("apart.db");
  EXPECT_EQ(One(apart, "SELECT count(*) FROM keys"), 200);
  EXPECT_EQ(One(apart, "SELECT count(*) FROM people"), 200);
  EXPECT_TRUE(Holds(apart, "SECRET-77"));
  EXPECT_EQ(Text(apart, "PRAGMA integrity_check"), "ok");
  for (const std::string& path : {copy, apart}) {
    EXPECT_EQ(fs::status(path).permissions(), fs::perms::owner_read | fs::perms::owner_write) << path;
    EXPECT_FALSE(fs::exists(path + "-wal") || fs::exists(path + "-journal")) << path;
  }
}

TEST_F(OnlineBackupTest, WhatWasDeletedIsNotCarriedAlong) {
  Do("PRAGMA secure_delete = OFF");
  for (int position = 1; position <= 100; ++position) Add(position);
  Do("DELETE FROM keys WHERE person < 100; DELETE FROM people WHERE id < 50; PRAGMA wal_checkpoint(TRUNCATE);");
  ASSERT_TRUE(Holds(Path("source.db"), "SECRET-42")) << "else this shows nothing";
  ASSERT_TRUE(BackUp(Request(), nullptr).ok());
  for (const char* name : {"copy.db", "apart.db"}) {
    EXPECT_FALSE(Holds(Path(name), "SECRET-42")) << name;
    EXPECT_FALSE(Holds(Path(name), "person-42")) << name;
  }
  EXPECT_TRUE(Holds(Path("apart.db"), "SECRET-100"));
  EXPECT_EQ(One(Path("copy.db"), "SELECT count(*) FROM people"), 51);
  EXPECT_EQ(One(Path("apart.db"), "SELECT count(*) FROM people"), 1) << "only whoever has a key";
}

TEST_F(OnlineBackupTest, BesideABusyWriterItEndsAndIsOfOneMoment) {
  for (int position = 1; position <= 20'000; ++position) {
    if (position % 1000 == 1) Do("BEGIN");
    ASSERT_TRUE(
        writer_->Run("INSERT INTO people (id, name) VALUES (?, ?)", position, Blob{std::to_string(position)}).ok());
    ASSERT_TRUE(
        writer_
            ->Run("INSERT INTO entries VALUES (?, ?, ?, ?, NULL)", position, position, position, std::string(300, 'b'))
            .ok());
    if (position % 1000 == 0) Do("COMMIT");
  }
  std::atomic<bool> stop = false;
  std::atomic<int> last = 20'000;
  std::thread busy([&] {
    for (; !stop; ++last) Add(last + 1);  // counted once it is committed
  });
  const int before = last;
  int told = 0;
  std::uint64_t written = 0;
  const Status status = BackUp(Request(), [&](const BackupProgress& progress) {
    if (told++ == 0) {
      // In the midst of the copy: the writer goes on.
      const int then = last;
      while (last < then + 3) std::this_thread::yield();
    }
    EXPECT_GT(progress.bytes_written, written);
    written = progress.bytes_written;
    EXPECT_GT(progress.bytes_of_source, 6'000'000u);
  });
  stop = true;
  busy.join();
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_GT(told, 1);
  const std::int64_t entries = One(Path("copy.db"), "SELECT count(*) FROM entries");
  EXPECT_GE(entries, before);
  EXPECT_LE(entries, last);
  EXPECT_EQ(One(Path("copy.db"), "SELECT max(position) FROM entries"), entries);
  EXPECT_EQ(One(Path("copy.db"), "SELECT count(*) FROM people"), entries);
  EXPECT_EQ(One(Path("copy.db"), "SELECT sum FROM entries ORDER BY position DESC LIMIT 1"), entries);
  EXPECT_EQ(One(Path("apart.db"), "SELECT count(*) FROM keys"), entries - 20'000) << "both files of the same moment";
  EXPECT_EQ(Text(Path("copy.db"), "PRAGMA integrity_check"), "ok");
}

TEST_F(OnlineBackupTest, ALargeCopyIsWholeAndTellsHowFarItIs) {
  Add(1);
  for (int position = 2; position <= 22; ++position)
    ASSERT_TRUE(
        writer_->Run("INSERT INTO entries VALUES (?, NULL, 0, ?, NULL)", position, std::string(1 << 20, 'b')).ok());
  std::vector<std::uint64_t> told;
  const Status status = BackUp(Request(), [&told](const BackupProgress& now) { told.push_back(now.bytes_written); });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_GT(told.back(), 2 * kBackupFlushBytes) << "more than what is flushed at once";
  EXPECT_LE(told.back(), fs::file_size(Path("copy.db")) + fs::file_size(Path("apart.db")));
  EXPECT_TRUE(std::is_sorted(told.begin(), told.end()));
  EXPECT_EQ(One(Path("copy.db"), "SELECT sum(length(body)) FROM entries"), 300 + (21 << 20));
  EXPECT_EQ(Text(Path("copy.db"), "PRAGMA integrity_check"), "ok");
}

TEST_F(OnlineBackupTest, NeverWritesOverAFile) {
  Add(1);
  for (const char* name : {"copy.db", "apart.db"}) {
    ASSERT_TRUE(WriteFile(Path(name), "mine").ok());
    const Status status = BackUp(Request(), nullptr);
    EXPECT_EQ(status.code(), StatusCode::kFailedPrecondition) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kFileUnreadable);
    EXPECT_NE(MessageOf(status).find(name), std::string::npos) << status;
    EXPECT_EQ(*ReadFile(Path(name), 100), "mine");
    fs::remove(Path(name));
  }
  EXPECT_TRUE(BackUp(Request(), nullptr).ok());
}

TEST_F(OnlineBackupTest, WhatCannotBeReadLeavesNothingBehind) {
  Add(1);
  BackupRequest request = Request();
  request.source = Path("absent.db");
  EXPECT_EQ(BackUp(request, nullptr).code(), StatusCode::kUnavailable);
  EXPECT_FALSE(fs::exists(Path("absent.db"))) << "the source is never made";
  ASSERT_EQ(::mkfifo(Path("pipe.db").c_str(), 0600), 0);
  request.source = Path("pipe.db");
  ::alarm(60);  // reached only when something is broken: ends the test
  EXPECT_EQ(MessageOf(BackUp(request, nullptr)), "cannot open " + Path("pipe.db") + ": it is no regular file");
  ::alarm(0);

  for (int position = 2; position <= 200; ++position) Add(position);
  Do("PRAGMA wal_checkpoint(TRUNCATE)");
  writer_.reset();
  auto bytes = ReadFile(Path("source.db"), kMaxFileBytes);
  ASSERT_TRUE(bytes.ok());
  std::fill(bytes->begin() + 3 * 4096, bytes->end(), '\xff');
  ASSERT_TRUE(WriteFile(Path("damaged.db"), *bytes).ok());
  request.source = Path("damaged.db");
  EXPECT_EQ(BackUp(request, nullptr).code(), StatusCode::kDataLoss);
  for (const char* name : {"copy.db", "apart.db"}) EXPECT_FALSE(fs::exists(Path(name))) << name;
}

TEST_F(OnlineBackupTest, WhatIsNotCopiedIsAnErrorNotAHole) {
  Add(1);
  Do("CREATE VIEW tall AS SELECT * FROM people");
  const Status status = BackUp(Request(), nullptr);
  EXPECT_EQ(status.code(), StatusCode::kInternal) << status;
  EXPECT_NE(MessageOf(status).find("tall"), std::string::npos) << status;
  EXPECT_FALSE(fs::exists(Path("copy.db")));
}

TEST_F(OnlineBackupTest, AFullDiskLeavesNothingBehind) {
  for (int position = 1; position <= 300; ++position) Add(position);
  const auto old_handler = ::signal(SIGXFSZ, SIG_IGN);
  rlimit old_limit{};
  ::getrlimit(RLIMIT_FSIZE, &old_limit);
  const rlimit limit{64 * 1024, old_limit.rlim_max};
  ::setrlimit(RLIMIT_FSIZE, &limit);
  const Status status = BackUp(Request(), nullptr);
  ::setrlimit(RLIMIT_FSIZE, &old_limit);
  ::signal(SIGXFSZ, old_handler);
  EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status;
  EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
  EXPECT_THAT(MessageOf(status), StartsWith(Path("copy.db") + " and " + Path("apart.db") + ", copied from " +
                                            Path("source.db") + ": cannot be worked on: "));
  for (const char* name : {"copy.db", "apart.db"}) EXPECT_FALSE(fs::exists(Path(name))) << name;
  EXPECT_TRUE(BackUp(Request(), nullptr).ok()) << "and the next one is not in its way";
}

}  // namespace
}  // namespace clearance::sqlite
