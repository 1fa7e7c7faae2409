// Files of a database that lose their names while it is open, one after the other.
#include "common/sqlite/held_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <fstream>

#include "common/base/bytes.h"
#include "common/base/error_reasons.h"
#include "common/sqlite/connection.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr char kRows[] = "CREATE TABLE t (x); INSERT INTO t VALUES (1);";

class HeldFilesTest : public testing::Test {
 protected:
  ~HeldFilesTest() override { connection_.reset(); }

  std::string Path(const std::string& name = "test.db") const { return folder_.Path(name); }
  void Open(const std::string& path) {
    auto opened = Connection::Open(path, OpenMode::kReadWrite);
    ASSERT_TRUE(opened.ok()) << opened.status();
    connection_ = *std::move(opened);
    ASSERT_TRUE(connection_->RunScript(kRows).ok());
    ASSERT_TRUE(Check().ok()) << Check();
  }
  Status Check() const { return connection_->held_files()->Check(); }
  void ExpectLost(const std::string& words) const {
    EXPECT_EQ(Check().code(), StatusCode::kUnavailable) << words;
    EXPECT_EQ(ReasonOf(Check()), error_reason::kStoreUnavailable);
    EXPECT_THAT(MessageOf(Check()), HasSubstr(words));
    EXPECT_THAT(MessageOf(Check()), testing::Not(HasSubstr(folder_.path()))) << "callers are told it";
  }

  const TemporaryFolder folder_;
  std::unique_ptr<Connection> connection_;
};

TEST_F(HeldFilesTest, EachOfThemIsMissedAndKnownWhenItIsBack) {
  Open(Path());
  const std::pair<std::string, std::string> files[] = {{"", "the file"}, {"-wal", "its -wal"}, {"-shm", "its -shm"}};
  for (const auto& [suffix, what] : files) {
    fs::rename(Path() + suffix, Path("away"));
    ExpectLost(what + " is gone");
    ASSERT_TRUE(WriteFile(Path() + suffix, "another").ok());
    ExpectLost(what + " is another one now");
    fs::rename(Path("away"), Path() + suffix);
    EXPECT_TRUE(Check().ok()) << Check();
  }
  fs::rename(folder_.path(), folder_.path() + "-away");
  ExpectLost("the file is gone");
  fs::rename(folder_.path() + "-away", folder_.path());
  EXPECT_TRUE(Check().ok()) << Check();
}

TEST_F(HeldFilesTest, WhatWasThereBeforeIsHeldToo) {
  Open(Path());
  connection_.reset();
  ASSERT_FALSE(fs::exists(Path() + "-wal"));
  connection_ = *Connection::Open(Path(), OpenMode::kReadWrite);
  EXPECT_TRUE(Check().ok()) << Check();
  fs::remove(Path());
  ExpectLost("the file is gone");
}

// The start that comes opens what the link leads to then, and the journal that is called after that.
TEST_F(HeldFilesTest, ALinkThatLeadsElsewhereIsNotTheSame) {
  fs::create_directories(Path("a"));
  fs::create_directories(Path("b"));
  fs::create_symlink(Path("a/real.db"), Path("link.db"));
  Open(Path("link.db"));
  fs::rename(Path("a/real.db"), Path("b/real.db"));
  ExpectLost("the file is gone");
  fs::remove(Path("link.db"));
  fs::create_symlink(Path("b/real.db"), Path("link.db"));
  ExpectLost("the file is gone");
  fs::rename(Path("b/real.db"), Path("a/real.db"));
  fs::remove(Path("link.db"));
  fs::create_symlink(Path("a/real.db"), Path("link.db"));
  EXPECT_TRUE(Check().ok()) << Check();
}

TEST_F(HeldFilesTest, WhatCannotBeLookedAtIsNotHeld) {
  Open(Path());
  fs::rename(Path() + "-wal", Path("away"));
  fs::create_symlink(Path() + "-wal", Path() + "-wal");
  ExpectLost("its -wal cannot be looked at: Too many levels of symbolic links");
}

TEST_F(HeldFilesTest, WhoeverOnlyReadsHoldsNothing) {
  Open(Path());
  EXPECT_EQ((*Connection::Open(Path(), OpenMode::kReadOnly))->held_files(), nullptr);
  EXPECT_EQ((*Connection::Open(Path("copy.db"), OpenMode::kNewCopy))->held_files(), nullptr);
}

// What docs/operations.md promises of an end: with the file in its place, SQLite brings into it what is in the open
// journal, whatever became of that one's name; with the file elsewhere, it leaves alone what is called as its journal
// was.
TEST_F(HeldFilesTest, AnEndSavesAJournalThatIsGone) {
  Open(Path());
  fs::remove(Path() + "-wal");
  connection_.reset();
  connection_ = *Connection::Open(Path(), OpenMode::kReadWrite);
  auto rows = connection_->Prepare("SELECT count(*) FROM t");
  ASSERT_TRUE(rows.ok() && *rows->Step()) << rows.status();
  EXPECT_EQ(rows->Int(0), 1);
}

TEST_F(HeldFilesTest, AnEndLeavesTheNextOnesJournalAlone) {
  Open(Path());
  fs::create_directories(Path("away"));
  for (const char* suffix : {"", "-wal", "-shm"}) fs::rename(Path() + suffix, Path("away/test.db") + suffix);
  ASSERT_TRUE(WriteFile(Path(), "the next").ok());
  ASSERT_TRUE(WriteFile(Path() + "-wal", "the next one's").ok());
  connection_.reset();
  EXPECT_EQ(*ReadFile(Path() + "-wal", 100), "the next one's");
  connection_ = *Connection::Open(Path("away/test.db"), OpenMode::kReadWrite);
  EXPECT_TRUE(connection_->Run("INSERT INTO t VALUES (2)").ok()) << "whole where it was moved to";
}

TEST_F(HeldFilesTest, AnOrderlyEndLeavesNoJournal) {
  Open(Path());
  connection_.reset();
  EXPECT_FALSE(fs::exists(Path() + "-wal"));
  EXPECT_FALSE(fs::exists(Path() + "-shm"));
}

}  // namespace
}  // namespace clearance::sqlite
