// GroupCommitWriter: many small transactions made durable by one commit. Functions wait in a bounded queue; one thread
// runs those that are there one after the other and commits them together. One that fails without having written
// anything leaves nothing behind; when one fails after it has written, the batch is rolled back and run again, each
// function in a savepoint of its own (docs/decisions/0017).
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "common/base/executor.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"
#include "common/sqlite/transaction.h"
#include "common/sqlite/write_health.h"

namespace clearance::sqlite {

struct GroupCommitOptions {
  using TimePoint = std::chrono::steady_clock::time_point;

  std::size_t max_batch = 256;  // functions in one commit
  // A batch takes functions that wait for as long as the last commit took, at least and at most so long: where a flush
  // is dear it serves many, and of many callers some are answered and ask again while the others are written. Were all
  // in one batch, the processors would have nothing to do while it is flushed.
  Duration min_batch_time{1};
  Duration max_batch_time{5};
  std::size_t max_waiting = 8'192;  // functions that may wait; one more is RESOURCE_EXHAUSTED (OVERLOADED)
  // Which file it is, for write_health.h.
  std::string_view setting{};
  std::string path{};
  TimePoint (*now)() = std::chrono::steady_clock::now;  // a test has its own
};

// For state kept beside the database (a Merkle frontier, a cache): it is worked on as a copy and published once it is
// durable. Each may be empty. All are called on the writer's thread, in this order:
//   batch_begun, then for each function: function_begun [function_rolled_back], then batch_committed or
//   batch_rolled_back.
// A batch that is run again is rolled back first: after its batch_rolled_back it begins anew, with batch_begun.
struct BatchHooks {
  std::function<void()> batch_begun;           // copy the published state
  std::function<void()> function_begun;        // remember the copy as it is
  std::function<void()> function_rolled_back;  // go back to what was remembered
  std::function<void()> batch_committed;       // publish the copy, before any `done` is told
  std::function<void()> batch_rolled_back;     // drop the copy
};

struct BatchStatistics {
  std::uint64_t batches = 0;         // commits that succeeded
  std::uint64_t functions = 0;       // functions in those batches, whatever they returned
  std::uint64_t largest_batch = 0;   // functions in the largest of them
  std::uint64_t failed_batches = 0;  // rolled back as a whole, every function told so
  std::uint64_t run_again = 0;       // batches that were run again, because a function failed after it had written
  // The batches by their size: of 1 function, 2, 3 to 4, 5 to 8 … 129 to 256, and more.
  std::array<std::uint64_t, 10> batches_by_size{};
  std::uint64_t waiting = 0;  // functions that wait just now
};

// Thread-safe.
class GroupCommitWriter {
 public:
  using Function = std::function<Status(Connection&)>;
  using Done = std::function<void(Status)>;

  // Owns the connection: nobody else uses it. `executor` runs every `done` and must outlive the writer.
  GroupCommitWriter(std::unique_ptr<Connection> connection, Executor& executor, GroupCommitOptions options = {},
                    BatchHooks hooks = {});
  // Runs and commits what is waiting. A Submit from now on is UNAVAILABLE (SHUTTING_DOWN).
  ~GroupCommitWriter();
  GroupCommitWriter(const GroupCommitWriter&) = delete;
  GroupCommitWriter& operator=(const GroupCommitWriter&) = delete;

  // Runs `function` soon on the writer's thread; it sees what earlier ones of its batch wrote, must not begin or end
  // the outermost transaction, and must not wait. It may be run again, after all it wrote was rolled back: what it
  // leaves outside it sets anew in each run, and the last one counts. It lives until `done` has run. `done` runs once,
  // on the executor:
  //  - OK: after the commit, everything is durable;
  //  - the function's own error: what it wrote was rolled back, alone;
  //  - UNAVAILABLE (STORE_UNAVAILABLE): the commit failed, or SQLite rolled the whole transaction back, or the file has
  //    lost its name (held_files.h); so fails every function of the batch. Nothing was written as far as this process
  //    can see; after a failed flush, and where the name was lost during the commit, the batch may still come back,
  //    which is why requests are idempotent by id;
  //  - RESOURCE_EXHAUSTED (OVERLOADED) or UNAVAILABLE (SHUTTING_DOWN): the function never ran.
  void Submit(Function function, Done done);

  BatchStatistics Statistics() const;

  // Whether a batch can be written, as WriteHealth::Now tells it. After one that could not every batch writes
  // something, though its functions do not, so that an idle writer finds out too.
  Status Writable() { return health_.Now(); }

 private:
  struct Work {
    Function function;
    Done done;
    Status status;
  };
  using Batch = std::vector<Work>;
  using TimePoint = GroupCommitOptions::TimePoint;
  // What keeps a function that fails from the rest of its batch.
  enum class Undoing {
    kRunAgain,    // nothing: the batch is run again if the function has written
    kSavepoints,  // a savepoint for each
  };
  enum class Run { kWhole, kToRunAgain };

  // Takes both to what waits; an error: neither was touched.
  Status Enqueue(Function& function, Done& done);
  void WriteAllWaiting();
  // When a batch that begins now takes no further function.
  TimePoint IntakeEnds() const;
  void WriteBatch();
  // Runs and commits a batch, into which it takes what waits. An error: the batch is lost.
  Status CommitBatch(Batch& batch);
  // One transaction of all that is in `batch`, and of what waits, until `end`. An error: the batch is lost.
  StatusOr<Run> RunBatch(Batch& batch, Undoing undoing, TimePoint end);
  StatusOr<Run> RunFunctions(Batch& batch, Undoing undoing, TimePoint end);
  // These put the function's own result into its work. An error: the batch is lost.
  StatusOr<Run> RunAlone(Work& work);
  Status RunInSavepoint(Work& work);
  // Calls the function. An error: SQLite has rolled the transaction back.
  Status CallFunction(Work& work);
  StatusOr<Transaction> Begin();
  Status Commit(Transaction& transaction);
  // OK while the files that are written have their names.
  Status CheckNames() const;
  bool TakeNext(Batch& batch);
  void TellAll(Batch batch);

  const std::unique_ptr<Connection> connection_;
  Executor& executor_;
  const GroupCommitOptions options_;
  const BatchHooks hooks_;
  WriteHealth health_;

  mutable std::mutex mutex_;
  std::deque<Work> waiting_;
  bool writing_ = false;
  bool stopping_ = false;
  BatchStatistics statistics_;
  // Of the writer's thread only.
  int batches_with_savepoints_ = 0;  // that are still to come
  std::chrono::steady_clock::duration last_commit_took_{};

  ThreadPool thread_{1};  // the last member: its end runs what is waiting while everything else still stands
};

}  // namespace clearance::sqlite
