// GroupCommitWriter: many small transactions made durable by one commit. Functions wait in a bounded queue; one thread
// runs those that are there, each in a savepoint of its own, and commits them together.
#pragma once

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "common/base/executor.h"
#include "common/base/status.h"
#include "common/sqlite/connection.h"

namespace clearance::sqlite {

struct GroupCommitOptions {
  std::size_t max_batch = 256;      // functions in one commit
  Duration max_batch_time{5};       // no further function joins a batch that has run so long
  std::size_t max_waiting = 8'192;  // functions that may wait; one more is RESOURCE_EXHAUSTED (OVERLOADED)
};

// For state kept beside the database (a Merkle frontier, a cache): it is worked on as a copy and published once it is
// durable. Each may be empty. All are called on the writer's thread, in this order:
//   batch_begun, then for each function: function_begun [function_rolled_back], then batch_committed or
//   batch_rolled_back.
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
  std::uint64_t failed_batches = 0;  // rolled back as a whole
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
  // the outermost transaction, and must not wait. `done` runs once, on the executor:
  //  - OK: after the commit, everything is durable;
  //  - the function's own error: what it wrote was rolled back, alone;
  //  - UNAVAILABLE (STORE_UNAVAILABLE): the commit failed, or SQLite rolled the whole transaction back; so fails every
  //    function of the batch. Nothing was written as far as this process can see; after a failed flush a crash may
  //    still bring the batch back, which is why requests are idempotent by id;
  //  - RESOURCE_EXHAUSTED (OVERLOADED) or UNAVAILABLE (SHUTTING_DOWN): the function never ran.
  void Submit(Function function, Done done);

  BatchStatistics Statistics() const;

 private:
  struct Waiting {
    Function function;
    Done done;
  };
  struct Finished {
    Done done;
    Status status;
  };

  void WriteAllWaiting();
  void WriteBatch();
  // One transaction of everything in `finished`. An error: the batch is lost.
  Status RunBatch(std::vector<Finished>& finished);
  // Runs functions into `finished` until the batch is full or nobody waits. An error: the batch is lost.
  Status RunFunctions(std::vector<Finished>& finished);
  // Runs one function in its savepoint and puts its own result into `status`. An error: the batch is lost.
  Status RunInSavepoint(const Function& function, Status& status);
  std::optional<Waiting> TakeNext();
  void TellAll(std::vector<Finished> finished);

  const std::unique_ptr<Connection> connection_;
  Executor& executor_;
  const GroupCommitOptions options_;
  const BatchHooks hooks_;

  mutable std::mutex mutex_;
  std::deque<Waiting> waiting_;
  bool writing_ = false;
  bool stopping_ = false;
  BatchStatistics statistics_;

  ThreadPool thread_{1};  // the last member: its end runs what is waiting while everything else still stands
};

}  // namespace clearance::sqlite
