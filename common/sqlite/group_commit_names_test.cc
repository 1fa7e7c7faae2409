// A writer whose file loses its name: what would go with the process is told to nobody as written.
#include <gmock/gmock.h>

#include <filesystem>

#include "tests/support/group_commit_fixture.h"

namespace clearance::sqlite {
namespace {

namespace fs = std::filesystem;
using testing::ElementsAre;
using testing::HasSubstr;

class GroupCommitNamesTest : public GroupCommitTest {
 protected:
  void SetUp() override {
    GroupCommitOptions options = kPatient;
    options.setting = "database";
    options.path = Path();
    Start(options, counter_.Hooks());
    ASSERT_TRUE(Submit(Insert(1)).get().ok());
    ASSERT_TRUE(writer_->Writable().ok()) << writer_->Writable();
  }
  std::string Path() const { return folder_.Path("test.db"); }
  std::string Away() const { return folder_.Path("away.db"); }
  static GroupCommitWriter::Function Nothing() {
    return [](Connection&) { return OkStatus(); };
  }
  void ExpectLost(std::future<Status> told) {
    const Status status = told.get();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
    EXPECT_THAT(MessageOf(status), HasSubstr("the file is gone"));
  }

  Counter counter_;
};

TEST_F(GroupCommitNamesTest, NothingIsAcknowledgedUntilTheFileIsBack) {
  fs::rename(Path(), Away());
  ExpectLost(Submit(Insert(2)));
  ExpectLost(Submit(Insert(3)));
  ExpectLost(Submit(Nothing()));
  EXPECT_EQ(MessageOf(writer_->Writable()), "database: " + Path() +
                                                ": nothing can be written: the file is gone: it was removed or moved "
                                                "while it was in use");
  EXPECT_EQ(writer_->Statistics().batches, 1U);
  EXPECT_EQ(writer_->Statistics().failed_batches, 3U);
  fs::rename(Away(), Path());
  EXPECT_FALSE(writer_->Writable().ok()) << "the next write shows";
  ASSERT_TRUE(Submit(Nothing()).get().ok());
  EXPECT_TRUE(writer_->Writable().ok()) << writer_->Writable();
  ASSERT_TRUE(Submit(Insert(4)).get().ok());
  // That batch 2 was committed nobody could rely on; once it was known, nothing more was.
  EXPECT_THAT(Rows(), ElementsAre(1, 2, 4));
}

// The caches beside the file stand where the file does, whoever was told what.
TEST_F(GroupCommitNamesTest, TheBatchUnderWayIsNotAcknowledgedEither) {
  counter_.calls.clear();
  ExpectLost(Submit([this](Connection& connection) {
    fs::rename(Path(), Away());
    return connection.Run("INSERT INTO t VALUES (2)");
  }));
  EXPECT_EQ(counter_.calls, "bfC");
  ExpectLost(Submit(Insert(3)));
  EXPECT_EQ(counter_.calls, "bfC");
  fs::rename(Away(), Path());
  ASSERT_TRUE(Submit(Insert(4)).get().ok());
  EXPECT_THAT(Rows(), ElementsAre(1, 2, 4));
}

// An idle centre's empty transactions must not take a disk for well that they never touched.
TEST_F(GroupCommitNamesTest, AfterAFailureAnEmptyBatchIsAWrite) {
  const auto other = Open(OpenMode::kReadWrite);
  ASSERT_TRUE(other->RunScript("BEGIN IMMEDIATE").ok());
  EXPECT_EQ(Submit(Insert(2)).get().code(), StatusCode::kUnavailable);
  EXPECT_THAT(MessageOf(writer_->Writable()), HasSubstr("nothing can be written: "));
  ASSERT_TRUE(other->RunScript("ROLLBACK").ok());
  const auto size = fs::file_size(Path() + "-wal");
  ASSERT_TRUE(Submit(Nothing()).get().ok());
  EXPECT_TRUE(writer_->Writable().ok());
  EXPECT_GT(fs::file_size(Path() + "-wal"), size);
  const auto touched = fs::file_size(Path() + "-wal");
  ASSERT_TRUE(Submit(Nothing()).get().ok());
  EXPECT_EQ(fs::file_size(Path() + "-wal"), touched) << "and no other is";
}

}  // namespace
}  // namespace clearance::sqlite
