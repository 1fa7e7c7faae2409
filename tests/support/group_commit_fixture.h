// A group-commit writer over a file of its own, for tests: batches as large as they are meant to be.
#pragma once

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <future>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "common/base/error_reasons.h"
#include "common/sqlite/group_commit.h"
#include "tests/support/temporary_folder.h"

namespace clearance::sqlite {

// A batch takes whatever waits, however long the test's machine is busy with something else.
inline constexpr GroupCommitOptions kPatient{.max_batch = 256,
                                             .min_batch_time = std::chrono::hours(1),
                                             .max_batch_time = std::chrono::hours(1),
                                             .max_waiting = 8'192};

class GroupCommitTest : public testing::Test {
 protected:
  GroupCommitTest() {
    auto connection = Open(OpenMode::kReadWrite);
    EXPECT_TRUE(connection
                    ->RunScript("CREATE TABLE t (x INTEGER PRIMARY KEY) STRICT;"
                                "CREATE TABLE parent (k PRIMARY KEY);"
                                "CREATE TABLE child (k REFERENCES parent DEFERRABLE INITIALLY DEFERRED);")
                    .ok());
  }
  ~GroupCommitTest() override { writer_.reset(); }

  std::unique_ptr<Connection> Open(OpenMode mode) {
    auto connection = Connection::Open(folder_.Path("test.db"), mode);
    EXPECT_TRUE(connection.ok()) << connection.status();
    return *std::move(connection);
  }

  void Start(GroupCommitOptions options = kPatient, BatchHooks hooks = {}) {
    auto connection = Open(OpenMode::kReadWrite);
    // A test that locks the file need not wait as long as a server would.
    EXPECT_TRUE(connection->RunScript("PRAGMA busy_timeout = 10").ok());
    writer_ = std::make_unique<GroupCommitWriter>(std::move(connection), pool_, options, std::move(hooks));
  }

  static GroupCommitWriter::Function Insert(int x) {
    return [x](Connection& connection) { return connection.Run("INSERT INTO t VALUES (?)", x); };
  }

  std::future<Status> Submit(GroupCommitWriter::Function function) {
    auto told = std::make_shared<std::promise<Status>>();
    std::future<Status> future = told->get_future();
    writer_->Submit(std::move(function), [told](Status status) { told->set_value(status); });
    return future;
  }

  // Holds the writer inside a batch until release_ is set, so that what is submitted meanwhile joins that batch.
  std::future<Status> SubmitGate() {
    std::promise<void> began;
    auto running = began.get_future();
    auto gate = Submit([&began, this, first = true](Connection&) mutable {
      // The batch may be run again.
      if (!std::exchange(first, false)) return OkStatus();
      began.set_value();
      release_.get_future().wait();
      return OkStatus();
    });
    running.wait();
    return gate;
  }

  std::vector<std::int64_t> Rows() {
    const auto reader = Open(OpenMode::kReadOnly);
    auto rows = reader->Prepare("SELECT x FROM t ORDER BY x");
    std::vector<std::int64_t> found;
    while (*rows->Step()) found.push_back(rows->Int(0));
    return found;
  }

  static void ExpectBatchLost(std::future<Status>& future) {
    const Status status = future.get();
    EXPECT_EQ(status.code(), StatusCode::kUnavailable) << status;
    EXPECT_EQ(ReasonOf(status), error_reason::kStoreUnavailable);
  }

  const TemporaryFolder folder_;
  ThreadPool pool_{2};
  std::promise<void> release_;
  std::unique_ptr<GroupCommitWriter> writer_;
};

// A running number kept beside the database, as a Merkle frontier would be.
struct Counter {
  int published = 0;
  int working = 0;
  int remembered = 0;
  std::string calls;

  BatchHooks Hooks() {
    return {.batch_begun = [this] { working = published, calls += 'b'; },
            .function_begun = [this] { remembered = working, calls += 'f'; },
            .function_rolled_back = [this] { working = remembered, calls += 'r'; },
            .batch_committed = [this] { published = working, calls += 'C'; },
            .batch_rolled_back = [this] { calls += 'R'; }};
  }
};

}  // namespace clearance::sqlite
